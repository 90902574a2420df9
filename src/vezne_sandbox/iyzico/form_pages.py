"""What the hosted form and the bank's page show, and how the form's fields are read."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.http import QueryDict

from vezne_sandbox.iyzico.cards import find_by_fingerprint, read_card
from vezne_sandbox.iyzico.errors import IyzicoError
from vezne_sandbox.iyzico.installments import each_of, total_with
from vezne_sandbox.iyzico.models import CheckoutForm, Payment, StoredCard
from vezne_sandbox.iyzico.orders import Order
from vezne_sandbox.iyzico.vault import CardInUse, list_cards, stored_in_use, typed_in_use
from vezne_sandbox.text import amount_text

NEW_CARD = "yeni"
_FIELD_OF_CODE = {
    "12": "cardNumber",
    "10215": "cardNumber",
    "13": "expiry",
    "14": "expiry",
    "17": "expiry",
    "15": "cvc",
}


class EntryError(Exception):
    """The form was filled in wrongly: field → words for the holder."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(errors)
        self.errors = errors


@dataclass(frozen=True)
class Entered:
    """The fields as the holder left them; number and CVC are never shown again."""

    chosen: str = ""  # NEW_CARD or a stored card's token
    holder: str = ""
    number: str = ""
    expiry: str = ""
    cvc: str = ""
    installment: int = 1
    wants_threeds: bool = False
    wants_storing: bool | None = None  # None = not answered yet

    @classmethod
    def from_post(cls, post: QueryDict) -> "Entered":
        """From the browser."""
        installment = post.get("installment", "1")
        return cls(
            chosen=post.get("card", NEW_CARD),
            holder=post.get("cardHolderName", ""),
            number=post.get("cardNumber", ""),
            expiry=post.get("expiry", ""),
            cvc=post.get("cvc", ""),
            installment=int(installment) if installment.isdigit() else 0,
            wants_threeds="threeds" in post,
            wants_storing="registerCard" in post,
        )


def read_entered(form: CheckoutForm, entered: Entered, *, now: datetime) -> CardInUse:
    """The card that the holder chose or typed.

    Raises:
        EntryError: what is wrong, by field.
    """
    try:
        if entered.chosen not in ("", NEW_CARD):
            return stored_in_use(
                form.merchant, card_user_key=form.card_user_key, card_token=entered.chosen
            )
        month, year = split_expiry(entered.expiry)
        typed = read_card(
            number=entered.number,
            holder=entered.holder,
            month=month,
            year=year,
            cvc=entered.cvc,
            now=now,
        )
    except IyzicoError as error:
        field = _FIELD_OF_CODE.get(error.refusal.code, "card")
        raise EntryError({field: error.message(form.locale)}) from None
    if not typed.holder:
        raise EntryError({"cardHolderName": "Kart üzerindeki ad soyad gereklidir"})
    return typed_in_use(
        typed,
        card_user_key=form.card_user_key,
        is_to_be_stored=form.is_card_storable and bool(entered.wants_storing),
    )


def split_expiry(text: str) -> tuple[str, str]:
    """``12/30``, ``12 / 2030`` and ``1230`` → month and year as text; nonsense stays nonsense."""
    digits = "".join(letter for letter in text if letter.isdigit())
    return digits[:2], digits[2:]


def context(
    form: CheckoutForm, entered: Entered, errors: dict[str, str], *, now: datetime
) -> dict[str, Any]:
    """For the form's template."""
    order = Order.from_json(form.order)
    stored = list_cards(form.merchant, form.card_user_key) if form.card_user_key else []
    wants_storing = entered.wants_storing
    return {
        "form": form,
        "order": order,
        "amount": amount_text(order.paid_price, order.currency),
        "is_amount_changed": order.price != order.paid_price,
        "installments": _installment_choices(order),
        "stored": [_choice(card) for card in stored],
        "chosen": entered.chosen or (stored[0].card_token if stored else NEW_CARD),
        "new_card": NEW_CARD,
        "entered": entered,
        "wants_storing": form.is_card_stored_by_default if wants_storing is None else wants_storing,
        "errors": errors,
        "minutes_left": max(1, int((form.expires_at - now).total_seconds() // 60)),
    }


def bank_context(payment: Payment) -> dict[str, Any]:
    """For the bank's page."""
    card = find_by_fingerprint(payment.card_fingerprint)
    return {
        "payment": payment,
        "bank": card.bank if card else "Örnek Banka",
        "amount": amount_text(payment.paid_price, payment.currency),
        "card_text": f"•••• {payment.last_four}",
        "shop": f"İşyeri {payment.merchant.merchant_id}",
    }


def _choice(stored: StoredCard) -> dict[str, str]:
    return {
        "token": stored.card_token,
        "text": f"{stored.alias} •••• {stored.last_four}",
        "expiry": f"{stored.expire_month}/{stored.expire_year[2:]}",
    }


def _installment_choices(order: Order) -> list[dict[str, Any]]:
    choices = []
    for number in sorted({1, *order.enabled_installments}):
        total: Decimal = total_with(number, order.paid_price)
        text = "Tek çekim"
        if number > 1:
            part = amount_text(each_of(number, total), order.currency)
            text = f"{number} taksit × {part} = {amount_text(total, order.currency)}"
        choices.append({"number": number, "text": text})
    return choices if order.currency == "TRY" else choices[:1]
