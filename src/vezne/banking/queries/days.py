"""The balances that the bank's own lines tell of a day, and the days that are to be compared.

Each line says what it left (`balance`); what it found is that less its amount. Over a whole day
every balance that a line left is the one that the next line found, except the first found (the
opening) and the last left (the closing). So the order of the lines, which files tell in both ways,
does not matter, and each further balance without its neighbour is a place where a line is missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet, Sum

from vezne.banking.models import BankAccount, BankDay, StatementSpan
from vezne.banking.types import DayState
from vezne.payments.queries import DAYS_BACK, last_ready_day

LOOK_AGAIN = timedelta(hours=1)
"""A day that differs waits so long for its missing lines."""
DUE = """
SELECT a.id, g.looked_at::date
FROM banking_bankaccount a
CROSS JOIN generate_series(%(first)s::date, %(last)s::date, interval '1 day') g(looked_at)
WHERE a.is_active
  AND NOT EXISTS (
      SELECT FROM banking_bankday d WHERE d.bank_account_id = a.id AND d.day = g.looked_at::date
      AND (d.state <> %(differs)s OR d.compared_at > %(again)s))
  AND EXISTS (
      SELECT FROM banking_movement m
      WHERE m.bank_account_id = a.id AND m.booked_on = g.looked_at::date)
ORDER BY g.looked_at, a.id
"""
BALANCES = """
WITH told AS (
    SELECT amount_minor, balance_minor FROM banking_movement
    WHERE bank_account_id = %(account)s AND booked_on = %(day)s AND state <> 'pending'
), found AS (
    SELECT balance_minor - amount_minor AS balance FROM told EXCEPT ALL
    SELECT balance_minor FROM told
), remained AS (
    SELECT balance_minor AS balance FROM told EXCEPT ALL
    SELECT balance_minor - amount_minor FROM told
)
SELECT (SELECT count(*) FROM told), (SELECT COALESCE(sum(amount_minor), 0) FROM told),
       (SELECT count(*) FROM told WHERE balance_minor IS NULL),
       (SELECT count(*) FROM found),
       (SELECT balance FROM found ORDER BY balance IS DISTINCT FROM %(before)s, balance LIMIT 1),
       (SELECT balance FROM remained ORDER BY balance LIMIT 1),
       (SELECT balance_minor FROM told
        ORDER BY balance_minor IS DISTINCT FROM %(before)s, balance_minor LIMIT 1)
"""


@dataclass(frozen=True, slots=True)
class DayFigures:
    """What the lines of a day say; None where the bank tells no balance."""

    line_count: int
    moved_minor: int
    opening_minor: int | None
    closing_minor: int | None
    breaks: int


def days_to_compare(*, now: datetime) -> list[tuple[BankAccount, date]]:
    """Days of the last week with movements that were not compared, or that differed an hour ago,
    the oldest first; in system scope.
    """
    last = last_ready_day(now)
    values: dict[str, Any] = {
        "first": last - timedelta(days=DAYS_BACK - 1),
        "last": last,
        "differs": DayState.DIFFERS.value,
        "again": now - LOOK_AGAIN,
    }
    with connection.cursor() as cursor:
        cursor.execute(DUE, values)
        due: list[tuple[int, date]] = cursor.fetchall()
    accounts = BankAccount.objects.in_bulk({pk for pk, _day in due})
    return [(accounts[pk], day) for pk, day in due]


def closing_before(account: BankAccount, day: date) -> int | None:
    """What was there when the day began: the last closing that the bank told, and what moved since.

    None where the bank has told none.
    """
    rows = BankDay.objects.filter(bank_account=account, day__lt=day)
    told = rows.filter(closing_minor__isnull=False).order_by("-day").first()
    if told is None or told.closing_minor is None:
        return None
    since = rows.filter(day__gt=told.day).aggregate(total=Sum("moved_minor"))["total"]
    return told.closing_minor + int(since or 0)


def figures_of(account: BankAccount, day: date, *, before: int | None) -> DayFigures:
    """What the day's lines say, and where they tell no balances, the statement that ends with it.

    `before`: what the day before closed with, which chooses among several that fit.
    """
    with connection.cursor() as cursor:
        cursor.execute(BALANCES, {"account": account.pk, "day": day, "before": before})
        count, moved, untold, starts, opening, closing, any_balance = cursor.fetchone()
    if untold or not count:
        return _by_statement(account, day, int(count), int(moved))
    if not starts:  # it ended where it began
        return DayFigures(count, int(moved), any_balance, any_balance, 0)
    return DayFigures(count, int(moved), opening, closing, starts - 1)


def _by_statement(account: BankAccount, day: date, count: int, moved: int) -> DayFigures:
    spans = StatementSpan.objects.filter(bank_account=account, closing_on=day)
    closing = spans.order_by("-pk").values_list("closing_minor", flat=True).first()
    opening = None if closing is None else closing - moved
    return DayFigures(count, moved, opening, closing, 0)


def days_of(seller_id: int) -> QuerySet[BankDay]:
    """A seller's compared days, the newest first, with their bank accounts."""
    rows = BankDay.objects.filter(seller_id=seller_id).select_related("bank_account")
    return rows.order_by("-day", "bank_account_id")
