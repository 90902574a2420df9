"""Announcements and news on their way to their readers: put out by the clock, told in batches.

The tick begins what nobody was told of yet; a job tells it, a bounded number of buyers at a time
and each in their own language, so that a seller with very many buyers holds up nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from vezne.accounts.models import Membership
from vezne.accounts.queries import seller_profile_of
from vezne.accounts.types import Recipient
from vezne.content.models import Announcement, Article, ArticleKind, Audience
from vezne.content.queries import (
    announcements_to_tell,
    articles_to_publish,
    articles_to_tell,
    find_told,
    shown,
)
from vezne.content.services import (
    announcement_tell_claim,
    article_come_out,
    article_tell_claim,
)
from vezne.core import outbox, ports
from vezne.core.scope import acting_as_system
from vezne.flows.notices import tell
from vezne.ledger.models import CurrentAccount
from vezne.notify.models import Broadcast
from vezne.notify.queries import broadcasts_of, broadcasts_stalled
from vezne.notify.services.broadcast import JOB, Batch, broadcast_begin, broadcast_step
from vezne.subscriptions.models import Subscription

BUYERS_AT_ONCE = 50
"""Buyers of one batch, which is one transaction."""
STALLED_AFTER = timedelta(minutes=10)
LONGEST_TEXT = 700
"""Letters of the words that a message shows; the page has them all."""
Written = Announcement | Article


def articles_put_out(*, now: datetime) -> int:
    """Publish the news whose instant has come."""
    with acting_as_system("flows: news by the clock"):
        due = list(articles_to_publish(now=now).values_list("pk", flat=True))
        return sum(article_come_out(article_id=pk, now=now) for pk in due)


def tellings_begin(*, now: datetime) -> int:
    """Begin to tell what is shown and was not told in these words; put lost jobs back."""
    with acting_as_system("flows: what is to be told"):
        begun = sum(
            _announcement_begin(pk, now)
            for pk in announcements_to_tell(now=now).values_list("pk", flat=True)
        )
        begun += sum(
            _article_begin(pk, now) for pk in articles_to_tell().values_list("pk", flat=True)
        )
        for broadcast_id in broadcasts_stalled(before=now - STALLED_AFTER):
            ports.jobs().defer(JOB, broadcast_id=broadcast_id)
    return begun


@transaction.atomic
def _announcement_begin(announcement_id: int, now: datetime) -> bool:
    row = announcement_tell_claim(announcement_id=announcement_id, now=now)
    if row is None:
        return False
    is_known = row.public_id in broadcasts_of(row.seller_id, [row.public_id])
    kind = "announcement.changed" if is_known else "announcement.published"
    outbox.emit(
        kind="announcement.published",
        account_id=row.seller_id,
        subject=row.public_id,
        now=now,
        audience=row.audience,
        revision=row.revision,
    )
    return broadcast_begin(
        kind_key=kind,
        seller_id=row.seller_id,
        subject=row.public_id,
        version=row.revision,
        now=now,
    )


@transaction.atomic
def _article_begin(article_id: int, now: datetime) -> bool:
    row = article_tell_claim(article_id=article_id)
    if row is None:
        return False
    outbox.emit(
        kind="news.published",
        account_id=row.seller_id,
        subject=row.public_id,
        now=now,
        article_kind=row.kind,
    )
    kind = "offer.published" if row.kind == ArticleKind.OFFER else "news.published"
    return broadcast_begin(
        kind_key=kind, seller_id=row.seller_id, subject=row.public_id, version=1, now=now
    )


def telling_bring_on(*, broadcast_id: int, now: datetime) -> bool:
    """Tell the next batch; False when everybody was told, or readers see it no longer."""
    with acting_as_system("flows: a batch is told"):
        return broadcast_step(
            broadcast_id=broadcast_id,
            take=lambda row: _next_batch(row, now),
            tell=lambda row, buyer_id, people: _tell(row, buyer_id, people, now),
            now=now,
        )


# -- to whom ---------------------------------------------------------------------------------


def _next_batch(row: Broadcast, now: datetime) -> Batch:
    """The next buyers in the order of their ids; none where newer words are under way."""
    written = find_told(row.subject, now=now)
    if written is None or (isinstance(written, Announcement) and written.revision != row.version):
        return Batch((), is_last=True)
    rows = CurrentAccount.objects.filter(seller_id=row.seller_id, buyer_id__gt=row.after)
    rows = rows.filter(_audience(written, now)).exclude(buyer_id=row.seller_id)
    found = list(rows.order_by("buyer_id").values_list("buyer_id", flat=True)[:BUYERS_AT_ONCE])
    people = _people(found, written.roles if isinstance(written, Announcement) else [])
    accounts = [(buyer_id, people.get(buyer_id, [])) for buyer_id in found]
    return Batch(accounts, is_last=len(found) < BUYERS_AT_ONCE)


def _audience(written: Written, now: datetime) -> Q:
    """Which buyers: as the reader's own query has it (`content.queries`)."""
    if isinstance(written, Article) or written.audience == Audience.EVERYBODY:
        return Q()
    if written.audience == Audience.ACCOUNT:
        return Q(buyer_id=written.only_buyer_id)
    running = Subscription.objects.filter(Q(ended_at=None) | Q(ended_at__gt=now))
    if written.audience == Audience.PLATFORM:
        running = running.filter(platform=written.platform)
    else:
        running = running.filter(product=written.product)
    return Q(buyer_id__in=running.values("buyer_id"))


def _people(accounts: Sequence[int], roles: Sequence[str]) -> dict[int, list[Recipient]]:
    """The active members of each account, of certain roles where some are named."""
    rows = Membership.objects.filter(
        account_id__in=accounts, ended_at=None, user__is_active=True
    ).select_related("user")
    if roles:
        rows = rows.filter(role__in=roles)
    found: dict[int, list[Recipient]] = {}
    for seat in rows.order_by("account_id", "user_id"):
        user = seat.user
        found.setdefault(seat.account_id, []).append(
            Recipient(user.pk, user.full_name, user.email, user.phone, user.language)
        )
    return found


def _tell(row: Broadcast, buyer_id: int, people: Sequence[Recipient], now: datetime) -> None:
    """The words in each one's language, to the people of one buyer."""
    written = find_told(row.subject, now=now)
    if written is None:  # taken back since the batch began: the next step ends it
        return
    is_news = isinstance(written, Article)
    path = reverse("web:news_item", args=[row.subject]) if is_news else reverse("web:announcements")
    by_language = sorted(people, key=lambda person: person.language)
    for language, readers in groupby(by_language, key=lambda person: person.language):
        words = shown(written, language)
        tell(
            kind_key=row.kind,
            seller_id=row.seller_id,
            buyer_id=buyer_id,
            words={
                "brand": seller_profile_of(row.seller_id).brand_name,
                "title": words.title,
                "text": _short(words.plain),
            },
            path=path,
            subject=row.subject,
            now=now,
            recipients=list(readers),
        )


def _short(text: str) -> str:
    """The beginning of a text, ended at a word."""
    plain = " ".join(text.split())
    if len(plain) <= LONGEST_TEXT:
        return plain
    return plain[:LONGEST_TEXT].rpartition(" ")[0] + " …"
