"""Requests built and answers read; pure. Amounts go out as text and come back as Decimal.

Rules (docs.iyzico.com): the basket sums to `price`; `paidPrice` of the request equals it and the
answer's may be higher by the cost of instalments; `conversationId` and `basketId` are our
reference, unique per attempt, so that an answer can belong to one attempt only.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from vezne.core.money import Money
from vezne.payments.providers.base import BasketLine, BuyerDetails, FormRequest, StoredCharge
from vezne.payments.types import CardFacts

FORM_FIELDS = (
    "paymentStatus",
    "paymentId",
    "currency",
    "basketId",
    "conversationId",
    "paidPrice",
    "price",
    "token",
)
PAYMENT_FIELDS = ("paymentId", "currency", "basketId", "conversationId", "paidPrice", "price")
FORM_OPENED_FIELDS = ("conversationId", "token")
REFUND_FIELDS = ("paymentId", "price", "currency", "conversationId")

_KEPT = (
    "status",
    "errorCode",
    "errorGroup",
    "errorMessage",
    "paymentStatus",
    "paymentId",
    "paymentConversationId",
    "conversationId",
    "basketId",
    "price",
    "paidPrice",
    "currency",
    "installment",
    "fraudStatus",
    "mdStatus",
    "cardAssociation",
    "cardFamily",
    "lastFourDigits",
    "authCode",
    "hostReference",
    "refundHostReference",
    "systemTime",
)
"""What an answer leaves in our event log: no keys, no card but its last four digits."""


def amount_text(amount: Money) -> str:
    """Major units with a decimal point: `118.80`."""
    return format(amount.decimal, "f")


def _buyer(buyer: BuyerDetails) -> dict[str, str]:
    fields = {
        "id": buyer.id,
        "name": buyer.name,
        "surname": buyer.surname,
        "identityNumber": buyer.identity_number,
        "email": buyer.email,
        "gsmNumber": buyer.phone,
        "registrationAddress": buyer.address,
        "city": buyer.city,
        "country": buyer.country,
    }
    optional = {"ip": buyer.ip, "zipCode": buyer.zip_code}
    return fields | {name: value for name, value in optional.items() if value}


def _order(
    reference: str, amount: Money, buyer: BuyerDetails, lines: tuple[BasketLine, ...], locale: str
) -> dict[str, Any]:
    if sum(line.amount.minor for line in lines) != amount.minor:
        raise ValueError("the basket does not sum to the price")
    return {
        "locale": locale,
        "conversationId": reference,
        "basketId": reference,
        "price": amount_text(amount),
        "paidPrice": amount_text(amount),
        "currency": amount.currency,
        "paymentGroup": "SUBSCRIPTION",
        "buyer": _buyer(buyer),
        "billingAddress": {
            "address": buyer.address,
            "contactName": buyer.contact_name,
            "city": buyer.city,
            "country": buyer.country,
        },
        "basketItems": [
            {
                "id": line.id,
                "name": line.name,
                "category1": line.category,
                "itemType": "VIRTUAL",
                "price": amount_text(line.amount),
            }
            for line in lines
        ],
    }


def form_body(request: FormRequest) -> dict[str, Any]:
    """A checkout form's initialization. Raises: ValueError when the basket does not add up."""
    body = _order(request.reference, request.amount, request.buyer, request.lines, request.locale)
    body |= {
        "callbackUrl": request.callback_url,
        "enabledInstallments": list(request.instalments),
        "forceThreeDS": int(request.wants_3d),
        "registerCard": int(request.wants_storing),
    }
    if request.user_key:
        body["cardUserKey"] = request.user_key
    return body


def charge_body(charge: StoredCharge) -> dict[str, Any]:
    """A charge of a stored card without its holder. Raises: ValueError as `form_body`."""
    body = _order(charge.reference, charge.amount, charge.buyer, charge.lines, charge.locale)
    return body | {
        "installment": 1,
        "paymentChannel": "WEB",
        "paymentCard": {"cardUserKey": charge.user_key, "cardToken": charge.card_token},
    }


def fields_of(answer: Mapping[str, Any], names: tuple[str, ...]) -> list[Any]:
    """The answer's fields in the order of a signature."""
    return [answer.get(name) for name in names]


def read_money(answer: Mapping[str, Any], name: str) -> Money | None:
    """An amount of an answer, exact; None when it is missing or is no amount."""
    raw, currency = answer.get(name), answer.get("currency")
    if raw is None or not isinstance(currency, str):
        return None
    try:
        return Money.from_decimal(Decimal(str(raw)), currency)
    except (ValueError, KeyError, InvalidOperation, OverflowError):
        return None


def read_text(answer: Mapping[str, Any], name: str) -> str:
    """A field as text; numbers without decimals, null as empty."""
    value = answer.get(name)
    return "" if value is None else str(value)


def read_number(answer: Mapping[str, Any], name: str, default: int) -> int:
    """A small whole number; `default` when it is missing or none."""
    text = read_text(answer, name)
    return int(text) if text.lstrip("-").isdecimal() else default


def read_card(answer: Mapping[str, Any]) -> CardFacts:
    """What the answer tells about the card; keys where the card was stored."""
    return CardFacts(
        brand=read_text(answer, "cardAssociation")[:30],
        family=read_text(answer, "cardFamily")[:40],
        last_four=read_text(answer, "lastFourDigits")[-4:],
        user_key=read_text(answer, "cardUserKey"),
        token=read_text(answer, "cardToken"),
    )


def first_item_id(answer: Mapping[str, Any]) -> str:
    """`paymentTransactionId` of the first basket line; empty when there is none."""
    items = answer.get("itemTransactions")
    if isinstance(items, list) and items and isinstance(items[0], dict):
        return read_text(items[0], "paymentTransactionId")
    return ""


def transcript(answer: Mapping[str, Any]) -> dict[str, Any]:
    """The answer for our event log, scrubbed by an allow-list."""
    return {name: str(answer[name]) for name in _KEPT if answer.get(name) is not None}


def objects(answer: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """A list of objects; anything else in its place is left out."""
    value = answer.get(name)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
