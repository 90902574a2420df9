"""An HTTP server that takes forms and answers as a test says, for PayTR's and NestPay's edges."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl

from vezne.payments.providers.nestpay.client import NestPayClient
from vezne.payments.providers.nestpay.provider import NestPay
from vezne.payments.providers.paytr.client import PayTRClient
from vezne.payments.providers.paytr.provider import PayTR


@dataclass
class Script:
    """Answers by path, the next of a list each time; remembers what was asked."""

    base_url: str
    answers: dict[str, list[Any]] = field(default_factory=dict)
    status: int = 200
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def say(self, path: str, *answers: Any) -> None:
        """What a path answers from now on: objects as JSON, text and bytes as they are."""
        self.answers[path] = list(answers)

    def answer(self, path: str, form: dict[str, str]) -> bytes:
        """What goes out; the last answer stays."""
        self.asked.append((path, form))
        left = self.answers.get(path, [b"?"])
        said = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(said, bytes):
            return said
        return said.encode("iso-8859-9") if isinstance(said, str) else json.dumps(said).encode()

    def paytr(self, *, is_test: bool = True) -> PayTR:
        """PayTR at this address."""
        client = PayTRClient(
            base_url=self.base_url,
            merchant_id="123456",
            merchant_key="key",
            merchant_salt="salt",
            is_test=is_test,
        )
        return PayTR(client)

    def nestpay(self) -> NestPay:
        """A bank at this address."""
        client = NestPayClient(
            base_url=self.base_url,
            client_id="190100000",
            user_name="api",
            password="secret",
            store_key="123456",
        )
        return NestPay(client)


def xml(extra: dict[str, str] | None = None, **fields: str) -> str:
    """A CC5Response."""
    inner = "".join(f"<{name}>{value}</{name}>" for name, value in (extra or {}).items())
    outer = "".join(f"<{name}>{value}</{name}>" for name, value in fields.items())
    head = '<?xml version="1.0" encoding="ISO-8859-9"?>'
    return f"{head}<CC5Response>{outer}<Extra>{inner}</Extra></CC5Response>"


@contextmanager
def form_script() -> Iterator[Script]:
    """Run the server for a while."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            form = dict(parse_qsl(body.decode("ascii"), keep_blank_values=True))
            answer = script.answer(self.path, form)
            self.send_response(script.status)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    script = Script(f"http://127.0.0.1:{server.server_port}")
    thread = Thread(target=server.serve_forever, args=[0.01], daemon=True)
    thread.start()
    try:
        yield script
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
