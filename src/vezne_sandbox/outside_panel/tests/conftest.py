"""The running sandbox, and a Vezne that answers what a test wants (the real one is in a film)."""

import http.server
import json
import threading
from collections.abc import Generator
from typing import Any

import pytest

from tests.sandbox_server import Sandbox, sandbox, sandbox_program

__all__ = ["sandbox", "sandbox_program"]

OPEN = {
    "allowed": True,
    "until": "2999-03-27T07:43:00Z",
    "reason": "ok",
    "platform": "MesajKule",
    "subscription": "sub_1",
    "left": 500,
}
SHUT = {**OPEN, "allowed": False, "until": None, "reason": "debt"}


class Vezne:
    """Answers the three calls over HTTP and keeps what was asked."""

    def __init__(self) -> None:
        self.entitlement: dict[str, Any] = OPEN
        self.usage: dict[str, str] = {"result": "accepted", "code": ""}
        self.status = 200  # another one is answered to everything, with a refusal
        self.asked: list[tuple[str, str, Any]] = []
        self.keys: set[str] = set()
        self.open()
        self.url = f"http://127.0.0.1:{self.port}"

    def open(self, port: int = 0) -> None:
        """Listen, again on the same port after a silence."""
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", port), self._handler())
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, args=[0.01], daemon=True).start()

    def fall_silent(self) -> None:
        """Nobody listens any more."""
        self.server.shutdown()
        self.server.server_close()

    def answer(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        """What the real one would say."""
        if self.status != 200:
            return self.status, {"code": "not_allowed", "message": "Yetkiniz yok.", "details": {}}
        if "/entitlements/" in path:
            return 200, self.entitlement
        if path.endswith("/portal-sessions"):
            return 201, {"url": f"{self.url}/gecis/jeton-{len(self.asked)}/", "expires_in": 60}
        return 200, [{"key": body["events"][0]["key"], **self.usage}]

    def _handler(self) -> type[http.server.BaseHTTPRequestHandler]:
        vezne = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.do_GET()

            def do_GET(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                body = json.loads(self.rfile.read(length)) if length else None
                vezne.asked.append((self.command, self.path, body))
                vezne.keys.add(self.headers["Authorization"])
                status, answer = vezne.answer(self.command, self.path, body)
                raw = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(raw)))
                self.send_header("Connection", "close")
                self.end_headers()
                self.wfile.write(raw)

            def log_message(self, *_arguments: object) -> None:
                pass

        return Handler


@pytest.fixture
def vezne() -> Generator[Vezne]:
    made = Vezne()
    yield made
    made.fall_silent()


@pytest.fixture
def panel(sandbox: Sandbox, vezne: Vezne) -> str:
    """The address of Çınar's pages, configured with that Vezne."""
    body = {
        "vezne_url": vezne.url,
        "api_key": "anahtar-1",
        "brand": "Kule",
        "accounts": [{"id": "acc_1", "name": "Çınar Mobilya", "user": "ayse"}],
    }
    sandbox.call("PUT", "/_sandbox/outside-panel", body)
    return f"{sandbox.base_url}/ornek-panel/acc_1/"
