"""A day of a bank account compared with what the bank says: a difference is a task."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from vezne.banking.models import BankAccount, BankDay, BankTask
from vezne.banking.queries.days import DayFigures, closing_before, figures_of
from vezne.banking.services.task import task_close, task_raise
from vezne.banking.types import DayState, TaskKind
from vezne.core.audit import SYSTEM
from vezne.core.money import Money
from vezne.core.wording import money_words

MENDED = "Eksik hareketler geldi; gün artık uyuşuyor."


@transaction.atomic
def day_compare(*, bank_account: BankAccount, day: date, now: datetime) -> BankDay:
    """Compare a day that is over; again, where lines may have come since. In system scope.

    Agreed: our lines lead from what the day before closed with to what the bank says this one
    closed with. Without balances from the bank nothing can be said, and nothing is.
    """
    before = closing_before(bank_account, day)
    figures = figures_of(bank_account, day, before=before)
    row = BankDay.objects.select_for_update().filter(bank_account=bank_account, day=day).first()
    row = row or BankDay(seller_id=bank_account.seller_id, bank_account=bank_account, day=day)
    row.line_count, row.moved_minor = figures.line_count, figures.moved_minor
    row.opening_minor, row.closing_minor = figures.opening_minor, figures.closing_minor
    row.expected_minor, row.breaks = before, figures.breaks
    row.state, row.compared_at = _state(figures, before), now
    row.save()
    if row.state == DayState.DIFFERS:
        details: dict[str, Any] = {"on": day.isoformat()}
        if row.difference_minor:
            amount = Money(row.difference_minor, bank_account.currency)
            details["missing"] = money_words(amount)
        task_raise(
            bank_account=bank_account, kind=TaskKind.DAY, key=day.isoformat(), now=now, **details
        )
    else:
        _close_task(bank_account, day, now)
    return row


def _state(figures: DayFigures, before: int | None) -> DayState:
    if figures.closing_minor is None:
        return DayState.UNTOLD
    is_joined = before is None or before == figures.opening_minor
    return DayState.AGREED if is_joined and not figures.breaks else DayState.DIFFERS


def _close_task(bank_account: BankAccount, day: date, now: datetime) -> None:
    tasks = BankTask.objects.filter(
        bank_account=bank_account, kind=TaskKind.DAY, key=day.isoformat(), closed_at=None
    )
    for public_id in tasks.values_list("public_id", flat=True):
        task_close(public_id=public_id, note=MENDED, actor=SYSTEM, now=now)
