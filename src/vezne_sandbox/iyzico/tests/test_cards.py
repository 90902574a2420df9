"""Cards are recognised without their numbers, and only test cards are taken."""

import pytest

from tests.sandbox_server import GOOD_CARD, Sandbox, Shop, order

REAL_LOOKING = "4539578763621486"
AUTH = "/payment/auth"


def card(**changes: str) -> dict[str, str]:
    typed = {
        "cardHolderName": "Ayşe Yılmaz",
        "cardNumber": GOOD_CARD,
        "expireMonth": "12",
        "expireYear": "2030",
        "cvc": "123",
    }
    return {**typed, **changes}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"cardNumber": "4111"}, "12"),
        ({"cardNumber": REAL_LOOKING}, "10215"),
        ({"expireMonth": "13"}, "13"),
        ({"expireYear": "1"}, "14"),
        ({"expireYear": "2020"}, "17"),
        ({"cvc": "12"}, "15"),
        ({"cardNumber": "4111111111111129"}, "10051"),
        ({"cardNumber": "4129111111111111"}, "10005"),
        ({"cardNumber": "4128111111111112"}, "10012"),
        ({"cardNumber": "4127111111111113"}, "10041"),
        ({"cardNumber": "4126111111111114"}, "10043"),
        ({"cardNumber": "4125111111111115"}, "10054"),
        ({"cardNumber": "4124111111111116"}, "10084"),
        ({"cardNumber": "4123111111111117"}, "10057"),
        ({"cardNumber": "4122111111111118"}, "10058"),
        ({"cardNumber": "4121111111111119"}, "10034"),
        ({"cardNumber": "4120111111111110"}, "10093"),
        ({"cardNumber": "4130111111111118"}, "10204"),
        ({"cardNumber": "5890040000000016"}, "10217"),
    ],
)
def test_every_refusal_has_its_code(shop: Shop, changes: dict[str, str], code: str) -> None:
    answer = shop.call(AUTH, order(paymentCard=card(**changes)))

    assert (answer["status"], answer["errorCode"]) == ("failure", code)
    assert answer["errorMessage"]


def test_the_message_follows_the_locale(shop: Shop) -> None:
    asked = order(paymentCard=card(cardNumber="4111111111111129"))

    assert shop.call(AUTH, asked)["errorMessage"].startswith("Kart limiti yetersiz")
    assert shop.call(AUTH, asked | {"locale": "en"})["errorMessage"].startswith("Insufficient")


def test_a_card_that_cannot_be_refunded_says_so(shop: Shop) -> None:
    paid = shop.call(AUTH, order(paymentCard=card(cardNumber="5406670000000009")))
    assert paid["status"] == "success"

    refused = shop.call("/v2/payment/refund", {"paymentId": paid["paymentId"], "price": "1.0"})
    assert refused["errorCode"] == "5093"


def test_no_number_is_kept_anywhere(sandbox: Sandbox, shop: Shop) -> None:
    opened = shop.call("/payment/iyzipos/checkoutform/initialize/auth/ecom", order())
    sandbox.pay(opened["paymentPageUrl"], registerCard="1")
    shop.call(AUTH, order(paymentCard=card(cardNumber=REAL_LOOKING)))

    log = sandbox.call("GET", "/_sandbox/requests")
    assert GOOD_CARD not in str(log)
    assert REAL_LOOKING not in str(log)
    assert "453957******1486" in str(log)
    assert "cvc=***" in str(log)
    assert '\\"cvc\\": \\"123\\"' not in str(log)


def test_the_same_card_of_a_holder_keeps_its_token(shop: Shop) -> None:
    given = {key: value for key, value in card().items() if key != "cvc"}
    first = shop.call("/cardstorage/card", {"email": "ayse@ornek.com.tr", "card": given})
    again = shop.call(
        "/cardstorage/card",
        {"cardUserKey": first["cardUserKey"], "card": given | {"expireYear": "2031"}},
    )

    assert again["cardToken"] == first["cardToken"]
    assert again["expireYear"] == "2031"


def test_a_stored_card_answers_what_the_person_at_the_sandbox_chose(
    sandbox: Sandbox, shop: Shop
) -> None:
    stored = shop.call("/cardstorage/card", {"email": "ayse@ornek.com.tr", "card": card()})
    in_use = {"cardUserKey": stored["cardUserKey"], "cardToken": stored["cardToken"]}

    sandbox.set_card_answer(stored["cardToken"], "10051")
    assert shop.call(AUTH, order(paymentCard=in_use))["errorCode"] == "10051"
    sandbox.set_card_answer(stored["cardToken"], "")
    assert shop.call(AUTH, order(paymentCard=in_use))["status"] == "success"


def test_another_shop_cannot_use_the_card(sandbox: Sandbox, shop: Shop) -> None:
    stored = shop.call("/cardstorage/card", {"email": "ayse@ornek.com.tr", "card": card()})
    in_use = {"cardUserKey": stored["cardUserKey"], "cardToken": stored["cardToken"]}

    ceren = Shop(sandbox, sandbox.put_merchant())
    assert ceren.call(AUTH, order(paymentCard=in_use))["errorCode"] == "3005"
    listed = ceren.call("/cardstorage/cards", {"cardUserKey": in_use["cardUserKey"]})
    assert listed["errorCode"] == "3001"
    assert sandbox.payments() == []


def test_a_shop_without_permission_cannot_charge_alone(sandbox: Sandbox) -> None:
    shop = Shop(sandbox, sandbox.put_merchant(is_mit_allowed=False))
    stored = shop.call("/cardstorage/card", {"email": "ayse@ornek.com.tr", "card": card()})
    in_use = {"cardUserKey": stored["cardUserKey"], "cardToken": stored["cardToken"]}

    assert shop.call(AUTH, order(paymentCard=in_use))["errorCode"] == "10217"
