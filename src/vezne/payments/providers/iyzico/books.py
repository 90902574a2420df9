"""iyzico's reports as lines of its books: a whole day, or one reference with what went back.

Source: docs.iyzico.com, reporting service (transactions by day, a hundred a page; payment details).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from vezne.core.money import CURRENCIES, Money, round_half_up
from vezne.payments.providers.base import (
    BookEntry,
    BookKind,
    ProviderInDoubt,
    ProviderRefused,
)
from vezne.payments.providers.iyzico.client import Answer, IyzicoClient
from vezne.payments.providers.iyzico.errors import is_in_doubt, read_error
from vezne.payments.providers.iyzico.messages import objects, read_money, read_number, read_text

REPORT_DAY = "/v2/reporting/payment/transactions"
REPORT_DETAILS = "/v2/reporting/payment/details"
MOST_PAGES = 1_000
_KINDS = {"PAYMENT": BookKind.SALE, "REFUND": BookKind.REFUND, "CANCEL": BookKind.REFUND}
_TAKEN = "1"


def list_day(client: IyzicoClient, day: date) -> tuple[BookEntry, ...]:
    """Every movement of a day, page by page. Raises: as the contract's `list_day`."""
    found: list[BookEntry] = []
    for page in range(1, MOST_PAGES + 1):
        answer = client.get(REPORT_DAY, {"transactionDate": str(day), "page": str(page)})
        _check(answer)
        found += [_day_entry(row) for row in objects(answer, "transactions")]
        if page >= read_number(answer, "totalPageCount", 1):
            return tuple(found)
    raise ProviderInDoubt("the report does not end")


def look_up(client: IyzicoClient, reference: str) -> tuple[BookEntry, ...]:
    """The sale of a reference and all that went back of it. Raises: as the contract's `look_up`."""
    answer = client.get(REPORT_DETAILS, {"paymentConversationId": reference})
    _check(answer)
    found: list[BookEntry] = []
    for payment in objects(answer, "payments"):
        if read_text(payment, "paymentStatus") != _TAKEN:
            continue
        currency = read_text(payment, "currency")
        sale = _money(payment, "paidPrice", currency)
        found.append(BookEntry(BookKind.SALE, reference, sale))
        backs = objects(payment, "refunds") + objects(payment, "cancels")
        for item in objects(payment, "itemTransactions"):
            backs += objects(item, "refunds")
        found += [
            BookEntry(BookKind.REFUND, reference, _money(back, "refundPrice", currency))
            for back in _once(backs)
        ]
    return tuple(found)


def _once(backs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A refund by line stands in its line and in the payment: each number counts once."""
    by_number = {read_text(back, "refundTxId"): back for back in backs}
    return list(by_number.values())


def _day_entry(row: Mapping[str, Any]) -> BookEntry:
    kind = _KINDS.get(read_text(row, "transactionType"))
    if kind is None:
        raise ProviderInDoubt(f"transactionType {read_text(row, 'transactionType')}")
    # A refund's conversationId is the refund's own; the basket is the charge's.
    name = "conversationId" if kind is BookKind.SALE else "basketId"
    amount = _money(row, "paidPrice", read_text(row, "transactionCurrency"))
    return BookEntry(kind, read_text(row, name), amount, _fee_minor(row, amount.currency))


def _fee_minor(row: Mapping[str, Any], currency: str) -> int | None:
    """Commission and fee together, rounded once; None where either is not told."""
    parts = [row.get(name) for name in ("iyzicoCommission", "iyzicoFee")]
    if any(part is None for part in parts):
        return None
    scale = 10 ** CURRENCIES[currency]
    return round_half_up(sum((Decimal(str(part)) for part in parts), Decimal(0)) * scale)


def _money(row: Mapping[str, Any], name: str, currency: str) -> Money:
    value = read_money({name: row.get(name), "currency": currency}, name)
    if value is None:
        raise ProviderInDoubt(f"{name} cannot be read")
    return value


def _check(answer: Answer) -> None:
    if answer.get("status") == "success":
        return
    code, detail = read_error(answer)
    if is_in_doubt(answer):
        raise ProviderInDoubt(detail)
    raise ProviderRefused(code, detail)
