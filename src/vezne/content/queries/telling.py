"""Reads: what comes out by itself, and what nobody was told of yet; in system scope."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from vezne.content.models import Announcement, Article, State
from vezne.content.queries.written import NEWS


def articles_to_publish(*, now: datetime) -> list[int]:
    """Drafts whose instant has come, the earliest first."""
    rows = Article.objects.filter(state=State.DRAFT, publish_at__lte=now)
    return list(rows.order_by("publish_at", "pk").values_list("pk", flat=True))


def articles_to_tell() -> QuerySet[Article]:
    """News and offers of the panel that came out and were not told."""
    rows = Article.objects.filter(waits_to_tell=True, state=State.PUBLISHED)
    return rows.filter(is_in_panel=True, kind__in=NEWS).order_by("pk")


def announcements_to_tell(*, now: datetime) -> QuerySet[Announcement]:
    """Announcements that are shown now and were not told in these words."""
    rows = Announcement.objects.filter(waits_to_tell=True, state=State.PUBLISHED)
    shown = Q(ends_at=None) | Q(ends_at__gt=now)
    return rows.filter(shown, starts_at__lte=now).order_by("pk")


def find_told(public_id: str) -> Announcement | Article | None:
    """What is told, while readers may still see it."""
    for rows in (Announcement.objects.all(), Article.objects.all()):
        row = rows.filter(public_id=public_id, state=State.PUBLISHED).first()
        if row is not None:
            return row
    return None
