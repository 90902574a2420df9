"""An order from its token to the bank's word, and the notice about it."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from vezne_sandbox.cardbank.answers import bank_refusal, refusal_words
from vezne_sandbox.cardbank.cards import TypedCard, find_by_fingerprint, fingerprint
from vezne_sandbox.cardbank.notices import NoticeDraft, notice_queue
from vezne_sandbox.paytr.models import Order, OrderState, Shop, StoredCard
from vezne_sandbox.paytr.signatures import notice_hash

NOTICE = "paytr_notice"
SURCHARGE_PERMILLE = 25
"""Each further instalment costs the payer 2.5 % (own)."""


@dataclass(frozen=True)
class CardInUse:
    """The card of one charge, typed or stored."""

    fingerprint: str
    holder: str
    bin_number: str
    last_four: str
    expire_month: str
    expire_year: str
    forced_error_code: str = ""

    @classmethod
    def typed(cls, typed: TypedCard) -> "CardInUse":
        """As its holder has typed it."""
        return cls(
            fingerprint(typed.card.number),
            typed.holder,
            typed.card.bin_number,
            typed.card.last_four,
            typed.expire_month,
            typed.expire_year,
        )

    @classmethod
    def stored(cls, stored: StoredCard) -> "CardInUse":
        """From the vault."""
        card = find_by_fingerprint(stored.fingerprint)
        return cls(
            stored.fingerprint,
            stored.holder,
            card.bin_number if card else "",
            stored.last_four,
            stored.expire_month,
            stored.expire_year,
            stored.forced_error_code,
        )


def total_of(amount: int, installment: int) -> int:
    """What the payer pays in so many instalments."""
    return amount + amount * SURCHARGE_PERMILLE * (installment - 1) // 1000


def card_use(order: Order, card: CardInUse, *, installment: int) -> None:
    """Write which card pays; the caller saves."""
    order.card_fingerprint, order.card_holder = card.fingerprint, card.holder
    order.bin_number, order.last_four = card.bin_number, card.last_four
    order.expire_month, order.expire_year = card.expire_month, card.expire_year
    order.installment = installment


def order_charge(order_id: int, *, now: datetime, forced_error_code: str = "") -> Order:
    """Ask the card's bank and tell the shop; a second press finds the first one's result."""
    with transaction.atomic():
        order = Order.objects.select_for_update().select_related("shop").get(pk=order_id)
        if order.state == OrderState.PAID:
            return order
        card = find_by_fingerprint(order.card_fingerprint)
        error_code = bank_refusal(
            card,
            expire_month=order.expire_month,
            expire_year=order.expire_year,
            now=now,
            forced_error_code=forced_error_code,
        )
        if error_code:
            return _fail(order, "0", refusal_words(error_code))
        order.state, order.paid_at = OrderState.PAID, now
        order.total = total_of(order.amount, order.installment)
        order.error_code = order.error_words = ""
        order.auth_code = f"{secrets.randbelow(10**6):06d}"
        if order.wants_storing:
            order.utoken = _keep_card(order)
        order.save()
        _tell(order, "success")
    return order


def order_fail(order_id: int, code: str, words: str) -> Order:
    """The attempt ends without money; the form may be used again."""
    with transaction.atomic():
        order = Order.objects.select_for_update().select_related("shop").get(pk=order_id)
        return order if order.state == OrderState.PAID else _fail(order, code, words)


def _fail(order: Order, code: str, words: str) -> Order:
    order.state = OrderState.FAILED
    order.error_code, order.error_words = code, words
    order.save()
    _tell(order, "failed")
    return order


def _tell(order: Order, status: str) -> None:
    shop, total = order.shop, str(order.total if status == "success" else 0)
    fields = {
        "merchant_oid": order.merchant_oid,
        "status": status,
        "total_amount": total,
        "hash": notice_hash(
            shop.merchant_key,
            shop.merchant_salt,
            oid=order.merchant_oid,
            status=status,
            total=total,
        ),
        "payment_type": "card",
        "currency": order.currency,
        "payment_amount": str(order.amount),
        "installment_count": str(order.installment),
        "test_mode": str(int(order.is_test)),
    }
    if status == "failed":
        fields["failed_reason_code"] = order.error_code
        fields["failed_reason_msg"] = order.error_words
    elif order.wants_storing:
        fields["utoken"] = order.utoken
    notice_queue(
        NoticeDraft(
            endpoint=NOTICE,
            url=shop.notice_url,
            fields=fields,
            hash_field="hash",
            subject=order.merchant_oid,
            wanted="OK",
        )
    )


def _keep_card(order: Order) -> str:
    utoken = order.utoken or secrets.token_hex(32)
    StoredCard.objects.update_or_create(
        shop=order.shop,
        utoken=utoken,
        fingerprint=order.card_fingerprint,
        defaults={"expire_month": order.expire_month, "expire_year": order.expire_year},
        create_defaults={
            "ctoken": secrets.token_hex(32),
            "last_four": order.last_four,
            "holder": order.card_holder,
            "expire_month": order.expire_month,
            "expire_year": order.expire_year,
        },
    )
    return utoken


def shop_put(merchant_id: str, **given: object) -> Shop:
    """Make or change a shop."""
    shop, _ = Shop.objects.update_or_create(merchant_id=merchant_id, defaults=given)
    return shop


def form_expiry(now: datetime, minutes: str) -> datetime:
    """When a token's time is over."""
    return now + timedelta(minutes=int(minutes) if minutes.isdigit() and int(minutes) else 30)
