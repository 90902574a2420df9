"""A stored card pays what is due by itself, and is tried again by the retry rules.

The charge is written and committed before the provider is called; a time-out is unknown and asked
about by the janitor, never charged again. Of a buyer whose renewals are paid from the balance it
takes what the balance lacks: the balance's part is reserved with the try and given back only when
the card has failed for certain.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from vezne.core.audit import SYSTEM
from vezne.core.errors import DomainError
from vezne.core.money import Money
from vezne.flows.addresses import default_address_set
from vezne.flows.notices import invoice_words, tell
from vezne.flows.settlement import settle
from vezne.invoicing.models import Invoice
from vezne.invoicing.queries import get_invoice_by_id
from vezne.ledger.queries import wallet_available
from vezne.payments.models import AttemptMethod, StoredCard
from vezne.payments.queries import (
    automatic_failures,
    has_attempt_under_way,
    list_chargeable,
    missing_details,
    renewal_card_for,
)
from vezne.payments.retries import retry_plan
from vezne.payments.services import (
    AttemptWishes,
    attempt_create,
    card_charge,
    payment_begin,
)
from vezne.payments.types import BuyerDetail
from vezne.receivables.queries import rules_of
from vezne.subscriptions.services import reminder_claim

MISSING_STEP = "details-missing"
"""Beside the steps of the reminder ladder: told once for an invoice."""
CARD_LEAST_MINOR = 1_00
"""Banks refuse charges of some kuruş: so much at least is left for the card."""


def charge_due(*, now: datetime) -> int:
    """Charge every invoice that is due and has a renewing card; returns the tries.

    One after another, each for itself: what one provider refuses stops nobody else.
    """
    return sum(charge_invoice(invoice=invoice, now=now) for invoice in list_chargeable(now=now))


def charge_invoice(*, invoice: Invoice, now: datetime) -> bool:
    """Charge one due invoice if a card may be charged now; True when the provider was called.

    Whose address or phone is missing is told so, once for the invoice, and no try is written: the
    clock charges as soon as they are there, and the buyer may pay by hand meanwhile.
    """
    card = renewal_card_for(buyer_id=invoice.buyer_id, seller_id=invoice.seller_id)
    if card is None or has_attempt_under_way(invoice.pk) or not _is_turn(invoice, now):
        return False
    try:
        default_address_set(invoice=invoice)
        invoice = get_invoice_by_id(invoice.pk)
        missing = missing_details(invoice=invoice, account=invoice.buyer)
        if missing:
            _tell_missing(invoice, missing, now)
            return False
        with transaction.atomic():  # the invoice stays locked: nobody withdraws it in between
            payment = payment_begin(invoice_id=invoice.pk, now=now, is_automatic=True)
            attempt = attempt_create(
                payment_id=payment.pk,
                wishes=_wishes(card, invoice, Money(payment.amount_minor, payment.currency), now),
                actor=SYSTEM,
                now=now,
                source="clock",
            )
        facts = card_charge(attempt_id=attempt.pk, now=now)
    except DomainError:
        return False  # paid or withdrawn meanwhile, another tab is paying, or no slot for a call
    settle(attempt_id=attempt.pk, facts=facts, source="clock", now=now)
    return True


def _wishes(card: StoredCard, invoice: Invoice, owed: Money, now: datetime) -> AttemptWishes:
    """The card, beside it what the balance has where renewals are paid from it."""
    has = 0
    if rules_of(invoice.current_account).pays_from_wallet:
        account_id = invoice.current_account_id
        has = wallet_available(current_account_id=account_id, unit=owed.currency, now=now)
    part = min(has, owed.minor - CARD_LEAST_MINOR)
    return AttemptWishes(
        method=AttemptMethod.STORED_CARD, stored_card_id=card.pk, wallet_minor=max(part, 0)
    )


def _is_turn(invoice: Invoice, now: datetime) -> bool:
    """No failure yet, or the retry rules say that the next try has come."""
    failures = automatic_failures(invoice.pk)
    if not failures:
        return True
    last = failures[-1]
    assert last.settled_at is not None
    plan = retry_plan(error_code=last.error_code, failures=len(failures), last_at=last.settled_at)
    return plan.retry_at is not None and plan.retry_at <= now


@transaction.atomic
def _tell_missing(invoice: Invoice, missing: Sequence[BuyerDetail], now: datetime) -> None:
    if not reminder_claim(invoice_id=invoice.pk, step=MISSING_STEP, now=now):
        return
    tell(
        kind_key="payment.details_missing",
        seller_id=invoice.seller_id,
        buyer_id=invoice.buyer_id,
        words={
            **invoice_words(invoice),
            "missing": ", ".join(str(detail.label) for detail in missing),
        },
        path="/adreslerim/",
        subject=invoice.public_id,
        now=now,
    )
