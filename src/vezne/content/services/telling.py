"""Writes: what comes out by itself, and what is taken to be told, once a version of its words."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from vezne.content.models import Announcement, Article
from vezne.content.queries import (
    announcements_to_tell,
    articles_to_publish,
    articles_to_tell,
)
from vezne.content.services.steps import put_out
from vezne.core.audit import SYSTEM


@transaction.atomic
def article_come_out(*, article_id: int, now: datetime) -> bool:
    """A draft puts itself out; False where it waits for this instant no more. In system scope."""
    row = articles_to_publish(now=now).select_for_update().filter(pk=article_id).first()
    return row is not None and put_out(row, actor=SYSTEM, now=now)


@transaction.atomic
def announcement_tell_claim(*, announcement_id: int, now: datetime) -> Announcement | None:
    """Take an announcement whose words nobody was told yet; None: somebody else did, or it is not
    shown now. In system scope.
    """
    rows = announcements_to_tell(now=now).select_for_update().filter(pk=announcement_id)
    row = rows.first()
    if row is not None:
        row.waits_to_tell = False
        row.save(update_fields=["waits_to_tell"])
    return row


@transaction.atomic
def article_tell_claim(*, article_id: int) -> Article | None:
    """The same of news and offers."""
    row = articles_to_tell().select_for_update().filter(pk=article_id).first()
    if row is not None:
        row.waits_to_tell = False
        row.save(update_fields=["waits_to_tell"])
    return row
