"""Opening invoices: one, or many at once for the renewal run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import transaction

from vezne.invoicing.amounts import Amounts, LineInput, compute
from vezne.invoicing.errors import NothingToOpen, OpeningKeyConflict
from vezne.invoicing.models import Invoice, InvoiceStatus
from vezne.invoicing.references import new_reference
from vezne.invoicing.services.books import book, opening_entry
from vezne.invoicing.services.rows import find_by_keys, insert_invoices, insert_lines
from vezne.invoicing.types import InvoiceDraft, LineDraft

AS_DRAFTED = (
    "description",
    "product_name",
    "plan_name",
    "quantity",
    "unit_price_minor",
    "kdv_rate_bp",
    "product_id",
    "version_id",
    "period_starts_at",
    "period_ends_at",
    "credit_unit",
    "credit_quantity",
    "credit_validity_days",
)
"""Columns of a line that are the draft's own."""
AS_COMPUTED = ("net_minor", "discount_minor", "kdv_minor")


def invoice_open(
    *,
    seller_id: int,
    buyer_id: int,
    current_account_id: int,
    kind: str,
    currency: str,
    lines: Sequence[LineDraft],
    opened_at: datetime,
    due_at: datetime,
    shuts_off_at: datetime | None,
    key: str,
    subscription_id: int | None = None,
    order_id: int | None = None,
) -> Invoice:
    """Open an invoice and book what it asks for: receivable against revenue and tax.

    Idempotent by `key` within the current account: a second call gives the same invoice. One that
    comes to zero is paid at once.
    Raises: NothingToOpen, OpeningKeyConflict, and what the ledger refuses (CreditLimitExceeded …).
    """
    draft = InvoiceDraft(
        seller_id=seller_id,
        buyer_id=buyer_id,
        current_account_id=current_account_id,
        kind=kind,
        currency=currency,
        lines=lines,
        opened_at=opened_at,
        due_at=due_at,
        shuts_off_at=shuts_off_at,
        key=key,
        subscription_id=subscription_id,
        order_id=order_id,
    )
    return invoices_open_many([draft], now=opened_at)[0]


@transaction.atomic
def invoices_open_many(
    drafts: Sequence[InvoiceDraft],
    *,
    now: datetime,
    draw_reference: Callable[[], str] = new_reference,
) -> list[Invoice]:
    """Open many invoices in a handful of statements; all of them or none, in the order given.

    `now` is when they are booked. Raises: as `invoice_open`, for the first that is refused.
    """
    amounts = [_amounts(draft) for draft in drafts]
    rows = [_row(draft, sums) for draft, sums in zip(drafts, amounts, strict=True)]
    insert_invoices(rows, draw_reference)
    new = [(row, d, a) for row, d, a in zip(rows, drafts, amounts, strict=True) if row.pk]
    _write_lines(new)
    book([opening_entry(row) for row, _draft, _sums in new], now=now)
    return _with_earlier_ones(rows)


def _amounts(draft: InvoiceDraft) -> Amounts:
    lines = tuple(
        LineInput(line.unit_price_minor, line.kdv_rate_bp, line.quantity, line.discount_minor)
        for line in draft.lines
    )
    try:
        return _computed(lines)
    except ValueError as error:
        raise NothingToOpen from error


@lru_cache(maxsize=1_000)
def _computed(lines: tuple[LineInput, ...]) -> Amounts:
    """Renewals ask for the same few prices over and over."""
    return compute(lines)


def _row(draft: InvoiceDraft, sums: Amounts) -> Invoice:
    is_free = sums.total_minor == 0
    return Invoice(
        seller_id=draft.seller_id,
        buyer_id=draft.buyer_id,
        current_account_id=draft.current_account_id,
        kind=draft.kind,
        status=InvoiceStatus.PAID if is_free else InvoiceStatus.OPEN,
        currency=draft.currency,
        net_minor=sums.net_minor,
        discount_minor=sums.discount_minor,
        kdv_minor=sums.kdv_minor,
        total_minor=sums.total_minor,
        opened_at=draft.opened_at,
        due_at=draft.due_at,
        shuts_off_at=draft.shuts_off_at,
        paid_at=draft.opened_at if is_free else None,
        subscription_id=draft.subscription_id,
        order_id=draft.order_id,
        opening_key=draft.key,
    )


def _write_lines(new: Sequence[tuple[Invoice, InvoiceDraft, Amounts]]) -> None:
    """Column by column: a model object per line would take longer than the insert."""
    lines = [
        (row, position, line, money)
        for row, draft, sums in new
        for position, (line, money) in enumerate(zip(draft.lines, sums.lines, strict=True), 1)
    ]
    if not lines:
        return
    columns: dict[str, list[Any]] = {
        "invoice_id": [row.pk for row, _position, _line, _money in lines],
        "seller_id": [row.seller_id for row, _position, _line, _money in lines],
        "buyer_id": [row.buyer_id for row, _position, _line, _money in lines],
        "position": [position for _row, position, _line, _money in lines],
        "opening_discount_minor": [line.discount_minor for _row, _position, line, _money in lines],
    }
    for name in AS_DRAFTED:
        columns[name] = [getattr(line, name) for _row, _position, line, _money in lines]
    for name in AS_COMPUTED:
        columns[name] = [getattr(money, name) for _row, _position, _line, money in lines]
    insert_lines(columns)


def _with_earlier_ones(rows: Sequence[Invoice]) -> list[Invoice]:
    """Put the invoices that were opened before in the places of those that were not written."""
    earlier = find_by_keys([(r.current_account_id, r.opening_key) for r in rows if not r.pk])
    answers = []
    for row in rows:
        if row.pk:
            answers.append(row)
            continue
        before = earlier[row.current_account_id, row.opening_key]
        if _body(before) != _body(row):
            raise OpeningKeyConflict
        answers.append(before)
    return answers


def _body(row: Invoice) -> tuple[object, ...]:
    """What makes two openings the same; a coupon that came later does not make another of it."""
    undiscounted = row.net_minor + row.discount_minor
    return (row.buyer_id, row.kind, row.currency, row.due_at, undiscounted)
