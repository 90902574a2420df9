"""iyzico under the contract: signatures, silences and answers that the sandbox never gives."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from vezne.catalog.tests.shop import NOW
from vezne.core.money import Money
from vezne.payments.providers.base import (
    ProviderInDoubt,
    ProviderRefused,
    ProviderRetryable,
    RefundRequest,
)
from vezne.payments.providers.iyzico import messages
from vezne.payments.providers.iyzico import provider as calls
from vezne.payments.providers.iyzico.client import IyzicoClient
from vezne.payments.providers.iyzico.provider import Iyzico
from vezne.payments.tests.answers import (
    AMOUNT,
    BY_BOOKS,
    BY_FORM,
    CHARGE,
    EXPIRES,
    FORM,
    REFERENCE,
    paid,
)
from vezne.payments.tests.scripted import ScriptedProvider
from vezne.payments.tests.till import NOWHERE
from vezne.payments.types import (
    Abandoned,
    Captured,
    ErrorCode,
    Refunded,
    Refused,
    RequiresAction,
    Unknown,
)

OPENED = {
    "status": "success",
    "conversationId": REFERENCE,
    "token": "tok",
    "paymentPageUrl": "https://sandbox/odeme?token=tok",
    "tokenExpireTime": 1800,
}
REFUND = RefundRequest(REFERENCE, "7001", Money(10_00, "TRY"), "iade", NOW, NOW)
REFUNDED = {
    "status": "success",
    "paymentId": "7001",
    "price": "10",
    "currency": "TRY",
    "conversationId": REFERENCE,
    "refundHostReference": "h1",
}
NO = {"status": "failure", "errorCode": "10051"}
LATE = EXPIRES + timedelta(minutes=30)


def text(answer: dict[str, Any]) -> dict[str, Any]:
    """As JSON can carry it."""
    return {k: str(v) if isinstance(v, Decimal) else v for k, v in answer.items()}


def paid_text(**changes: Any) -> dict[str, Any]:
    return text(paid(price="118.8", paidPrice="118.8", **changes))


def closed() -> Iyzico:
    """Nobody listens there."""
    return Iyzico(IyzicoClient(base_url=NOWHERE, api_key="k", secret_key="s"))


def books(*entries: dict[str, Any]) -> dict[str, Any]:
    return {"status": "success", "payments": list(entries)}


def test_a_form_is_opened(scripted: ScriptedProvider) -> None:
    scripted.say(calls.FORM_INITIALIZE, OPENED, *messages.FORM_OPENED_FIELDS)

    opened = scripted.provider().open_form(FORM)

    assert (opened.token, opened.valid_seconds) == ("tok", 1800)
    assert scripted.asked[0][2]["buyer"]["name"] == "Ayşe"


@pytest.mark.parametrize(
    "answer", [OPENED, {**OPENED, "conversationId": "x"}, {**OPENED, "token": ""}]
)
def test_a_form_that_is_not_signed_for_us_is_in_doubt(
    scripted: ScriptedProvider, answer: dict[str, Any]
) -> None:
    scripted.say(calls.FORM_INITIALIZE, {**answer, "signature": "0" * 64})

    with pytest.raises(ProviderInDoubt):
        scripted.provider().open_form(FORM)


def test_a_form_may_be_refused_or_doubtful(scripted: ScriptedProvider) -> None:
    scripted.say(calls.FORM_INITIALIZE, {"status": "failure", "errorCode": "5062"})
    with pytest.raises(ProviderRefused) as refusal:
        scripted.provider().open_form(FORM)
    assert refusal.value.code is ErrorCode.CONFIG_ERROR
    scripted.say(calls.FORM_INITIALIZE, {"status": "failure", "errorCode": "1"})
    with pytest.raises(ProviderInDoubt):
        scripted.provider().open_form(FORM)


def test_silences_are_told_apart(scripted: ScriptedProvider) -> None:
    with pytest.raises(ProviderRetryable):
        closed().check_keys()
    scripted.raw = b"<html>"
    with pytest.raises(ProviderInDoubt, match="no JSON"):
        scripted.provider().check_keys()
    scripted.status = 502
    with pytest.raises(ProviderInDoubt, match="502"):
        scripted.provider().check_keys()
    scripted.status = 429
    with pytest.raises(ProviderRetryable, match="429"):
        scripted.provider().check_keys()


def test_a_paid_form_is_a_capture(scripted: ScriptedProvider) -> None:
    scripted.say(calls.FORM_DETAIL, paid_text(), *messages.FORM_FIELDS)

    facts = scripted.provider().ask(BY_FORM)

    assert isinstance(facts.outcome, Captured)
    assert facts.outcome.charged == AMOUNT
    assert facts.transcript["paymentId"] == "7001"
    assert scripted.asked[0][2] == {"locale": "tr", "conversationId": REFERENCE, "token": "tok"}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"token": "other"}, "form_token"),
        ({"basketId": "other"}, "reference"),
        ({"currency": "USD"}, "currency"),
    ],
)
def test_a_paid_form_that_is_not_ours_is_an_alarm(
    scripted: ScriptedProvider, changes: dict[str, Any], reason: str
) -> None:
    scripted.say(calls.FORM_DETAIL, paid_text(**changes), *messages.FORM_FIELDS)

    assert scripted.provider().ask(BY_FORM).outcome == Unknown(reason, is_alarm=True)


def test_a_forged_answer_is_an_alarm(scripted: ScriptedProvider) -> None:
    for forged in (paid_text(), paid_text(signature="0"), {**NO, "paymentStatus": "FAILURE"}):
        scripted.say(calls.FORM_DETAIL, {"signature": "f", **forged})
        outcome = scripted.provider().ask(BY_FORM).outcome
        assert outcome == Unknown("form_signature", is_alarm=True)


def test_an_open_form_waits_until_it_is_over_and_then_the_books_decide(
    scripted: ScriptedProvider,
) -> None:
    scripted.say(calls.FORM_DETAIL, {"status": "failure", "errorCode": "5116"})
    scripted.say(calls.REPORT_DETAILS, books())
    provider = scripted.provider()

    just_before = replace(BY_FORM, now=LATE - timedelta(seconds=1))
    assert provider.ask(just_before).outcome == RequiresAction()
    assert provider.ask(replace(BY_FORM, now=LATE)).outcome == Abandoned()
    scripted.say(calls.REPORT_DETAILS, NO)
    assert provider.ask(replace(BY_FORM, now=LATE)).outcome == Unknown("10051")


def test_a_question_without_an_answer_is_unknown(scripted: ScriptedProvider) -> None:
    scripted.status = 500

    assert scripted.provider().ask(BY_FORM).outcome == Unknown("no_answer: HTTP 500")
    assert scripted.provider().ask(BY_BOOKS).outcome == Unknown("no_answer: HTTP 500")


def test_what_the_books_hold_is_read_again_with_a_signature(scripted: ScriptedProvider) -> None:
    scripted.say(calls.REPORT_DETAILS, books({"paymentStatus": 1, "paymentId": 7001}))
    scripted.say(calls.PAYMENT_DETAIL, paid_text(), *messages.PAYMENT_FIELDS)
    provider = scripted.provider()

    assert isinstance(provider.ask(BY_BOOKS).outcome, Captured)
    scripted.say(calls.PAYMENT_DETAIL, paid_text())
    assert provider.ask(BY_BOOKS).outcome == Unknown("payment_signature", is_alarm=True)
    scripted.say(calls.PAYMENT_DETAIL, NO)  # the question failed, not the payment
    assert provider.ask(BY_BOOKS).outcome == Unknown("10051")


def test_what_the_books_do_not_hold_is_unknown_until_the_margin_is_over(
    scripted: ScriptedProvider,
) -> None:
    scripted.say(calls.REPORT_DETAILS, books())
    provider = scripted.provider()

    assert provider.ask(BY_BOOKS).outcome == Unknown("not in the books yet")
    later = replace(BY_BOOKS, now=NOW + timedelta(hours=24))
    assert provider.ask(later).outcome == Refused(ErrorCode.UNREACHABLE, "not in the books")
    scripted.say(calls.REPORT_DETAILS, books({"paymentStatus": 2, "errorCode": "10051"}))
    found = provider.ask(BY_BOOKS).outcome
    assert found == Refused(ErrorCode.INSUFFICIENT_FUNDS, "10051")
    scripted.say(calls.REPORT_DETAILS, books({"paymentStatus": 2, "errorCode": "10219"}))
    assert provider.ask(BY_BOOKS).outcome == Unknown("not in the books yet")
    opening = replace(BY_BOOKS, form_expires_at=EXPIRES)
    assert provider.ask(opening).outcome == Unknown("not in the books yet")


def test_a_stored_card_is_charged(scripted: ScriptedProvider) -> None:
    scripted.say(calls.PAYMENT_AUTH, paid_text(), *messages.PAYMENT_FIELDS)
    provider = scripted.provider()

    assert isinstance(provider.charge_stored(CHARGE).outcome, Captured)
    scripted.say(calls.PAYMENT_AUTH, NO)
    refused = Refused(ErrorCode.INSUFFICIENT_FUNDS, "10051")
    assert provider.charge_stored(CHARGE).outcome == refused
    scripted.say(calls.PAYMENT_AUTH, {"status": "failure", "errorCode": "10219"})
    assert provider.charge_stored(CHARGE).outcome == Unknown("10219")
    scripted.status = 503
    assert provider.charge_stored(CHARGE).outcome == Unknown("no_answer: HTTP 503")
    unreachable = closed().charge_stored(CHARGE).outcome
    assert unreachable == Refused(ErrorCode.UNREACHABLE, "ConnectError")


def test_the_expiry_of_a_stored_card_is_asked_and_may_stay_unknown(
    scripted: ScriptedProvider,
) -> None:
    stored = paid_text(cardToken="ct", cardUserKey="uk")
    scripted.say(calls.FORM_DETAIL, stored, *messages.FORM_FIELDS)
    details = [
        {"cardToken": "other"},
        {"cardToken": "ct", "expireMonth": "12", "expireYear": "2030"},
    ]
    provider = scripted.provider()

    for answer, expected in (
        ({"status": "success", "cardDetails": details}, (12, 2030)),
        ({"status": "success", "cardDetails": [{"cardToken": "ct"}]}, (None, None)),
        ({"status": "success", "cardDetails": []}, (None, None)),
    ):
        scripted.say(calls.CARDS, answer)
        outcome = provider.ask(BY_FORM).outcome
        assert isinstance(outcome, Captured)
        assert (outcome.card.expires_month, outcome.card.expires_year) == expected


def test_a_vault_that_is_silent_loses_no_capture(scripted: ScriptedProvider) -> None:
    stored = paid_text(cardToken="ct", cardUserKey="uk")
    scripted.say(calls.FORM_DETAIL, stored, *messages.FORM_FIELDS)
    scripted.answers[calls.CARDS] = ["no object"]

    assert isinstance(scripted.provider().ask(BY_FORM).outcome, Captured)


def test_a_refund_is_proven_refused_or_unknown(scripted: ScriptedProvider) -> None:
    provider = scripted.provider()
    scripted.say(calls.PAYMENT_REFUND, REFUNDED, *messages.REFUND_FIELDS)
    assert provider.refund(REFUND).outcome == Refunded("h1")
    assert scripted.asked[0][2]["price"] == "10.00"
    for answer, signed in ((REFUNDED, ()), ({**REFUNDED, "paymentId": "1"}, ("paymentId",))):
        scripted.say(calls.PAYMENT_REFUND, answer, *signed)
        assert provider.refund(REFUND).outcome == Unknown("refund_mismatch", is_alarm=True)
    scripted.say(calls.PAYMENT_REFUND, {"status": "failure", "errorCode": "5092"})
    assert provider.refund(REFUND).outcome == Refused(ErrorCode.NOT_REFUNDABLE, "5092")
    scripted.say(calls.PAYMENT_REFUND, {"status": "failure", "errorCode": "10214"})
    assert provider.refund(REFUND).outcome == Unknown("10214")
    scripted.status = 500
    assert provider.refund(REFUND).outcome == Unknown("HTTP 500")
    assert provider.ask_refund(REFUND).outcome == Unknown("HTTP 500")
    assert closed().refund(REFUND).outcome == Refused(ErrorCode.UNREACHABLE, "ConnectError")


def test_an_unknown_refund_is_looked_up_in_the_books(scripted: ScriptedProvider) -> None:
    provider = scripted.provider()
    mine = {"refundConversationId": REFERENCE, "refundHostReference": "h2"}
    scripted.say(calls.REPORT_DETAILS, books({"refunds": [{"refundConversationId": "x"}, mine]}))
    assert provider.ask_refund(REFUND).outcome == Refunded("h2")
    scripted.say(calls.REPORT_DETAILS, books())
    assert provider.ask_refund(REFUND).outcome == Unknown("not in the books yet")
    later = replace(REFUND, now=NOW + timedelta(hours=24))
    assert provider.ask_refund(later).outcome == Refused(ErrorCode.UNREACHABLE, "not in the books")
    scripted.say(calls.REPORT_DETAILS, NO)
    assert provider.ask_refund(REFUND).outcome == Unknown("10051")
