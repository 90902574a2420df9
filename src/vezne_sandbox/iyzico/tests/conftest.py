"""The running sandbox, one for the whole run, and one whose clock can be moved."""

import http.server
import json
import threading
from collections.abc import Callable, Generator
from datetime import UTC, datetime, timedelta

import pytest

from tests.sandbox_server import (
    Sandbox,
    receiver,
    sandbox,
    sandbox_program,
    sandbox_server,
    shop,
)

__all__ = ["receiver", "sandbox", "sandbox_program", "shop"]


@pytest.fixture
def moved_sandbox() -> Generator[tuple[Sandbox, Callable[[timedelta], None]]]:
    """A sandbox of its own with a panel's clock that stands still in 2025 until it is moved."""
    now = [datetime(2025, 2, 19, 10, 43, tzinfo=UTC)]

    class Clock(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps({"now": now[0].isoformat()}).encode())

        def log_message(self, *_arguments: object) -> None:
            pass

    def move(step: timedelta) -> None:
        now[0] += step

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Clock)
    threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
    made = sandbox_server(clock_url=f"http://127.0.0.1:{server.server_port}/saat")
    yield made, move
    made.stop()
    server.shutdown()
    server.server_close()
