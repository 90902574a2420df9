"""The JSON that iyzico answers with, field by field, and what each signature covers."""

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from zoneinfo import ZoneInfo

from vezne_sandbox.iyzico.cards import BANK_CODES, TestCard, find_by_fingerprint
from vezne_sandbox.iyzico.errors import IyzicoError
from vezne_sandbox.iyzico.installments import allowed_for, each_of, total_with
from vezne_sandbox.iyzico.models import (
    CheckoutForm,
    Payment,
    PaymentItem,
    PaymentStatus,
    Reversal,
    ReversalKind,
    StoredCard,
)
from vezne_sandbox.iyzico.orders import INSTALLMENTS, Order
from vezne_sandbox.iyzico.signatures import answer_signature
from vezne_sandbox.iyzico.wire import long, short

_COMMISSION_RATE = Decimal("0.0299")
_COMMISSION_FEE = Decimal("0.25")
_ISTANBUL = ZoneInfo("Europe/Istanbul")


def commission_of(paid_price: Decimal) -> Decimal:
    """The processor's share of a charge, without the fixed fee; an invented rate."""
    return (paid_price * _COMMISSION_RATE).quantize(Decimal("0.00000001"), ROUND_HALF_UP)


def failure(error: IyzicoError, locale: str) -> dict[str, Any]:
    """The part of a refusal that is the same for every call."""
    fields = {"errorCode": error.refusal.code, "errorMessage": error.message(locale)}
    if error.refusal.group:
        fields["errorGroup"] = error.refusal.group
    return fields


def payment_fields(payment: Payment) -> dict[str, Any]:
    """A charged payment as auth, detail and the form's detail show it.

    Raises:
        IyzicoError: the bank's code, when the payment has failed.
    """
    if payment.status == PaymentStatus.FAILURE:
        raise IyzicoError(payment.error_code)
    items = list(payment.items.order_by("pk"))
    commission = commission_of(payment.paid_price)
    fields: dict[str, Any] = {
        "price": short(payment.price),
        "paidPrice": short(payment.paid_price),
        "installment": payment.installment,
        "paymentId": payment.payment_id,
        "fraudStatus": payment.fraud_status,
        "merchantCommissionRate": long(payment.paid_price / payment.price * 100 - 100),
        "merchantCommissionRateAmount": long(payment.paid_price - payment.price),
        "iyziCommissionRateAmount": commission,
        "iyziCommissionFee": long(_COMMISSION_FEE),
        **card_fields(find_by_fingerprint(payment.card_fingerprint)),
        "binNumber": payment.bin_number,
        "lastFourDigits": payment.last_four,
        "basketId": payment.basket_id or None,
        "currency": payment.currency,
        "itemTransactions": [item_fields(item) for item in items],
        "authCode": payment.auth_code,
        "phase": payment.phase,
        "hostReference": payment.host_reference,
    }
    if payment.is_threeds:
        fields["mdStatus"] = int(payment.md_status or 0)
    if payment.card_token:
        fields |= {"cardUserKey": payment.card_user_key, "cardToken": payment.card_token}
    return fields


def payment_signature(payment: Payment, conversation_id: str) -> str:
    """Of auth, detail and both 3D auth calls."""
    return answer_signature(
        payment.merchant.secret_key,
        payment.payment_id,
        payment.currency,
        payment.basket_id,
        conversation_id,
        payment.paid_price,
        payment.price,
    )


def card_fields(card: TestCard | None) -> dict[str, Any]:
    """Type, scheme and programme."""
    if card is None:
        return {}
    fields = {"cardType": card.card_type, "cardAssociation": card.association}
    return {**fields, "cardFamily": card.family} if card.family else fields


def item_fields(item: PaymentItem) -> dict[str, Any]:
    """One basket line of a charged payment."""
    commission = commission_of(item.paid_price)
    return {
        "itemId": item.item_id,
        "paymentTransactionId": str(item.pk),
        "transactionStatus": 2,
        "price": short(item.price),
        "paidPrice": short(item.paid_price),
        "merchantCommissionRate": long(Decimal(0)),
        "merchantCommissionRateAmount": long(item.paid_price - item.price),
        "iyziCommissionRateAmount": commission,
        "iyziCommissionFee": long(Decimal(0)),
        "blockageRate": long(Decimal(0)),
        "blockageRateAmountMerchant": long(Decimal(0)),
        "blockageRateAmountSubMerchant": 0,
        "blockageResolvedDate": None,
        "subMerchantPrice": 0,
        "subMerchantPayoutRate": long(Decimal(0)),
        "subMerchantPayoutAmount": 0,
        "merchantPayoutAmount": long(item.paid_price - commission),
    }


def form_signature(form: CheckoutForm, payment: Payment | None, conversation_id: str) -> str:
    """Of the form's detail; the fields of a payment that is not there are empty."""
    order = Order.from_json(form.order)
    return answer_signature(
        form.merchant.secret_key,
        payment.status if payment else None,
        payment.payment_id if payment else None,
        order.currency,
        order.basket_id,
        conversation_id,
        payment.paid_price if payment else order.paid_price,
        order.price,
        form.token,
    )


def stored_card_fields(stored: StoredCard) -> dict[str, Any]:
    """One card of the vault."""
    card = find_by_fingerprint(stored.fingerprint)
    bank = {"cardBankCode": BANK_CODES[card.bank], "cardBankName": card.bank} if card else {}
    return {
        "cardToken": stored.card_token,
        "cardAlias": stored.alias,
        "binNumber": stored.bin_number,
        "lastFourDigits": stored.last_four,
        **card_fields(card),
        **bank,
        "expireMonth": stored.expire_month,
        "expireYear": stored.expire_year,
    }


