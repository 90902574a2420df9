"""iyzico's published Python client (`iyzipay`) against the sandbox: its paths, its signing.

The client knows HTTPS only, so its `httplib` attribute is given a module whose HTTPS connection
is plain HTTP; everything else of it is as published.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import json
import re
import secrets
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import iyzipay
import pytest

from tests.sandbox_server import GOOD_CARD, Page, Sandbox, order, sandbox, sandbox_program

__all__ = ["sandbox", "sandbox_program"]

pytestmark = pytest.mark.contract

PLAIN_HTTP = SimpleNamespace(HTTPSConnection=http.client.HTTPConnection)
DEBIT_CARD = "5890040000000016"


class Client:
    """The published client of one shop."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.keys = sandbox.put_merchant()
        self.options = {
            "api_key": self.keys["apiKey"],
            "secret_key": self.keys["secretKey"],
            "base_url": sandbox.base_url.removeprefix("http://"),
        }

    def call(self, resource: type, method: str, body: dict[str, Any] | None = None) -> Any:
        """One call; the decoded answer, amounts as decimals."""
        speaker = resource()
        speaker.httplib = PLAIN_HTTP
        arguments = [self.options] if body is None else [body, self.options]
        answer = getattr(speaker, method)(*arguments)
        assert answer.status == 200
        return json.loads(answer.read().decode(), parse_float=Decimal)

    def sign(self, *fields: str) -> str:
        """What a genuine answer with these fields carries."""
        message = ":".join(fields).encode()
        return hmac.new(self.keys["secretKey"].encode(), message, hashlib.sha256).hexdigest()


@pytest.fixture
def client(sandbox: Sandbox) -> Client:
    return Client(sandbox)


def direct(price: str = "100.0", **changes: Any) -> dict[str, Any]:
    """An order with a typed card."""
    card = {
        "cardHolderName": "Ayşe Yılmaz",
        "cardNumber": GOOD_CARD,
        "expireMonth": "12",
        "expireYear": "2030",
        "cvc": "123",
        "registerCard": "0",
    }
    return order(price, installment="1", paymentCard=card | changes.pop("card", {}), **changes)


def test_the_keys_are_accepted_with_the_clients_own_get(client: Client) -> None:
    assert client.call(iyzipay.ApiTest, "retrieve")["status"] == "success"


def test_wrong_keys_are_refused(client: Client) -> None:
    client.options["secret_key"] = "another"
    answer = client.call(iyzipay.BinNumber, "retrieve", {"binNumber": "552879"})
    assert (answer["status"], answer["errorCode"]) == ("failure", "1000")

    client.options["api_key"] = "another"
    answer = client.call(iyzipay.BinNumber, "retrieve", {"binNumber": "552879"})
    assert (answer["status"], answer["errorCode"]) == ("failure", "1001")


def test_a_bin_tells_the_card(client: Client) -> None:
    body = {"locale": "tr", "conversationId": "c1", "binNumber": "552879"}
    answer = client.call(iyzipay.BinNumber, "retrieve", body)

    assert answer["status"] == "success"
    assert answer["conversationId"] == "c1"
    assert (answer["cardType"], answer["cardAssociation"]) == ("CREDIT_CARD", "MASTER_CARD")


def test_instalments_are_priced(client: Client) -> None:
    body = {"locale": "tr", "binNumber": "552879", "price": "100"}
    answer = client.call(iyzipay.InstallmentInfo, "retrieve", body)

    prices = answer["installmentDetails"][0]["installmentPrices"]
    assert prices[0] == {
        "installmentNumber": 1,
        "installmentPrice": Decimal("100.0"),
        "totalPrice": Decimal("100.0"),
    }
    assert prices[1]["totalPrice"] == Decimal("102.5")


