"""What a notice or a status answer proves about a payment; pure.

A success must agree with what was asked for in amount, currency and test mode; otherwise it is an
alarm. "No successful payment" (004) proves nothing while the form may still be used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vezne.core.money import Money
from vezne.payments.providers.http import read_form
from vezne.payments.providers.masked import masked_card
from vezne.payments.providers.paytr.client import PayTRClient
from vezne.payments.providers.paytr.messages import currency_of, read_kurus, read_minor, read_text
from vezne.payments.providers.paytr.signing import is_genuine, notice_hash
from vezne.payments.types import Captured, CardFacts, Outcome, Unknown


@dataclass(frozen=True, slots=True)
class PayTRNotice:
    """A notice as it was read; only the first three stand in its hash."""

    merchant_oid: str
    status: str
    total_amount: str
    is_genuine: bool
    fields: Mapping[str, str]

    @property
    def total_minor(self) -> int | None:
        """What the payer paid, instalment cost included."""
        return read_kurus(self.total_amount)

    @property
    def user_key(self) -> str:
        """`utoken`, not signed: it counts only when PayTR lists the charged card under it."""
        return self.fields.get("utoken", "")[:200]


def read_notice_body(client: PayTRClient, body: bytes) -> PayTRNotice:
    """A notice with its hash checked. Raises: ValueError when it is none."""
    fields = read_form(body)
    oid, status = fields.get("merchant_oid", ""), fields.get("status", "")
    total, given = fields.get("total_amount", ""), fields.get("hash", "")
    if not (oid and status and given):
        raise ValueError("not a notice")
    expected = notice_hash(
        merchant_key=client.merchant_key,
        merchant_salt=client.merchant_salt,
        merchant_oid=oid,
        status=status,
        total_amount=total,
    )
    return PayTRNotice(oid, status, total, is_genuine(given, expected), fields)


def status_outcome(
    answer: Mapping[str, Any], *, oid: str, expected: Money, is_test: bool
) -> Outcome:
    """A success of the status query, compared with what was asked for."""
    mismatch = find_mismatch(answer, oid=oid, expected=expected, is_test=is_test)
    if mismatch:
        return Unknown(mismatch, is_alarm=True)
    charged = read_minor(read_text(answer, "payment_total"))
    assert charged is not None  # find_mismatch has read it
    return Captured(
        payment_id=oid,
        amount=expected,
        charged=Money(charged, expected.currency),
        instalments=instalments_of(answer),
        card=card_of(answer),
    )


def find_mismatch(answer: Mapping[str, Any], *, oid: str, expected: Money, is_test: bool) -> str:
    """The first thing that does not agree; empty when all does."""
    amount = read_minor(read_text(answer, "payment_amount"))
    charged = read_minor(read_text(answer, "payment_total"))
    if read_text(answer, "merchant_oid") not in ("", oid):
        return "reference"
    if currency_of(read_text(answer, "currency")) != expected.currency:
        return "currency"
    if amount != expected.minor:
        return "amount"
    if charged is None or charged < expected.minor:
        return "charged_amount"
    if charged != expected.minor and instalments_of(answer) == 1:
        return "charged_amount"
    if read_text(answer, "test_mode") == "1" and not is_test:
        return "test_payment"
    return ""


def notice_outcome(notice: PayTRNotice, *, expected: Money) -> Outcome:
    """A genuine success that the status query could not confirm; from the hashed fields alone.

    The order's amount and currency were hashed when its token was asked for.
    """
    charged = notice.total_minor
    if charged is None or charged < expected.minor:
        return Unknown("notice_amount", is_alarm=True)
    return Captured(
        payment_id=notice.merchant_oid,
        amount=expected,
        charged=Money(charged, expected.currency),
    )


def instalments_of(answer: Mapping[str, Any]) -> int:
    """`taksit` counts from 2; 0 and nothing are one payment."""
    text = read_text(answer, "taksit")
    return max(1, int(text)) if text.isdecimal() and len(text) < 3 else 1


def card_of(answer: Mapping[str, Any]) -> CardFacts:
    """Brand and last four of the masked number."""
    return masked_card(read_text(answer, "masked_pan"), family=read_text(answer, "kart_marka"))
