"""iyzico under the contract of `providers.base`: which call, and what its answer proves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from vezne.payments.providers.base import (
    EXPIRY_MARGIN,
    BookEntry,
    FormOpened,
    FormRequest,
    ProviderInDoubt,
    ProviderRefused,
    ProviderRetryable,
    Question,
    RefundRequest,
    StoredCharge,
)
from vezne.payments.providers.iyzico import books, messages, verdicts
from vezne.payments.providers.iyzico.client import Answer, IyzicoClient, read_json
from vezne.payments.providers.iyzico.errors import CARD_GONE_CODES, is_in_doubt, read_error
from vezne.payments.providers.iyzico.signing import (
    WEBHOOK_HEADER,
    answer_signature,
    is_genuine,
    webhook_signature,
)
from vezne.payments.types import (
    Abandoned,
    Captured,
    ErrorCode,
    Notice,
    ProviderFacts,
    Refunded,
    RefundFacts,
    Refused,
    Unknown,
)

FORM_INITIALIZE = "/payment/iyzipos/checkoutform/initialize/auth/ecom"
FORM_DETAIL = "/payment/iyzipos/checkoutform/auth/ecom/detail"
PAYMENT_AUTH = "/payment/auth"
PAYMENT_DETAIL = "/payment/detail"
PAYMENT_REFUND = "/v2/payment/refund"
REPORT_DETAILS = "/v2/reporting/payment/details"
BIN_CHECK = "/payment/bin/check"
CARD = "/cardstorage/card"
CARDS = "/cardstorage/cards"

CHARGE_MARGIN = timedelta(hours=24)
"""So long may a charge that timed out be missing in the reports before it never happened."""


class Iyzico:
    """One merchant of iyzico."""

    def __init__(self, client: IyzicoClient) -> None:
        """`client` holds the keys."""
        self.client = client

    # -- the contract -------------------------------------------------------------------------

    def open_form(self, request: FormRequest) -> FormOpened:
        """See the contract."""
        answer = self.client.post(FORM_INITIALIZE, messages.form_body(request))
        if answer.get("status") != "success":
            self._raise_refusal(answer)
        token = messages.read_text(answer, "token")
        page_url = messages.read_text(answer, "paymentPageUrl")
        is_ours = messages.read_text(answer, "conversationId") == request.reference
        if not (
            token and page_url and is_ours and self._signed(answer, messages.FORM_OPENED_FIELDS)
        ):
            raise ProviderInDoubt("signature of the opened form")
        seconds = messages.read_number(answer, "tokenExpireTime", 1800)
        return FormOpened(token=token, page_url=page_url, valid_seconds=seconds)

    def ask(self, question: Question) -> ProviderFacts:
        """See the contract."""
        try:
            facts = self._ask_form(question) if question.token else self._ask_books(question)
            return self._with_expiry_of_card(facts)
        except (ProviderRetryable, ProviderInDoubt) as error:
            return _not_answered(error)

    def charge_stored(self, charge: StoredCharge) -> ProviderFacts:
        """See the contract."""
        try:
            answer = self.client.post(PAYMENT_AUTH, messages.charge_body(charge))
        except ProviderRetryable as error:
            return ProviderFacts(Refused(ErrorCode.UNREACHABLE, str(error)))
        except ProviderInDoubt as error:
            return _not_answered(error)
        if answer.get("status") != "success":
            code, detail = read_error(answer)
            outcome = Unknown(detail) if is_in_doubt(answer) else Refused(code, detail)
            return ProviderFacts(outcome, messages.transcript(answer))
        return self._read_payment(answer, verdicts.Expected.of(charge))

    def refund(self, request: RefundRequest) -> RefundFacts:
        """See the contract."""
        body = {
            "locale": "tr",
            "conversationId": request.reference,
            "paymentId": request.payment_id,
            "price": messages.amount_text(request.amount),
            "currency": request.amount.currency,
            "ip": "127.0.0.1",
            "reason": "OTHER",
            "description": request.reason[:200],
        }
        try:
            answer = self.client.post(PAYMENT_REFUND, body)
        except ProviderRetryable as error:
            return RefundFacts(Refused(ErrorCode.UNREACHABLE, str(error)))
        except ProviderInDoubt as error:
            return RefundFacts(Unknown(str(error)))
        kept = messages.transcript(answer)
        if answer.get("status") != "success":
            if is_in_doubt(answer):
                return RefundFacts(Unknown(read_error(answer)[1]), kept)
            return RefundFacts(Refused(*read_error(answer)), kept)
        is_ours = messages.read_text(answer, "paymentId") == request.payment_id
        if not (is_ours and self._signed(answer, messages.REFUND_FIELDS)):
            return RefundFacts(Unknown("refund_mismatch", is_alarm=True), kept)
        return RefundFacts(Refunded(messages.read_text(answer, "refundHostReference")), kept)

    def ask_refund(self, request: RefundRequest) -> RefundFacts:
        """See the contract."""
        try:
            answer = self.client.get(REPORT_DETAILS, {"paymentId": request.payment_id})
        except (ProviderRetryable, ProviderInDoubt) as error:
            return RefundFacts(Unknown(str(error)))
        if answer.get("status") != "success":
            return RefundFacts(Unknown(read_error(answer)[1]), messages.transcript(answer))
        for refund in verdicts.refunds_of(answer):
            if messages.read_text(refund, "refundConversationId") == request.reference:
                host = messages.read_text(refund, "refundHostReference")
                return RefundFacts(Refunded(host), {"reported": host})
        if request.now >= request.asked_at + CHARGE_MARGIN:
            return RefundFacts(Refused(ErrorCode.UNREACHABLE, "not in the books"))
        return RefundFacts(Unknown("not in the books yet"))

    def remove_card(self, *, user_key: str, card_token: str) -> None:
        """See the contract."""
        answer = self.client.delete(
            CARD, {"locale": "tr", "cardUserKey": user_key, "cardToken": card_token}
        )
        is_gone = messages.read_text(answer, "errorCode") in CARD_GONE_CODES
        if answer.get("status") != "success" and not is_gone:
            self._raise_refusal(answer)

    def check_keys(self) -> None:
        """See the contract."""
        answer = self.client.post(BIN_CHECK, {"locale": "tr", "binNumber": "55287900"})
        if answer.get("status") != "success":
            self._raise_refusal(answer)

    def read_notice(self, *, headers: Mapping[str, str], body: bytes) -> Notice:
        """See the contract."""
        notice = read_json(body)
        given = {name.lower(): value for name, value in headers.items()}.get(WEBHOOK_HEADER)
        expected = webhook_signature(secret_key=self.client.secret_key, notice=notice)
        return Notice(
            event_key=messages.read_text(notice, "iyziReferenceCode")[:120],
            is_genuine=is_genuine(given, expected),
            reference=messages.read_text(notice, "paymentConversationId"),
            token=messages.read_text(notice, "token"),
            payment_id=messages.read_text(notice, "iyziPaymentId"),
            status=messages.read_text(notice, "status"),
        )

    def list_day(self, day: date) -> tuple[BookEntry, ...] | None:
        """See the contract."""
        return books.list_day(self.client, day)

    def look_up(self, *, reference: str, payment_id: str, currency: str) -> tuple[BookEntry, ...]:
        """See the contract."""
        del payment_id, currency  # a try has one reference, and the books name the currency
        return books.look_up(self.client, reference)

    # -- steps --------------------------------------------------------------------------------

    def _ask_form(self, question: Question) -> ProviderFacts:
        body = {"locale": "tr", "conversationId": question.reference, "token": question.token}
        answer = self.client.post(FORM_DETAIL, body)
        kept = messages.transcript(answer)
        verdict = verdicts.form_verdict(answer)
        if verdict.needs_signature and not self._signed(answer, messages.FORM_FIELDS):
            return ProviderFacts(Unknown("form_signature", is_alarm=True), kept)
        if verdict.is_paid:
            expected = verdicts.Expected(question.reference, question.amount)
            if messages.read_text(answer, "token") != question.token:
                return ProviderFacts(Unknown("form_token", is_alarm=True), kept)
            return ProviderFacts(verdicts.paid_outcome(answer, expected), kept)
        if verdict.is_open and _is_over(question):
            return self._ask_books(question)
        return ProviderFacts(verdict.outcome, kept)

    def _ask_books(self, question: Question) -> ProviderFacts:
        """By reference in the reports; a success is read again from the signed payment detail."""
        answer = self.client.get(
            REPORT_DETAILS, {"paymentConversationId": question.reference, "locale": "tr"}
        )
        kept = messages.transcript(answer)
        if answer.get("status") != "success":
            return ProviderFacts(Unknown(read_error(answer)[1]), kept)
        entries = messages.objects(answer, "payments")
        for entry in entries:
            if messages.read_text(entry, "paymentStatus") == "1":
                return self._ask_payment(question, messages.read_text(entry, "paymentId"))
        if _is_over(question):
            if question.form_expires_at is not None:
                return ProviderFacts(Abandoned(), kept)
            return ProviderFacts(Refused(ErrorCode.UNREACHABLE, "not in the books"), kept)
        for entry in entries:
            if question.form_expires_at is None and not is_in_doubt(entry):
                outcome = Refused(*read_error(entry), messages.read_text(entry, "paymentId"))
                return ProviderFacts(outcome, messages.transcript(entry))
        return ProviderFacts(Unknown("not in the books yet"), kept)

    def _ask_payment(self, question: Question, payment_id: str) -> ProviderFacts:
        body = {
            "locale": "tr",
            "conversationId": question.reference,
            "paymentId": payment_id,
            "paymentConversationId": question.reference,
        }
        answer = self.client.post(PAYMENT_DETAIL, body)
        if answer.get("status") != "success":  # the question failed, not the payment
            return ProviderFacts(Unknown(read_error(answer)[1]), messages.transcript(answer))
        return self._read_payment(answer, verdicts.Expected(question.reference, question.amount))

    def _read_payment(self, answer: Answer, expected: verdicts.Expected) -> ProviderFacts:
        kept = messages.transcript(answer)
        if not self._signed(answer, messages.PAYMENT_FIELDS):
            return ProviderFacts(Unknown("payment_signature", is_alarm=True), kept)
        return ProviderFacts(verdicts.paid_outcome(answer, expected), kept)

    def _with_expiry_of_card(self, facts: ProviderFacts) -> ProviderFacts:
        """A card that was just stored: ask the vault when it expires; a silence loses nothing."""
        outcome = facts.outcome
        if not isinstance(outcome, Captured) or not outcome.card.token:
            return facts
        try:
            answer = self.client.post(CARDS, {"cardUserKey": outcome.card.user_key})
        except (ProviderRetryable, ProviderInDoubt):
            return facts
        for stored in messages.objects(answer, "cardDetails"):
            if messages.read_text(stored, "cardToken") == outcome.card.token:
                card = replace(
                    outcome.card,
                    expires_month=messages.read_number(stored, "expireMonth", 0) or None,
                    expires_year=messages.read_number(stored, "expireYear", 0) or None,
                )
                return replace(facts, outcome=replace(outcome, card=card))
        return facts

    def _signed(self, answer: Mapping[str, Any], names: tuple[str, ...]) -> bool:
        fields = messages.fields_of(answer, names)
        expected = answer_signature(secret_key=self.client.secret_key, fields=fields)
        return is_genuine(answer.get("signature"), expected)

    def _raise_refusal(self, answer: Mapping[str, Any]) -> None:
        code, detail = read_error(answer)
        if is_in_doubt(answer):
            raise ProviderInDoubt(detail)
        raise ProviderRefused(code, detail)


def _is_over(question: Question) -> bool:
    if question.form_expires_at is not None:
        return question.now >= question.form_expires_at + EXPIRY_MARGIN
    return question.asked_at is not None and question.now >= question.asked_at + CHARGE_MARGIN


def _not_answered(error: ProviderRetryable | ProviderInDoubt) -> ProviderFacts:
    return ProviderFacts(Unknown(f"no_answer: {error}"))