def bin_fields(card: TestCard, bin_number: str) -> dict[str, Any]:
    """What the first digits tell."""
    return {
        "binNumber": bin_number,
        **card_fields(card),
        "bankName": card.bank,
        "bankCode": BANK_CODES[card.bank],
        "commercial": 0,
    }


def installment_fields(card: TestCard, bin_number: str, price: Decimal) -> dict[str, Any]:
    """What each number of instalments costs with this card."""
    prices = []
    for number in allowed_for(card, list(INSTALLMENTS), "TRY"):
        total = total_with(number, price)
        prices.append(
            {
                "installmentNumber": number,
                "installmentPrice": short(each_of(number, total)),
                "totalPrice": short(total),
            }
        )
    return {
        **bin_fields(card, bin_number),
        "price": short(price),
        "cardFamilyName": card.family,
        "force3ds": int(card.is_debit),
        "forceCvc": 0,
        "installmentPrices": prices,
    }


def report_fields(payment: Payment) -> dict[str, Any]:
    """One payment in the report by conversation id, whatever became of it."""
    status = {PaymentStatus.SUCCESS: 1, PaymentStatus.CALLBACK_THREEDS: 3}
    reversals = list(payment.reversals.order_by("pk"))
    return {
        "paymentId": payment.pk,
        "paymentStatus": status.get(PaymentStatus(payment.status), 2),
        "paymentRefundStatus": refund_status(payment),
        "price": long(payment.price),
        "paidPrice": long(payment.paid_price),
        "installment": payment.installment,
        "iyziCommissionRateAmount": commission_of(payment.paid_price),
        "iyziCommissionFee": long(_COMMISSION_FEE),
        "paymentConversationId": payment.conversation_id,
        "fraudStatus": payment.fraud_status,
        **card_fields(find_by_fingerprint(payment.card_fingerprint)),
        "cardToken": payment.card_token or None,
        "cardUserKey": payment.card_user_key or None,
        "binNumber": payment.bin_number,
        "lastFourDigits": payment.last_four,
        "basketId": payment.basket_id or None,
        "currency": payment.currency,
        "authCode": payment.auth_code or None,
        "hostReference": payment.host_reference or None,
        "threeDS": payment.is_threeds,
        "phase": payment.phase,
        "mdStatus": int(payment.md_status) if payment.md_status else None,
        "errorCode": payment.error_code or None,
        "createdDate": local_text(payment.created_at),
        "updatedDate": local_text(payment.updated_at),
        "cancels": [_reversal_fields(one) for one in reversals if one.kind == ReversalKind.CANCEL],
        "itemTransactions": [
            {
                **item_fields(item),
                "refunds": [_reversal_fields(one) for one in reversals if one.item_id == item.pk],
            }
            for item in payment.items.order_by("pk")
        ],
        "refunds": [_reversal_fields(one) for one in reversals if one.kind == ReversalKind.REFUND],
    }


def refund_status(payment: Payment) -> str:
    """How much went back, over all lines."""
    back = sum((item.refunded for item in payment.items.all()), Decimal(0))
    if payment.cancelled_at is not None or back == payment.paid_price:
        return "TOTALLY_REFUNDED"
    return "PARTIALLY_REFUNDED" if back else "NOT_REFUNDED"


def transaction_fields(source: Payment | Reversal) -> dict[str, Any]:
    """One row of the report of a day."""
    is_reversal = isinstance(source, Reversal)
    payment = source.payment if isinstance(source, Reversal) else source
    price = source.price if isinstance(source, Reversal) else payment.price
    paid = source.price if isinstance(source, Reversal) else payment.paid_price
    commission = Decimal(0) if is_reversal else commission_of(paid)
    item = payment.items.order_by("pk").first()
    return {
        "transactionType": source.kind if isinstance(source, Reversal) else "PAYMENT",
        "transactionDate": local_text(source.created_at),
        "transactionId": source.pk,
        "transactionStatus": 2,
        "afterSettlement": 0,
        "paymentTxId": item.pk if item else None,
        "paymentId": payment.pk,
        "conversationId": source.conversation_id,
        "paymentPhase": payment.phase,
        "price": long(price),
        "paidPrice": long(paid),
        "transactionCurrency": payment.currency,
        "installment": payment.installment,
        "threeDS": int(payment.is_threeds),
        "iyzicoCommission": commission,
        "iyzicoFee": long(Decimal(0) if is_reversal else _COMMISSION_FEE),
        "parity": long(Decimal(1)),
        "iyzicoConversionAmount": long(Decimal(0)),
        "settlementCurrency": payment.currency,
        "merchantPayoutAmount": long(paid - commission),
        "connectorType": "ORNEK",
        "posOrderId": payment.host_reference,
        "posName": "Örnek POS",
        "authCode": payment.auth_code,
        "hostReference": source.host_reference,
        "basketId": payment.basket_id or None,
    }


def local_text(at: datetime) -> str:
    """As the reports write an instant: Istanbul's wall clock."""
    return at.astimezone(_ISTANBUL).strftime("%Y-%m-%d %H:%M:%S")


def _reversal_fields(reversal: Reversal) -> dict[str, Any]:
    return {
        "refundTxId": reversal.pk,
        "refundPrice": long(reversal.price),
        "refundConversationId": reversal.conversation_id or None,
        "refundStatus": 1,
        "refundHostReference": reversal.host_reference,
        "createdDate": local_text(reversal.created_at),
    }
