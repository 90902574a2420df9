"""PayTR under the contract of `providers.base`: which call, and what its answer proves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import urlencode

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
from vezne.payments.providers.paytr import books, messages, verdicts
from vezne.payments.providers.paytr.client import Answer, PayTRClient
from vezne.payments.providers.paytr.errors import (
    NO_SUCCESS,
    bank_words,
    failed_reason,
    refusal_of,
)
from vezne.payments.providers.paytr.verdicts import PayTRNotice
from vezne.payments.providers.references import order_id, reference_of
from vezne.payments.types import (
    Abandoned,
    Captured,
    ErrorCode,
    Notice,
    ProviderFacts,
    Refunded,
    RefundFacts,
    Refused,
    RequiresAction,
    Unknown,
)

GET_TOKEN = "/odeme/api/get-token"  # noqa: S105  (a path)
HOSTED_PAGE = "/odeme/guvenli/"
PAYMENT = "/odeme"
STATUS = "/odeme/durum-sorgu"
REFUND = "/odeme/iade"
CARD_LIST = "/odeme/capi/list"
CARD_DELETE = "/odeme/capi/delete"
BIN_DETAIL = "/odeme/api/bin-detail"
TEST_BIN = "435508"

CHARGE_MARGIN = timedelta(hours=24)
"""So long may a charge or a refund that timed out be missing before it never happened."""
_PROOF = ("merchant_oid", "status", "total_amount", "hash")
_HINTS = ("failed_reason_code", "failed_reason_msg", "utoken")


class PayTR:
    """One shop of PayTR."""

    def __init__(self, client: PayTRClient) -> None:
        """`client` holds the keys."""
        self.client = client

    # -- the contract -------------------------------------------------------------------------

    def open_form(self, request: FormRequest) -> FormOpened:
        """See the contract."""
        try:
            fields, hashed = messages.form_fields(request, self.client.test_mode)
        except ValueError as error:
            raise ProviderRefused(ErrorCode.PROVIDER_ERROR, str(error)) from error
        answer = self.client.post(GET_TOKEN, fields, (self.client.merchant_id, *hashed))
        token = messages.read_text(answer, "token")
        if answer.get("status") != "success":
            raise ProviderRefused(ErrorCode.CONFIG_ERROR, refusal_of(answer))
        if not token.isalnum() or len(token) > 80:
            raise ProviderInDoubt("no token")
        return FormOpened(
            token=token,
            page_url=self.client.base_url + HOSTED_PAGE + token,
            valid_seconds=messages.FORM_MINUTES * 60,
        )

    def ask(self, question: Question) -> ProviderFacts:
        """See the contract."""
        notice = self._genuine(question)
        if notice is not None and notice.status == "failed":
            return ProviderFacts(Refused(*failed_reason(notice.fields)), _noted(notice))
        oid = order_id(question.reference)
        try:
            answer = self._status(oid)
        except (ProviderRetryable, ProviderInDoubt) as error:
            return self._unconfirmed(question, notice) or _not_answered(error)
        kept = messages.transcript(answer)
        if answer.get("status") != "success":
            proven = self._unconfirmed(question, notice)
            return proven or ProviderFacts(_absent(question, answer), kept)
        outcome = verdicts.status_outcome(
            answer, oid=oid, expected=question.amount, is_test=self.client.is_test
        )
        if isinstance(outcome, Captured) and notice is not None and notice.user_key:
            outcome = self._with_stored(outcome, notice.user_key)
        return ProviderFacts(outcome, kept)

    def charge_stored(self, charge: StoredCharge) -> ProviderFacts:
        """See the contract."""
        try:
            fields, hashed = messages.charge_fields(charge, self.client.test_mode)
            answer = self.client.post(PAYMENT, fields, (self.client.merchant_id, *hashed))
        except ValueError as error:
            return ProviderFacts(Refused(ErrorCode.PROVIDER_ERROR, str(error)))
        except ProviderRetryable as error:
            return ProviderFacts(Refused(ErrorCode.UNREACHABLE, str(error)))
        except ProviderInDoubt as error:
            return _not_answered(error)
        kept = messages.transcript(answer)
        if answer.get("status") == "failed":
            words = refusal_of(answer)
            return ProviderFacts(Refused(bank_words(words), words), kept)
        if answer.get("status") != "success":  # wait_callback: the notice will tell
            return ProviderFacts(Unknown(messages.read_text(answer, "status") or "no status"), kept)
        return self._confirmed_charge(charge)

    def refund(self, request: RefundRequest) -> RefundFacts:
        """See the contract."""
        amount, number = messages.amount_text(request.amount), order_id(request.reference)
        fields = {
            "merchant_oid": request.payment_id,
            "return_amount": amount,
            "reference_no": number,
        }
        hashed = (self.client.merchant_id, request.payment_id, amount)
        try:
            answer = self.client.post(REFUND, fields, hashed)
        except ProviderRetryable as error:
            return RefundFacts(Refused(ErrorCode.UNREACHABLE, str(error)))
        except ProviderInDoubt as error:
            return RefundFacts(Unknown(str(error)))
        kept = messages.transcript(answer)
        if answer.get("status") != "success":
            if not messages.read_text(answer, "err_no"):
                return RefundFacts(Unknown(refusal_of(answer) or "no status"), kept)
            return RefundFacts(Refused(ErrorCode.NOT_REFUNDABLE, refusal_of(answer)), kept)
        is_ours = messages.read_text(answer, "merchant_oid") == request.payment_id
        given = messages.read_minor(messages.read_text(answer, "return_amount"))
        if not is_ours or given != request.amount.minor:
            return RefundFacts(Unknown("refund_mismatch", is_alarm=True), kept)
        return RefundFacts(Refunded(number), kept)

    def ask_refund(self, request: RefundRequest) -> RefundFacts:
        """See the contract."""
        number = order_id(request.reference)
        try:
            answer = self._status(request.payment_id)
        except (ProviderRetryable, ProviderInDoubt) as error:
            return RefundFacts(Unknown(str(error)))
        kept = messages.transcript(answer)
        if answer.get("status") != "success":
            return RefundFacts(Unknown(refusal_of(answer)), kept)
        for row in messages.rows_of(answer, "returns"):
            if messages.read_text(row, "reference_no") == number:
                if books.returned_minor(row) != request.amount.minor:
                    return RefundFacts(Unknown("refund_mismatch", is_alarm=True), kept)
                return RefundFacts(Refunded(number), {"reported": number})
        if request.now >= request.asked_at + CHARGE_MARGIN:
            return RefundFacts(Refused(ErrorCode.UNREACHABLE, "not in the books"), kept)
        return RefundFacts(Unknown("not in the books yet"), kept)

    def remove_card(self, *, user_key: str, card_token: str) -> None:
        """See the contract."""
        fields = {"ctoken": card_token, "utoken": user_key}
        answer = self.client.post(CARD_DELETE, fields, (card_token, user_key))
        if answer.get("status") == "success":
            return
        stored = self._cards(user_key)
        if any(messages.read_text(row, "ctoken") == card_token for row in stored):
            raise ProviderRefused(ErrorCode.PROVIDER_ERROR, refusal_of(answer))

    def check_keys(self) -> None:
        """See the contract."""
        fields = {"bin_number": TEST_BIN}
        answer = self.client.post(BIN_DETAIL, fields, (TEST_BIN, self.client.merchant_id))
        if answer.get("status") not in ("success", "failed"):  # failed: the BIN is not known
            raise ProviderRefused(ErrorCode.CONFIG_ERROR, refusal_of(answer))

    def read_notice(self, *, headers: Mapping[str, str], body: bytes) -> Notice:
        """See the contract."""
        del headers
        notice = verdicts.read_notice_body(self.client, body)
        kept = {name: notice.fields.get(name, "") for name in (*_PROOF, *_HINTS)}
        return Notice(
            event_key=f"{notice.merchant_oid}:{notice.status}:{notice.total_amount}"[:119],
            is_genuine=notice.is_genuine,
            reference=reference_of(notice.merchant_oid),
            status=notice.status[:20],
            proof=urlencode({name: value for name, value in kept.items() if value}),
            needs_genuine=True,
        )

    def list_day(self, day: date) -> tuple[BookEntry, ...] | None:
        """See the contract."""
        return books.list_day(self.client, day)

    def look_up(self, *, reference: str, payment_id: str, currency: str) -> tuple[BookEntry, ...]:
        """See the contract."""
        del currency  # the books name it
        oid = payment_id or order_id(reference)
        return books.entries_of_status(self._status(oid), reference=reference)

    # -- steps --------------------------------------------------------------------------------

    def _status(self, oid: str) -> Answer:
        return self.client.post(STATUS, {"merchant_oid": oid}, (self.client.merchant_id, oid))

    def _cards(self, user_key: str) -> list[Answer]:
        answer = self.client.post_any(CARD_LIST, {"utoken": user_key}, (user_key,))
        rows = answer if isinstance(answer, list) else []
        return [row for row in rows if isinstance(row, dict)]

    def _genuine(self, question: Question) -> PayTRNotice | None:
        """The notice that came with the question, when it is PayTR's and about this try."""
        if not question.notice:
            return None
        try:
            notice = verdicts.read_notice_body(self.client, question.notice)
        except ValueError:
            return None
        is_ours = reference_of(notice.merchant_oid) == question.reference
        return notice if notice.is_genuine and is_ours else None

    def _unconfirmed(self, question: Question, notice: PayTRNotice | None) -> ProviderFacts | None:
        """A signed success counts also when the status query does not know it (yet)."""
        if notice is None or notice.status != "success":
            return None
        outcome = verdicts.notice_outcome(notice, expected=question.amount)
        return ProviderFacts(outcome, _noted(notice))

    def _confirmed_charge(self, charge: StoredCharge) -> ProviderFacts:
        """PayTR says yes without an amount: the status query is read before it is believed."""
        oid = order_id(charge.reference)
        try:
            answer = self._status(oid)
        except (ProviderRetryable, ProviderInDoubt) as error:
            return _not_answered(error)
        kept = messages.transcript(answer)
        if answer.get("status") != "success":
            return ProviderFacts(Unknown(refusal_of(answer)), kept)
        outcome = verdicts.status_outcome(
            answer, oid=oid, expected=charge.amount, is_test=self.client.is_test
        )
        return ProviderFacts(outcome, kept)

    def _with_stored(self, outcome: Captured, user_key: str) -> Captured:
        """The charged card among those that PayTR keeps for the payer; a silence loses nothing."""
        try:
            rows = self._cards(user_key)
        except (ProviderRetryable, ProviderInDoubt):
            return outcome
        for row in reversed(rows):
            if messages.read_text(row, "last_4") == outcome.card.last_four:
                return replace(outcome, card=books.stored_card(row, outcome.card, user_key))
        return outcome


def _absent(question: Question, answer: Answer) -> Refused | Abandoned | RequiresAction | Unknown:
    """No success in the books: over once the form is, or once a charge is a day old."""
    if messages.read_text(answer, "err_no") != NO_SUCCESS:
        return Unknown(refusal_of(answer) or "no status")
    if question.form_expires_at is not None:
        if question.now >= question.form_expires_at + EXPIRY_MARGIN:
            return Abandoned()
        return RequiresAction()
    if question.asked_at is not None and question.now >= question.asked_at + CHARGE_MARGIN:
        return Refused(ErrorCode.UNREACHABLE, "not in the books")
    return Unknown("not in the books yet")


def _noted(notice: PayTRNotice) -> dict[str, str]:
    return {"notice": notice.status, **messages.transcript(notice.fields)}


def _not_answered(error: ProviderRetryable | ProviderInDoubt) -> ProviderFacts:
    return ProviderFacts(Unknown(f"no_answer: {error}"))
