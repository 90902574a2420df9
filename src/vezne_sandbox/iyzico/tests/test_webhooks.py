"""Notices: what they say, how they are signed, how often they are tried."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.sandbox_server import GOOD_CARD, Receiver, Sandbox, Shop, order
from vezne_sandbox.iyzico.signatures import webhook_signature

INITIALIZE = "/payment/iyzipos/checkoutform/initialize/auth/ecom"
CARD = {
    "cardHolderName": "Ayşe Yılmaz",
    "cardNumber": GOOD_CARD,
    "expireMonth": "12",
    "expireYear": "2030",
    "cvc": "123",
}


@pytest.fixture
def told_shop(sandbox: Sandbox, receiver: Receiver) -> Shop:
    return Shop(sandbox, sandbox.put_merchant(webhook_url=receiver.url))


def direct_signature(shop: Shop, notice: dict[str, Any]) -> str:
    return webhook_signature(
        shop.keys["secretKey"],
        notice["iyziEventType"],
        str(notice["paymentId"]),
        notice["paymentConversationId"],
        notice["status"],
    )


def test_a_paid_form_is_told_with_its_token(
    sandbox: Sandbox, told_shop: Shop, receiver: Receiver
) -> None:
    asked = order()
    opened = told_shop.call(INITIALIZE, asked)
    sandbox.pay(opened["paymentPageUrl"])

    [(headers, notice)] = receiver.wait(1)

    assert notice["status"] == "SUCCESS"
    assert notice["token"] == opened["token"]
    assert notice["paymentConversationId"] == asked["conversationId"]
    assert str(notice["merchantId"]) == told_shop.keys["merchantId"]
    assert notice["iyziEventType"] == "CHECKOUT_FORM_AUTH"
    assert headers["x-iyz-signature-v3"] == webhook_signature(
        told_shop.keys["secretKey"],
        "CHECKOUT_FORM_AUTH",
        str(notice["iyziPaymentId"]),
        opened["token"],
        asked["conversationId"],
        "SUCCESS",
    )


def test_a_refused_direct_charge_is_told_too(told_shop: Shop, receiver: Receiver) -> None:
    card = {**CARD, "cardNumber": "4111111111111129"}
    told_shop.call("/payment/auth", order(paymentCard=card))

    [(headers, notice)] = receiver.wait(1)

    assert (notice["status"], notice["iyziEventType"]) == ("FAILURE", "API_AUTH")
    assert headers["x-iyz-signature-v3"] == direct_signature(told_shop, notice)


def test_a_notice_is_tried_three_times_and_no_more(told_shop: Shop, receiver: Receiver) -> None:
    receiver.statuses = [500, 404, 503, 200]
    told_shop.call("/payment/auth", order(paymentCard=CARD))

    notices = receiver.wait(4, seconds=2.5)

    assert len(notices) == 3
    assert len({notice["iyziReferenceCode"] for _, notice in notices}) == 1


def test_a_taken_notice_is_not_sent_again(told_shop: Shop, receiver: Receiver) -> None:
    receiver.statuses = [500, 204]
    told_shop.call("/payment/auth", order(paymentCard=CARD))

    assert len(receiver.wait(3, seconds=2)) == 2


def test_the_switch_sends_it_twice(sandbox: Sandbox, told_shop: Shop, receiver: Receiver) -> None:
    sandbox.switch({"name": "duplicate_webhook", "endpoint": "webhook", "remaining": 1})
    told_shop.call("/payment/auth", order(paymentCard=CARD))

    notices = receiver.wait(3, seconds=1.5)

    assert len(notices) == 2
    assert notices[0][1] == notices[1][1]


def test_the_switch_keeps_it_back(sandbox: Sandbox, told_shop: Shop, receiver: Receiver) -> None:
    sandbox.switch({"name": "no_webhook", "remaining": 1})
    told_shop.call("/payment/auth", order(paymentCard=CARD))

    assert receiver.wait(1, seconds=1.5) == []


def test_the_switch_signs_it_wrongly(sandbox: Sandbox, told_shop: Shop, receiver: Receiver) -> None:
    sandbox.switch({"name": "wrong_signature", "endpoint": "webhook", "remaining": 1})
    told_shop.call("/payment/auth", order(paymentCard=CARD))

    [(headers, notice)] = receiver.wait(1)

    assert headers["x-iyz-signature-v3"] != direct_signature(told_shop, notice)


def test_the_panels_clock_rules_expiry_and_retries(
    moved_sandbox: tuple[Sandbox, Callable[[timedelta], None]], receiver: Receiver
) -> None:
    sandbox, move = moved_sandbox
    shop = Shop(sandbox, sandbox.put_merchant(webhook_url=receiver.url))
    opened = shop.call(INITIALIZE, order())
    started = datetime.fromtimestamp(opened["systemTime"] / 1000, UTC)
    assert started.year == 2025
    receiver.statuses = [500]
    shop.call("/payment/auth", order(paymentCard=CARD))
    assert len(receiver.wait(1)) == 1

    for _step in range(3):  # the first may come before the refusal has been noted
        move(timedelta(minutes=31))
        sandbox.call("POST", "/_sandbox/clock")
        if len(receiver.wait(2, seconds=10)) == 2:
            break

    assert len(receiver.wait(2)) == 2
    page = sandbox.open(opened["paymentPageUrl"])
    assert "süresi doldu" in page.text
    detail = shop.call("/payment/iyzipos/checkoutform/auth/ecom/detail", {"token": opened["token"]})
    assert (detail["status"], detail["errorCode"]) == ("failure", "5116")


def test_a_clock_that_was_moved_is_seen_at_once_when_told(
    moved_sandbox: tuple[Sandbox, Callable[[timedelta], None]], receiver: Receiver
) -> None:
    sandbox, move = moved_sandbox
    shop = Shop(sandbox, sandbox.put_merchant(webhook_url=receiver.url))
    before = datetime.fromisoformat(sandbox.call("POST", "/_sandbox/clock")["now"])

    move(timedelta(days=1))
    seen = datetime.fromisoformat(sandbox.call("POST", "/_sandbox/clock")["now"])
    opened = shop.call(INITIALIZE, order())
    move(timedelta(minutes=29))
    sandbox.call("POST", "/_sandbox/clock")

    assert seen - before == timedelta(days=1)
    assert "süresi doldu" not in sandbox.open(opened["paymentPageUrl"]).text
