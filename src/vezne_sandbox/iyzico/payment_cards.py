"""Reads the ``paymentCard`` of a direct call: a number, or a token of the vault."""

from vezne_sandbox.iyzico.cards import read_card
from vezne_sandbox.iyzico.endpoints import Call
from vezne_sandbox.iyzico.errors import IyzicoError
from vezne_sandbox.iyzico.orders import read_text
from vezne_sandbox.iyzico.vault import CardInUse, stored_in_use, typed_in_use


def read_payment_card(call: Call) -> CardInUse:
    """The card of the call; a stored one needs no CVC.

    Raises:
        IyzicoError: what `read_card` and `stored_in_use` raise, 11 when there is none.
    """
    given = call.body.get("paymentCard")
    if not isinstance(given, dict):
        raise IyzicoError("11", "paymentCard gönderilmesi zorunludur")
    card_user_key = read_text(given, "cardUserKey")
    if card_token := read_text(given, "cardToken"):
        return stored_in_use(call.merchant, card_user_key=card_user_key, card_token=card_token)
    typed = read_card(
        number=read_text(given, "cardNumber", required=True),
        holder=read_text(given, "cardHolderName", required=True),
        month=read_text(given, "expireMonth", required=True),
        year=read_text(given, "expireYear", required=True),
        cvc=read_text(given, "cvc"),
        now=call.now,
    )
    return typed_in_use(
        typed,
        card_user_key=card_user_key,
        is_to_be_stored=read_text(given, "registerCard") in ("1", "True"),
    )
