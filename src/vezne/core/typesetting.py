"""PDF from a Typst template and values; fonts are our own, nothing is read from the machine.

A template finds its values as `json(bytes(sys.inputs.data))`: texts stay texts there, so nothing
that people typed becomes markup. The font is Inter (OFL, `core/fonts`), regular and bold, with all
Turkish letters; `tools/vendor_assets.py` makes it from the font of the pages.
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


def pdf_of(
    template: Path, values: Mapping[str, Any], *, now: datetime, is_tagged: bool = True
) -> bytes:
    """The document; `now` is what its file says of when it was made.

    Tags let screen readers follow a table, and make long ones sixteen times larger.
    """
    made = _compiler().compile(
        template.read_bytes(),
        format="pdf",
        sys_inputs={"data": json.dumps(values, ensure_ascii=False)},
        timestamp=int(now.timestamp()),
        pdf_tags=is_tagged,
    )
    assert isinstance(made, bytes)
    return made