@pytest.mark.parametrize(
    "resource", [iyzipay.CheckoutFormInitialize, iyzipay.CheckoutFormInitializePreAuth]
)
def test_a_checkout_form_is_paid_at_the_hosted_page_and_the_bank(
    client: Client, sandbox: Sandbox, resource: type
) -> None:
    asked = order("1250.5", forceThreeDS="1", enabledInstallments=["1", "2", "3"])
    opened = client.call(resource, "create", asked)
    assert opened["status"] == "success"
    assert opened["signature"] == client.sign(asked["conversationId"], opened["token"])

    page = sandbox.pay(opened["paymentPageUrl"], registerCard="1")
    assert page.form(0) == (asked["callbackUrl"], {"token": opened["token"]})

    detail = client.call(
        iyzipay.CheckoutForm,
        "retrieve",
        {"locale": "tr", "conversationId": asked["conversationId"], "token": opened["token"]},
    )
    assert (detail["status"], detail["paymentStatus"]) == ("success", "SUCCESS")
    assert (detail["price"], detail["paidPrice"]) == (Decimal("1250.5"), Decimal("1250.5"))
    assert detail["cardUserKey"]
    assert detail["cardToken"]
    assert detail["signature"] == client.sign(
        "SUCCESS",
        detail["paymentId"],
        "TRY",
        "B1",
        asked["conversationId"],
        "1250.5",
        "1250.5",
        opened["token"],
    )


def test_a_basket_that_does_not_add_up_is_refused(client: Client) -> None:
    answer = client.call(iyzipay.CheckoutFormInitialize, "create", order() | {"price": "101"})

    assert (answer["status"], answer["errorCode"]) == ("failure", "5062")


def test_a_typed_card_is_charged_read_refunded_in_parts_and_not_beyond(client: Client) -> None:
    asked = direct("100.0")
    paid = client.call(iyzipay.Payment, "create", asked)
    assert paid["status"] == "success"
    assert paid["signature"] == client.sign(
        paid["paymentId"], "TRY", "B1", asked["conversationId"], "100", "100"
    )
    read = client.call(
        iyzipay.Payment,
        "retrieve",
        {"paymentId": paid["paymentId"], "paymentConversationId": asked["conversationId"]},
    )
    assert (read["status"], read["paymentStatus"]) == ("success", "SUCCESS")

    item_id = paid["itemTransactions"][0]["paymentTransactionId"]
    by_item = {"paymentTransactionId": item_id, "price": "30.5", "ip": "127.0.0.1"}
    refunded = client.call(iyzipay.Refund, "create", by_item | {"conversationId": "r1"})
    assert refunded["status"] == "success"
    assert refunded["signature"] == client.sign(paid["paymentId"], "30.5", "TRY", "r1")
    by_amount = {"paymentId": paid["paymentId"], "price": "69.5", "ip": "127.0.0.1"}
    assert client.call(iyzipay.Payment, "refund", by_amount)["status"] == "success"

    beyond = client.call(iyzipay.Payment, "refund", by_amount | {"price": "0.01"})
    assert (beyond["status"], beyond["errorCode"]) == ("failure", "5092")


def test_a_charge_is_cancelled_once(client: Client) -> None:
    paid = client.call(iyzipay.Payment, "create", direct())
    body = {"paymentId": paid["paymentId"], "ip": "127.0.0.1"}

    assert client.call(iyzipay.Cancel, "create", body)["status"] == "success"
    again = client.call(iyzipay.Cancel, "create", body)
    assert (again["status"], again["errorCode"]) == ("failure", "5093")


def test_a_stored_card_is_charged_without_its_holder_and_forgotten(client: Client) -> None:
    stored = client.call(
        iyzipay.Card,
        "create",
        {
            "email": "ayse@ornek.com.tr",
            "card": {
                "cardAlias": "İş kartı",
                "cardNumber": GOOD_CARD,
                "expireYear": "2030",
                "expireMonth": "12",
                "cardHolderName": "Ayşe Yılmaz",
            },
        },
    )
    keys = {"cardUserKey": stored["cardUserKey"]}
    listed = client.call(iyzipay.CardList, "retrieve", keys)["cardDetails"]
    assert [card["cardToken"] for card in listed] == [stored["cardToken"]]
    assert "cardNumber" not in listed[0]

    in_use = {**keys, "cardToken": stored["cardToken"]}
    asked = order(installment="1", paymentCard=in_use)
    assert client.call(iyzipay.Payment, "create", asked)["status"] == "success"

    assert client.call(iyzipay.Card, "delete", in_use)["status"] == "success"
    assert client.call(iyzipay.CardList, "retrieve", keys)["cardDetails"] == []
    refused = client.call(iyzipay.Payment, "create", order(paymentCard=in_use))
    assert (refused["status"], refused["errorCode"]) == ("failure", "3005")


def test_a_debit_card_without_threeds_is_refused(client: Client) -> None:
    answer = client.call(iyzipay.Payment, "create", direct(card={"cardNumber": DEBIT_CARD}))

    assert (answer["status"], answer["errorCode"]) == ("failure", "10217")


