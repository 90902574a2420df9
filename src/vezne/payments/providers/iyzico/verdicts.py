"""What an answer proves about a payment; pure.

A failure of the *question* (wrong keys, a missing field) says nothing about the payment: only
`paymentStatus` and a bank's error code do. An answer that proves a payment must agree with what
was asked in amount, currency and reference; otherwise it is an alarm, never a capture.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vezne.core.money import Money
from vezne.payments.providers.base import StoredCharge
from vezne.payments.providers.iyzico.errors import is_in_doubt, read_error
from vezne.payments.providers.iyzico.messages import (
    first_item_id,
    objects,
    read_card,
    read_money,
    read_number,
    read_text,
)
from vezne.payments.types import (
    Captured,
    ErrorCode,
    Outcome,
    Pending,
    Refused,
    RequiresAction,
    Unknown,
)

_WORKING = frozenset({"PENDING_CREDIT", "INIT_BANK_TRANSFER", "INIT_CREDIT", "INIT_APM"})
_TAKEN_PHASES = frozenset({"", "AUTH", "POST_AUTH"})


@dataclass(frozen=True, slots=True)
class Expected:
    """What the answer must agree with."""

    reference: str
    amount: Money

    @classmethod
    def of(cls, charge: StoredCharge) -> Expected:
        """From what was sent."""
        return cls(charge.reference, charge.amount)


@dataclass(frozen=True, slots=True)
class FormVerdict:
    """What the form's detail says before amounts are compared."""

    outcome: Outcome
    is_paid: bool = False
    is_open: bool = False  # somebody may still pay; the books decide once the form is over
    needs_signature: bool = False


def form_verdict(answer: Mapping[str, Any]) -> FormVerdict:
    """Read status and paymentStatus together."""
    status = read_text(answer, "paymentStatus")
    is_signed = bool(answer.get("signature"))
    if answer.get("status") == "success" and status == "SUCCESS":
        return FormVerdict(Unknown("not compared"), is_paid=True, needs_signature=True)
    code = read_text(answer, "errorCode")
    is_bank_word = code.isdecimal() and int(code) >= 10000
    if status == "FAILURE" or (answer.get("status") != "success" and is_bank_word):
        if is_in_doubt(answer):
            return FormVerdict(Unknown(read_error(answer)[1]), is_open=True)
        outcome = Refused(*read_error(answer), read_text(answer, "paymentId"), read_card(answer))
        return FormVerdict(outcome, needs_signature=is_signed)
    if answer.get("status") != "success":
        if read_error(answer)[0] is ErrorCode.FORM_EXPIRED:
            return FormVerdict(RequiresAction(), is_open=True)
        return FormVerdict(Unknown(read_error(answer)[1]))
    if status in _WORKING:
        return FormVerdict(Pending(read_text(answer, "paymentId")), needs_signature=is_signed)
    return FormVerdict(RequiresAction(), is_open=True, needs_signature=is_signed)


def paid_outcome(answer: Mapping[str, Any], expected: Expected) -> Outcome:
    """A genuine success, compared with what was asked, and with iyzico's own fraud review."""
    mismatch = find_mismatch(answer, expected)
    if mismatch:
        return Unknown(mismatch, is_alarm=True)
    payment_id = read_text(answer, "paymentId")
    fraud = read_number(answer, "fraudStatus", 1)
    if fraud == 0:
        return Pending(payment_id)
    if fraud < 0:
        detail = f"fraudStatus {fraud}"
        return Refused(ErrorCode.FRAUD_SUSPECTED, detail, payment_id, read_card(answer))
    charged = read_money(answer, "paidPrice")
    assert charged is not None  # find_mismatch has read it
    return Captured(
        payment_id=payment_id,
        item_id=first_item_id(answer),
        amount=expected.amount,
        charged=charged,
        instalments=read_number(answer, "installment", 1),
        card=read_card(answer),
    )


def find_mismatch(answer: Mapping[str, Any], expected: Expected) -> str:
    """The first thing that does not agree; empty when all does."""
    price, charged = read_money(answer, "price"), read_money(answer, "paidPrice")
    if not read_text(answer, "paymentId"):
        return "no_payment_id"
    if answer.get("currency") != expected.amount.currency:
        return "currency"
    if price != expected.amount:
        return "amount"
    if charged is None or charged < expected.amount:
        return "charged_amount"
    if charged != expected.amount and read_number(answer, "installment", 1) == 1:
        return "charged_amount"
    if read_text(answer, "basketId") != expected.reference:
        return "reference"
    if read_text(answer, "conversationId") != expected.reference:
        return "conversation"
    if read_text(answer, "phase") not in _TAKEN_PHASES:
        return "phase"
    return ""


def refunds_of(answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    """All refunds in a report, of the payments and of their lines."""
    found = []
    for payment in objects(answer, "payments"):
        found += objects(payment, "refunds")
        for item in objects(payment, "itemTransactions"):
            found += objects(item, "refunds")
    return found
