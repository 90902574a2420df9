"""Writes: news, offers, questions, guides."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.postgres.search import SearchVector
from django.db import models, transaction
from django.db.models import Value

from vezne.content.errors import NothingWritten, TextTooLong
from vezne.content.markdown import LONGEST
from vezne.content.models import Article, ArticleKind, State
from vezne.content.search import body_words, title_words
from vezne.content.services.steps import log, put_out, take_back, trade_places
from vezne.content.types import ArticleDraft, Wording
from vezne.core.audit import Actor
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
    log(row, "added", actor=actor, now=now)
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
    log(row, "changed", actor=actor, now=now)
    return row


@transaction.atomic
def article_publish(*, article_id: int, actor: Actor, now: datetime) -> Article:
    """Let readers see it; the day of its first time stays. Raises: NotFound."""
    row = lock_row(Article.objects, pk=article_id)
    put_out(row, actor=actor, now=now)
    return row


@transaction.atomic
def article_schedule(
    *, article_id: int, publish_at: datetime | None, actor: Actor, now: datetime
) -> Article:
    """Let a draft put itself out at an instant; None: by hand again. Raises: NotFound."""
    row = lock_row(Article.objects, pk=article_id)
    if row.state == State.DRAFT and row.publish_at != publish_at:
        row.publish_at = publish_at
        row.save(update_fields=["publish_at"])
        log(row, "scheduled" if publish_at else "unscheduled", actor=actor, now=now)
    return row


@transaction.atomic
def article_withdraw(*, article_id: int, actor: Actor, now: datetime) -> Article:
    """Back to a draft: no reader sees it. Raises: NotFound."""
    row = lock_row(Article.objects, pk=article_id)
    take_back(row, actor=actor, now=now)
    return row


@transaction.atomic
def article_move(*, article_id: int, is_up: bool, actor: Actor, now: datetime) -> None:
    """Change places with its neighbour of the same kind, heading and service. Raises: NotFound."""
    row = lock_row(Article.objects, pk=article_id)
    heading: dict[str, Any] = {"topic_id": row.topic_id, "product_id": row.product_id}
    among = Article.objects.filter(seller_id=row.seller_id, kind=row.kind, **heading)
    trade_places(row, among, is_up=is_up, actor=actor, now=now)


@transaction.atomic
def article_remove(*, article_id: int, actor: Actor, now: datetime) -> None:
    """Forget it; the log keeps its title. Raises: NotFound."""
    row = lock_row(Article.objects, pk=article_id)
    log(row, "removed", actor=actor, now=now)
    row.delete()


def _fill(row: Article, draft: ArticleDraft) -> None:
    wording = draft.wording
    row.title_tr, row.title_en = wording.title_tr.strip(), wording.title_en.strip()
    row.body_tr, row.body_en = wording.body_tr, wording.body_en
    row.topic_id, row.product_id = draft.topic_id, draft.product_id
    row.is_public, row.is_in_panel = draft.is_public, draft.is_in_panel
    row.tells = draft.tells
    title, body = Value(title_words(wording)), Value(body_words(wording))
    row.words = SearchVector(title, weight="A", config="simple") + SearchVector(
        body, weight="B", config="simple"
    )
