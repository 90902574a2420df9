"""ClamAV's daemon as the scanner of files (`core.ports.Scanner`): its INSTREAM command.

The file goes over the socket in pieces, each with its length in front; the daemon answers
`stream: OK` or `stream: NAME FOUND` (clamd(8), *INSTREAM*). Whatever else it says, or nothing,
means that the file is not taken.
"""

from __future__ import annotations

import socket
from contextlib import closing

from vezne.core.errors import FileScanUnavailable

PIECE_BYTES = 64 * 1024
CONNECT_SECONDS = 2
ANSWER_SECONDS = 30


class Clamd:
    """A daemon at `host:port` or at the path of its socket."""

    def __init__(self, address: str) -> None:
        self._address = address

    def scan(self, content: bytes) -> str:
        """The name of what was found, empty for nothing. Raises: FileScanUnavailable."""
        try:
            with closing(self._connect()) as channel:
                channel.settimeout(ANSWER_SECONDS)
                channel.sendall(b"zINSTREAM\0")
                for start in range(0, len(content), PIECE_BYTES):
                    piece = content[start : start + PIECE_BYTES]
                    channel.sendall(len(piece).to_bytes(4, "big") + piece)
                channel.sendall(bytes(4))
                answer = channel.recv(1024).rstrip(b"\0\n").decode("utf-8", errors="replace")
        except OSError as error:
            raise FileScanUnavailable from error
        if answer == "stream: OK":
            return ""
        if answer.endswith(" FOUND"):
            return answer.removeprefix("stream: ").removesuffix(" FOUND")
        raise FileScanUnavailable

    def _connect(self) -> socket.socket:
        if self._address.startswith("/"):
            channel = socket.socket(socket.AF_UNIX)
            channel.settimeout(CONNECT_SECONDS)
            channel.connect(self._address)
            return channel
        host, _colon, port = self._address.rpartition(":")
        return socket.create_connection((host, int(port)), timeout=CONNECT_SECONDS)
