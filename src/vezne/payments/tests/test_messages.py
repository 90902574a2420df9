"""Requests that iyzico accepts, and answers read to the kuruş; without any call."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from vezne.core.money import Money
from vezne.payments.providers.iyzico import messages
from vezne.payments.providers.iyzico.client import read_json
from vezne.payments.providers.iyzico.errors import is_in_doubt, read_error
from vezne.payments.providers.iyzico.verdicts import (
    Expected,
    form_verdict,
    paid_outcome,
    refunds_of,
)
from vezne.payments.tests.answers import AMOUNT, CHARGE, FORM, REFERENCE, paid
from vezne.payments.types import (
    Captured,
    CardFacts,
    ErrorCode,
    Pending,
    Refused,
    RequiresAction,
    Unknown,
)

EXPECTED = Expected(REFERENCE, AMOUNT)


def test_a_form_names_the_basket_and_carries_no_card() -> None:
    body = messages.form_body(FORM)

    assert (body["price"], body["paidPrice"], body["currency"]) == ("118.80", "118.80", "TRY")
    assert [line["price"] for line in body["basketItems"]] == ["100.00", "18.80"]
    assert body["conversationId"] == body["basketId"] == REFERENCE
    assert (body["forceThreeDS"], body["registerCard"], body["enabledInstallments"]) == (1, 0, [1])
    assert body["buyer"]["ip"] == "203.0.113.7"
    assert "zipCode" not in body["buyer"]
    assert "cardUserKey" not in body
    assert "paymentCard" not in body


def test_a_form_for_a_known_payer_offers_their_cards() -> None:
    body = messages.form_body(replace(FORM, user_key="uk", wants_storing=True, wants_3d=False))

    assert (body["cardUserKey"], body["registerCard"], body["forceThreeDS"]) == ("uk", 1, 0)


def test_a_stored_charge_names_the_keys_only() -> None:
    body = messages.charge_body(CHARGE)

    assert body["paymentCard"] == {"cardUserKey": "uk", "cardToken": "ct"}
    assert body["installment"] == 1


def test_a_basket_that_does_not_add_up_is_not_sent() -> None:
    with pytest.raises(ValueError, match="sum"):
        messages.form_body(replace(FORM, amount=Money(1, "TRY")))


@pytest.mark.parametrize(
    ("raw", "money"),
    [
        (Decimal("28.00000000"), Money(28_00, "TRY")),
        ("0E-8", Money(0, "TRY")),
        (Decimal("10.5"), Money(10_50, "TRY")),
        (Decimal("10.555"), None),
        ("x", None),
        (None, None),
    ],
)
def test_amounts_are_read_exactly_or_not_at_all(raw: object, money: Money | None) -> None:
    assert messages.read_money({"price": raw, "currency": "TRY"}, "price") == money


def test_an_amount_in_no_currency_is_none() -> None:
    assert messages.read_money({"price": 1}, "price") is None
    assert messages.read_money({"price": 1, "currency": "XXX"}, "price") is None


def test_odd_shapes_are_read_as_nothing() -> None:
    assert messages.first_item_id({"itemTransactions": "x"}) == ""
    assert messages.first_item_id({"itemTransactions": ["x"]}) == ""
    assert messages.objects({"payments": {"a": 1}}, "payments") == []
    assert messages.objects({"payments": ["a", {"b": 1}]}, "payments") == [{"b": 1}]
    assert messages.read_number({"installment": "x"}, "installment", 1) == 1
    assert messages.read_number({"fraudStatus": -1}, "fraudStatus", 1) == -1
    with pytest.raises(ValueError, match="not an object"):
        read_json(b"[1]")


def test_the_transcript_keeps_no_key_and_no_card() -> None:
    kept = messages.transcript(paid(cardToken="ct", cardUserKey="uk", binNumber="55287900"))

    assert kept["paymentId"] == "7001"
    assert kept["lastFourDigits"] == "0008"
    assert not {"cardToken", "cardUserKey", "binNumber", "token"} & kept.keys()


def test_a_success_that_agrees_is_a_capture() -> None:
    outcome = paid_outcome(paid(cardToken="ct", cardUserKey="uk"), EXPECTED)

    assert outcome == Captured(
        payment_id="7001",
        amount=AMOUNT,
        charged=AMOUNT,
        item_id="9001",
        card=CardFacts("VISA", "World", "0008", "uk", "ct"),
    )


def test_instalments_may_cost_the_payer_more() -> None:
    answer = paid(installment=3, paidPrice=Decimal("121.20"))

    assert paid_outcome(answer, EXPECTED) == Captured(
        payment_id="7001",
        amount=AMOUNT,
        charged=Money(121_20, "TRY"),
        item_id="9001",
        instalments=3,
        card=CardFacts("VISA", "World", "0008"),
    )


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"paymentId": None}, "no_payment_id"),
        ({"currency": "USD"}, "currency"),
        ({"price": Decimal("118.79")}, "amount"),
        ({"price": None}, "amount"),
        ({"paidPrice": Decimal("118.79")}, "charged_amount"),
        ({"paidPrice": Decimal(119)}, "charged_amount"),
        ({"paidPrice": None}, "charged_amount"),
        ({"basketId": "att_other"}, "reference"),
        ({"conversationId": "att_other"}, "conversation"),
        ({"phase": "PRE_AUTH"}, "phase"),
    ],
)
def test_a_success_that_does_not_agree_is_an_alarm(changes: dict[str, object], reason: str) -> None:
    assert paid_outcome(paid(**changes), EXPECTED) == Unknown(reason, is_alarm=True)


def test_the_fraud_review_decides_last() -> None:
    assert paid_outcome(paid(fraudStatus=0), EXPECTED) == Pending("7001")
    refused = paid_outcome(paid(fraudStatus=-1), EXPECTED)
    assert isinstance(refused, Refused)
    assert refused.code is ErrorCode.FRAUD_SUSPECTED


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ({"status": "success"}, RequiresAction()),
        ({"status": "success", "paymentStatus": "INIT_THREEDS"}, RequiresAction()),
        ({"status": "success", "paymentStatus": "INIT_CREDIT", "paymentId": 5}, Pending("5")),
        ({"status": "failure", "errorCode": "5116"}, RequiresAction()),
        ({"status": "failure", "errorCode": "1001"}, Unknown("1001")),
        (
            {"status": "failure", "errorCode": "10051", "errorGroup": "NOT_SUFFICIENT_FUNDS"},
            Refused(ErrorCode.INSUFFICIENT_FUNDS, "10051 NOT_SUFFICIENT_FUNDS"),
        ),
        (
            {"status": "success", "paymentStatus": "FAILURE", "errorCode": "10005"},
            Refused(ErrorCode.DO_NOT_HONOR, "10005"),
        ),
        ({"status": "failure", "errorCode": "10219"}, Unknown("10219")),
        ({"status": "success", "paymentStatus": "FAILURE"}, Unknown("")),
    ],
)
def test_what_a_form_says_without_money(answer: dict[str, object], outcome: object) -> None:
    verdict = form_verdict(answer)

    assert verdict.outcome == outcome
    assert not verdict.is_paid


@pytest.mark.parametrize(
    ("code", "group", "ours"),
    [
        ("10093", "", ErrorCode.RESTRICTED_CARD),
        ("99999", "LOST_CARD", ErrorCode.LOST_CARD),
        ("10999", "NEW_GROUP", ErrorCode.DECLINED),
        ("5001", "", ErrorCode.PROVIDER_ERROR),
        ("x", "", ErrorCode.PROVIDER_ERROR),
    ],
)
def test_every_error_has_a_word_of_ours(code: str, group: str, ours: ErrorCode) -> None:
    answer = {"errorCode": code, "errorGroup": group, "errorMessage": "m" * 300}

    assert read_error(answer)[0] is ours
    assert len(read_error(answer)[1]) == 200


@pytest.mark.parametrize("code", ["10214", "10219", "10240", "1", "2", ""])
def test_some_failures_leave_the_charge_in_doubt(code: str) -> None:
    assert is_in_doubt({"errorCode": code})


def test_a_group_alone_may_tell_of_doubt() -> None:
    assert is_in_doubt({"errorCode": "10300", "errorGroup": "REQUEST_TIMEOUT"})
    assert not is_in_doubt({"errorCode": "10051"})


def test_refunds_are_found_in_payments_and_in_their_lines() -> None:
    report = {
        "payments": [
            {"refunds": [{"a": 1}], "itemTransactions": [{"refunds": [{"b": 2}]}, {"x": 1}]}
        ]
    }

    assert refunds_of(report) == [{"a": 1}, {"b": 2}]
