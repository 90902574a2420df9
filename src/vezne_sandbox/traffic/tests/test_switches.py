"""Each switch, over real HTTP."""

import time

import httpx
import pytest

from tests.sandbox_server import GOOD_CARD, Sandbox, Shop, order

AUTH = "/payment/auth"
INITIALIZE = "/payment/iyzipos/checkoutform/initialize/auth/ecom"
CARD = {
    "cardHolderName": "Ayşe Yılmaz",
    "cardNumber": GOOD_CARD,
    "expireMonth": "12",
    "expireYear": "2030",
    "cvc": "123",
}


def test_slow_waits_and_then_works(sandbox: Sandbox, shop: Shop) -> None:
    sandbox.switch({"name": "slow", "seconds": 0.6, "remaining": 1})
    started = time.monotonic()

    assert shop.call("/payment/bin/check", {"binNumber": "552879"})["status"] == "success"

    assert time.monotonic() - started >= 0.6


def test_500_before_charges_nothing(sandbox: Sandbox, shop: Shop) -> None:
    sandbox.switch({"name": "error_before", "endpoint": "payment_auth", "remaining": 1})

    assert shop.send(AUTH, order(paymentCard=CARD)).status_code == 500

    assert sandbox.payments() == []


def test_500_after_has_charged(sandbox: Sandbox, shop: Shop) -> None:
    sandbox.switch({"name": "error_after", "endpoint": "payment_auth", "remaining": 1})
    asked = order(paymentCard=CARD)

    assert shop.send(AUTH, asked).status_code == 500

    assert [one["status"] for one in sandbox.payments(asked["conversationId"])] == ["SUCCESS"]


def test_a_timeout_after_charging_withholds_the_answer(sandbox: Sandbox, shop: Shop) -> None:
    sandbox.switch({"name": "timeout_after", "endpoint": "payment_auth", "remaining": 1})
    asked = order(paymentCard=CARD)
    sandbox.http.timeout = httpx.Timeout(1)

    with pytest.raises(httpx.ReadTimeout):
        shop.send(AUTH, asked)
    sandbox.http.timeout = httpx.Timeout(40)

    question = f"/v2/reporting/payment/details?paymentConversationId={asked['conversationId']}"
    [found] = shop.call(question, None, "GET")["payments"]
    assert found["paymentStatus"] == 1


def test_a_dropped_connection_has_charged(sandbox: Sandbox, shop: Shop) -> None:
    sandbox.switch({"name": "drop_after", "endpoint": "payment_auth", "remaining": 1})

    with pytest.raises(httpx.TransportError):
        shop.send(AUTH, order(paymentCard=CARD))

    assert [one["status"] for one in sandbox.payments()] == ["SUCCESS"]


def test_a_wrong_signature_leaves_the_rest_as_it_is(sandbox: Sandbox, shop: Shop) -> None:
    opened = shop.call(INITIALIZE, order())
    detail = "/payment/iyzipos/checkoutform/auth/ecom/detail"
    right = shop.call(detail, {"token": opened["token"]})["signature"]
    sandbox.switch({"name": "wrong_signature", "remaining": 1})

    assert shop.call(detail, {"token": opened["token"]})["signature"] == right[::-1]
    assert shop.call(detail, {"token": opened["token"]})["signature"] == right


def test_without_a_browser_return_the_page_has_no_form(sandbox: Sandbox, shop: Shop) -> None:
    sandbox.switch({"name": "no_return", "remaining": 1})
    opened = shop.call(INITIALIZE, order())

    page = sandbox.pay(opened["paymentPageUrl"])

    assert "<form" not in page.text
    assert [one["status"] for one in sandbox.payments()] == ["SUCCESS"]


def test_a_switch_for_one_endpoint_leaves_the_others(sandbox: Sandbox, shop: Shop) -> None:
    sandbox.switch({"name": "error_before", "endpoint": "refund"})

    assert shop.call("/payment/bin/check", {"binNumber": "552879"})["status"] == "success"
    assert shop.send("/payment/refund", {}).status_code == 500
    assert shop.send("/payment/refund", {}).status_code == 500


def test_uses_are_counted_and_the_log_names_them(sandbox: Sandbox, shop: Shop) -> None:
    sandbox.switch({"name": "error_before", "remaining": 2})

    statuses = [shop.send("/payment/bin/check", {}).status_code for _ in range(3)]

    assert statuses == [500, 500, 200]
    logged = [(one["status"], one["switches"]) for one in sandbox.requests()]
    assert logged == [(200, ""), (500, "error_before"), (500, "error_before")]


def test_nonsense_is_refused_and_changes_nothing(sandbox: Sandbox) -> None:
    sandbox.switch({"name": "slow"})

    for wrong in ({"name": "nothing"}, {"name": "slow", "remaining": 0}, {"endpoint": "x"}):
        answer = sandbox.http.put(
            f"{sandbox.base_url}/_sandbox/switches", json={"switches": [wrong]}
        )
        assert answer.status_code == 400
    on = sandbox.call("GET", "/_sandbox/switches")["switches"]
    assert [switch["name"] for switch in on] == ["slow"]
