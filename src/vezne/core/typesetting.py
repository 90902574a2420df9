"""PDF or PNG from a Typst template and values; fonts are our own, nothing of the machine is read.

A template finds its values as `json("data.json")`: texts stay texts there, so nothing that people
typed becomes markup. They are a file and no inputs of the system, and should stand in no page rule:
then what one document has in common with the one before is not set anew. The font is Inter (OFL,
`core/fonts`), regular and bold, with all Turkish letters; `tools/vendor_assets.py` makes it from
the font of the pages.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

FONTS = Path(__file__).parent / "fonts"


@cache
def _compiler() -> typst.Compiler:
    """One for the process: its fonts are read once."""
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])
    return typst.Compiler(font_paths=fonts, ignore_system_fonts=True)


@cache
def _source(template: Path) -> bytes:
    return template.read_bytes()


def pdf_of(
    template: Path, values: Mapping[str, Any], *, now: datetime, is_tagged: bool = True
) -> bytes:
    """The document; `now` is what its file says of when it was made.

    Tags let screen readers follow a table, and make long ones sixteen times larger.
    """
    files: Any = {"main.typ": _source(template), "data.json": json.dumps(values).encode()}
    made = _compiler().compile(
        files,  # the stubs do not know several files
        format="pdf",
        timestamp=int(now.timestamp()),
        pdf_tags=is_tagged,
    )
    assert isinstance(made, bytes)
    return made


def png_of(template: Path, values: Mapping[str, Any], *, pixels: int) -> bytes:
    """The template's one page of 100 pt a side as a PNG with `pixels` a side."""
    files: Any = {"main.typ": _source(template), "data.json": json.dumps(values).encode()}
    made = _compiler().compile(files, format="png", ppi=pixels * 0.72)
    assert isinstance(made, bytes)
    return made
