"""Where the bars of a chart stand: plain numbers for an SVG without style attributes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import formats

WIDTH, HEIGHT, FLOOR = 560, 150, 122


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar with its label."""

    x: int
    y: int
    width: int
    height: int
    middle: int
    label: str
    at: datetime
    value: int
    is_last: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing of `WIDTH` × `HEIGHT`."""

    bars: tuple[Bar, ...]
    grid: tuple[int, ...]
    width: int = WIDTH
    height: int = HEIGHT
    floor: int = FLOOR


def bars(rows: Sequence[tuple[datetime, int]]) -> Chart:
    """Bars of equal width whose highest fills the drawing; all zero gives flat ones."""
    highest = max((value for _at, value in rows), default=0)
    step = WIDTH // max(1, len(rows))
    made = []
    for index, (at, value) in enumerate(rows):
        height = (FLOOR - 12) * value // highest if highest else 0
        width = step * 2 // 3
        x = index * step + (step - width) // 2
        made.append(
            Bar(
                x=x,
                y=FLOOR - height,
                width=width,
                height=height,
                middle=x + width // 2,
                label=formats.date_format(at, "M"),
                at=at,
                value=value,
                is_last=index == len(rows) - 1,
            )
        )
    return Chart(bars=tuple(made), grid=(12, (FLOOR + 12) // 2, FLOOR))
