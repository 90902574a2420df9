"""What a transfer pays: locked first, then paid out of the wallet that it has filled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from vezne.banking.allocation import Owed, Promised, Share, shares_of
from vezne.banking.models import Promise
from vezne.banking.services.promise import promise_lessen, promises_kept
from vezne.core.audit import Actor
from vezne.core.money import Money
from vezne.flows.settlement import invoice_became_paid
from vezne.invoicing.models import Invoice, InvoiceStatus
from vezne.ledger.errors import MonthClosed
from vezne.ledger.models import CurrentAccount
from vezne.ledger.queries import wallet_available
from vezne.payments.models import AttemptMethod
from vezne.payments.services import FromWallet, payments_lock, wallet_pay
from vezne.payments.types import Settlement
from vezne.subscriptions.services import subscription_lock_of_invoice

MOST_INVOICES = 100
"""That one transfer looks at; what else is owed waits for the next, or for the payer's choice."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What a transfer paid, by the references of the invoices."""

    paid: tuple[str, ...] = ()  # in full
    begun: str = ""  # the one that it paid a part of; empty: none
    owed: Money | None = None  # what is left of that one
    rest_minor: int = 0  # of the transfer, in its own currency: the wallet's


def invoices_lock(*, current_account: CurrentAccount, chosen: int | None = None) -> list[Invoice]:
    """Lock the open invoices of a current account with all above them, in the house's order.

    The oldest due, and the one that a person has chosen however many are older.

    Subscriptions in the order of their ids, then intents to pay, then the invoices: two transfers
    of one buyer, or a transfer and a card, wait for each other in one line.
    """
    rows = Invoice.objects.filter(current_account=current_account, status=InvoiceStatus.OPEN)
    found = list(rows.order_by("due_at", "pk")[:MOST_INVOICES])
    if chosen is not None and chosen not in {one.pk for one in found}:
        found += rows.filter(pk=chosen)
    for invoice in sorted(found, key=lambda one: (one.subscription_id or 0, one.pk)):
        if invoice.subscription_id is not None:
            subscription_lock_of_invoice(invoice.pk)
    for pk in sorted(one.pk for one in found):
        payments_lock(invoice_id=pk)
    locked = Invoice.objects.filter(pk__in=[one.pk for one in found], status=InvoiceStatus.OPEN)
    return list(locked.order_by("pk").select_for_update())


def invoices_pay(
    *,
    current_account: CurrentAccount,
    invoices: Sequence[Invoice],
    amount_minor: int,
    currency: str,
    named: Sequence[int],
    value_on: date,
    actor: Actor,
    now: datetime,
    chosen: int | None = None,
) -> Spent:
    """Pay locked invoices with money that has just come; what no invoice takes stays in the wallet.

    The parts are `allocation.shares_of`; `chosen` is the invoice that a person named. A promise
    that is kept in part goes on for what is left.
    """
    free = wallet_available(current_account_id=current_account.pk, unit=currency, now=now)
    shares = shares_of(
        min(amount_minor, free),  # less where an old debt was taken first
        currency,
        owed=[Owed(one.pk, one.open_minor, one.currency, one.due_at) for one in invoices],
        promised=_promised(current_account.pk, now),
        named=named,
        chosen=chosen,
    )
    known = {one.pk: one for one in invoices}
    paid, begun, owed = [], "", None
    for share in shares:
        settlement = _pay(share, currency, value_on=value_on, actor=actor, now=now)
        invoice = known[share.invoice_id]
        if settlement.is_invoice_paid_now:
            promises_kept(invoice_ids=[invoice.pk], now=now)
            invoice_became_paid(
                invoice_id=share.invoice_id,
                attempt_id=settlement.attempt_id,
                now=now,
                actor=actor,
            )
            paid.append(invoice.reference)
        else:
            begun = invoice.reference
            owed = Money(invoice.open_minor - share.covers_minor, invoice.currency)
            promise_lessen(invoice_id=invoice.pk, owed_minor=owed.minor, now=now)
    rest = min(amount_minor, free) - sum(share.taken_minor for share in shares)
    return Spent(paid=tuple(paid), begun=begun, owed=owed, rest_minor=rest)


def _promised(current_account_id: int, now: datetime) -> list[Promised]:
    """The promises that still count; an exchanged one only while its rate holds."""
    rows = Promise.objects.filter(current_account_id=current_account_id, ended_at=None)
    return [
        Promised(
            row.invoice_id,
            row.amount_minor,
            row.currency,
            row.covers_minor,
            row.rate_micro,
            row.rate_on,
        )
        for row in rows.order_by("pk")
        if row.rate_micro is None or row.valid_until > now
    ]


def _pay(share: Share, currency: str, *, value_on: date, actor: Actor, now: datetime) -> Settlement:
    part = FromWallet(
        taken=Money(share.taken_minor, currency),
        covers_minor=share.covers_minor,
        rate_micro=share.rate_micro,
        rate_on=share.rate_on,
    )

    def once(day: date | None) -> Settlement:
        return wallet_pay(
            invoice_id=share.invoice_id,
            actor=actor,
            now=now,
            part=part,
            method=AttemptMethod.BANK_TRANSFER,
            source="bank",
            value_on=day,
        )

    try:
        return once(value_on)
    except MonthClosed:  # the line's month is closed: it counts today, as the line itself
        return once(None)
