"""Which invoices a sum pays, and how much of each; pure.

What a person has chosen comes first, then what the payer promised for exactly this sum, then what
its words name, then the one invoice that the sum fits, then other promises, then the oldest due.
What is left is the wallet's.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from vezne.core.money import share


@dataclass(frozen=True, slots=True)
class Owed:
    """An open invoice."""

    invoice_id: int
    owed_minor: int
    currency: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Promised:
    """What was agreed for an invoice: so much of the sent currency for so much of the invoice."""

    invoice_id: int
    amount_minor: int
    currency: str
    covers_minor: int
    rate_micro: int | None = None
    rate_on: date | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """What of the sum pays what of an invoice."""

    invoice_id: int
    taken_minor: int  # of the sum
    covers_minor: int  # of the invoice, in its currency
    rate_micro: int | None = None
    rate_on: date | None = None


def shares_of(
    amount_minor: int,
    currency: str,
    *,
    owed: Sequence[Owed],
    promised: Sequence[Promised],
    named: Collection[int],
    chosen: int | None = None,
) -> list[Share]:
    """Divide a sum; `promised` holds only promises that still count. Parts never pass the sum.

    An invoice in another currency is paid by its promise alone: nobody has agreed on a rate.
    """
    terms = {one.invoice_id: one for one in promised if one.currency == currency}
    payable = [one for one in owed if one.currency == currency or one.invoice_id in terms]
    left, found = amount_minor, []
    ordered = _in_order(amount_minor, currency, payable, terms, named)
    for invoice in sorted(ordered, key=lambda one: one.invoice_id != chosen):
        if left <= 0:
            break
        part = _share(left, currency, invoice, terms.get(invoice.invoice_id))
        if part is not None:
            found.append(part)
            left -= part.taken_minor
    return found


def _in_order(
    amount: int,
    currency: str,
    payable: Sequence[Owed],
    terms: dict[int, Promised],
    named: Collection[int],
) -> list[Owed]:
    def rank(invoice: Owed) -> tuple[int, datetime, int]:
        promise = terms.get(invoice.invoice_id)
        fits = invoice.currency == currency and invoice.owed_minor == amount
        steps = (
            promise is not None and promise.amount_minor == amount,
            invoice.invoice_id in named,
            fits,
            promise is not None,
        )
        place = next((number for number, is_it in enumerate(steps) if is_it), len(steps))
        return place, invoice.due_at, invoice.invoice_id

    return sorted(payable, key=rank)


def _share(left: int, currency: str, invoice: Owed, promise: Promised | None) -> Share | None:
    if invoice.currency == currency:
        taken = min(left, invoice.owed_minor)
        return Share(invoice.invoice_id, taken, taken)
    assert promise is not None
    covers = min(promise.covers_minor, invoice.owed_minor)
    price = share(promise.amount_minor, covers, promise.covers_minor)
    if left < price:
        price, covers = left, covers * left // price  # never more than the rate gives
    if not covers:
        return None
    return Share(invoice.invoice_id, price, covers, promise.rate_micro, promise.rate_on)
