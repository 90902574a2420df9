"""What a picture is by its own bytes: kind and size, read from its head and never drawn."""

from __future__ import annotations

import struct

PNG_HEAD = b"\x89PNG\r\n\x1a\n"
PNG_END = b"IEND"
JPEG_HEAD = b"\xff\xd8"
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""JPEG markers behind which height and width stand."""


def picture_size(body: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG or JPEG; None for anything else, or half of one."""
    try:
        if body.startswith(PNG_HEAD) and body[12:16] == b"IHDR" and PNG_END in body[-16:]:
            width, height = struct.unpack(">II", body[16:24])
            return int(width), int(height)
        if body.startswith(JPEG_HEAD):
            return _jpeg_size(body)
    except struct.error:
        return None
    return None


def _jpeg_size(body: bytes) -> tuple[int, int] | None:
    place = 2
    while place < len(body):
        lead, marker, length = struct.unpack(">BBH", body[place : place + 4])
        if lead != 0xFF:
            return None
        if marker in FRAMES:
            height, width = struct.unpack(">HH", body[place + 5 : place + 9])
            return int(width), int(height)
        place += 2 + int(length)
    return None
