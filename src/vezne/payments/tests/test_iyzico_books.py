"""iyzico's reports as lines of its books, also those that the sandbox never gives."""

from __future__ import annotations

from collections.abc import Generator
from datetime import date
from typing import Any

import pytest

from vezne.payments.providers.base import BookKind, ProviderInDoubt, ProviderRefused
from vezne.payments.providers.iyzico import books
from vezne.payments.tests.scripted import ScriptedProvider, scripted_provider

DAY = date(2026, 3, 2)
SALE = {
    "transactionType": "PAYMENT", "conversationId": "att_a", "basketId": "att_a",
    "transactionCurrency": "TRY", "paidPrice": "118.80", "iyzicoCommission": "3.12345678",
    "iyzicoFee": "0.25",
}  # fmt: skip
BACK = SALE | {"transactionType": "REFUND", "conversationId": "rfd_b", "paidPrice": 20}
ONE = {
    "paymentStatus": 1, "currency": "TRY", "paidPrice": 118.8,
    "refunds": [{"refundTxId": 1, "refundPrice": 10}, {"refundTxId": 2, "refundPrice": 5}],
    "cancels": [], "itemTransactions": [{"refunds": [{"refundTxId": 1, "refundPrice": 10}]}],
}  # fmt: skip


@pytest.fixture
def script() -> Generator[ScriptedProvider]:
    with scripted_provider() as running:
        yield running


def list_day(script: ScriptedProvider, **said: Any) -> Any:
    script.answers[books.REPORT_DAY] = {"status": "success", **said}
    return script.provider().list_day(DAY)


def look_up(script: ScriptedProvider, *payments: dict[str, Any]) -> Any:
    script.answers[books.REPORT_DETAILS] = {"status": "success", "payments": list(payments)}
    return script.provider().look_up(reference="att_a", payment_id="", currency="TRY")


def test_a_day_is_read_page_by_page_with_its_fees(script: ScriptedProvider) -> None:
    found = list_day(script, transactions=[SALE, BACK | {"iyzicoFee": None}], totalPageCount=2)

    assert [(one.kind, one.reference, one.amount.minor, one.fee_minor) for one in found] == [
        (BookKind.SALE, "att_a", 118_80, 3_37), (BookKind.REFUND, "att_a", 20_00, None),
    ] * 2  # fmt: skip
    assert len(script.asked) == 2


def test_a_day_without_movements_is_empty(script: ScriptedProvider) -> None:
    assert list_day(script) == ()


@pytest.mark.parametrize("row", [SALE | {"transactionType": "?"}, SALE | {"paidPrice": "x"}])
def test_a_row_that_cannot_be_read_is_no_report(
    script: ScriptedProvider, row: dict[str, Any]
) -> None:
    with pytest.raises(ProviderInDoubt):
        list_day(script, transactions=[row])


def test_a_report_that_does_not_end_is_given_up(
    script: ScriptedProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(books, "MOST_PAGES", 2)

    with pytest.raises(ProviderInDoubt):
        list_day(script, totalPageCount=9)


def test_a_refund_that_stands_twice_counts_once(script: ScriptedProvider) -> None:
    found = look_up(script, ONE, ONE | {"paymentStatus": 2})

    assert [(one.kind, one.amount.minor) for one in found] == [
        (BookKind.SALE, 118_80), (BookKind.REFUND, 10_00), (BookKind.REFUND, 5_00),
    ]  # fmt: skip


@pytest.mark.parametrize(("code", "raised"), [("1", ProviderInDoubt), ("11", ProviderRefused)])
def test_a_question_that_fails_tells_how(
    script: ScriptedProvider, code: str, raised: type[Exception]
) -> None:
    script.answers[books.REPORT_DAY] = {"status": "failure", "errorCode": code}

    with pytest.raises(raised):
        script.provider().list_day(DAY)
