"""Which version of the product this process runs: open pages compare it with their own.

The fingerprint of the sources as they were when the process started; what is put in their place
later counts from the next start. All processes of one release say the same.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

HEADER = "X-Vezne-Version"
_KINDS = {".py", ".html", ".txt", ".mjml", ".js", ".css", ".po", ".sql"}
_ELSEWHERE = {"tests", "__pycache__"}


def _fingerprint(folder: Path) -> str:
    found = hashlib.blake2b(digest_size=8)
    for path in sorted(folder.rglob("*")):
        if path.suffix in _KINDS and not _ELSEWHERE.intersection(path.parts):
            found.update(path.relative_to(folder).as_posix().encode())
            found.update(path.read_bytes())
    return found.hexdigest()


VERSION = _fingerprint(Path(__file__).resolve().parents[1])
"""Sixteen letters."""
