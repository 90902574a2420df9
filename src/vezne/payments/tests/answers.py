"""Answers as iyzico gives them, for tests of what they prove."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from vezne.catalog.tests.shop import NOW
from vezne.core.money import Money
from vezne.payments.providers.base import (
    BasketLine,
    BuyerDetails,
    FormRequest,
    Question,
    StoredCharge,
)

AMOUNT = Money(118_80, "TRY")
REFERENCE = "att_abc"
BUYER = BuyerDetails(
    id="acc_1",
    name="Ayşe",
    surname="Yılmaz",
    identity_number="11111111111",
    email="ayse@ornek.com.tr",
    phone="+905550000001",
    address="Örnek Mah. 1",
    city="İstanbul",
    country="Turkey",
    contact_name="Papatya Ltd. Şti.",
    ip="203.0.113.7",
)
LINES = (
    BasketLine("1", "WhatsApp — Aylık", "WhatsApp", Money(100_00, "TRY")),
    BasketLine("2", "Kontör", "SMS", Money(18_80, "TRY")),
)
FORM = FormRequest(REFERENCE, AMOUNT, BUYER, LINES, "http://localhost/odeme/donus/")
CHARGE = StoredCharge(REFERENCE, AMOUNT, BUYER, LINES, "uk", "ct")
EXPIRES = NOW + timedelta(minutes=30)
BY_FORM = Question(REFERENCE, AMOUNT, NOW, token="tok", form_expires_at=EXPIRES)
BY_BOOKS = Question(REFERENCE, AMOUNT, NOW, asked_at=NOW)


def paid(**changes: Any) -> dict[str, Any]:
    """A success over 118.80, in numbers as they come."""
    fields = {
        "status": "success",
        "paymentStatus": "SUCCESS",
        "paymentId": "7001",
        "currency": "TRY",
        "basketId": REFERENCE,
        "conversationId": REFERENCE,
        "price": Decimal("118.80000000"),
        "paidPrice": Decimal("118.8"),
        "installment": 1,
        "fraudStatus": 1,
        "phase": "AUTH",
        "token": "tok",
        "cardAssociation": "VISA",
        "cardFamily": "World",
        "lastFourDigits": "0008",
        "itemTransactions": [{"paymentTransactionId": 9001}],
    }
    return {**fields, **changes}
