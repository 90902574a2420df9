"""Whether the statements of a bank account join: every closing balance is the next one's opening.

A statement that lies within an earlier one (downloaded twice) is looked at for itself only.
"""

from __future__ import annotations

from vezne.banking.models import BankAccount, StatementSpan
from vezne.banking.types import Gap


def gaps_of(bank_account: BankAccount) -> list[Gap]:
    """Every gap of a bank account, the oldest first."""
    rows = StatementSpan.objects.filter(
        bank_account=bank_account, opening_on__isnull=False, closing_on__isnull=False
    ).order_by("opening_on", "closing_on", "pk")
    found: list[Gap] = []
    before: StatementSpan | None = None
    for span in rows:
        found += _inside(span, bank_account)
        if before is not None and _end(span) <= _end(before):
            continue
        if before is not None:
            found += _between(before, span, bank_account)
        before = span
    return found


def _end(span: StatementSpan) -> tuple[object, int]:
    return (span.closing_on, span.pk)


def _inside(span: StatementSpan, account: BankAccount) -> list[Gap]:
    if span.opening_minor is None or span.closing_minor is None or span.closing_on is None:
        return []
    expected = span.opening_minor + span.sum_minor
    if expected == span.closing_minor:
        return []
    return [
        Gap(
            bank_account_id=account.pk,
            expected_minor=expected,
            found_minor=span.closing_minor,
            currency=account.currency,
            on=span.closing_on,
            is_inside=True,
            numbers=(span.number, span.number),
        )
    ]


def _between(before: StatementSpan, span: StatementSpan, account: BankAccount) -> list[Gap]:
    if before.closing_minor is None or span.opening_minor is None or span.opening_on is None:
        return []
    if before.closing_minor == span.opening_minor:
        return []
    if before.closing_on is not None and span.opening_on < before.closing_on:
        return []  # they overlap: neither's edge is the other's
    return [
        Gap(
            bank_account_id=account.pk,
            expected_minor=before.closing_minor,
            found_minor=span.opening_minor,
            currency=account.currency,
            on=span.opening_on,
            is_inside=False,
            numbers=(before.number, span.number),
        )
    ]
