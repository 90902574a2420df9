"""The icon of a seller's app: its initials on its colour, drawn by Typst as our documents are."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from vezne.core.turkish import tr_upper
from vezne.core.typesetting import png_of

TEMPLATE = Path(__file__).with_name("icon.typ")
SIZES = (180, 192, 512)
KEPT = 300
"""Icons that a process remembers; each is some kilobytes."""


def initials_of(brand: str) -> str:
    """The first letters of the first two words, in capitals: `Nar Bilişim` → `NB`."""
    letters = [next((c for c in word if c.isalnum()), "") for word in brand.split()]
    return tr_upper("".join(letters)[:2]) or "V"


@lru_cache(maxsize=KEPT)
def icon(initials: str, color: str, size: int, *, is_maskable: bool) -> bytes:
    """A PNG of `size` pixels a side; a maskable one fills the square and keeps to its middle."""
    values = {"initials": initials, "color": color, "is_maskable": is_maskable}
    return png_of(TEMPLATE, values, pixels=size)
