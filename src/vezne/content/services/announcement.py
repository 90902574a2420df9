"""Writes: announcements, and readers who put them away."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from vezne.content.errors import AudienceUnclear, PeriodBackwards
from vezne.content.models import Announcement, Audience, Dismissal
from vezne.content.services.article import wording_check
from vezne.content.services.steps import log, put_out, take_back
from vezne.content.types import AnnouncementDraft, Reader
from vezne.core.audit import Actor
from vezne.core.locks import lock_row


@transaction.atomic
def announcement_add(
    *, seller_id: int, draft: AnnouncementDraft, actor: Actor, now: datetime
) -> Announcement:
    """Write a draft. Raises: NothingWritten, TextTooLong, AudienceUnclear, PeriodBackwards."""
    _check(draft)
    row = Announcement(seller_id=seller_id, changed_at=now)
    _fill(row, draft)
    row.save(force_insert=True)
    log(row, "added", actor=actor, now=now)
    return row


@transaction.atomic
def announcement_change(
    *,
    announcement_id: int,
    draft: AnnouncementDraft,
    actor: Actor,
    now: datetime,
    is_small: bool = False,
) -> Announcement:
    """Write it anew. Other words make a new revision, which those who put it away see again;
    not so a small correction.

    Raises: NotFound, NothingWritten, TextTooLong, AudienceUnclear, PeriodBackwards.
    """
    _check(draft)
    row = lock_row(Announcement.objects, pk=announcement_id)
    before = (row.title_tr, row.title_en, row.body_tr, row.body_en)
    _fill(row, draft)
    is_reworded = before != (row.title_tr, row.title_en, row.body_tr, row.body_en)
    if is_reworded and not is_small and row.published_at is not None:
        row.revision, row.waits_to_tell = row.revision + 1, draft.tells
    row.changed_at = now
    row.save()
    log(row, "changed", actor=actor, now=now)
    return row


@transaction.atomic
def announcement_publish(*, announcement_id: int, actor: Actor, now: datetime) -> Announcement:
    """Let its audience see it in its period. Raises: NotFound."""
    row = lock_row(Announcement.objects, pk=announcement_id)
    put_out(row, actor=actor, now=now)
    return row


@transaction.atomic
def announcement_withdraw(*, announcement_id: int, actor: Actor, now: datetime) -> Announcement:
    """Back to a draft: nobody sees it. Raises: NotFound."""
    row = lock_row(Announcement.objects, pk=announcement_id)
    take_back(row, actor=actor, now=now)
    return row


@transaction.atomic
def announcement_dismiss(*, announcement: Announcement, reader: Reader, now: datetime) -> None:
    """The reader puts away what it says now; another person at the account still sees it.

    `announcement` comes from `queries.get_announcement_for`, which knows what the reader may see.
    """
    Dismissal.objects.bulk_create(
        [
            Dismissal(
                account_id=reader.account_id,
                seller_id=announcement.seller_id,
                user_id=reader.user_id,
                announcement=announcement,
                revision=announcement.revision,
                dismissed_at=now,
            )
        ],
        update_conflicts=True,
        unique_fields=["announcement", "user", "account"],
        update_fields=["revision", "dismissed_at"],
    )


def _check(draft: AnnouncementDraft) -> None:
    wording_check(draft.wording)
    named = (draft.platform_id, draft.product_id, draft.only_buyer_id)
    needed = {
        Audience.EVERYBODY.value: (False, False, False),
        Audience.PLATFORM.value: (True, False, False),
        Audience.PRODUCT.value: (False, True, False),
        Audience.ACCOUNT.value: (False, False, True),
    }
    if tuple(one is not None for one in named) != needed.get(draft.audience):
        raise AudienceUnclear
    if draft.ends_at is not None and draft.ends_at <= draft.starts_at:
        raise PeriodBackwards


def _fill(row: Announcement, draft: AnnouncementDraft) -> None:
    wording = draft.wording
    row.title_tr, row.title_en = wording.title_tr.strip(), wording.title_en.strip()
    row.body_tr, row.body_en = wording.body_tr, wording.body_en
    row.audience, row.roles = draft.audience, list(draft.roles)
    row.platform_id, row.product_id = draft.platform_id, draft.product_id
    row.only_buyer_id = draft.only_buyer_id
    row.is_pinned, row.tells = draft.is_pinned, draft.tells
    row.starts_at, row.ends_at = draft.starts_at, draft.ends_at
