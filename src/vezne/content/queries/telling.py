"""Reads: what comes out by itself, and what nobody was told of yet; in system scope."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from vezne.content.models import Announcement, Article, State
from vezne.content.queries.written import NEWS


def articles_to_publish(*, now: datetime) -> QuerySet[Article]:
    """Drafts whose instant has come, the earliest first."""
    rows = Article.objects.filter(state=State.DRAFT, publish_at__lte=now)
    return rows.order_by("publish_at", "pk")


def articles_to_tell() -> QuerySet[Article]:
    """News and offers of the panel that came out, are to be told and were not."""
    rows = Article.objects.filter(waits_to_tell=True, tells=True, state=State.PUBLISHED)
    return rows.filter(is_in_panel=True, kind__in=NEWS).order_by("pk")


def announcements_to_tell(*, now: datetime) -> QuerySet[Announcement]:
    """Announcements that are shown now, are to be told and were not in these words."""
    return _announced(now).filter(waits_to_tell=True, tells=True).order_by("pk")


def find_told(public_id: str, *, now: datetime) -> Announcement | Article | None:
    """What is told, while readers may still see it."""
    announcement = _announced(now).filter(public_id=public_id).first()
    news = Article.objects.filter(public_id=public_id, state=State.PUBLISHED, is_in_panel=True)
    return announcement or news.first()


def _announced(now: datetime) -> QuerySet[Announcement]:
    rows = Announcement.objects.filter(state=State.PUBLISHED, starts_at__lte=now)
    return rows.filter(Q(ends_at=None) | Q(ends_at__gt=now))