@pytest.mark.parametrize("version", [1, 2])
def test_a_direct_threeds_charge_goes_over_the_banks_page(
    client: Client, sandbox: Sandbox, version: int
) -> None:
    asked = direct("59.9")
    begun = client.call(iyzipay.ThreedsInitialize, "create", asked)
    assert begun["signature"] == client.sign(begun["paymentId"], asked["conversationId"])
    html_page = base64.b64decode(begun["threeDSHtmlContent"]).decode()
    bank_url = re.search(r'action="([^"]+)"', html_page)[1]

    page = sandbox.open(bank_url)
    returned = page.submit(0, {"code": sandbox.latest_code()}, leave_out=("give_up",))
    callback_url, fields = returned.form(0)
    assert callback_url == asked["callbackUrl"]
    assert (fields["status"], fields["mdStatus"]) == ("success", "1")
    assert fields["signature"] == client.sign(
        "", asked["conversationId"], "1", begun["paymentId"], "success"
    )

    collect = {"paymentId": begun["paymentId"], "conversationId": asked["conversationId"]}
    if version == 2:
        collect |= {"paidPrice": "59.9", "basketId": "B1", "currency": "TRY"}
    resource = iyzipay.ThreedsPayment if version == 1 else iyzipay.ThreedsV2Payment
    paid = client.call(resource, "create", collect)
    assert (paid["status"], paid["paidPrice"]) == ("success", Decimal("59.9"))
    again = client.call(resource, "create", collect)
    assert (again["status"], again["errorCode"]) == ("failure", "5094")


def test_the_reports_tell_what_became_of_an_attempt(client: Client) -> None:
    asked = direct("75.0", conversationId=secrets.token_hex(8))
    paid = client.call(iyzipay.Payment, "create", asked)
    refund = {"paymentId": paid["paymentId"], "price": "25", "ip": "127.0.0.1"}
    client.call(iyzipay.Payment, "refund", refund)
    client.call(
        iyzipay.Payment, "create", asked | {"paymentCard": failing_card("4111111111111129")}
    )

    question = {"paymentId": "", "paymentConversationId": asked["conversationId"]}
    found = client.call(iyzipay.RetrievePaymentDetails, "retrieve", question)["payments"]
    assert [(one["paymentStatus"], one["paymentRefundStatus"]) for one in found] == [
        (2, "NOT_REFUNDED"),
        (1, "PARTIALLY_REFUNDED"),
    ]
    nobody = {"paymentId": "", "paymentConversationId": "nobody"}
    assert client.call(iyzipay.RetrievePaymentDetails, "retrieve", nobody)["payments"] == []

    day = found[0]["createdDate"][:10]
    moved = client.call(
        iyzipay.RetrieveTransactions, "retrieve", {"transactionDate": day, "page": "1"}
    )
    kinds = [(row["transactionType"], row["price"]) for row in moved["transactions"]]
    assert kinds == [
        ("PAYMENT", Decimal("75.00000000")),
        ("REFUND", Decimal("25.00000000")),
    ]


def test_a_failing_card_answers_with_the_banks_code(client: Client) -> None:
    answer = client.call(iyzipay.Payment, "create", direct(card={"cardNumber": "4111111111111129"}))

    assert (answer["status"], answer["errorCode"]) == ("failure", "10051")
    assert answer["errorGroup"] == "NOT_SUFFICIENT_FUNDS"


def test_a_preauthorisation_is_captured_once(client: Client) -> None:
    held = client.call(iyzipay.PaymentPreAuth, "create", direct())
    assert held["phase"] == "PRE_AUTH"

    taken = client.call(iyzipay.PaymentPostAuth, "create", {"paymentId": held["paymentId"]})
    assert (taken["status"], taken["phase"]) == ("success", "POST_AUTH")
    again = client.call(iyzipay.PaymentPostAuth, "create", {"paymentId": held["paymentId"]})
    assert (again["status"], again["errorCode"]) == ("failure", "5094")


def failing_card(number: str) -> dict[str, str]:
    return {**direct()["paymentCard"], "cardNumber": number}


def test_the_page_helper_reads_only_ticked_boxes() -> None:
    text = '<form action="/x"><input type="checkbox" name="a" value="1"></form>'

    assert Page(None, "", 200, text).form(0) == ("/x", {})  # type: ignore[arg-type]
