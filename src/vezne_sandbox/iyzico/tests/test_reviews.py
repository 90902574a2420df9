"""The processor's fraud desk: from an amount on it looks at a payment before it counts."""

from typing import Any

import pytest

from tests.sandbox_server import GOOD_CARD, Sandbox, Shop, order

CARD = {
    "cardHolderName": "Ayşe Yılmaz",
    "cardNumber": GOOD_CARD,
    "expireMonth": "12",
    "expireYear": "2030",
    "cvc": "123",
}


@pytest.fixture
def watched(shop: Shop) -> Shop:
    """A shop whose payments of 500.00 and more are looked at."""
    asked = {**shop.keys, "reviewFrom": "500.00"}
    shop.sandbox.call("PUT", f"/_sandbox/merchants/{shop.keys['apiKey']}", asked)
    return shop


def charge(shop: Shop, price: str) -> dict[str, Any]:
    return shop.call("/payment/auth", order(price, paymentCard=CARD))


def fraud_status(shop: Shop, payment_id: str) -> int:
    return int(shop.call("/payment/detail", {"paymentId": payment_id})["fraudStatus"])


def test_a_small_payment_passes_at_once(watched: Shop) -> None:
    assert charge(watched, "499.99")["fraudStatus"] == 1


def test_a_big_one_waits_until_it_is_cleared(watched: Shop, sandbox: Sandbox) -> None:
    paid = charge(watched, "500.00")

    sandbox.call("PUT", f"/_sandbox/payments/{paid['paymentId']}", {"fraudStatus": 1})

    assert paid["fraudStatus"] == 0
    assert fraud_status(watched, paid["paymentId"]) == 1


def test_a_refused_one_goes_back_to_the_card(watched: Shop, sandbox: Sandbox) -> None:
    paid = charge(watched, "500.00")

    sandbox.call("PUT", f"/_sandbox/payments/{paid['paymentId']}", {"fraudStatus": -1})

    assert fraud_status(watched, paid["paymentId"]) == -1
    assert sandbox.payments()[0]["isCancelled"]


def test_only_a_payment_under_review_is_decided_on(watched: Shop, sandbox: Sandbox) -> None:
    paid = charge(watched, "100.00")

    path = f"{sandbox.base_url}/_sandbox/payments/{paid['paymentId']}"

    assert sandbox.http.put(path, json={"fraudStatus": -1}).status_code == 404
    assert sandbox.http.put(path, json={"fraudStatus": 0}).status_code == 400
    assert fraud_status(watched, paid["paymentId"]) == 1
