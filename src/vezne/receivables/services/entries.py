"""Entries that staff book by hand: below the seller's limit at once, above it after a second look.

The row of an entry is locked while it is decided, so two approvals at once book it once.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from vezne.core import outbox
from vezne.core.audit import Actor, record
from vezne.core.ids import new_public_id
from vezne.ledger.models import CurrentAccount
from vezne.receivables.errors import (
    AmountNotAllowed,
    EntryDecided,
    EntryNotFound,
    EntryNotReversible,
    SecondLookBySame,
)
from vezne.receivables.models import ManualEntry
from vezne.receivables.queries.terms import seller_terms_of
from vezne.receivables.services.booking import entry_book, kdv_of
from vezne.receivables.types import DEBTS, EntryDraft, EntryKind, EntryStatus, needs_two

MOST_MINOR = 10**14


@transaction.atomic
def entry_ask(
    *, current_account: CurrentAccount, draft: EntryDraft, actor: Actor, now: datetime
) -> ManualEntry:
    """Ask for an entry by hand; booked at once unless its total is above the seller's limit.

    A credit note lowers what the buyer owes by way of the wallet. Raises: AmountNotAllowed, and
    what the books refuse.
    """
    if not 0 < draft.net_minor <= MOST_MINOR:
        raise AmountNotAllowed
    kdv = kdv_of(draft.kind, draft.net_minor, draft.kdv_rate_bp)
    entry = ManualEntry(
        kind=draft.kind,
        currency=draft.currency,
        net_minor=draft.net_minor,
        kdv_rate_bp=draft.kdv_rate_bp if kdv else 0,
        kdv_minor=kdv,
        total_minor=draft.net_minor + kdv,
        due_on=draft.due_on if draft.kind in DEBTS else None,
        reason=draft.reason[:200],
        description=draft.description[:200],
        pays_id=draft.pays_invoice_id,
    )
    return _ask(entry, current_account, actor, now)


@transaction.atomic
def entry_reversal_ask(*, entry_id: int, reason: str, actor: Actor, now: datetime) -> ManualEntry:
    """Ask for an entry to be taken back whole; the same limit holds.

    Raises: EntryNotFound, EntryNotReversible, and what the books refuse (the credit is spent).
    """
    earlier = _locked(entry_id)
    others = ManualEntry.objects.filter(reverses=earlier).exclude(status=EntryStatus.DECLINED)
    is_booked = earlier.status == EntryStatus.BOOKED
    if not is_booked or earlier.kind == EntryKind.REVERSAL or others.exists():
        raise EntryNotReversible
    entry = ManualEntry(
        kind=EntryKind.REVERSAL,
        currency=earlier.currency,
        net_minor=earlier.net_minor,
        kdv_rate_bp=earlier.kdv_rate_bp,
        kdv_minor=earlier.kdv_minor,
        total_minor=earlier.total_minor,
        reason=reason[:200],
        reverses=earlier,
    )
    return _ask(entry, earlier.current_account, actor, now)


def _ask(
    entry: ManualEntry, current_account: CurrentAccount, actor: Actor, now: datetime
) -> ManualEntry:
    limit = seller_terms_of(current_account.seller_id).entry_limit_minor
    entry.public_id = new_public_id("ent")
    entry.seller_id, entry.buyer_id = current_account.seller_id, current_account.buyer_id
    entry.current_account = current_account
    entry.needs_second_look = needs_two(limit, entry.total_minor, entry.currency)
    entry.asked_by_id, entry.asked_by_label = actor.id, actor.label[:200]
    entry.asked_at, entry.status = now, EntryStatus.WAITING
    if not entry.needs_second_look:
        entry.invoice = entry_book(entry=entry, actor=actor, now=now)
        entry.status = EntryStatus.BOOKED
    entry.save()
    _log("manual_entry.asked", entry, actor, now)
    if entry.status == EntryStatus.BOOKED:
        _emit(entry, now)
    return entry


@transaction.atomic
def entry_approve(*, entry_id: int, actor: Actor, now: datetime) -> ManualEntry:
    """The second look says yes: the entry is booked now.

    Raises: EntryNotFound, EntryDecided, SecondLookBySame, and what the books refuse; then the
    entry waits on.
    """
    entry = _waiting(entry_id)
    if actor.id is None or actor.id == entry.asked_by_id:
        raise SecondLookBySame
    if entry.reverses_id is not None:
        _locked(entry.reverses_id)
    entry.invoice = entry_book(entry=entry, actor=actor, now=now)
    _decide(entry, EntryStatus.BOOKED, actor, now)
    _log("manual_entry.approved", entry, actor, now)
    _emit(entry, now)
    return entry


@transaction.atomic
def entry_decline(*, entry_id: int, note: str, actor: Actor, now: datetime) -> ManualEntry:
    """The second look says no, or who asked takes it back; nothing was booked.

    Raises: EntryNotFound, EntryDecided.
    """
    entry = _waiting(entry_id)
    entry.decision_note = note[:200]
    _decide(entry, EntryStatus.DECLINED, actor, now)
    _log("manual_entry.declined", entry, actor, now)
    return entry


def _decide(entry: ManualEntry, status: EntryStatus, actor: Actor, now: datetime) -> None:
    entry.status, entry.decided_at = status, now
    entry.decided_by_id, entry.decided_by_label = actor.id, actor.label[:200]
    entry.save()


def _locked(entry_id: int) -> ManualEntry:
    rows = ManualEntry.objects.select_for_update(of=("self",)).select_related("current_account")
    entry = rows.filter(pk=entry_id).first()
    if entry is None:
        raise EntryNotFound
    return entry


def _waiting(entry_id: int) -> ManualEntry:
    entry = _locked(entry_id)
    if entry.status != EntryStatus.WAITING:
        raise EntryDecided
    return entry


def _log(action: str, entry: ManualEntry, actor: Actor, now: datetime) -> None:
    record(
        actor=actor,
        action=action,
        subject=entry.public_id,
        now=now,
        account_id=entry.seller_id,
        kind=entry.kind,
        total_minor=entry.total_minor,
        currency=entry.currency,
        reason=entry.reason,
        note=entry.decision_note,
    )


def _emit(entry: ManualEntry, now: datetime) -> None:
    outbox.emit(
        kind="entry.booked",
        account_id=entry.seller_id,
        subject=entry.public_id,
        now=now,
        buyer_id=entry.buyer_id,
        entry_kind=entry.kind,
        total_minor=entry.total_minor,
        currency=entry.currency,
    )
