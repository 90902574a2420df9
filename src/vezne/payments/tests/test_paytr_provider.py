"""What each of PayTR's answers proves, also those that the sandbox never gives."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from vezne.catalog.tests.shop import NOW
from vezne.core.money import Money
from vezne.payments.providers.base import (
    CardProvider,
    ProviderInDoubt,
    ProviderRefused,
    ProviderRetryable,
    Question,
    RefundRequest,
)
from vezne.payments.providers.masked import masked_card
from vezne.payments.providers.paytr import messages, provider
from vezne.payments.providers.paytr.books import DAY_REPORT
from vezne.payments.providers.paytr.signing import notice_hash
from vezne.payments.providers.references import order_id, reference_of
from vezne.payments.tests.answers import AMOUNT, BUYER, CHARGE, FORM, REFERENCE
from vezne.payments.tests.forms import Script, form_script
from vezne.payments.types import (
    Abandoned,
    Captured,
    ErrorCode,
    Refunded,
    Refused,
    RequiresAction,
    Unknown,
)

OID = order_id(REFERENCE)
EXPIRES = NOW + timedelta(minutes=30)
BY_FORM = Question(REFERENCE, AMOUNT, NOW, token="t", form_expires_at=EXPIRES)
BY_CHARGE = Question(REFERENCE, AMOUNT, NOW, asked_at=NOW)
REFUND = RefundRequest("rfd_abc", OID, Money(20_00, "TRY"), "iade", NOW, NOW)
NO_SUCCESS = {"status": "error", "err_no": "004", "err_msg": "yok"}
PAID = {
    "status": "success", "payment_amount": "118,8", "payment_total": "118,8", "currency": "TL",
    "masked_pan": "435508AAA4358", "taksit": "0", "test_mode": "1",
}  # fmt: skip


@pytest.fixture
def script() -> Generator[Script]:
    with form_script() as running:
        yield running


def notice(status: str = "success", total: str = "11880", **more: str) -> bytes:
    signed = notice_hash(
        merchant_key="key",
        merchant_salt="salt",
        merchant_oid=OID,
        status=status,
        total_amount=total,
    )
    fields = {"merchant_oid": OID, "status": status, "total_amount": total, "hash": signed}
    return urlencode(fields | more).encode()


def outcome(script: Script, answer: Any, question: Question = BY_FORM) -> Any:
    script.say(provider.STATUS, answer)
    return script.paytr().ask(question).outcome


# -- amounts, names, cards -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("10,8", 1080), ("10.80", 1080), ("10", 1000), ("1.234,5", 123450), ("0,05", 5),
        ("1.234", None), ("1,234.50", None), ("", None), ("-1", None), ("10,888", None),
    ],
)  # fmt: skip
def test_an_amount_that_could_be_read_two_ways_is_none(text: str, minor: int | None) -> None:
    assert messages.read_minor(text) == minor


def test_only_letters_and_figures_go_out_as_an_order_number() -> None:
    assert reference_of(OID) == REFERENCE
    assert reference_of("FATURA-1") == "FATURA-1"
    with pytest.raises(ValueError):
        order_id("FATURA 1")


def test_a_number_that_is_not_masked_tells_nothing() -> None:
    assert masked_card("4355084355084358").last_four == ""
    assert masked_card("1234AAA5678").brand == ""


@pytest.mark.parametrize(
    ("ip", "sent"),
    [("203.0.113.7", "203.0.113.7"), ("2001:db8::1", "127.0.0.1"), ("", "127.0.0.1")],
)
def test_the_payers_address_is_one_of_version_four(ip: str, sent: str) -> None:
    assert messages.ip_of(replace(BUYER, ip=ip)) == sent


@pytest.mark.parametrize("email", ["", "ayşe@ornek.com", f"{'a' * 95}@ornek.com"])
def test_without_an_ascii_address_no_form_is_asked_for(script: Script, email: str) -> None:
    buyer = replace(BUYER, email=email)

    with pytest.raises(ProviderRefused):
        script.paytr().open_form(replace(FORM, buyer=buyer))
    refused = script.paytr().charge_stored(replace(CHARGE, buyer=buyer)).outcome
    assert isinstance(refused, Refused)
    assert script.asked == []


# -- forms ----------------------------------------------------------------------------------------


def test_a_known_payer_is_named_when_another_card_is_kept(script: Script) -> None:
    script.say(provider.GET_TOKEN, {"status": "success", "token": "abc"})

    opened = script.paytr().open_form(replace(FORM, wants_storing=True, user_key="ut"))

    assert opened.page_url.endswith("/odeme/guvenli/abc")
    sent = script.asked[0][1]
    assert (sent["store_card"], sent["utoken"]) == ("1", "ut")


@pytest.mark.parametrize("token", ["", "a/../b", "a" * 81])
def test_a_token_that_is_none_opens_no_form(script: Script, token: str) -> None:
    script.say(provider.GET_TOKEN, {"status": "success", "token": token})

    with pytest.raises(ProviderInDoubt):
        script.paytr().open_form(FORM)


def test_a_refused_token_says_why(script: Script) -> None:
    script.say(provider.GET_TOKEN, {"status": "failed", "reason": "paytr_token gecersiz"})

    with pytest.raises(ProviderRefused) as refused:
        script.paytr().open_form(FORM)

    assert (refused.value.code, refused.value.detail) == (
        ErrorCode.CONFIG_ERROR, "paytr_token gecersiz",
    )  # fmt: skip


@pytest.mark.parametrize("answer", [b"no json", [1]])
def test_what_is_no_object_is_in_doubt(script: Script, answer: Any) -> None:
    script.say(provider.GET_TOKEN, answer)

    with pytest.raises(ProviderInDoubt):
        script.paytr().open_form(FORM)


def test_too_many_calls_were_turned_away_unread_and_a_lost_host_was_never_reached(
    script: Script,
) -> None:
    script.status = 429
    with pytest.raises(ProviderRetryable):
        script.paytr().open_form(FORM)
    gone: CardProvider = Script("http://127.0.0.1:9").paytr()
    with pytest.raises(ProviderRetryable):
        gone.open_form(FORM)
    assert gone.charge_stored(CHARGE).outcome == Refused(ErrorCode.UNREACHABLE, "ConnectError")
    assert gone.refund(REFUND).outcome == Refused(ErrorCode.UNREACHABLE, "ConnectError")
    assert isinstance(gone.ask_refund(REFUND).outcome, Unknown)


# -- what became of it ----------------------------------------------------------------------------


def test_a_success_that_agrees_is_a_capture(script: Script) -> None:
    paid = outcome(script, PAID)

    assert isinstance(paid, Captured)
    assert (paid.charged, paid.instalments, paid.card.brand) == (AMOUNT, 1, "VISA")


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"merchant_oid": "other"}, "reference"),
        ({"currency": "USD"}, "currency"),
        ({"payment_amount": "118,7"}, "amount"),
        ({"payment_total": "118,7"}, "charged_amount"),
        ({"payment_total": "x"}, "charged_amount"),
        ({"payment_total": "130"}, "charged_amount"),
    ],
)
def test_a_success_that_does_not_agree_is_an_alarm(
    script: Script, changed: dict[str, str], why: str
) -> None:
    assert outcome(script, PAID | changed) == Unknown(why, is_alarm=True)


def test_a_test_payment_never_counts_for_a_live_contract(script: Script) -> None:
    script.say(provider.STATUS, PAID)

    assert script.paytr(is_test=False).ask(BY_FORM).outcome == Unknown(
        "test_payment", is_alarm=True
    )


def test_no_success_ends_a_try_only_when_nothing_can_come_any_more(script: Script) -> None:
    late = replace(BY_FORM, now=EXPIRES + timedelta(minutes=30))
    old = replace(BY_CHARGE, now=NOW + timedelta(hours=24))

    assert outcome(script, NO_SUCCESS) == RequiresAction()
    assert outcome(script, NO_SUCCESS, late) == Abandoned()
    assert isinstance(outcome(script, NO_SUCCESS, BY_CHARGE), Unknown)
    assert isinstance(outcome(script, NO_SUCCESS, old), Refused)
    assert outcome(script, {"status": "error", "err_no": "001"}, late) == Unknown("001")


def test_a_signed_success_below_the_amount_is_an_alarm(script: Script) -> None:
    asked = replace(BY_FORM, notice=notice(total="1"))

    assert outcome(script, NO_SUCCESS, asked) == Unknown("notice_amount", is_alarm=True)
    assert isinstance(outcome(script, NO_SUCCESS, replace(BY_FORM, notice=notice())), Captured)


@pytest.mark.parametrize("brought", [b"x", b"merchant_oid=1", notice()[:-3]])
def test_what_is_no_notice_is_not_read(script: Script, brought: bytes) -> None:
    assert outcome(script, NO_SUCCESS, replace(BY_FORM, notice=brought)) == RequiresAction()


def test_an_interim_notice_is_only_a_hint(script: Script) -> None:
    asked = replace(BY_FORM, notice=notice(status="info", total="0"))

    assert outcome(script, NO_SUCCESS, asked) == RequiresAction()


def test_a_card_is_kept_only_when_paytr_lists_the_one_that_was_charged(script: Script) -> None:
    asked = replace(BY_FORM, notice=notice(utoken="ut"))
    row = {"ctoken": "ct", "last_4": "4358", "month": "12", "year": "2031", "schema": "TROY"}
    script.say(provider.CARD_LIST, [row | {"last_4": "0000"}], [row], [row | {"year": "x"}], {})

    assert outcome(script, PAID, asked).card.token == ""
    kept = outcome(script, PAID, asked).card
    assert (kept.token, kept.user_key, kept.brand, kept.expires_year) == ("ct", "ut", "TROY", 2031)
    assert outcome(script, PAID, asked).card.expires_year is None
    assert outcome(script, PAID, asked).card.token == ""
    script.say(provider.CARD_LIST, b"?")
    assert outcome(script, PAID, asked).card.token == ""


# -- charges and refunds --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "status", "expected"),
    [
        ({"status": "wait_callback"}, PAID, Unknown("wait_callback")),
        ({}, PAID, Unknown("no status")),
        ({"status": "success"}, NO_SUCCESS, Unknown("004 yok")),
        ({"status": "success"}, b"?", Unknown("no_answer: no JSON")),
        (
            {"status": "failed", "msg": "Kart limiti yetersiz"},
            PAID,
            Refused(ErrorCode.INSUFFICIENT_FUNDS, "Kart limiti yetersiz"),
        ),
    ],
)
def test_a_charge_is_believed_only_with_its_amount(
    script: Script, said: Any, status: Any, expected: Any
) -> None:
    script.say(provider.PAYMENT, said)
    script.say(provider.STATUS, status)

    assert script.paytr().charge_stored(CHARGE).outcome == expected


def test_a_charge_that_the_books_confirm_is_captured(script: Script) -> None:
    script.say(provider.PAYMENT, {"status": "success"})
    script.say(provider.STATUS, PAID)

    assert isinstance(script.paytr().charge_stored(CHARGE).outcome, Captured)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            {"status": "success", "merchant_oid": OID, "return_amount": "20.00"},
            Refunded("rfdabc"),
        ),
        (
            {"status": "success", "merchant_oid": OID, "return_amount": "2.00"},
            Unknown("refund_mismatch", is_alarm=True),
        ),
        ({"status": "error", "err_msg": "?"}, Unknown("?")),
        (
            {"status": "error", "err_no": "009", "err_msg": "fazla"},
            Refused(ErrorCode.NOT_REFUNDABLE, "009 fazla"),
        ),
        (b"?", Unknown("no JSON")),
    ],
)
def test_a_refunds_answer_is_read_closely(script: Script, said: Any, expected: Any) -> None:
    script.say(provider.REFUND, said)

    assert script.paytr().refund(REFUND).outcome == expected


def test_a_refund_is_found_by_its_own_reference(script: Script) -> None:
    mine = {"reference_no": "rfdabc", "return_amount": "20"}
    other = {"reference_no": "rfdxyz", "return_amount": "20"}
    late = replace(REFUND, now=NOW + timedelta(hours=24))
    said = {**PAID, "returns": [other, mine]}
    script.say(provider.STATUS, said)
    assert script.paytr().ask_refund(REFUND).outcome == Refunded("rfdabc")

    script.say(provider.STATUS, {**PAID, "returns": [mine | {"return_amount": "2"}]})
    assert script.paytr().ask_refund(REFUND).outcome == Unknown("refund_mismatch", is_alarm=True)
    script.say(provider.STATUS, {**PAID, "returns": [other]})
    assert isinstance(script.paytr().ask_refund(REFUND).outcome, Unknown)
    assert isinstance(script.paytr().ask_refund(late).outcome, Refused)
    script.say(provider.STATUS, NO_SUCCESS)
    assert isinstance(script.paytr().ask_refund(late).outcome, Unknown)


def test_a_card_that_stays_is_told(script: Script) -> None:
    script.say(provider.CARD_DELETE, {"status": "error", "err_msg": "olmaz"})
    script.say(provider.CARD_LIST, [{"ctoken": "ct"}])

    with pytest.raises(ProviderRefused):
        script.paytr().remove_card(user_key="ut", card_token="ct")


# -- books ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "raised"),
    [
        ({"status": "error", "err_msg": "token"}, ProviderRefused),
        ({"status": "success", "data": [{"islem_tipi": "X"}]}, ProviderInDoubt),
        (
            {"status": "success", "data": [{"islem_tipi": "S", "islem_tutari": "?"}]},
            ProviderInDoubt,
        ),
    ],
)
def test_a_report_that_cannot_be_read_is_none(
    script: Script, said: Any, raised: type[Exception]
) -> None:
    script.say(DAY_REPORT, said)

    with pytest.raises(raised):
        script.paytr().list_day(date(2026, 3, 2))


@pytest.mark.parametrize(
    ("said", "raised"),
    [
        ({"status": "error", "err_no": "001"}, ProviderRefused),
        ({**PAID, "payment_total": "?"}, ProviderInDoubt),
        ({**PAID, "returns": [{"return_amount": "?"}]}, ProviderInDoubt),
    ],
)
def test_an_order_that_cannot_be_read_is_none(
    script: Script, said: Any, raised: type[Exception]
) -> None:
    script.say(provider.STATUS, said)

    with pytest.raises(raised):
        script.paytr().look_up(reference=REFERENCE, payment_id=OID, currency="TRY")
