"""A coupon on an open invoice: the lines are computed again, the difference is booked."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from vezne.invoicing.amounts import Amounts, LineInput, compute
from vezne.invoicing.errors import (
    AlreadyDiscounted,
    DiscountTooLarge,
    InvoiceHasPayments,
    PaymentUnderWay,
)
from vezne.invoicing.models import Invoice, InvoiceLine
from vezne.invoicing.queries import withholding_floor_for
from vezne.invoicing.services.books import book, repricing_entry
from vezne.invoicing.services.rows import locked_open_invoice

SUMS = ("net_minor", "discount_minor", "kdv_minor", "oiv_minor", "withheld_minor")
"""What a line and its invoice take from the computation."""


@transaction.atomic
def invoice_discount_apply(
    *,
    invoice_id: int,
    discount_minor: int,
    product_id: int | None,
    is_payment_under_way: bool,
    now: datetime,
) -> Invoice:
    """Take a coupon's discount off the net of one product's lines, or of all (`product_id=None`).

    The caller says whether a payment attempt may still end with money. The same discount again
    changes nothing. The invoice may come to zero; `invoice_settle_free` closes it.
    Raises: InvoiceNotFound, InvoiceNotOpen, InvoiceHasPayments, PaymentUnderWay,
    AlreadyDiscounted, DiscountTooLarge.
    """
    invoice, lines = _repriceable(invoice_id, is_payment_under_way)
    before = coupon_discount(lines)
    if before == discount_minor:
        return invoice
    if before:
        raise AlreadyDiscounted
    try:
        sums = _computed(invoice, lines, product_id, discount_minor)
    except ValueError as error:
        raise DiscountTooLarge from error
    return _reprice(invoice, lines, sums, now)


@transaction.atomic
def invoice_discount_remove(
    *, invoice_id: int, is_payment_under_way: bool, now: datetime
) -> Invoice:
    """Take the coupon off again; without one nothing changes.

    Raises: InvoiceNotFound, InvoiceNotOpen, InvoiceHasPayments, PaymentUnderWay, and what the
    ledger refuses (CreditLimitExceeded).
    """
    invoice, lines = _repriceable(invoice_id, is_payment_under_way)
    if not coupon_discount(lines):
        return invoice
    return _reprice(invoice, lines, _computed(invoice, lines, None, 0), now)


def coupon_discount(lines: list[InvoiceLine]) -> int:
    """How much of the lines' discount came after the opening."""
    return sum(line.discount_minor - line.opening_discount_minor for line in lines)


def _repriceable(invoice_id: int, is_payment_under_way: bool) -> tuple[Invoice, list[InvoiceLine]]:
    invoice = locked_open_invoice(invoice_id)
    if invoice.paid_minor:
        raise InvoiceHasPayments
    if is_payment_under_way:
        raise PaymentUnderWay
    return invoice, list(InvoiceLine.objects.filter(invoice=invoice).order_by("position"))


def _computed(
    invoice: Invoice, lines: list[InvoiceLine], product_id: int | None, discount_minor: int
) -> Amounts:
    floor = 0
    if any(line.withheld_code for line in lines):
        floor = withholding_floor_for(
            invoice.currency, opened_at=invoice.opened_at, due_at=invoice.due_at
        )
    inputs = [_input(line, product_id) for line in lines]
    return compute(inputs, discount_minor=discount_minor, withholding_floor_minor=floor)


def _input(line: InvoiceLine, product_id: int | None) -> LineInput:
    return LineInput(
        unit_price_minor=line.unit_price_minor,
        kdv_rate_bp=line.kdv_rate_bp,
        quantity=line.quantity,
        discount_minor=line.opening_discount_minor,
        is_discountable=product_id is None or line.product_id == product_id,
        oiv_rate_bp=line.oiv_rate_bp,
        withheld_code=line.withheld_code,
    )


def _reprice(invoice: Invoice, lines: list[InvoiceLine], sums: Amounts, now: datetime) -> Invoice:
    for line, money in zip(lines, sums.lines, strict=True):
        for name in SUMS:
            setattr(line, name, getattr(money, name))
    InvoiceLine.objects.bulk_update(lines, SUMS)
    net, tax = invoice.net_minor, invoice.tax_minor
    for name in (*SUMS, "total_minor"):
        setattr(invoice, name, getattr(sums, name))
    invoice.repricings += 1
    invoice.save(update_fields=[*SUMS, "total_minor", "repricings"])
    entry = repricing_entry(
        invoice, net_minor=invoice.net_minor - net, tax_minor=invoice.tax_minor - tax
    )
    book([entry], now=now)
    return invoice
