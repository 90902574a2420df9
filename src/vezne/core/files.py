"""The private file store: what people send along, sealed on disk, known by a key.

Files lie under `VEZNE_UPLOADS/private`, outside of everything that is served, encrypted
(`core.crypto`) and bound to their key. What a file is, is told by its content, never by its name
or by what the sender calls it; what is not in `KINDS` is refused: pages and drawings that could
run in a browser (HTML, SVG), programs, macros, and archives whose inside nobody sees. A scanner is
asked where one is bound (`core.ports.Scanner`).

    kept = file_keep(content, "dekont.pdf")      outside any transaction: it writes and may call
    file_read(kept.key)                          the plain bytes again

A row keeps the key; who may read the file is who sees the row. A file whose row was never written
stays behind unreadable to people; `files_sweep` takes it away.
"""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
import zipfile
from collections.abc import Collection
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from django.conf import settings

from vezne.core import ports
from vezne.core.crypto import seal_bytes, unseal_bytes
from vezne.core.errors import FileInfected, FileRefused, FileTooBig, NotFound
from vezne.core.ids import random_letters

MOST_BYTES = 10 * 1024 * 1024
MOST_PACKED = 2_000
MOST_UNPACKED_BYTES = 200 * 1024 * 1024
"""Of an Office file, which is an archive: more is no letter but an attack."""
KEY_LETTERS = 32
LONGEST_NAME = 120

PDF, PNG, JPEG = "application/pdf", "image/png", "image/jpeg"
_OFFICE = "application/vnd.openxmlformats-officedocument."
KINDS = {
    PDF: ("pdf",),
    PNG: ("png",),
    JPEG: ("jpg", "jpeg"),
    "image/gif": ("gif",),
    "image/webp": ("webp",),
    "text/plain": ("txt", "log"),
    "text/csv": ("csv",),
    f"{_OFFICE}spreadsheetml.sheet": ("xlsx",),
    f"{_OFFICE}wordprocessingml.document": ("docx",),
}
"""What is kept, and how such files are called; the first is given where a name says otherwise."""
_MAGIC = (
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
_MARKUP = re.compile(
    r"<\s*(!doctype|\?xml|!\[cdata|html|head|body|svg|script|iframe|object|embed)", re.IGNORECASE
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_KEY = re.compile(r"[a-z2-9]{32}", re.ASCII)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file in the store: its key, a name that is safe to offer, and what its content is."""

    key: str
    name: str
    media_type: str
    size_bytes: int
    sha256: str
    is_scanned: bool


def file_keep(
    content: bytes, name: str, *, kinds: Collection[str] = KINDS, most_bytes: int = MOST_BYTES
) -> StoredFile:
    """Check, scan and store a file. Outside any transaction.

    Raises: FileTooBig, FileRefused (empty, or of a kind that is not taken), FileInfected,
    FileScanUnavailable.
    """
    if len(content) > most_bytes:
        raise FileTooBig(megabytes=most_bytes // (1024 * 1024))
    media_type = sniff(content, name)
    if media_type not in kinds:
        raise FileRefused(name=clean_name(name, ""))
    scanner = ports.scanner()
    if scanner is not None and scanner.scan(content):
        raise FileInfected(name=clean_name(name, ""))
    key = random_letters(KEY_LETTERS)
    _write(_path(key), seal_bytes(content, purpose=_purpose(key)))
    return StoredFile(
        key=key,
        name=clean_name(name, media_type),
        media_type=media_type,
        size_bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        is_scanned=scanner is not None,
    )


def raw_keep(content: bytes) -> str:
    """Store bytes as they are, for our own eyes (a mail as it came); never handed to people."""
    key = random_letters(KEY_LETTERS)
    _write(_path(key), seal_bytes(content, purpose=_purpose(key)))
    return key


def file_read(key: str) -> bytes:
    """The plain bytes behind a key. Raises: NotFound."""
    try:
        sealed = _path(key).read_bytes()
    except FileNotFoundError:
        raise NotFound from None
    return unseal_bytes(sealed, purpose=_purpose(key))


def file_drop(key: str) -> None:
    """Forget a file; twice is once."""
    _path(key).unlink(missing_ok=True)


def files_sweep(*, known: Collection[str], older_than: float) -> int:
    """Take away files that no row knows, written before `older_than` (a time stamp). How many."""
    gone = 0
    for path in _root().glob("??/*"):
        if path.name not in known and path.stat().st_mtime < older_than:
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def sniff(content: bytes, name: str) -> str:
    """What a file is by its content; empty for what is not taken.

    The name decides only whether plain text is a table.
    """
    for magic, media_type in _MAGIC:
        if content.startswith(magic):
            return media_type
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content.startswith(b"PK\x03\x04"):
        return _office_kind(content)
    return _text_kind(content, name)


def _office_kind(content: bytes) -> str:
    """A table or a letter of Office without macros; no other archive."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return ""
    names = {entry.filename for entry in entries}
    is_huge = sum(entry.file_size for entry in entries) > MOST_UNPACKED_BYTES
    has_macros = any(name.lower().endswith("vbaproject.bin") for name in names)
    if len(entries) > MOST_PACKED or is_huge or has_macros or "[Content_Types].xml" not in names:
        return ""
    if "xl/workbook.xml" in names:
        return f"{_OFFICE}spreadsheetml.sheet"
    return f"{_OFFICE}wordprocessingml.document" if "word/document.xml" in names else ""


def _text_kind(content: bytes, name: str) -> str:
    """Plain text in UTF-8 or Turkish Windows letters that no browser would take for a page."""
    suffix = _suffix(name)
    if suffix not in ("txt", "log", "csv") or not content.strip():
        return ""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1254", errors="replace")
    if _CONTROLS.search(text) or _MARKUP.search(text[:4096]):
        return ""
    return "text/csv" if suffix == "csv" else "text/plain"


def clean_name(name: str, media_type: str) -> str:
    """A name that is safe in a list, a header and a folder, ending as its content says."""
    plain = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    plain = "".join(c for c in plain if unicodedata.category(c)[0] != "C" or c.isspace())
    plain = plain.strip(". ")
    suffixes = KINDS.get(media_type, ())
    stem, suffix = plain, _suffix(plain)
    if suffix and suffix in suffixes:
        stem = plain[: -len(suffix) - 1]
    elif suffixes:
        suffix = suffixes[0]
    stem = re.sub(r'[<>:"|?*;\s]+', " ", stem).strip()[:LONGEST_NAME] or "dosya"
    return f"{stem}.{suffix}" if suffixes else stem


def _suffix(name: str) -> str:
    stem, dot, suffix = name.strip().rpartition(".")
    return suffix.lower() if dot and stem else ""


def _root() -> Path:
    return Path(settings.VEZNE_UPLOADS) / "private"


def _path(key: str) -> Path:
    if not _KEY.fullmatch(key):
        raise NotFound
    return _root() / key[:2] / key


def _purpose(key: str) -> str:
    return f"file.{key}"


def _write(path: Path, sealed: bytes) -> None:
    """Whole or not at all, and on the disk before a row may point at it."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = path.with_suffix(".new")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as handle:
        handle.write(sealed)
        handle.flush()
        os.fsync(handle.fileno())
    unfinished.replace(path)
