"""PayTR's books: the day's transactions, an order's sale and returns, the cards it keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from vezne.core.money import Money
from vezne.payments.providers.base import (
    BookEntry,
    BookKind,
    ProviderInDoubt,
    ProviderRefused,
)
from vezne.payments.providers.paytr.client import PayTRClient
from vezne.payments.providers.paytr.errors import NO_SUCCESS, refusal_of
from vezne.payments.providers.paytr.messages import (
    currency_of,
    read_minor,
    read_text,
    rows_of,
)
from vezne.payments.providers.references import reference_of
from vezne.payments.types import CardFacts, ErrorCode

DAY_REPORT = "/rapor/islem-dokumu"
_KINDS = {"S": BookKind.SALE, "I": BookKind.REFUND, "İ": BookKind.REFUND}
_BRANDS = {"VISA": "VISA", "MASTERCARD": "MASTER_CARD", "TROY": "TROY", "AMEX": "AMERICAN_EXPRESS"}


def list_day(client: PayTRClient, day: date) -> tuple[BookEntry, ...]:
    """The report of one day; PayTR says `failed` for a day without any movement.

    Raises: ProviderRefused, ProviderRetryable, ProviderInDoubt (a row that cannot be read).
    """
    starts, ends = f"{day} 00:00:00", f"{day} 23:59:59"
    fields = {"start_date": starts, "end_date": ends, "dummy": "0"}
    answer = client.post(DAY_REPORT, fields, (client.merchant_id, starts, ends))
    if answer.get("status") == "failed":
        return ()
    if answer.get("status") != "success":
        raise ProviderRefused(ErrorCode.PROVIDER_ERROR, refusal_of(answer))
    return tuple(_day_entry(row) for row in rows_of(answer, "data", "returns", "transactions"))


def _day_entry(row: Mapping[str, Any]) -> BookEntry:
    kind = _KINDS.get(read_text(row, "islem_tipi"))
    minor = read_minor(read_text(row, "islem_tutari"))
    if kind is None or minor is None:
        raise ProviderInDoubt("a row of the report cannot be read")
    return BookEntry(
        kind=kind,
        reference=reference_of(read_text(row, "siparis_no")),
        amount=Money(minor, currency_of(read_text(row, "para_birimi"))),
        fee_minor=read_minor(read_text(row, "kesinti_tutari")),
    )


def entries_of_status(answer: Mapping[str, Any], *, reference: str) -> tuple[BookEntry, ...]:
    """A status answer as lines of the books. Raises: ProviderRefused, ProviderInDoubt."""
    if answer.get("status") != "success":
        if read_text(answer, "err_no") == NO_SUCCESS:
            return ()
        raise ProviderRefused(ErrorCode.PROVIDER_ERROR, refusal_of(answer))
    currency = currency_of(read_text(answer, "currency"))
    total = read_minor(read_text(answer, "payment_total"))
    returned = [returned_minor(row) for row in rows_of(answer, "returns")]
    if total is None or None in returned:
        raise ProviderInDoubt("an amount cannot be read")
    fee = read_minor(read_text(answer, "kesinti_tutari"))
    sale = BookEntry(BookKind.SALE, reference, Money(total, currency), fee)
    backs = [
        BookEntry(BookKind.REFUND, reference, Money(minor, currency))
        for minor in returned
        if minor is not None
    ]
    return (sale, *backs)


def returned_minor(row: Mapping[str, Any]) -> int | None:
    """How much a line of `returns` gave back."""
    return read_minor(read_text(row, "return_amount"))


def stored_card(row: Mapping[str, Any], charged: CardFacts, user_key: str) -> CardFacts:
    """The charged card with the keys under which PayTR keeps it."""
    month, year = read_text(row, "month"), read_text(row, "year")
    full_year = int(year) + 2000 if year.isdecimal() and len(year) == 2 else None
    if year.isdecimal() and len(year) == 4:
        full_year = int(year)
    return replace(
        charged,
        brand=_BRANDS.get(read_text(row, "schema").upper(), charged.brand),
        user_key=user_key,
        token=read_text(row, "ctoken"),
        expires_month=int(month) if month.isdecimal() and 1 <= int(month) <= 12 else None,
        expires_year=full_year,
    )
