"""Writes: the headings that questions stand under."""

from __future__ import annotations

from datetime import datetime

from django.db import models, transaction

from vezne.content.errors import TopicInUse, TopicTaken
from vezne.content.models import Article, Topic
from vezne.content.services.steps import log, trade_places
from vezne.core.audit import Actor
from vezne.core.locks import lock_row


@transaction.atomic
def topic_add(*, seller_id: int, name_tr: str, name_en: str, actor: Actor, now: datetime) -> Topic:
    """A heading more, the last one. Raises: TopicTaken."""
    rows = Topic.objects.filter(seller_id=seller_id)
    _check_topic(rows, name_tr)
    last = rows.aggregate(last=models.Max("position"))["last"]
    row = Topic.objects.create(
        seller_id=seller_id, name_tr=name_tr, name_en=name_en, position=(last or 0) + 1
    )
    log(row, "added", actor=actor, now=now)
    return row


@transaction.atomic
def topic_change(
    *, topic_id: int, name_tr: str, name_en: str, actor: Actor, now: datetime
) -> Topic:
    """Another name. Raises: NotFound, TopicTaken."""
    row = lock_row(Topic.objects, pk=topic_id)
    _check_topic(Topic.objects.filter(seller_id=row.seller_id).exclude(pk=row.pk), name_tr)
    row.name_tr, row.name_en = name_tr, name_en
    row.save(update_fields=["name_tr", "name_en"])
    log(row, "changed", actor=actor, now=now)
    return row


@transaction.atomic
def topic_move(*, topic_id: int, is_up: bool, actor: Actor, now: datetime) -> None:
    """Change places with the heading above or below. Raises: NotFound."""
    row = lock_row(Topic.objects, pk=topic_id)
    among = Topic.objects.filter(seller_id=row.seller_id)
    trade_places(row, among, is_up=is_up, actor=actor, now=now)


@transaction.atomic
def topic_remove(*, topic_id: int, actor: Actor, now: datetime) -> None:
    """Forget an empty heading. Raises: NotFound, TopicInUse."""
    row = lock_row(Topic.objects, pk=topic_id)
    if Article.objects.filter(topic=row).exists():
        raise TopicInUse
    log(row, "removed", actor=actor, now=now)
    row.delete()


def _check_topic(rows: models.QuerySet[Topic], name_tr: str) -> None:
    if rows.filter(name_tr=name_tr).exists():
        raise TopicTaken
