"""API: the vault, and what a card's first digits tell."""

from typing import Any

from vezne_sandbox.iyzico.answers import bin_fields, installment_fields, stored_card_fields
from vezne_sandbox.iyzico.cards import CARDS, TestCard, find_by_bin, read_card
from vezne_sandbox.iyzico.endpoints import Call, endpoint
from vezne_sandbox.iyzico.errors import IyzicoError
from vezne_sandbox.iyzico.orders import read_amount, read_text
from vezne_sandbox.iyzico.vault import (
    card_forget,
    card_store,
    list_cards,
    user_create,
    user_get,
)


@endpoint("card_create")
def card_create(call: Call) -> dict[str, Any]:
    """POST ``/cardstorage/card``: keep a card, of a new holder or of a known one."""
    given = call.body.get("card")
    if not isinstance(given, dict):
        raise IyzicoError("11", "card gönderilmesi zorunludur")
    typed = read_card(
        number=read_text(given, "cardNumber", required=True),
        holder=read_text(given, "cardHolderName", required=True),
        month=read_text(given, "expireMonth", required=True),
        year=read_text(given, "expireYear", required=True),
        cvc=None,
        now=call.now,
    )
    if card_user_key := read_text(call.body, "cardUserKey"):
        user = user_get(call.merchant, card_user_key)
    else:
        user = user_create(
            call.merchant,
            email=read_text(call.body, "email", required=True),
            external_id=read_text(call.body, "externalId"),
        )
    stored = card_store(
        user,
        card=typed.card,
        holder=typed.holder,
        expire_month=typed.expire_month,
        expire_year=typed.expire_year,
        alias=read_text(given, "cardAlias"),
        now=call.now,
    )
    return {
        "email": user.email,
        "externalId": user.external_id or None,
        "cardUserKey": user.card_user_key,
        **stored_card_fields(stored),
    }


@endpoint("card_list")
def card_list(call: Call) -> dict[str, Any]:
    """``/cardstorage/cards``: the cards of one holder."""
    card_user_key = read_text(call.body, "cardUserKey", required=True)
    user = user_get(call.merchant, card_user_key)
    cards = list_cards(call.merchant, card_user_key)
    return {
        "cardUserKey": user.card_user_key,
        "cardDetails": [stored_card_fields(stored) for stored in cards],
    }


@endpoint("card_delete", "DELETE")
def card_delete(call: Call) -> dict[str, Any]:
    """DELETE ``/cardstorage/card``: forget one card."""
    card_forget(
        call.merchant,
        card_user_key=read_text(call.body, "cardUserKey", required=True),
        card_token=read_text(call.body, "cardToken", required=True),
    )
    return {}


@endpoint("bin_check")
def bin_check(call: Call) -> dict[str, Any]:
    """Scheme, type and bank of the first six to eight digits."""
    bin_number = read_text(call.body, "binNumber", required=True)
    return bin_fields(_card_of(bin_number), bin_number)


@endpoint("installment")
def installment(call: Call) -> dict[str, Any]:
    """The cost of each number of instalments, for one card or for one of each bank."""
    price = read_amount(call.body, "price")
    if bin_number := read_text(call.body, "binNumber"):
        return {"installmentDetails": [installment_fields(_card_of(bin_number), bin_number, price)]}
    one_of_each = {
        known.bank: known for known in reversed(CARDS) if known.family and not known.error_code
    }
    return {
        "installmentDetails": [
            installment_fields(known, known.bin_number, price) for known in one_of_each.values()
        ]
    }


def _card_of(bin_number: str) -> TestCard:
    if not bin_number.isdigit() or not 6 <= len(bin_number) <= 8:
        raise IyzicoError("11", "binNumber 6–8 hane olmalıdır")
    known = find_by_bin(bin_number)
    if known is None:
        raise IyzicoError("10213")
    return known
