"""What happens to a charge afterwards: capture, refunds up to the remainder, cancellation."""

import secrets
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db import transaction

from vezne_sandbox.iyzico.cards import find_by_fingerprint
from vezne_sandbox.iyzico.charges import payment_locked
from vezne_sandbox.iyzico.errors import IyzicoError
from vezne_sandbox.iyzico.models import (
    Merchant,
    Payment,
    PaymentItem,
    PaymentStatus,
    Reversal,
    ReversalKind,
)

_REFUNDABLE_DAYS = 365
_ISTANBUL = ZoneInfo("Europe/Istanbul")


def refund_item(
    merchant: Merchant, item_id: str, price: Decimal, *, conversation_id: str, now: datetime
) -> Reversal:
    """Give back a part of one basket line.

    Raises:
        IyzicoError: 5088 unknown line, 5092 more than is left, 5093 not refundable.
    """
    with transaction.atomic():
        item = None
        if item_id.isdigit():
            item = PaymentItem.objects.filter(pk=item_id[:18], payment__merchant=merchant).first()
        if item is None:
            raise IyzicoError("5088")
        payment = payment_locked(merchant, str(item.payment_id))
        _check_refundable(payment, now=now)
        item.refresh_from_db()
        _take_from(item, price)
        return _write(
            payment, ReversalKind.REFUND, price, item=item, conversation_id=conversation_id, now=now
        )


def refund_amount(
    merchant: Merchant, payment_id: str, price: Decimal, *, conversation_id: str, now: datetime
) -> Reversal:
    """Give back a part of a payment, taken from its lines in their order.

    Raises:
        IyzicoError: 5085 unknown payment, 5092 more than is left, 5093 not refundable.
    """
    with transaction.atomic():
        payment = payment_locked(merchant, payment_id)
        _check_refundable(payment, now=now)
        items = list(payment.items.order_by("pk"))
        left = price
        for item in items:
            part = min(left, item.paid_price - item.refunded)
            if part > 0:
                _take_from(item, part)
                left -= part
        if left > 0:
            raise IyzicoError("5092")
        return _write(payment, ReversalKind.REFUND, price, conversation_id=conversation_id, now=now)


def cancel(merchant: Merchant, payment_id: str, *, conversation_id: str, now: datetime) -> Reversal:
    """Undo the whole payment before the day's settlement.

    Raises:
        IyzicoError: 5085 unknown payment, 5093 another day, refunded or cancelled before.
    """
    with transaction.atomic():
        payment = payment_locked(merchant, payment_id)
        _check_refundable(payment, now=now)
        is_same_day = (
            payment.created_at.astimezone(_ISTANBUL).date() == now.astimezone(_ISTANBUL).date()
        )
        if not is_same_day or payment.items.filter(refunded__gt=0).exists():
            raise IyzicoError("5093")
        payment.cancelled_at = now
        payment.updated_at = now
        payment.save(update_fields=["cancelled_at", "updated_at"])
        return _write(
            payment,
            ReversalKind.CANCEL,
            payment.paid_price,
            conversation_id=conversation_id,
            now=now,
        )


def preauth_capture(merchant: Merchant, payment_id: str, *, now: datetime) -> Payment:
    """Take the money of a pre-authorised payment, in full.

    Raises:
        IyzicoError: 5085 unknown payment, 5094 not pre-authorised or taken before.
    """
    with transaction.atomic():
        payment = payment_locked(merchant, payment_id)
        is_open = payment.status == PaymentStatus.SUCCESS and payment.cancelled_at is None
        if not is_open or payment.phase != "PRE_AUTH":
            raise IyzicoError("5094", payment.phase)
        payment.phase = "POST_AUTH"
        payment.updated_at = now
        payment.save(update_fields=["phase", "updated_at"])
    return payment


def _check_refundable(payment: Payment, *, now: datetime) -> None:
    card = find_by_fingerprint(payment.card_fingerprint)
    if (
        payment.status != PaymentStatus.SUCCESS
        or payment.cancelled_at is not None
        or (card is not None and not card.is_reversible)
        or now - payment.created_at > timedelta(days=_REFUNDABLE_DAYS)
    ):
        raise IyzicoError("5093")


def _take_from(item: PaymentItem, price: Decimal) -> None:
    if item.refunded + price > item.paid_price:
        raise IyzicoError("5092")
    item.refunded += price
    item.save(update_fields=["refunded"])


def _write(
    payment: Payment,
    kind: ReversalKind,
    price: Decimal,
    *,
    item: PaymentItem | None = None,
    conversation_id: str,
    now: datetime,
) -> Reversal:
    return Reversal.objects.create(
        payment=payment,
        item=item,
        kind=kind,
        price=price,
        conversation_id=conversation_id,
        host_reference=f"host{secrets.randbelow(10**12):012d}",
        created_at=now,
    )
