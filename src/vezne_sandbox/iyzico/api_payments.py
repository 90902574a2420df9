"""API: charges without a page, reading them, money back, reports."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from vezne_sandbox.iyzico.answers import (
    payment_fields,
    payment_signature,
    report_fields,
    transaction_fields,
)
from vezne_sandbox.iyzico.charges import Charge, charge_card
from vezne_sandbox.iyzico.endpoints import Call, endpoint
from vezne_sandbox.iyzico.errors import IyzicoError
from vezne_sandbox.iyzico.models import (
    Payment,
    PaymentSource,
    PaymentStatus,
    Reversal,
)
from vezne_sandbox.iyzico.orders import read_amount, read_order, read_text
from vezne_sandbox.iyzico.payment_cards import read_payment_card
from vezne_sandbox.iyzico.reversals import cancel, preauth_capture, refund_amount, refund_item
from vezne_sandbox.iyzico.signatures import answer_signature
from vezne_sandbox.iyzico.wire import short

_PAGE_SIZE = 100
_ISTANBUL = ZoneInfo("Europe/Istanbul")


@endpoint("api_test", "GET")
def api_test(_call: Call) -> dict[str, Any]:
    """``/payment/test``: the keys are right."""
    return {}


@endpoint("payment_auth")
def payment_auth(call: Call) -> dict[str, Any]:
    """Charge at once, a typed or a stored card; also pre-authorises."""
    order = read_order(call.body, needs_callback=False)
    payment = charge_card(
        Charge(
            merchant=call.merchant,
            source=PaymentSource.DIRECT,
            order=order,
            in_use=read_payment_card(call),
            installment=order.installment,
            paid_price=order.paid_price,
            is_preauth=call.path.endswith("/preauth"),
        ),
        now=call.now,
    )
    return _signed_payment(call, payment)


@endpoint("payment_postauth")
def payment_postauth(call: Call) -> dict[str, Any]:
    """Capture a pre-authorised charge, in full."""
    payment_id = read_text(call.body, "paymentId", required=True)
    return _signed_payment(call, preauth_capture(call.merchant, payment_id, now=call.now))


@endpoint("payment_detail")
def payment_detail(call: Call) -> dict[str, Any]:
    """Read one payment by its id or, the newest, by its conversation id.

    A mere pre-authorisation reads SUCCESS here too, as the original does.
    """
    payment = _find_payment(
        call,
        payment_id=read_text(call.body, "paymentId"),
        conversation_id=read_text(call.body, "paymentConversationId"),
    ).first()
    if payment is None:
        raise IyzicoError("5085")
    if payment.status in (PaymentStatus.INIT_THREEDS, PaymentStatus.CALLBACK_THREEDS):
        return {"paymentId": payment.payment_id, "paymentStatus": payment.status}
    return {**_signed_payment(call, payment), "paymentStatus": payment.status}


@endpoint("refund")
def refund(call: Call) -> dict[str, Any]:
    """Give back by line (``/payment/refund``) or by payment (``/v2/payment/refund``)."""
    price = read_amount(call.body, "price")
    if call.path.startswith("/v2/"):
        reversal = refund_amount(
            call.merchant,
            read_text(call.body, "paymentId", required=True),
            price,
            conversation_id=call.conversation_id,
            now=call.now,
        )
    else:
        reversal = refund_item(
            call.merchant,
            read_text(call.body, "paymentTransactionId", required=True),
            price,
            conversation_id=call.conversation_id,
            now=call.now,
        )
    return _reversal_answer(call, reversal)


@endpoint("cancel")
def payment_cancel(call: Call) -> dict[str, Any]:
    """Undo the whole payment on the day it was made."""
    reversal = cancel(
        call.merchant,
        read_text(call.body, "paymentId", required=True),
        conversation_id=call.conversation_id,
        now=call.now,
    )
    return _reversal_answer(call, reversal)


@endpoint("reporting_details", "GET")
def reporting_details(call: Call) -> dict[str, Any]:
    """Every attempt with a conversation id (or one payment id); an empty list when there is none.

    This is what a shop asks after a call without an answer.
    """
    payment_id = call.query.get("paymentId", "")
    conversation_id = call.query.get("paymentConversationId", "")
    if not payment_id and not conversation_id:
        raise IyzicoError("11", "paymentId ya da paymentConversationId zorunludur")
    found = _find_payment(call, payment_id=payment_id, conversation_id=conversation_id)
    return {"payments": [report_fields(payment) for payment in found]}


@endpoint("reporting_transactions", "GET")
def reporting_transactions(call: Call) -> dict[str, Any]:
    """What moved on one day of Istanbul, a hundred rows a page, oldest first."""
    starts_at = _read_day(call.query.get("transactionDate", ""))
    page_text = call.query.get("page", "1")
    page = int(page_text) if page_text.isdigit() and int(page_text) > 0 else 1
    window = {
        "created_at__gte": starts_at,
        "created_at__lt": starts_at + timedelta(days=1),
    }
    payments = Payment.objects.filter(
        merchant=call.merchant, status=PaymentStatus.SUCCESS, **window
    )
    reversals = Reversal.objects.select_related("payment").filter(
        payment__merchant=call.merchant, **window
    )
    rows: list[Payment | Reversal] = sorted(
        [*payments, *reversals], key=lambda row: (row.created_at, row.pk)
    )
    shown = rows[(page - 1) * _PAGE_SIZE : page * _PAGE_SIZE]
    return {
        "transactions": [transaction_fields(row) for row in shown],
        "currentPage": page,
        "totalPageCount": max(1, -(-len(rows) // _PAGE_SIZE)),
    }


def _find_payment(call: Call, *, payment_id: str, conversation_id: str) -> Any:
    payments = Payment.objects.filter(merchant=call.merchant).order_by("-pk")
    if payment_id:
        return payments.filter(pk=payment_id[:18]) if payment_id.isdigit() else payments.none()
    if conversation_id:
        return payments.filter(conversation_id=conversation_id)
    return payments.none()


def _read_day(text: str) -> datetime:
    try:
        day = datetime.strptime(text[:10], "%Y-%m-%d").replace(tzinfo=_ISTANBUL)
    except ValueError:
        raise IyzicoError("11", "transactionDate geçersiz") from None
    return day.astimezone(UTC)


def _signed_payment(call: Call, payment: Payment) -> dict[str, Any]:
    fields = payment_fields(payment)
    return {**fields, "signature": payment_signature(payment, call.conversation_id)}


def _reversal_answer(call: Call, reversal: Reversal) -> dict[str, Any]:
    payment = reversal.payment
    fields: dict[str, Any] = {
        "paymentId": payment.payment_id,
        "price": short(reversal.price),
        "currency": payment.currency,
        "authCode": payment.auth_code,
        "hostReference": payment.host_reference,
        "refundHostReference": reversal.host_reference,
        "retryable": False,
        "signature": answer_signature(
            call.merchant.secret_key,
            payment.payment_id,
            reversal.price,
            payment.currency,
            call.conversation_id,
        ),
    }
    if reversal.item_id is not None:
        fields["paymentTransactionId"] = str(reversal.item_id)
    return fields
