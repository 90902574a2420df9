"""One attempt to charge one card, from the order to the bank's word."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from vezne_sandbox.iyzico.cards import find_by_fingerprint, fingerprint
from vezne_sandbox.iyzico.errors import THREEDS_FAILED, IyzicoError
from vezne_sandbox.iyzico.installments import share_out
from vezne_sandbox.iyzico.models import (
    Merchant,
    Payment,
    PaymentItem,
    PaymentSource,
    PaymentStatus,
)
from vezne_sandbox.iyzico.orders import Order
from vezne_sandbox.iyzico.vault import CardInUse, card_store, user_create, user_get
from vezne_sandbox.iyzico.webhooks import webhook_queue
from vezne_sandbox.sms.services import sms_receive
from vezne_sandbox.text import amount_text

WRONG_CODES_ALLOWED = 3
_CREDENTIAL = "Doğrulama kodunuz: {code}. {amount} tutarındaki işleminiz için {bank}."


@dataclass(frozen=True)
class Charge:
    """What is to be charged."""

    merchant: Merchant
    source: PaymentSource
    order: Order
    in_use: CardInUse
    installment: int
    paid_price: Decimal
    is_preauth: bool = False
    token: str = ""  # the form's, empty = direct


def charge_card(charge: Charge, *, now: datetime) -> Payment:
    """Charge without the holder's confirmation; the payment ends in success or failure.

    Raises:
        IyzicoError: 10217, a debit card or a shop that may not charge without its holder.
    """
    is_unattended = charge.source == PaymentSource.DIRECT and charge.in_use.card_token
    if charge.in_use.card.is_debit or (is_unattended and not charge.merchant.is_mit_allowed):
        raise IyzicoError("10217")
    with transaction.atomic():
        payment = _write(charge, PaymentStatus.INIT_THREEDS, now=now)
        return payment_settle(
            payment,
            forced_error_code=charge.in_use.forced_error_code,
            now=now,
        )


def threeds_begin(charge: Charge, *, now: datetime) -> Payment:
    """Open the bank's page and send the code to the holder's phone.

    A card without 3D ends at once in failure.
    """
    with transaction.atomic():
        payment = _write(charge, PaymentStatus.INIT_THREEDS, now=now)
        payment.is_threeds = True
        if not charge.in_use.card.is_threeds_available:
            return payment_fail(payment, THREEDS_FAILED.code, now=now)
        payment.acs_token = secrets.token_urlsafe(24)
        payment.acs_code = f"{secrets.randbelow(10**6):06d}"
        payment.save()
    code_send(payment, now=now)
    return payment


def code_send(payment: Payment, *, now: datetime) -> None:
    """The bank's message with the code."""
    card = find_by_fingerprint(payment.card_fingerprint)
    bank = card.bank if card else "Örnek Banka"
    sms_receive(
        number=payment.buyer_phone,
        sender=bank.upper().replace(" ", "")[:11],
        text=_CREDENTIAL.format(
            code=payment.acs_code,
            amount=amount_text(payment.paid_price, payment.currency),
            bank=bank,
        ),
        now=now,
        code=payment.acs_code,
    )


def threeds_answer(acs_token: str, *, code: str | None, now: datetime) -> Payment:
    """What the holder typed at the bank; None = gave up. Once answered, nothing changes any more.

    Raises:
        IyzicoError: 5085, no such page.
    """
    with transaction.atomic():
        payment = (
            Payment.objects.select_for_update()
            .filter(acs_token=acs_token)
            .exclude(acs_token="")
            .first()
        )
        if payment is None:
            raise IyzicoError("5085")
        if payment.status != PaymentStatus.INIT_THREEDS:
            return payment
        if code is not None and code != payment.acs_code:
            payment.acs_wrong_codes += 1
            payment.save(update_fields=["acs_wrong_codes"])
            if payment.acs_wrong_codes < WRONG_CODES_ALLOWED:
                return payment
        card = find_by_fingerprint(payment.card_fingerprint)
        is_right = code == payment.acs_code
        payment.md_status = card.md_status if card and is_right else "0"
        if payment.md_status != "1":
            return payment_fail(payment, THREEDS_FAILED.code, now=now)
        if payment.source == PaymentSource.CHECKOUT_FORM:
            return payment_settle(payment, forced_error_code="", now=now)
        payment.status = PaymentStatus.CALLBACK_THREEDS
        payment.acs_code = ""
        payment.updated_at = now
        payment.save()
    return payment


