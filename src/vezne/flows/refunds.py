"""Money back to a card: asked for by staff, sent once, and its end known for certain.

A refund is paid out of the buyer's wallet. What pays for an invoice is not there: that invoice is
withdrawn first, which ends the time it paid for and moves the money to the wallet.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from vezne.catalog.services import coupon_release
from vezne.core.audit import Actor
from vezne.core.scope import acting_as_system
from vezne.invoicing.models import Invoice, InvoiceKind, InvoiceStatus
from vezne.invoicing.services import invoice_void_to_wallet
from vezne.payments.errors import NotRefundable, ProviderUnavailable
from vezne.payments.models import Refund
from vezne.payments.queries import due_refunds, get_attempt
from vezne.payments.services import refund_call, refund_request, refund_settle
from vezne.subscriptions.services import period_unpaid, period_voided


@dataclass(frozen=True, slots=True)
class RefundWish:
    """What staff ask for: so much of one captured try, why, and whether its invoice goes too."""

    attempt_id: int
    amount_minor: int
    reason: str
    withdraws_invoice: bool = False


def refund_give(*, wish: RefundWish, now: datetime, actor: Actor) -> Refund:
    """Write the refund, send it, and write what the provider said; never sent a second time.

    Read `state` of what comes back: done, failed, unknown (asked again by the clock), or created
    when the provider could not be called just now. Not to be called inside a transaction.
    Raises: NotFound, NotRefundable, RefundTooLarge, InsufficientFunds (not in the wallet).
    """
    refund = _request(wish, now=now, actor=actor)
    sent = refund_send(refund_id=refund.pk, now=now)
    return sent or refund


@transaction.atomic
def _request(wish: RefundWish, *, now: datetime, actor: Actor) -> Refund:
    if wish.withdraws_invoice:
        invoice = get_attempt(wish.attempt_id).payment.invoice
        if invoice is None:
            raise NotRefundable
        _withdraw_paid(invoice, wish.reason, now=now, actor=actor)
    return refund_request(
        attempt_id=wish.attempt_id,
        amount_minor=wish.amount_minor,
        reason=wish.reason,
        actor=actor,
        now=now,
    )


def _withdraw_paid(invoice: Invoice, reason: str, *, now: datetime, actor: Actor) -> None:
    """The time that was paid for ends; credits that were granted are not taken back this way."""
    if invoice.kind == InvoiceKind.PACK or invoice.status != InvoiceStatus.PAID:
        raise NotRefundable
    period_unpaid(invoice_id=invoice.pk, now=now, actor=actor)
    period_voided(invoice_id=invoice.pk, reason=reason, now=now, actor=actor)
    invoice_void_to_wallet(invoice_id=invoice.pk, reason=reason, actor=actor, now=now)
    coupon_release(subject=invoice.public_id, now=now)


def refund_send(*, refund_id: int, now: datetime) -> Refund | None:
    """Send a refund or ask about a sent one, outside any transaction, and settle it.

    None when too many provider calls were under way: the clock comes back to it.
    """
    with acting_as_system("flows: refund"):
        try:
            facts = refund_call(refund_id=refund_id, now=now)
        except ProviderUnavailable:
            return None
        return refund_settle(refund_id=refund_id, facts=facts, now=now)


def refund_due(*, now: datetime) -> int:
    """The janitor: send or ask about every refund whose turn has come; how many were reached."""
    with acting_as_system("flows: refunds"):
        ids = due_refunds(now=now)
    return sum(refund_send(refund_id=pk, now=now) is not None for pk in ids)
