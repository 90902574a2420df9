"""An HTTP server that answers as a test says: for answers that the sandbox never gives."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from vezne.payments.providers.iyzico.client import IyzicoClient
from vezne.payments.providers.iyzico.provider import Iyzico
from vezne.payments.providers.iyzico.signing import answer_signature

SECRET = "scripted-secret"
Answer = dict[str, Any] | Callable[[dict[str, Any]], dict[str, Any]]


@dataclass
class ScriptedProvider:
    """Answers by path; remembers what was asked."""

    base_url: str
    answers: dict[str, Any] = field(default_factory=dict)
    status: int = 200
    delay_seconds: float = 0
    raw: bytes | None = None
    asked: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)

    def provider(self) -> Iyzico:
        """iyzico at this address."""
        return Iyzico(IyzicoClient(base_url=self.base_url, api_key="k", secret_key=SECRET))

    def say(self, path: str, fields: dict[str, Any], *signed: str) -> None:
        """Answer a path with these fields, signed over the named ones where any are named."""
        if signed:
            values = [fields.get(name) for name in signed]
            signature = answer_signature(secret_key=SECRET, fields=values)
            fields = {**fields, "signature": signature}
        self.answers[path] = fields

    def answer(self, method: str, path: str, body: dict[str, Any]) -> bytes:
        """What goes out."""
        self.asked.append((method, path, body))
        time.sleep(self.delay_seconds)
        if self.raw is not None:
            return self.raw
        return json.dumps(self.answers.get(path, {"status": "failure"})).encode()


@contextmanager
def scripted_provider() -> Iterator[ScriptedProvider]:
    """Run the server for a while."""

    class Handler(BaseHTTPRequestHandler):
        def _any(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length) or b"{}")
            answer = script.answer(self.command, self.path.split("?", maxsplit=1)[0], body)
            self.send_response(script.status)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_GET = do_POST = do_DELETE = _any  # noqa: N815

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    script = ScriptedProvider(f"http://127.0.0.1:{server.server_port}")
    thread = Thread(target=server.serve_forever, args=[0.01], daemon=True)
    thread.start()
    try:
        yield script
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
