"""Bytes to clean text: encodings as Turkish banks use them, and what PostgreSQL would refuse."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import BinaryIO

LONGEST_LINE = 64 * 1024
"""A longer one is cut: no bank writes it, and memory stays bounded."""
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_BLANKS = re.compile(r"\s+")
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def encoding_of(sample: bytes) -> str:
    """utf-8, utf-16 or cp1254, by the first bytes of a file.

    cp1254 holds all of ISO-8859-9 and gives letters where that has control codes, so it is what a
    file is read by that is not valid UTF-8. UTF-16 without a mark shows by its zero bytes.
    """
    for mark, name in _BOMS:
        if sample.startswith(mark):
            return name
    if len(sample) >= 4 and sample[1::2].count(0) > len(sample) // 3:
        return "utf-16-le"
    if len(sample) >= 4 and sample[0::2].count(0) > len(sample) // 3:
        return "utf-16-be"
    try:
        sample.decode("utf-8")
    except UnicodeDecodeError as error:
        # The end of the sample may cut a letter in two; elsewhere it is another encoding.
        return "utf-8" if error.start >= len(sample) - 3 else "cp1254"
    return "utf-8"


def text_lines(stream: BinaryIO, encoding: str) -> Iterator[str]:
    """The lines of a file without their ends; a line that is not UTF-8 after all is cp1254."""
    if encoding.startswith("utf-16"):
        yield from _wide_lines(stream, encoding)
        return
    while raw := stream.readline(LONGEST_LINE):
        raw = raw.rstrip(b"\r\n")
        if encoding in ("utf-8", "utf-8-sig"):
            try:
                yield raw.decode(encoding)
                encoding = "utf-8"  # the mark stands once
                continue
            except UnicodeDecodeError:
                pass
        yield raw.decode("cp1254" if encoding.startswith("utf") else encoding, errors="replace")


def _wide_lines(stream: BinaryIO, encoding: str) -> Iterator[str]:
    text = io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline="")
    try:
        while line := text.readline(LONGEST_LINE):
            yield line.rstrip("\r\n")
    finally:
        text.detach()  # the file is its opener's to close


def clean(text: str | None, *, longest: int = 500) -> str:
    """One line of printable text: no control codes (PostgreSQL refuses zero), single blanks."""
    if not text:
        return ""
    if not text.isprintable():
        text = _CONTROL.sub(" ", text)
    if "  " in text or "\t" in text or "\u00a0" in text:
        text = _BLANKS.sub(" ", text)
    return text.strip()[:longest]
