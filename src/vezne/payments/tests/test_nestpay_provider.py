"""What each of a bank's answers proves, also those that the sandbox never gives."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from vezne.catalog.tests.shop import NOW
from vezne.core.money import Money
from vezne.payments.providers.base import (
    ProviderInDoubt,
    ProviderRefused,
    ProviderRetryable,
    Question,
    RefundRequest,
)
from vezne.payments.providers.nestpay import messages
from vezne.payments.providers.nestpay.signing import form_hash
from vezne.payments.providers.references import order_id
from vezne.payments.tests.answers import AMOUNT, CHARGE, FORM, REFERENCE
from vezne.payments.tests.forms import Script, form_script, xml
from vezne.payments.types import Captured, ErrorCode, Pending, Refunded, Refused, Unknown

OID = order_id(REFERENCE)
BY_FORM = Question(REFERENCE, AMOUNT, NOW, token="t", form_expires_at=NOW + timedelta(minutes=30))
REFUND = RefundRequest("rfd_abc", OID, Money(20_00, "TRY"), "iade", NOW, NOW, captured_at=NOW)
WHOLE = replace(REFUND, amount=AMOUNT, is_whole=True)
API = "/fim/api"
ABSENT = xml(ProcReturnCode="99", Response="Declined", ErrMsg="No record found for x")
POSTED = {
    "clientid": "190100000", "oid": OID, "ReturnOid": OID, "amount": "118.80", "currency": "949",
    "mdStatus": "1", "ProcReturnCode": "00", "Response": "Approved", "TransId": "T1",
    "MaskedPan": "435508***4358",
}  # fmt: skip


@pytest.fixture
def script() -> Generator[Script]:
    with form_script() as running:
        yield running


def posted(**changed: str) -> bytes:
    fields = POSTED | changed
    return urlencode(fields | {"HASH": form_hash(fields, store_key="123456")}).encode()


def status(stat: str, **more: str) -> str:
    extra = {"TRANS_STAT": stat, "ORIG_TRANS_AMT": "11880", "CAPTURE_AMT": "11880"} | more
    return xml(extra, ProcReturnCode=more.get("PROC_RET_CD", "00"), OrderId=OID)


def history(*lines: tuple[str, str, str, str, str]) -> str:
    """Type, state, amount, ProcReturnCode, reference."""
    extra = {
        f"TRX{number}": "\t".join((kind, state, amount, amount, "", "", "", ref, "A", code, ref))
        for number, (kind, state, amount, code, ref) in enumerate(lines, start=1)
    }
    return xml(extra, ProcReturnCode="00", Response="Approved", OrderId=OID)


def ask(script: Script, answer: Any, question: Question = BY_FORM) -> Any:
    script.say(API, answer)
    return script.nestpay().ask(question).outcome


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"clientid": "1"}, Unknown("shop", is_alarm=True)),
        ({"currency": "840"}, Unknown("currency", is_alarm=True)),
        ({"amount": "118.79"}, Unknown("amount", is_alarm=True)),
        ({"amount": "x"}, Unknown("amount", is_alarm=True)),
        ({"ReturnOid": "other"}, Unknown("reference", is_alarm=True)),
        ({"mdStatus": "3"}, Unknown("mdStatus 3 with 00", is_alarm=True)),
        ({"Response": "Error"}, Unknown("mdStatus 1 with 00", is_alarm=True)),
    ],
)
def test_a_genuine_answer_that_does_not_fit_is_an_alarm(
    script: Script, changed: dict[str, str], expected: Any
) -> None:
    assert ask(script, ABSENT, replace(BY_FORM, notice=posted(**changed))) == expected


@pytest.mark.parametrize("brought", [b"oid=1&oid=2", b"\xff", b"oid"])
def test_what_is_no_answer_of_the_gate_leads_to_a_question(script: Script, brought: bytes) -> None:
    assert isinstance(ask(script, status("S"), replace(BY_FORM, notice=brought)), Captured)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (status("PN"), Pending(OID)),
        (status("R"), Unknown("TRANS_STAT R")),
        (status("V"), Refused(ErrorCode.DECLINED, "V: cancelled at the bank", OID)),
        (status("D", PROC_RET_CD="51"), Refused(ErrorCode.INSUFFICIENT_FUNDS, "51", OID)),
        (status("S", CAPTURE_AMT="100"), Unknown("amount", is_alarm=True)),
        (status("S", ORIG_TRANS_AMT="?"), Unknown("amount", is_alarm=True)),
        (status("S").replace(OID, "other"), Unknown("reference", is_alarm=True)),
        (xml(ProcReturnCode="99", ErrMsg="sifre"), Unknown("99 sifre")),
        ("no xml", Unknown("no_answer: no XML")),
        ("<a/>", Unknown("no_answer: no CC5Response")),
    ],
)
def test_the_orders_status_is_read_closely(script: Script, answer: str, expected: Any) -> None:
    assert ask(script, answer) == expected


def test_amounts_may_come_with_a_point_and_a_capture_may_be_left_out(script: Script) -> None:
    answer = status("S", ORIG_TRANS_AMT="118.80", CAPTURE_AMT="11880")

    assert isinstance(ask(script, answer), Captured)
    assert messages.read_hundredfold("1.188,80") is None


def test_an_answer_without_extra_is_read_too(script: Script) -> None:
    bare = "<CC5Response><ErrMsg>No record found</ErrMsg></CC5Response>"

    assert ask(script, bare).__class__.__name__ == "RequiresAction"


def test_a_document_type_is_refused(script: Script) -> None:
    evil = '<!DOCTYPE a [<!ENTITY b "c">]><CC5Response>&b;</CC5Response>'

    assert ask(script, evil) == Unknown("no_answer: no XML")


def test_an_order_number_that_the_bank_knows_opens_no_form(script: Script) -> None:
    script.say(API, status("S"))

    with pytest.raises(ProviderRefused):
        script.nestpay().open_form(FORM)
    script.say(API, "?")
    with pytest.raises(ProviderRetryable):
        script.nestpay().open_form(FORM)


def test_halkbanks_gate_is_spelt_as_it_spells_it(script: Script) -> None:
    client = script.nestpay().client
    client.base_url = "https://sanalpos.halkbank.com.tr"

    assert client.gate_url.endswith("/fim/est3dgate")


def test_there_are_no_stored_cards(script: Script) -> None:
    refused = script.nestpay().charge_stored(CHARGE).outcome
    script.nestpay().remove_card(user_key="u", card_token="c")

    assert isinstance(refused, Refused)
    assert script.asked == []


def test_a_notice_names_its_order(script: Script) -> None:
    with pytest.raises(ValueError):
        script.nestpay().read_notice(headers={}, body=b"a=1")
    assert script.nestpay().read_notice(headers={}, body=posted()).reference == REFERENCE


@pytest.mark.parametrize(
    ("request_", "said", "expected", "sent"),
    [
        (WHOLE, [xml(ProcReturnCode="00", Response="Approved", OrderId=OID, HostRefNum="H")],
         Refunded("H"), ["Void"]),
        (WHOLE, [xml(ProcReturnCode="99", ErrMsg="gun sonu", OrderId=OID),
                 xml(ProcReturnCode="00", Response="Approved", OrderId=OID, TransId="T")],
         Refunded("T"), ["Void", "Credit"]),
        (WHOLE, ["?"], Unknown("no XML"), ["Void"]),
        (replace(WHOLE, now=NOW + timedelta(days=1)), [xml(ProcReturnCode="99", OrderId=OID)],
         Refused(ErrorCode.NOT_REFUNDABLE, "99"), ["Credit"]),
        (replace(WHOLE, captured_at=None), [xml(OrderId=OID)], Unknown("no code"), ["Credit"]),
        (REFUND, [xml(ProcReturnCode="00", Response="Approved", OrderId="other")],
         Unknown("refund_mismatch", is_alarm=True), ["Credit"]),
    ],
)  # fmt: skip
def test_money_goes_back_as_a_void_or_as_a_credit(
    script: Script, request_: RefundRequest, said: list[str], expected: Any, sent: list[str]
) -> None:
    script.say(API, *said)

    assert script.nestpay().refund(request_).outcome == expected
    types = [form["DATA"].split("<Type>")[1].split("<")[0] for _path, form in script.asked]
    assert types == sent


def test_a_bank_that_is_not_reached_was_not_asked_for_money() -> None:
    gone = Script("http://127.0.0.1:9").nestpay()

    assert gone.refund(WHOLE).outcome == Refused(ErrorCode.UNREACHABLE, "ConnectError")
    assert gone.refund(REFUND).outcome == Refused(ErrorCode.UNREACHABLE, "ConnectError")
    assert isinstance(gone.ask_refund(REFUND).outcome, Unknown)


@pytest.mark.parametrize(
    ("request_", "answer", "expected"),
    [
        (REFUND, history(("C", "S", "2000", "00", "H1")), Refunded("H1")),
        (replace(REFUND, settled=("H1",)), history(("C", "S", "2000", "00", "H1")), None),
        (REFUND, history(("C", "S", "1000", "00", "H1"), ("C", "D", "2000", "05", "H2")), None),
        (WHOLE, history(("S", "V", "11880", "00", "H0")), Refunded("H0")),
        (REFUND, ABSENT, None),
        (REFUND, xml(ProcReturnCode="12"), None),
        (REFUND, xml({"TRX1": "C"}, ProcReturnCode="00"), None),
    ],
)  # fmt: skip
def test_a_refund_without_an_answer_is_looked_for_in_the_history(
    script: Script, request_: RefundRequest, answer: str, expected: Any
) -> None:
    script.say(API, answer)

    found = script.nestpay().ask_refund(request_).outcome

    assert found == expected if expected else isinstance(found, Unknown)


def test_the_books_show_a_cancelled_sale_as_sold_and_given_back(script: Script) -> None:
    script.say(API, history(("S", "V", "11880", "00", "H"), ("S", "D", "11880", "05", "H2")))

    found = script.nestpay().look_up(reference=REFERENCE, payment_id="", currency="TRY")

    assert [(one.kind, one.amount) for one in found] == [("sale", AMOUNT), ("refund", AMOUNT)]
    script.say(API, ABSENT)
    assert script.nestpay().look_up(reference=REFERENCE, payment_id=OID, currency="TRY") == ()
    script.say(API, xml(ProcReturnCode="12"))
    with pytest.raises(ProviderInDoubt):
        script.nestpay().look_up(reference=REFERENCE, payment_id=OID, currency="TRY")
