"""The steps that announcements, articles and headings have in common."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from django.db.models import QuerySet

from vezne.content.models import Announcement, Article, State, Topic
from vezne.core.audit import Actor, record

Placed = TypeVar("Placed", Article, Topic)


def put_out(row: Announcement | Article, *, actor: Actor, now: datetime) -> bool:
    """Let readers see it; the day of its first time stays, when they are to be told as well. False
    where they saw it already."""
    if row.state == State.PUBLISHED:
        return False
    if row.published_at is None:
        row.waits_to_tell = row.tells
    row.state, row.published_at = State.PUBLISHED, row.published_at or now
    fields = ["state", "published_at", "waits_to_tell"]
    if isinstance(row, Article):
        row.publish_at = None
        fields.append("publish_at")
    row.save(update_fields=fields)
    log(row, "published", actor=actor, now=now)
    return True


def take_back(row: Announcement | Article, *, actor: Actor, now: datetime) -> None:
    """Back to a draft: no reader sees it."""
    if row.state == State.PUBLISHED:
        row.state = State.DRAFT
        row.save(update_fields=["state"])
        log(row, "withdrawn", actor=actor, now=now)


def trade_places(
    row: Placed, among: QuerySet[Placed], *, is_up: bool, actor: Actor, now: datetime
) -> None:
    """Change places with the one above or below it in `among`; the last one stays where it is."""
    rows = among.select_for_update()
    if is_up:
        other = rows.filter(position__lt=row.position).order_by("-position").first()
    else:
        other = rows.filter(position__gt=row.position).order_by("position").first()
    if other is not None:
        row.position, other.position = other.position, row.position
        row.save(update_fields=["position"])
        other.save(update_fields=["position"])
        log(row, "moved", actor=actor, now=now)


def log(row: Announcement | Article | Topic, what: str, *, actor: Actor, now: datetime) -> None:
    """Who did it to which row, by the words that its readers know it by."""
    record(
        actor=actor,
        action=f"{row._meta.model_name}.{what}",
        subject=row.public_id,
        now=now,
        account_id=row.seller_id,
        value=row.name_tr if isinstance(row, Topic) else row.title_tr,
        **({"revision": row.revision} if isinstance(row, Announcement) else {}),
    )
