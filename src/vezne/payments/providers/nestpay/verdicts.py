"""What a signed answer or an order's status proves about a payment; pure.

Paid is: hash right, mdStatus 1, ProcReturnCode 00, and order number, amount, currency and shop
equal ours. Half 3D (mdStatus 2 to 4) is no success here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vezne.core.money import Money
from vezne.payments.providers.masked import masked_card
from vezne.payments.providers.nestpay.client import ApiAnswer
from vezne.payments.providers.nestpay.errors import NO_RECORD, read_code
from vezne.payments.providers.nestpay.messages import (
    CURRENCY_NUMBERS,
    read_decimal,
    read_hundredfold,
)
from vezne.payments.types import (
    Captured,
    ErrorCode,
    Outcome,
    Pending,
    Refused,
    Unknown,
)

DONE = frozenset({"A", "C", "S"})
VOID = frozenset({"CNCL", "V"})
FAILED = frozenset({"D", "ERR"})


@dataclass(frozen=True, slots=True)
class Expected:
    """What an answer must agree with."""

    oid: str
    client_id: str
    amount: Money


def posted_outcome(posted: Mapping[str, str], expected: Expected) -> Outcome:
    """A genuine answer of the gateway; `posted` holds signed fields only."""
    mismatch = find_mismatch(posted, expected)
    if mismatch:
        return Unknown(mismatch, is_alarm=True)
    code, status = posted.get("ProcReturnCode", ""), posted.get("mdStatus", "")
    card = masked_card(posted.get("MaskedPan", "") or posted.get("maskedCreditCard", ""))
    if status == "1" and code == "00" and posted.get("Response") == "Approved":
        return Captured(
            payment_id=expected.oid,
            item_id=posted.get("TransId", "")[:40],
            amount=expected.amount,
            charged=expected.amount,
            card=card,
        )
    if code == "00":  # taken without full 3D, or words that do not fit together
        return Unknown(f"mdStatus {status} with 00", is_alarm=True)
    if status != "1":
        words = f"mdStatus {status} {posted.get('mdErrorMsg', '')}".strip()[:200]
        return Refused(ErrorCode.THREE_DS_FAILED, words, expected.oid, card)
    words = f"{code} {posted.get('ErrMsg', '')}".strip()[:200]
    return Refused(read_code(code), words, expected.oid, card)


def find_mismatch(posted: Mapping[str, str], expected: Expected) -> str:
    """The first thing that does not agree; empty when all does."""
    if posted.get("oid") != expected.oid or posted.get("ReturnOid", expected.oid) != expected.oid:
        return "reference"
    if posted.get("clientid") != expected.client_id:
        return "shop"
    if posted.get("currency") != CURRENCY_NUMBERS.get(expected.amount.currency):
        return "currency"
    if read_decimal(posted.get("amount", "")) != expected.amount.minor:
        return "amount"
    return ""


def order_outcome(answer: ApiAnswer, expected: Expected) -> Outcome | None:
    """What ORDERSTATUS says about an order; None: it knows none."""
    if is_absent(answer):
        return None
    status = answer.extra.get("TRANS_STAT", "")
    if not status:
        return Unknown(answer.words or "no status")
    if answer.fields.get("OrderId", expected.oid) not in ("", expected.oid):
        return Unknown("reference", is_alarm=True)
    code = answer.extra.get("PROC_RET_CD", answer.code)
    if status in DONE:
        return _done(answer, expected)
    if status in VOID:
        return Refused(ErrorCode.DECLINED, f"{status}: cancelled at the bank", expected.oid)
    if status in FAILED:
        return Refused(read_code(code), answer.words, expected.oid)
    return Pending(expected.oid) if status == "PN" else Unknown(f"TRANS_STAT {status}")


def _done(answer: ApiAnswer, expected: Expected) -> Outcome:
    asked = read_hundredfold(answer.extra.get("ORIG_TRANS_AMT", ""))
    taken = read_hundredfold(answer.extra.get("CAPTURE_AMT", "") or str(asked))
    if asked != expected.amount.minor or taken != expected.amount.minor:
        return Unknown("amount", is_alarm=True)
    return Captured(
        payment_id=expected.oid,
        item_id=answer.extra.get("TRANS_ID", answer.fields.get("TransId", ""))[:40],
        amount=expected.amount,
        charged=expected.amount,
        card=masked_card(answer.extra.get("PAN", "")),
    )


def is_absent(answer: ApiAnswer) -> bool:
    """The bank's books know no such order."""
    words = f"{answer.fields.get('ErrMsg', '')} {answer.extra.get('ORDERSTATUS', '')}"
    return NO_RECORD in words.lower()
