"""Current accounts: opened once per seller and buyer, with a credit limit or none."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from vezne.core import audit
from vezne.core.audit import Actor
from vezne.core.calendar import PeriodUnit, add_period, istanbul_date, start_of_day
from vezne.ledger.database import fetch_one
from vezne.ledger.errors import CurrentAccountNotFound
from vezne.ledger.models import ClosedMonth, CurrentAccount

CLOSING_LOCK = 19021
"""Advisory lock class: opening a current account shares it per seller, closing a month owns it."""
ACTIONS = {
    "credit_limit_minor": "current_account.credit_limit_set",
    "withholds_kdv": "current_account.withholding_set",
}


def month_after(month: date) -> date:
    """The first day of the next month."""
    start = start_of_day(month.replace(day=1))
    return istanbul_date(add_period(start, PeriodUnit.MONTH, 1, anchor_day=1))


@transaction.atomic
def current_account_open(
    *,
    seller_id: int,
    buyer_id: int,
    now: datetime,
    credit_limit_minor: int | None = None,
) -> CurrentAccount:
    """The current account of a seller and a buyer, opened now if there is none.

    `seller_id = buyer_id` is the seller's house account. `credit_limit_minor` (kuruş, null: none)
    counts for a new one only. Safe when two open it at once.
    """
    pair = CurrentAccount.objects.filter(seller_id=seller_id, buyer_id=buyer_id)
    found = pair.first()
    if found is not None:
        return found
    fetch_one("SELECT pg_advisory_xact_lock_shared($1, $2)", (CLOSING_LOCK, seller_id))
    last_closed = (
        ClosedMonth.objects.filter(seller_id=seller_id)
        .order_by("-month")
        .values_list("month", flat=True)
        .first()
    )
    CurrentAccount.objects.bulk_create(
        [
            CurrentAccount(
                seller_id=seller_id,
                buyer_id=buyer_id,
                credit_limit_minor=credit_limit_minor,
                closed_before=month_after(last_closed) if last_closed else None,
                created_at=now,
            )
        ],
        ignore_conflicts=True,
    )
    return pair.get()


def current_accounts_lock(*, current_account_ids: Iterable[int]) -> None:
    """Lock several current accounts in the order of their ids, for the rest of the transaction.

    An operation that posts to more than one calls this first: two of them can then never wait for
    each other. Raises: CurrentAccountNotFound.
    """
    ids = sorted(set(current_account_ids))
    locked = CurrentAccount.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True)
    if [row.pk for row in locked] != ids:
        raise CurrentAccountNotFound


@transaction.atomic
def credit_limit_set(
    *, current_account_id: int, limit_minor: int | None, actor: Actor, now: datetime
) -> CurrentAccount:
    """Set how far the receivable in TRY may go (kuruş; None: no limit).

    A limit below what is owed already refuses new debts and leaves the old ones. Raises:
    CurrentAccountNotFound.
    """
    if limit_minor is not None and limit_minor < 0:
        raise ValueError("a credit limit is not negative")
    changes: dict[str, int | bool | None] = {"credit_limit_minor": limit_minor}
    return _set(current_account_id, changes=changes, actor=actor, now=now)


@transaction.atomic
def withholding_set(
    *, current_account_id: int, withholds_kdv: bool, actor: Actor, now: datetime
) -> CurrentAccount:
    """Say whether the buyer declares part of the KDV itself (belirlenmiş alıcı, KDV communiqué
    I/C-2.1.3.2). What is opened from now on follows; open invoices keep what they ask for.
    Raises: CurrentAccountNotFound.
    """
    changes: dict[str, int | bool | None] = {"withholds_kdv": withholds_kdv}
    return _set(current_account_id, changes=changes, actor=actor, now=now)


def _set(
    current_account_id: int, *, changes: dict[str, int | bool | None], actor: Actor, now: datetime
) -> CurrentAccount:
    [(field, value)] = changes.items()
    rows = CurrentAccount.objects.select_for_update(no_key=True).filter(pk=current_account_id)
    account = rows.first()
    if account is None:
        raise CurrentAccountNotFound
    before = getattr(account, field)
    setattr(account, field, value)
    account.save(update_fields=[field])
    audit.record(
        actor=actor,
        action=ACTIONS[field],
        subject=account.public_id,
        now=now,
        account_id=account.seller_id,
        before=before,
        after=value,
    )
    return account
