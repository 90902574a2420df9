"""A seller's colour on its buyers' pages: every shade made readable, whatever the seller chose.

Contrast as in WCAG 2.2 (1.4.3); the shades take the places of the house's own in `app.css`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

COLOR = re.compile(r"#[0-9a-fA-F]{6}", re.ASCII)
HOUSE_COLOR = "#1d4ed8"
WHITE, BLACK = (255, 255, 255), (0, 0, 0)
PAPER, NIGHT = (245, 247, 250), (27, 36, 49)
STEPS = 40

Rgb = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Shades:
    """Colours as `#rrggbb`: what buttons are filled with, links, and bars of charts, by theme."""

    fill: str
    fill_hover: str
    link: str
    link_hover: str
    dark_fill: str
    dark_link: str
    dark_link_hover: str


def shades_of(color: str) -> Shades:
    """The shades of `#rrggbb`: white words on fills and links on paper stay readable."""
    wanted = _rgb(color)
    on_paper = _until(wanted, BLACK, against=PAPER, contrast=5.4)
    at_night = _until(wanted, WHITE, against=NIGHT, contrast=7.0)
    fill = _until(wanted, BLACK, against=WHITE, contrast=5.0)
    return Shades(
        fill=_hex(fill),
        fill_hover=_hex(_mix(fill, BLACK, 20)),
        link=_hex(on_paper),
        link_hover=_hex(_mix(on_paper, BLACK, 30)),
        dark_fill=_hex(fill),
        dark_link=_hex(at_night),
        dark_link_hover=_hex(_mix(at_night, WHITE, 45)),
    )


def color_name(color: str) -> str:
    """`#rrggbb` as the address of its style sheet has it; empty for the house's own colour."""
    return "" if color.lower() in ("", HOUSE_COLOR) else color.lower().removeprefix("#")


def contrast_of(one: Rgb, other: Rgb) -> float:
    """The contrast of two colours, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _until(color: Rgb, towards: Rgb, *, against: Rgb, contrast: float) -> Rgb:
    """The colour, mixed with `towards` no further than the contrast asks for."""
    for step in range(STEPS + 1):
        mixed = _mix(color, towards, step * 100 // STEPS)
        if contrast_of(mixed, against) >= contrast:
            return mixed
    return towards


def _luminance(color: Rgb) -> float:
    red, green, blue = (_linear(channel / 255) for channel in color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def _mix(color: Rgb, other: Rgb, percent: int) -> Rgb:
    red, green, blue = (
        (one * (100 - percent) + two * percent) // 100
        for one, two in zip(color, other, strict=True)
    )
    return red, green, blue


def _rgb(color: str) -> Rgb:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def _hex(color: Rgb) -> str:
    return "#{:02x}{:02x}{:02x}".format(*color)
