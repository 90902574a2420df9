"""The time line of a service in words: what happened, the plan or amount it was about, why, who."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from vezne.core.audit import SYSTEM
from vezne.core.money import Money
from vezne.core.wording import date_words, instant_words, money_words
from vezne.subscriptions.models import TimelineEntry
from vezne.subscriptions.types import TimelineKind

COLOURS = {
    TimelineKind.STARTED: "green", TimelineKind.PAID: "green", TimelineKind.OPENED: "green",
    TimelineKind.RESUMED: "green", TimelineKind.UNBLOCKED: "green",
    TimelineKind.SUSPENDED: "red", TimelineKind.BLOCKED: "red", TimelineKind.UNPAID: "red",
    TimelineKind.VOIDED: "gray", TimelineKind.ENDED: "gray", TimelineKind.CANCEL_ASKED: "gray",
    TimelineKind.CHANGE_DROPPED: "gray",
}  # fmt: skip
"""Of the dot beside an entry; the others are blue."""
REASONS = {
    "debt": _l("Ödenmemiş borç"),
    "trial_over": _l("Deneme süresi doldu"),
    "staff": _l("Satıcı durdurdu"),
    "pending": _l("İlk ödeme bekleniyor"),
    "ok": "",
    "ended": "",
}
"""Codes that the clock's own entries keep; what people gave as a reason stays as it is."""


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """A line of the time line."""

    at: datetime
    colour: str
    title: str
    details: tuple[str, ...]
    actor: str  # empty: the installation itself


def shown_entries(entries: Sequence[TimelineEntry]) -> list[ShownEntry]:
    """Entries as the page shows them."""
    return [
        ShownEntry(
            at=entry.at,
            colour=COLOURS.get(TimelineKind(entry.kind), "blue"),
            title=entry.get_kind_display(),
            details=tuple(_details(entry.details)),
            actor="" if entry.actor_label == SYSTEM.label else entry.actor_label,
        )
        for entry in entries
    ]


def _details(known: dict[str, Any]) -> list[str]:
    words = []
    if known.get("plan_before"):
        words.append(f"{known['plan_before']} → {known.get('plan', '')}")
    elif known.get("plan"):
        words.append(str(known["plan"]))
    if known.get("period_starts_at") and known.get("period_ends_at"):
        starts, ends = _instant(known["period_starts_at"]), _instant(known["period_ends_at"])
        words.append(f"{date_words(starts)} – {date_words(ends)}")
    if known.get("net_minor") and known.get("currency"):
        amount = money_words(Money(int(known["net_minor"]), str(known["currency"])))
        words.append(_("%(amount)s + KDV") % {"amount": amount})
    if known.get("ends_at"):
        words.append(_("Bitiş: %(at)s") % {"at": instant_words(_instant(known["ends_at"]))})
    if "before" in known or "after" in known:
        words.append(f"{_plain(known.get('before'))} → {_plain(known.get('after'))}")
    if known.get("reason"):
        words.append(str(REASONS.get(known["reason"], known["reason"])))
    return [word for word in words if word]


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _plain(value: object) -> str:
    """A site as it is, an instant in words, nothing as a dash."""
    if not value:
        return "—"
    try:
        return instant_words(_instant(str(value)))
    except ValueError:
        return str(value)
