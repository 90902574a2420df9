"""Lines of the audit log as the desk's pages show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from vezne.core.models import AuditEntry
from vezne.web.log_words import words_of


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """A line of the log."""

    at: datetime
    words: str | Promise
    actor: str
    subject: str
    reason: str


def shown_log(entries: Sequence[AuditEntry]) -> list[ShownEntry]:
    """Entries as the page shows them."""
    return [
        ShownEntry(
            at=entry.at,
            words=words_of(entry.action),
            actor=entry.actor_label,
            subject=entry.subject,
            reason=str(entry.details.get("reason", "") or entry.details.get("note", "")),
        )
        for entry in entries
    ]
