"""Reads what a shop asks to be paid, and refuses what iyzico refuses. Pure, no tables."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from vezne_sandbox.iyzico.errors import IyzicoError

CURRENCIES = ("TRY", "USD", "EUR", "GBP", "NOK", "CHF")
INSTALLMENTS = (1, 2, 3, 4, 6, 9, 12)
_BUYER = (
    "id",
    "name",
    "surname",
    "identityNumber",
    "email",
    "gsmNumber",
    "registrationAddress",
    "city",
    "country",
)
_ADDRESS = ("address", "contactName", "city", "country")


@dataclass(frozen=True)
class OrderItem:
    """One line of the basket."""

    item_id: str
    name: str
    price: Decimal


@dataclass(frozen=True)
class Order:
    """A checked request for money, the card apart."""

    conversation_id: str
    basket_id: str
    price: Decimal
    paid_price: Decimal
    currency: str
    installment: int
    enabled_installments: list[int]
    callback_url: str
    buyer_name: str
    buyer_email: str
    buyer_phone: str
    items: list[OrderItem] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """For a JSON column; decimals as text."""
        stored: dict[str, Any] = _map(asdict(self), _text_of_decimal)
        return stored

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Order":
        """Back from the column."""
        items = [
            OrderItem(item["item_id"], item["name"], Decimal(item["price"]))
            for item in stored["items"]
        ]
        amounts = {name: Decimal(stored[name]) for name in ("price", "paid_price")}
        return cls(**{**stored, **amounts, "items": items})


def _text_of_decimal(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value


def _map(value: Any, change: Callable[[Any], Any]) -> Any:
    if isinstance(value, dict):
        return {key: _map(item, change) for key, item in value.items()}
    if isinstance(value, list):
        return [_map(item, change) for item in value]
    return change(value)


def read_text(body: dict[str, Any], name: str, *, required: bool = False) -> str:
    """A text field; numbers are taken as text, as iyzico does.

    Raises:
        IyzicoError: 11, a required one is missing or it is no text.
    """
    value = body.get(name)
    if value is None or value == "":
        if required:
            raise IyzicoError("11", f"{name} gönderilmesi zorunludur")
        return ""
    if isinstance(value, dict | list):
        raise IyzicoError("11", f"{name} metin olmalıdır")
    return str(value)


def read_amount(body: dict[str, Any], name: str) -> Decimal:
    """A positive amount, sent as text or number.

    Raises:
        IyzicoError: 11.
    """
    text = read_text(body, name, required=True)
    try:
        amount = Decimal(text)
    except InvalidOperation:
        raise IyzicoError("11", f"{name} geçersiz") from None
    if not amount.is_finite() or amount <= 0 or amount >= Decimal(10) ** 11:
        raise IyzicoError("11", f"{name} sıfırdan büyük olmalıdır")
    return amount


def read_order(body: dict[str, Any], *, needs_callback: bool) -> Order:
    """The whole request, checked field by field.

    Raises:
        IyzicoError: 11 with the field, 5062 when the basket does not sum up to the price.
    """
    price, paid_price = read_amount(body, "price"), read_amount(body, "paidPrice")
    currency = read_text(body, "currency") or "TRY"
    if currency not in CURRENCIES:
        raise IyzicoError("11", "currency geçersiz")
    buyer = _read_object(body, "buyer", _BUYER)
    _read_object(body, "billingAddress", _ADDRESS)
    items = _read_items(body)
    if sum(item.price for item in items) != price:
        raise IyzicoError("5062")
    return Order(
        conversation_id=read_text(body, "conversationId"),
        basket_id=read_text(body, "basketId"),
        price=price,
        paid_price=paid_price,
        currency=currency,
        installment=_read_installment(body.get("installment", 1)),
        enabled_installments=[
            _read_installment(value) for value in body.get("enabledInstallments") or [1]
        ],
        callback_url=_read_callback(body) if needs_callback else "",
        buyer_name=f"{buyer['name']} {buyer['surname']}",
        buyer_email=buyer["email"],
        buyer_phone=buyer["gsmNumber"],
        items=items,
    )


def _read_items(body: dict[str, Any]) -> list[OrderItem]:
    lines = body.get("basketItems")
    if not isinstance(lines, list) or not lines:
        raise IyzicoError("11", "basketItems gönderilmesi zorunludur")
    items = []
    for line in lines:
        if not isinstance(line, dict):
            raise IyzicoError("11", "basketItems geçersiz")
        kind = read_text(line, "itemType", required=True)
        if kind not in ("PHYSICAL", "VIRTUAL"):
            raise IyzicoError("11", "itemType geçersiz")
        if kind == "PHYSICAL":
            _read_object(body, "shippingAddress", _ADDRESS)
        read_text(line, "category1", required=True)
        items.append(
            OrderItem(
                item_id=read_text(line, "id", required=True),
                name=read_text(line, "name", required=True),
                price=read_amount(line, "price"),
            )
        )
    return items


def _read_object(body: dict[str, Any], name: str, required: tuple[str, ...]) -> dict[str, str]:
    value = body.get(name)
    if not isinstance(value, dict):
        raise IyzicoError("11", f"{name} gönderilmesi zorunludur")
    return {key: read_text(value, key, required=True) for key in required}


def _read_installment(value: Any) -> int:
    try:
        installment = int(str(value))
    except ValueError:
        raise IyzicoError("5117") from None
    if installment not in INSTALLMENTS:
        raise IyzicoError("5117")
    return installment


def _read_callback(body: dict[str, Any]) -> str:
    url = read_text(body, "callbackUrl", required=True)
    if not url.startswith(("https://", "http://")):
        raise IyzicoError("11", "callbackUrl geçersiz")
    return url
