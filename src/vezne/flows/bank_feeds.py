"""Movements that come by themselves: signed calls are applied, feeds are asked once a minute.

The bank is asked outside of any transaction; each line is then its own. Asked with overlap, so an
answer that was lost or a line that the bank booked late is found by the next poll.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from vezne.banking.errors import FeedUnavailable
from vezne.banking.feeds.base import BankFeed, FeedError, FeedKeys, Pulled
from vezne.banking.feeds.ohvps import OhvpsFeed
from vezne.banking.models import BankAccount, BankConnection, BankMessage
from vezne.banking.services.bank_account import feed_answered, feed_failed, feed_keys
from vezne.banking.services.message import message_applied, message_lines
from vezne.banking.services.task import task_raise
from vezne.banking.types import Channel, FeedKind, TaskKind
from vezne.core import outbox
from vezne.core.errors import DomainError
from vezne.core.scope import acting_as_system
from vezne.flows.bank import LATE, movement_arrive

EVERY = timedelta(seconds=45)
"""A tick a minute asks each feed; a click at the desk, or a second tick, does not ask at once."""
OVERLAP = timedelta(minutes=15)
FARTHEST = timedelta(hours=24) - timedelta(minutes=1)
"""What a system's query may look back; what is older comes with a statement file."""


def feeds_poll(*, now: datetime) -> int:
    """Ask every feed whose turn has come; gives how many lines were new."""
    with acting_as_system("flows: bank feeds"):
        rows = BankAccount.objects.filter(connection__kind=FeedKind.OHVPS, is_active=True)
        due = [row for row in rows.select_related("connection") if _is_due(row, now)]
        return sum(_poll(row, now) for row in due)


def _is_due(account: BankAccount, now: datetime) -> bool:
    polled_at = account.connection.polled_at
    return polled_at is None or now - polled_at >= EVERY


def feed_ask(*, public_id: str, now: datetime) -> int:
    """Ask one feed now, for staff; gives how many lines were new. Raises: FeedUnavailable."""
    account = BankAccount.objects.get(public_id=public_id)
    with acting_as_system("flows: bank feeds"):
        new = _poll(account, now)
        connection = BankConnection.objects.get(pk=account.pk)
        if connection.failing_since is not None:
            raise FeedUnavailable(detail=connection.error)
        return new


def feed_for(account: BankAccount) -> BankFeed:
    """The feed of a bank account, with its keys opened."""
    keys = feed_keys(account)
    return OhvpsFeed(
        FeedKeys(
            url=account.connection.url,
            token=keys.get("token", ""),
            account_reference=keys.get("account_reference", ""),
        )
    )


def _poll(account: BankAccount, now: datetime) -> int:
    since = max(now - FARTHEST, (account.connection.cursor_at or now - FARTHEST) - OVERLAP)
    try:
        pulled = feed_for(account).pull(since=since, until=now)
    except FeedError as error:
        _note_silence(account, str(error), now)
        return 0
    new, newest = _arrive(account, pulled, now)
    feed_answered(bank_account_id=account.pk, cursor_at=newest, now=now)
    return new


def _arrive(account: BankAccount, pulled: Pulled, now: datetime) -> tuple[int, datetime | None]:
    """Each line in its own transaction; one that fails is asked for again and stops no other."""
    new, newest, is_whole = 0, account.connection.cursor_at, True
    for line in pulled.lines:
        if line.currency != account.currency:
            continue
        try:
            arrival = movement_arrive(
                bank_account_id=account.pk, line=line, channel=Channel.PULL, now=now
            )
            new += arrival.is_new
        except DomainError:
            is_whole = False
            continue
        if is_whole and line.at is not None:
            newest = line.at if newest is None else max(newest, line.at)
    return new, newest


def _note_silence(account: BankAccount, detail: str, now: datetime) -> None:
    """A feed that does not answer for five minutes is a task: its lines will come late."""
    since = feed_failed(bank_account_id=account.pk, detail=detail, now=now)
    if now - since < LATE:
        return
    is_new = task_raise(
        bank_account=account, kind=TaskKind.FEED_SILENT, key="silent", now=now, detail=detail
    )
    if is_new:
        outbox.emit(
            kind="bank.feed_silent",
            account_id=account.seller_id,
            subject=account.public_id,
            now=now,
            detail=detail,
        )


def message_apply(*, message_id: int, now: datetime) -> int:
    """Apply a bank's stored call, each line in its own transaction; a repeat changes nothing.

    Gives how many lines were new. Raises: NotFound.
    """
    with acting_as_system("flows: bank message"):
        message = message_lines(message_id=message_id)
        if message is None:
            return 0
        new = sum(
            movement_arrive(
                bank_account_id=message.bank_account_id, line=line, channel=Channel.PUSH, now=now
            ).is_new
            for line in message.lines
        )
        message_applied(message=message, new=new, now=now)
        return new


def messages_due(*, now: datetime, limit: int = 200) -> int:
    """Apply stored calls whose job was lost."""
    with acting_as_system("flows: bank message"):
        rows = BankMessage.objects.filter(
            applied_at=None, received_at__lte=now - timedelta(seconds=30)
        )
        ids = list(rows.order_by("pk").values_list("pk", flat=True)[:limit])
    for pk in ids:
        message_apply(message_id=pk, now=now)
    return len(ids)
