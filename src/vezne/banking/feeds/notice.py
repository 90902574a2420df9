"""The body of a signed call: one movement, or `{"movements": […]}`; contract: docs/api/bank.md.

The signature is `sha256=` and the hexadecimal HMAC-SHA256 under the account's secret of the
timestamp, a dot and the body as sent.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import date
from typing import Any

from vezne.banking.matching.references import clean_iban, clean_tax_id
from vezne.banking.readers.fields import (
    BadField,
    checked_date,
    currency_of,
    iso_instant,
    minor_of,
)
from vezne.banking.readers.text import clean
from vezne.banking.types import Line, RowProblem
from vezne.core.calendar import istanbul_date

MOST_MOVEMENTS = 500
TOLERANCE_SECONDS = 5 * 60
REVERSAL_TYPES = frozenset({"IPTAL", "REVERSAL"})


def signature_of(*, secret: str, timestamp: str, body: bytes) -> str:
    """The value of the signature's header."""
    signed = timestamp.encode() + b"." + body
    return "sha256=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def is_genuine(
    *, secret: str, timestamp: str, signature: str, body: bytes, at_seconds: int
) -> bool:
    """Whether a call was signed with the secret within five minutes of now."""
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        return False
    if abs(int(timestamp) - at_seconds) > TOLERANCE_SECONDS or not secret:
        return False
    right = signature_of(secret=secret, timestamp=timestamp, body=body)
    return hmac.compare_digest(right.encode(), signature.encode())


def movements_in(body: bytes) -> list[dict[str, Any]]:
    """The movements of a body as sent. Raises: ValueError."""
    told = json.loads(body)
    rows = told.get("movements", [told]) if isinstance(told, dict) else None
    if not isinstance(rows, list) or not 0 < len(rows) <= MOST_MOVEMENTS:
        raise ValueError("movements")
    if not all(isinstance(row, dict) for row in rows):
        raise ValueError("movements")
    return rows


def line_of(row: dict[str, Any], *, iban: str, currency: str, row_number: int) -> Line | RowProblem:
    """One movement as a line of this account, or why it is none."""
    try:
        return _line(row, iban, currency, row_number)
    except BadField as wrong:
        return RowProblem(row_number, clean(str(wrong))[:100])


def _text(row: dict[str, Any], name: str, longest: int = 140) -> str:
    value = row.get(name)
    return clean(value, longest=longest) if isinstance(value, str) else ""


def _line(row: dict[str, Any], iban: str, currency: str, row_number: int) -> Line:
    if _text(row, "iban") and _text(row, "iban").replace(" ", "") != iban:
        raise BadField("iban")
    of = currency_of(_text(row, "currency")) or currency
    if of != currency:
        raise BadField("currency")
    bank_id = _text(row, "id", 80)
    at = iso_instant(_text(row, "at"))
    booked_on = _day(_text(row, "bookedOn")) or (istanbul_date(at) if at else None)
    if not bank_id or booked_on is None:
        raise BadField("id, at")
    amount = minor_of(_plain(row.get("amount")), currency=of)
    if not amount:
        raise BadField("amount")
    balance = row.get("balance")
    takes_back, kind = _text(row, "reverses", 80), _text(row, "type", 20)
    return Line(
        row=row_number,
        amount_minor=amount,
        currency=of,
        booked_on=booked_on,
        value_on=_day(_text(row, "valueOn")),
        at=at,
        bank_id=bank_id,
        reference=_text(row, "reference", 80),
        description=_text(row, "description", 500),
        counterparty_name=_text(row, "name"),
        counterparty_iban=clean_iban(_text(row, "counterIban")),
        counterparty_tax_id=clean_tax_id(_text(row, "counterTaxId")),
        balance_minor=minor_of(_plain(balance), currency=of) if balance else None,
        is_reversal=bool(takes_back) or kind.upper() in REVERSAL_TYPES,
        takes_back=takes_back,
        is_pending=row.get("pending") is True,
        code=kind,
    )


def _plain(value: object) -> str:
    """An amount is a text; a JSON number would have been a float on its way."""
    if not isinstance(value, str):
        raise BadField("amount")
    return value.strip()


def _day(text: str) -> date | None:
    try:
        return checked_date(date.fromisoformat(text)) if text else None
    except ValueError:
        return None
