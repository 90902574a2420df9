"""Writes: news, offers, questions with their headings, guides."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.postgres.search import SearchVector
from django.db import models, transaction
from django.db.models import Value

from vezne.content.errors import NothingWritten, TextTooLong, TopicInUse, TopicTaken
from vezne.content.markdown import LONGEST
from vezne.content.models import Article, ArticleKind, State, Topic
from vezne.content.search import body_words, title_words
from vezne.content.types import ArticleDraft, Wording
from vezne.core.audit import Actor, record
from vezne.core.locks import lock_row

NEWS_KINDS = (ArticleKind.NEWS.value, ArticleKind.OFFER.value)


def wording_check(wording: Wording) -> None:
    """Raises: NothingWritten, TextTooLong."""
    has_english = bool(wording.title_en.strip()), bool(wording.body_en.strip())
    if not wording.title_tr.strip() or not wording.body_tr.strip() or len(set(has_english)) > 1:
        raise NothingWritten
    if max(len(wording.body_tr), len(wording.body_en)) > LONGEST:
        raise TextTooLong(letters=f"{LONGEST:,}".replace(",", "."))


@transaction.atomic
def article_add(*, seller_id: int, draft: ArticleDraft, actor: Actor, now: datetime) -> Article:
    """Write a draft, last of its kind. Raises: NothingWritten, TextTooLong, ValueError."""
    wording_check(draft.wording)
    kind = ArticleKind(draft.kind)
    rows = Article.objects.filter(seller_id=seller_id, kind=kind)
    last = rows.aggregate(last=models.Max("position"))["last"]
    row = Article(seller_id=seller_id, kind=kind, position=(last or 0) + 1, changed_at=now)
    _fill(row, draft)
    row.save(force_insert=True)
    _log("article.added", row, actor=actor, now=now)
    return row


@transaction.atomic
def article_change(*, article_id: int, draft: ArticleDraft, actor: Actor, now: datetime) -> Article:
    """Write it anew; readers see it at once where it is published.

    Raises: NotFound, NothingWritten, TextTooLong.
    """
    wording_check(draft.wording)
    row = lock_row(Article.objects, pk=article_id)
    if row.kind in NEWS_KINDS and draft.kind in NEWS_KINDS:
        row.kind = draft.kind
    _fill(row, draft)
    row.changed_at = now
    row.save()
    _log("article.changed", row, actor=actor, now=now)
    return row


@transaction.atomic
def article_publish(*, article_id: int, actor: Actor, now: datetime) -> Article:
    """Let readers see it; the day of its first time stays. Raises: NotFound."""
    row = lock_row(Article.objects, pk=article_id)
    if row.state != State.PUBLISHED:
        row.state, row.published_at = State.PUBLISHED, row.published_at or now
        row.save(update_fields=["state", "published_at"])
        _log("article.published", row, actor=actor, now=now)
    return row


@transaction.atomic
def article_withdraw(*, article_id: int, actor: Actor, now: datetime) -> Article:
    """Back to a draft: no reader sees it. Raises: NotFound."""
    row = lock_row(Article.objects, pk=article_id)
    if row.state == State.PUBLISHED:
        row.state = State.DRAFT
        row.save(update_fields=["state"])
        _log("article.withdrawn", row, actor=actor, now=now)
    return row


@transaction.atomic
def article_move(*, article_id: int, is_up: bool, actor: Actor, now: datetime) -> None:
    """Change places with its neighbour of the same kind, heading and service. Raises: NotFound."""
    row = lock_row(Article.objects, pk=article_id)
    among: dict[str, Any] = {"topic_id": row.topic_id, "product_id": row.product_id}
    rows = Article.objects.select_for_update().filter(
        seller_id=row.seller_id, kind=row.kind, **among
    )
    if is_up:
        other = rows.filter(position__lt=row.position).order_by("-position").first()
    else:
        other = rows.filter(position__gt=row.position).order_by("position").first()
    if other is not None:
        row.position, other.position = other.position, row.position
        row.save(update_fields=["position"])
        other.save(update_fields=["position"])
        _log("article.moved", row, actor=actor, now=now)


@transaction.atomic
def article_remove(*, article_id: int, actor: Actor, now: datetime) -> None:
    """Forget it; the log keeps its title. Raises: NotFound."""
    row = lock_row(Article.objects, pk=article_id)
    _log("article.removed", row, actor=actor, now=now)
    row.delete()


def _fill(row: Article, draft: ArticleDraft) -> None:
    wording = draft.wording
    row.title_tr, row.title_en = wording.title_tr.strip(), wording.title_en.strip()
    row.body_tr, row.body_en = wording.body_tr, wording.body_en
    row.topic_id, row.product_id = draft.topic_id, draft.product_id
    row.is_public, row.is_in_panel = draft.is_public, draft.is_in_panel
    title, body = Value(title_words(wording)), Value(body_words(wording))
    row.words = SearchVector(title, weight="A", config="simple") + SearchVector(
        body, weight="B", config="simple"
    )


# -- headings --------------------------------------------------------------------------------


@transaction.atomic
def topic_add(*, seller_id: int, name_tr: str, name_en: str, actor: Actor, now: datetime) -> Topic:
    """A heading more, the last one. Raises: TopicTaken."""
    rows = Topic.objects.filter(seller_id=seller_id)
    _check_topic(rows, name_tr)
    last = rows.aggregate(last=models.Max("position"))["last"]
    row = Topic.objects.create(
        seller_id=seller_id, name_tr=name_tr, name_en=name_en, position=(last or 0) + 1
    )
    _log_topic("topic.added", row, actor=actor, now=now)
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
    _log_topic("topic.changed", row, actor=actor, now=now)
    return row


@transaction.atomic
def topic_move(*, topic_id: int, is_up: bool, actor: Actor, now: datetime) -> None:
    """Change places with the heading above or below. Raises: NotFound."""
    row = lock_row(Topic.objects, pk=topic_id)
    rows = Topic.objects.select_for_update().filter(seller_id=row.seller_id)
    if is_up:
        other = rows.filter(position__lt=row.position).order_by("-position").first()
    else:
        other = rows.filter(position__gt=row.position).order_by("position").first()
    if other is not None:
        row.position, other.position = other.position, row.position
        row.save(update_fields=["position"])
        other.save(update_fields=["position"])
        _log_topic("topic.moved", row, actor=actor, now=now)


@transaction.atomic
def topic_remove(*, topic_id: int, actor: Actor, now: datetime) -> None:
    """Forget an empty heading. Raises: NotFound, TopicInUse."""
    row = lock_row(Topic.objects, pk=topic_id)
    if Article.objects.filter(topic=row).exists():
        raise TopicInUse
    _log_topic("topic.removed", row, actor=actor, now=now)
    row.delete()


def _check_topic(rows: models.QuerySet[Topic], name_tr: str) -> None:
    if rows.filter(name_tr=name_tr).exists():
        raise TopicTaken


def _log_topic(action: str, row: Topic, *, actor: Actor, now: datetime) -> None:
    record(
        actor=actor,
        action=action,
        subject=row.public_id,
        now=now,
        account_id=row.seller_id,
        value=row.name_tr,
    )


def _log(action: str, row: Article, *, actor: Actor, now: datetime) -> None:
    record(
        actor=actor,
        action=action,
        subject=row.public_id,
        now=now,
        account_id=row.seller_id,
        value=row.title_tr,
    )
