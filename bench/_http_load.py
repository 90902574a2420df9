"""A load generator over kept connections, and servers under it; used by the benchmarks over HTTP.

Plain sockets and `selectors`, because a client library costs more than the answer that is measured.
Run as a program it reads one job as JSON from standard input and prints what it saw.
"""

from __future__ import annotations

import json
import selectors
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any

from vezne.config.commands import web

PROCESSES = 2
READY_SECONDS = 60.0


@dataclass
class Load:
    """What one round did."""

    per_second: float
    latencies_ms: list[float]
    failures: int  # answers that were not 200

    def percentile_ms(self, share: float) -> float:
        """The latency that `1 - share` of the answers passed."""
        ordered = sorted(self.latencies_ms)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def load(
    *, port: int, requests: Sequence[str], connections: int, seconds: float, processes: int
) -> Load:
    """Send the raw requests in turn over so many connections for so long."""
    job = {
        "port": port,
        "requests": list(requests),
        "connections": connections // processes,
        "seconds": seconds,
    }
    running = [
        subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(processes)
    ]
    for number, process in enumerate(running):
        assert process.stdin is not None
        process.stdin.write(json.dumps({**job, "first": number * 37}))
        process.stdin.close()
    found = []
    for process in running:
        assert process.stdout is not None
        found.append(json.loads(process.stdout.read()))
        process.wait()
    latencies = [value for part in found for value in part["latencies_ms"]]
    return Load(len(latencies) / seconds, latencies, sum(part["failures"] for part in found))


def request(path: str, **headers: str) -> str:
    """A raw GET."""
    lines = [f"GET {path} HTTP/1.1", "Host: localhost"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""])


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def granian(application: str, environment: dict[str, str]) -> Iterator[int]:
    """The application under Granian, by the command of `vezne web`."""
    port = free_port()
    command = web.granian(application, port=str(port))
    process = subprocess.Popen(command, env=environment)
    try:
        _wait_until_open(port, process)
        yield port
    finally:
        process.terminate()
        process.wait()


def _wait_until_open(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server did not answer")


# -- one process of the generator -----------------------------------------------------------------


class Caller:
    """One kept connection with one request under way."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sent_at = 0.0
        self.buffer = b""
        self.wanted = -1  # length of head and body; -1: the head is not whole yet

    def send(self, raw: bytes) -> None:
        """Begin the next request."""
        self.buffer, self.wanted = b"", -1
        self.sent_at = time.perf_counter()
        self.socket.sendall(raw)

    def is_answered(self) -> bool:
        """Read what came; True when the answer is whole."""
        part = self.socket.recv(262_144)
        if not part:
            raise ConnectionError("the server closed the connection")
        self.buffer += part
        if self.wanted < 0:
            head = self.buffer.find(b"\r\n\r\n")
            if head < 0:
                return False
            lower = self.buffer[:head].lower()
            at = lower.index(b"content-length:") + len(b"content-length:")
            end = lower.find(b"\r\n", at)
            length = int(lower[at : end if end > 0 else head])
            self.wanted = head + 4 + length
        return len(self.buffer) >= self.wanted

    @property
    def is_good(self) -> bool:
        """Whether the answer was 200."""
        return self.buffer.startswith(b"HTTP/1.1 200")


def work(job: dict[str, Any]) -> dict[str, Any]:
    """Keep every connection busy until time is up."""
    requests = [text.encode() for text in job["requests"]]
    selector = selectors.DefaultSelector()
    following = int(job["first"])
    callers = [Caller(job["port"]) for _ in range(job["connections"])]
    for caller in callers:
        selector.register(caller.socket, selectors.EVENT_READ, caller)
        caller.send(requests[following % len(requests)])
        following += 1
    latencies: list[float] = []
    failures = 0
    end = time.perf_counter() + job["seconds"]
    while (now := time.perf_counter()) < end:
        for chosen, _events in selector.select(end - now):
            caller = chosen.data
            if not caller.is_answered():
                continue
            latencies.append((time.perf_counter() - caller.sent_at) * 1000)
            failures += not caller.is_good
            caller.send(requests[following % len(requests)])
            following += 1
    return {"latencies_ms": latencies, "failures": failures}


if __name__ == "__main__":
    print(json.dumps(work(json.loads(sys.stdin.read()))))
