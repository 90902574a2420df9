"""The words of a print that Typst made, read back from its bytes; for such files only.

Their objects stand in the open, each page's text is shown by glyph numbers of two bytes, and a
font's `ToUnicode` says which letter each is.
"""

from __future__ import annotations

import re
import zlib

STREAM = re.compile(rb"(\d+) 0 obj\s*<<(.*?)>>\s*stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
FONTS = re.compile(rb"/Font\s*<<(.*?)>>", re.DOTALL)
NAME = re.compile(rb"/(\w+) (\d+) 0 R")
TO_UNICODE = re.compile(rb"(\d+) 0 obj\s*<<[^>]*?/ToUnicode (\d+) 0 R")
LETTER = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]+)>")
SHOWN = re.compile(rb"/(\w+) [\d.]+ Tf|\[((?:\((?:\\.|[^\\)])*\)|[^\]])*)\]\s*TJ|\bET\b", re.DOTALL)
TEXT = re.compile(rb"\(((?:\\.|[^\\)])*)\)", re.DOTALL)
ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
SIGNS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def pdf_text(pdf: bytes) -> str:
    """All words in the order in which they are drawn, pieces separated by single spaces."""
    streams = {number: _inflated(body) for number, _head, body in STREAM.findall(pdf)}
    maps = {font: _letters(streams[cmap]) for font, cmap in TO_UNICODE.findall(pdf)}
    fonts = {
        name: maps[font]
        for group in FONTS.findall(pdf)
        for name, font in NAME.findall(group)
        if font in maps
    }
    pieces = [piece for body in streams.values() for piece in _pieces(body, fonts)]
    return " ".join(" ".join(pieces).replace("\u00a0", " ").split())


def _inflated(body: bytes) -> bytes:
    try:
        return zlib.decompress(body)
    except zlib.error:
        return b""


def _letters(cmap: bytes) -> dict[int, str]:
    return {
        int(glyph, 16): bytes.fromhex(letter.decode()).decode("utf-16-be")
        for glyph, letter in LETTER.findall(cmap)
    }


def _pieces(body: bytes, fonts: dict[bytes, dict[int, str]]) -> list[str]:
    pieces, font = [], dict[int, str]()
    for name, shown in SHOWN.findall(body) if b"BT" in body else ():
        if name:
            font = fonts.get(name, {})
        elif shown:
            raw = b"".join(ESCAPE.sub(_sign, text) for text in TEXT.findall(shown))
            glyphs = [int.from_bytes(raw[at : at + 2], "big") for at in range(0, len(raw), 2)]
            pieces.append("".join(font.get(glyph, "") for glyph in glyphs))
    return pieces


def _sign(found: re.Match[bytes]) -> bytes:
    said = found[1]
    if said[:1].isdigit():
        return bytes([int(said, 8) & 0xFF])
    return SIGNS.get(said, said)
