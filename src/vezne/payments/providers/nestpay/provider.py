"""NestPay under the contract of `providers.base`: which call, and what its answer proves."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date, timedelta
from zoneinfo import ZoneInfo

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
from vezne.payments.providers.http import read_form
from vezne.payments.providers.nestpay import books, messages, verdicts
from vezne.payments.providers.nestpay.client import ApiAnswer, NestPayClient
from vezne.payments.providers.nestpay.signing import signed_fields
from vezne.payments.providers.references import order_id, reference_of
from vezne.payments.types import (
    Abandoned,
    ErrorCode,
    Notice,
    Outcome,
    ProviderFacts,
    Refunded,
    RefundFacts,
    Refused,
    RequiresAction,
    Unknown,
)

ISTANBUL = ZoneInfo("Europe/Istanbul")
REFUND_MARGIN = timedelta(hours=24)
"""So long may a refund that timed out be missing before it never happened."""
PROBE_ORDER = "veznetest0"


class NestPay:
    """One shop at one bank."""

    def __init__(self, client: NestPayClient) -> None:
        """`client` holds the keys."""
        self.client = client

    # -- the contract -------------------------------------------------------------------------

    def open_form(self, request: FormRequest) -> FormOpened:
        """See the contract. The bank is asked about the order first: one that is down, or does not
        know us, is told before the payer is sent there.
        """
        random = secrets.token_hex(16)
        fields = messages.form_fields(
            request,
            client_id=self.client.client_id,
            store_key=self.client.store_key,
            random=random,
        )
        self._probe(order_id(request.reference))
        return FormOpened(
            token=random,
            page_url=self.client.gate_url,
            valid_seconds=messages.FORM_SECONDS,
            fields=fields,
        )

    def ask(self, question: Question) -> ProviderFacts:
        """See the contract."""
        expected = self._expected(question)
        posted = self._genuine(question.notice)
        if posted is not None and posted.get("oid") == expected.oid:
            outcome = verdicts.posted_outcome(posted, expected)
            return ProviderFacts(outcome, messages.transcript(posted))
        try:
            answer = books.status_of(self.client, expected.oid)
        except (ProviderRetryable, ProviderInDoubt) as error:
            return ProviderFacts(Unknown(f"no_answer: {error}"))
        outcome = verdicts.order_outcome(answer, expected) or _absent(question)
        return ProviderFacts(outcome, _kept(answer))

    def charge_stored(self, charge: StoredCharge) -> ProviderFacts:
        """See the contract: the bank keeps no cards for a shop, so there is none to charge."""
        del charge
        return ProviderFacts(Refused(ErrorCode.CARD_REMOVED, "no stored cards at NestPay"))

    def refund(self, request: RefundRequest) -> RefundFacts:
        """See the contract. On the day of the charge the whole of it is cancelled (Void); what the
        bank refuses to cancel, and every part, goes back as a Credit.
        """
        if request.is_whole and _is_same_day(request):
            cancelled = self._send({"Type": "Void", "OrderId": request.payment_id})
            if not isinstance(cancelled.outcome, Refused):
                return cancelled
            if cancelled.outcome.code is ErrorCode.UNREACHABLE:
                return cancelled
        return self._send(
            {
                "Type": "Credit",
                "OrderId": request.payment_id,
                "Total": messages.amount_text(request.amount),
                "Currency": messages.CURRENCY_NUMBERS[request.amount.currency],
            }
        )

    def ask_refund(self, request: RefundRequest) -> RefundFacts:
        """See the contract. A refund has no reference of ours at the bank: it is the credit of this
        amount that belongs to no other refund, or the cancellation of the whole charge.
        """
        try:
            found = books.history(self.client, request.payment_id)
        except (ProviderRetryable, ProviderInDoubt) as error:
            return RefundFacts(Unknown(str(error)))
        for one in found:
            is_void = request.is_whole and not one.is_credit and one.state in verdicts.VOID
            is_credit = one.is_credit and one.is_good and one.minor == request.amount.minor
            reference = one.host_reference or one.trans_id
            if (is_void or is_credit) and reference not in request.settled:
                return RefundFacts(Refunded(reference), {"reported": reference})
        if request.now >= request.asked_at + REFUND_MARGIN:
            return RefundFacts(Refused(ErrorCode.UNREACHABLE, "not in the books"))
        return RefundFacts(Unknown("not in the books yet"))

    def remove_card(self, *, user_key: str, card_token: str) -> None:
        """See the contract: there are no stored cards."""

    def check_keys(self) -> None:
        """See the contract. The store key is proven by the first payment only."""
        self._probe(PROBE_ORDER)

    def read_notice(self, *, headers: Mapping[str, str], body: bytes) -> Notice:
        """See the contract."""
        del headers
        fields = read_form(body)
        oid = fields.get("oid", "")
        if not oid:
            raise ValueError("not an answer of the gateway")
        posted = signed_fields(fields, store_key=self.client.store_key)
        code, trans_id = fields.get("ProcReturnCode", ""), fields.get("TransId", "")
        return Notice(
            event_key=f"{oid}:{code}:{trans_id}"[:119],
            is_genuine=posted is not None,
            reference=reference_of(oid),
            payment_id=trans_id[:40],
            status=fields.get("Response", "")[:20],
            proof=body.decode("ascii"),
            needs_genuine=True,
        )

    def list_day(self, day: date) -> tuple[BookEntry, ...] | None:
        """See the contract: the bank's API lists no day."""
        del day
        return None

    def look_up(self, *, reference: str, payment_id: str, currency: str) -> tuple[BookEntry, ...]:
        """See the contract."""
        found = books.history(self.client, payment_id or order_id(reference))
        return books.entries(found, reference=reference, currency=currency)

    # -- steps --------------------------------------------------------------------------------

    def _expected(self, question: Question) -> verdicts.Expected:
        oid = order_id(question.reference)
        return verdicts.Expected(oid, self.client.client_id, question.amount)

    def _genuine(self, body: bytes) -> dict[str, str] | None:
        """What the browser or the gateway brought, when every field of it is signed."""
        if not body:
            return None
        try:
            return signed_fields(read_form(body), store_key=self.client.store_key)
        except ValueError:
            return None

    def _probe(self, oid: str) -> None:
        """The bank answers, knows our API user, and has no such order yet; nothing moves."""
        try:
            answer = books.status_of(self.client, oid)
        except ProviderInDoubt as error:
            raise ProviderRetryable(str(error)) from error
        if not verdicts.is_absent(answer):
            raise ProviderRefused(ErrorCode.CONFIG_ERROR, answer.words or "unexpected answer")

    def _send(self, fields: Mapping[str, str]) -> RefundFacts:
        try:
            answer = self.client.call(fields)
        except ProviderRetryable as error:
            return RefundFacts(Refused(ErrorCode.UNREACHABLE, str(error)))
        except ProviderInDoubt as error:
            return RefundFacts(Unknown(str(error)))
        if not answer.code:
            return RefundFacts(Unknown(answer.words or "no code"), _kept(answer))
        if not answer.is_approved:
            return RefundFacts(Refused(ErrorCode.NOT_REFUNDABLE, answer.words), _kept(answer))
        if answer.fields.get("OrderId") != fields["OrderId"]:
            return RefundFacts(Unknown("refund_mismatch", is_alarm=True), _kept(answer))
        host = answer.fields.get("HostRefNum") or answer.fields.get("TransId", "")
        return RefundFacts(Refunded(host), _kept(answer))


def _absent(question: Question) -> Outcome:
    """The books hold no such order: over once the form is."""
    is_over = (
        question.form_expires_at is None or question.now >= question.form_expires_at + EXPIRY_MARGIN
    )
    return Abandoned() if is_over else RequiresAction()


def _is_same_day(request: RefundRequest) -> bool:
    if request.captured_at is None:
        return False
    charged, now = request.captured_at.astimezone(ISTANBUL), request.now.astimezone(ISTANBUL)
    return charged.date() == now.date()


def _kept(answer: ApiAnswer) -> dict[str, str]:
    return messages.transcript({**answer.extra, **answer.fields})