def threeds_collect(merchant: Merchant, payment_id: str, *, now: datetime) -> Payment:
    """Charge after the holder has confirmed (direct 3D); once.

    Raises:
        IyzicoError: 5085 unknown, 5094 not confirmed or collected before.
    """
    with transaction.atomic():
        payment = payment_locked(merchant, payment_id)
        if payment.status != PaymentStatus.CALLBACK_THREEDS:
            raise IyzicoError("5094", payment.status)
        return payment_settle(payment, forced_error_code="", now=now)


def payment_locked(merchant: Merchant, payment_id: str) -> Payment:
    """The shop's payment, locked.

    Raises:
        IyzicoError: 5085.
    """
    payment = None
    if payment_id.isdigit():
        payment = (
            Payment.objects.select_for_update()
            .filter(merchant=merchant, pk=payment_id[:18])
            .first()
        )
    if payment is None:
        raise IyzicoError("5085")
    return payment


def payment_settle(payment: Payment, *, forced_error_code: str, now: datetime) -> Payment:
    """Ask the card's bank, write its word, keep the card if wished, and queue the notice."""
    card = find_by_fingerprint(payment.card_fingerprint)
    error_code = forced_error_code or (card.error_code if card else "10215")
    if (int(payment.expire_year), int(payment.expire_month)) < (now.year, now.month):
        error_code = "10054"
    if error_code:
        return payment_fail(payment, error_code, now=now)
    payment.status = PaymentStatus.SUCCESS
    review_from = payment.merchant.review_from
    if review_from is not None and payment.paid_price >= review_from:
        payment.fraud_status = 0
    payment.acs_code = ""
    payment.auth_code = f"{secrets.randbelow(10**6):06d}"
    payment.host_reference = f"host{secrets.randbelow(10**12):012d}"
    payment.updated_at = now
    if payment.is_card_to_be_stored and not payment.card_token:
        _keep_card(payment, now=now)
    payment.save()
    webhook_queue(payment, now=now)
    return payment


def payment_review_end(payment_id: int, *, is_passed: bool, now: datetime) -> bool:
    """The fraud desk's word on a payment under review; False when there is none to decide on."""
    waiting = Payment.objects.filter(pk=payment_id, fraud_status=0, status=PaymentStatus.SUCCESS)
    if is_passed:
        return bool(waiting.update(fraud_status=1, updated_at=now))
    return bool(waiting.update(fraud_status=-1, updated_at=now, cancelled_at=now))


def payment_fail(payment: Payment, error_code: str, *, now: datetime) -> Payment:
    """The attempt ends without money; the notice is queued."""
    payment.status = PaymentStatus.FAILURE
    payment.error_code = error_code
    payment.fraud_status = -1 if error_code == "10034" else 1
    payment.acs_code = ""
    payment.updated_at = now
    payment.save()
    webhook_queue(payment, now=now)
    return payment


def _keep_card(payment: Payment, *, now: datetime) -> None:
    card = find_by_fingerprint(payment.card_fingerprint)
    if card is None:
        return
    if payment.card_user_key:
        user = user_get(payment.merchant, payment.card_user_key)
    else:
        user = user_create(payment.merchant, email=payment.buyer_email)
    stored = card_store(
        user,
        card=card,
        holder=payment.card_holder,
        expire_month=payment.expire_month,
        expire_year=payment.expire_year,
        alias="",
        now=now,
    )
    payment.card_user_key, payment.card_token = user.card_user_key, stored.card_token


def _write(charge: Charge, status: PaymentStatus, *, now: datetime) -> Payment:
    order, in_use = charge.order, charge.in_use
    payment = Payment.objects.create(
        merchant=charge.merchant,
        source=charge.source,
        status=status,
        phase="PRE_AUTH" if charge.is_preauth else "AUTH",
        conversation_id=order.conversation_id,
        basket_id=order.basket_id,
        price=order.price,
        paid_price=charge.paid_price,
        currency=order.currency,
        installment=charge.installment,
        callback_url=order.callback_url,
        form_token=charge.token,
        buyer_phone=order.buyer_phone,
        buyer_email=order.buyer_email,
        card_holder=in_use.holder,
        card_fingerprint=fingerprint(in_use.card.number),
        bin_number=in_use.card.bin_number,
        last_four=in_use.card.last_four,
        expire_month=in_use.expire_month,
        expire_year=in_use.expire_year,
        is_card_to_be_stored=in_use.is_to_be_stored,
        card_user_key=in_use.card_user_key,
        card_token=in_use.card_token,
        created_at=now,
        updated_at=now,
    )
    shares = share_out(charge.paid_price, [item.price for item in order.items])
    PaymentItem.objects.bulk_create(
        PaymentItem(
            payment=payment, item_id=item.item_id, price=item.price, paid_price=share, refunded=0
        )
        for item, share in zip(order.items, shares, strict=True)
    )
    return payment
