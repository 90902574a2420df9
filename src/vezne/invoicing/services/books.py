"""What invoices book in the ledger: receivable against revenue and tax, and back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from vezne.invoicing.models import Invoice, InvoiceKind
from vezne.invoicing.types import OpenedInvoice
from vezne.ledger.errors import REFUSALS
from vezne.ledger.services import post_many
from vezne.ledger.types import Entry, LedgerKind, Posting, Reason

Billed = Invoice | OpenedInvoice
MOST_ENTRIES = 1_000
"""What the ledger takes in one batch."""


def book(entries: Sequence[Entry | None], *, now: datetime) -> None:
    """Book them all; the first that the ledger refuses is raised as its error."""
    real = [entry for entry in entries if entry is not None]
    for start in range(0, len(real), MOST_ENTRIES):
        for result in post_many(entries=real[start : start + MOST_ENTRIES], now=now):
            if not result.is_booked:
                raise REFUSALS[result.code]


def opening_entry(invoice: OpenedInvoice) -> Entry | None:
    """The buyer owes net and taxes; None when the invoice asks for nothing."""
    return _entry(
        invoice,
        "open",
        owed(invoice, invoice.net_minor, invoice.tax_minor, Reason.INVOICE),
    )


def repricing_entry(invoice: Invoice, *, net_minor: int, tax_minor: int) -> Entry | None:
    """The buyer owes that much more (less, where negative) than before; a coupon came or went.

    One may fall while the other rises: below the floor the buyer withholds no KDV and pays it all.
    """
    less = owed_no_more(invoice, max(-net_minor, 0), max(-tax_minor, 0), Reason.DISCOUNT)
    more = owed(invoice, max(net_minor, 0), max(tax_minor, 0), Reason.DISCOUNT)
    return _entry(invoice, f"reprice:{invoice.repricings}", less + more)


def void_entry(invoice: Invoice) -> Entry | None:
    """The buyer owes none of it any more, and has in the wallet what was paid of it."""
    postings = owed_no_more(
        invoice, invoice.net_minor, invoice.tax_minor, Reason.INVOICE_VOID
    ) + _posting(
        invoice, LedgerKind.RECEIVABLE, LedgerKind.WALLET, invoice.paid_minor, Reason.REFUND
    )
    return _entry(invoice, "void", postings)


def asked_as(invoice: Billed) -> LedgerKind:
    """Where it is owed: an exchange difference was received with the payment that made it."""
    is_received = invoice.kind == InvoiceKind.EXCHANGE
    return LedgerKind.FX if is_received else LedgerKind.RECEIVABLE


def earned_as(invoice: Billed) -> LedgerKind:
    """Where the net goes: what was owed before the books began was earned in other books."""
    is_brought = invoice.kind == InvoiceKind.OPENING
    return LedgerKind.CLEARING if is_brought else LedgerKind.REVENUE


def owed(invoice: Billed, net: int, tax: int, reason: Reason) -> tuple[Posting, ...]:
    """Receivable against revenue and tax."""
    return _posting(invoice, asked_as(invoice), earned_as(invoice), net, reason) + _posting(
        invoice, asked_as(invoice), LedgerKind.TAX, tax, reason
    )


def owed_no_more(invoice: Billed, net: int, tax: int, reason: Reason) -> tuple[Posting, ...]:
    """Revenue and tax against receivable."""
    return _posting(invoice, earned_as(invoice), asked_as(invoice), net, reason) + _posting(
        invoice, LedgerKind.TAX, asked_as(invoice), tax, reason
    )


def _posting(
    invoice: Billed, debit: LedgerKind, credit: LedgerKind, amount: int, reason: Reason
) -> tuple[Posting, ...]:
    if amount == 0:
        return ()
    return (
        Posting(
            debit_kind=debit.value,
            credit_kind=credit.value,
            amount=amount,
            unit=invoice.currency,
            reason=reason.value,
            subject=invoice.public_id,
            description=invoice.reference,
        ),
    )


def _entry(invoice: Billed, step: str, postings: tuple[Posting, ...]) -> Entry | None:
    if not postings:
        return None
    return Entry(
        current_account_id=invoice.current_account_id,
        key=f"{invoice.public_id}:{step}",
        postings=postings,
    )
