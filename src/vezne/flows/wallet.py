"""The wallet: loaded by card, spent on an invoice whole or in part, spent by itself on renewals.

A part of an invoice that the wallet adds to a card's part is a wish of the attempt
(`AttemptWishes.wallet_minor`): `paying.payment_prepare` reserves it, the capture takes it.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from vezne.accounts.queries import get_address_for
from vezne.core.audit import SYSTEM, Actor
from vezne.core.errors import DomainError
from vezne.core.money import Money
from vezne.core.scope import acting_as_system
from vezne.core.wording import money_words
from vezne.flows.paying import snapshot_of, wallet_settle
from vezne.flows.settlement import invoice_became_paid
from vezne.invoicing.models import InvoiceStatus
from vezne.invoicing.queries import get_invoice_by_id
from vezne.ledger.models import CurrentAccount
from vezne.ledger.queries import wallet_available
from vezne.payments.errors import InvoiceNotOpen
from vezne.payments.models import Attempt
from vezne.payments.services import (
    AttemptWishes,
    FromWallet,
    attempt_create,
    load_begin,
    wallet_parts_release,
    wallet_pay,
)
from vezne.receivables.errors import AmountAboveOwed, AmountNotAllowed, LoadNotAllowed
from vezne.receivables.queries import seller_terms_of, wallet_renewals_due
from vezne.subscriptions.services import subscription_lock_of_invoice


@dataclass(frozen=True, slots=True)
class LoadWish:
    """How much is loaded, and who pays."""

    amount: Money
    address_public_id: str
    wishes: AttemptWishes


@transaction.atomic
def load_prepare(
    *, current_account: CurrentAccount, wish: LoadWish, now: datetime, actor: Actor
) -> Attempt:
    """Write the wish to load and its try; the caller commits, then opens the form.

    Raises: LoadNotAllowed, NoProvider, RateUnknown, CardNotUsable, NotFound.
    """
    terms = seller_terms_of(current_account.seller_id)
    least, most = terms.load_least_minor, terms.load_most_minor
    if not least <= wish.amount.minor <= most:
        currency = wish.amount.currency
        raise LoadNotAllowed(
            least=money_words(Money(least, currency)), most=money_words(Money(most, currency))
        )
    with acting_as_system("flows: load of the wallet"):
        address = get_address_for(current_account.buyer_id, wish.address_public_id)
        payment = load_begin(
            current_account=current_account,
            amount=wish.amount,
            address=snapshot_of(address),
            now=now,
        )
        return attempt_create(payment_id=payment.pk, wishes=wish.wishes, actor=actor, now=now)


@transaction.atomic
def wallet_settle_part(*, invoice_id: int, minor: int, now: datetime, actor: Actor) -> bool:
    """Pay an invoice from the balance, all that is owed or a part; True when it is paid now.

    What an unfinished checkout of the same invoice reserved is given back first. Raises:
    AmountNotAllowed, AmountAboveOwed, InsufficientFunds, InvoiceNotOpen, AttemptInDoubt.
    """
    subscription_lock_of_invoice(invoice_id)
    wallet_parts_release(invoice_id=invoice_id, now=now)
    invoice = get_invoice_by_id(invoice_id)
    if minor <= 0:
        raise AmountNotAllowed
    if invoice.status != InvoiceStatus.OPEN:
        raise InvoiceNotOpen
    if minor > invoice.open_minor:
        raise AmountAboveOwed(owed=money_words(Money(invoice.open_minor, invoice.currency)))
    part = FromWallet(taken=Money(minor, invoice.currency), covers_minor=minor)
    settlement = wallet_pay(invoice_id=invoice_id, actor=actor, now=now, part=part)
    if settlement.is_invoice_paid_now:
        invoice_became_paid(
            invoice_id=invoice_id, attempt_id=settlement.attempt_id, now=now, actor=actor
        )
    return settlement.is_invoice_paid_now


def wallet_renew_due(*, now: datetime) -> int:
    """Pay renewals that are due from the balance of those who want it so, the oldest due first.

    Whole or not at all: where it is too small, the stored card takes the rest beside it
    (`automatic`). Each for itself. Returns how many were paid.
    """
    paid = 0
    for invoice in wallet_renewals_due(now=now):
        has = wallet_available(
            current_account_id=invoice.current_account_id, unit=invoice.currency, now=now
        )
        if has < invoice.open_minor:
            continue
        with suppress(DomainError):  # paid, withdrawn or spent meanwhile, or a charge in doubt
            wallet_settle(invoice_id=invoice.pk, now=now, actor=SYSTEM)
            paid += 1
    return paid
