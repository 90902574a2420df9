"""The blank of an application on A4: filled with what is known, to be signed by hand and sent back.

In Turkish: the law's language of what is signed here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.utils.translation import override

from vezne.applications.kinds import ApplicationKind, Parties
from vezne.applications.types import SIGNED_PAPER
from vezne.applications.values import shown
from vezne.core.typesetting import pdf_of
from vezne.core.wording import date_words

TEMPLATE = Path(__file__).parent / "blank.typ"


@dataclass(frozen=True, slots=True)
class Head:
    """Whose blank it is and who signs it."""

    brand: str
    color: str  # #rrggbb
    seller: str  # its title
    send_to: str  # "" for none
    buyer_rows: Sequence[tuple[str, str]]
    number: int | None = None  # None: nobody has begun it in the panel


def blank_of(
    *,
    kind: ApplicationKind,
    head: Head,
    values: Mapping[str, str],
    parties: Parties,
    now: datetime,
) -> bytes:
    """The PDF; an answer that is not known is a line to write on."""
    with override("tr"):
        rows = [
            [str(one.label), shown(one, values.get(one.key, ""), parties)] for one in kind.questions
        ]
        papers = [
            str(one.label) + ("" if one.is_required else " (isteğe bağlı)")
            for one in kind.papers
            if one.key != SIGNED_PAPER
        ]
        data = {
            "title": str(kind.title),
            "brand": head.brand,
            "color": head.color,
            "seller": head.seller,
            "number": f"#{head.number}" if head.number else "",
            "date": date_words(now),
            "buyer": [list(row) for row in head.buyer_rows if row[1]],
            "rows": rows,
            "papers": papers,
            "declaration": str(kind.declaration),
            "send_to": head.send_to,
        }
        return pdf_of(TEMPLATE, data, now=now)
