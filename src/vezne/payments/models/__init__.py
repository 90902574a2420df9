"""Payments: the intent, its tries, what each try heard, refunds, stored cards, provider keys."""

from __future__ import annotations

from vezne.payments.models.cards import ProviderAccount, StoredCard
from vezne.payments.models.payment import (
    Attempt,
    AttemptEvent,
    AttemptMethod,
    AttemptState,
    Payment,
    PaymentStatus,
    WebhookMessage,
)
from vezne.payments.models.reconciliation import (
    Difference,
    DifferenceState,
    Reconciliation,
    ReconciliationState,
)
from vezne.payments.models.refund import Allocation, Refund, RefundState

__all__ = [
    "Allocation",
    "Attempt",
    "AttemptEvent",
    "AttemptMethod",
    "AttemptState",
    "Difference",
    "DifferenceState",
    "Payment",
    "PaymentStatus",
    "ProviderAccount",
    "Reconciliation",
    "ReconciliationState",
    "Refund",
    "RefundState",
    "StoredCard",
    "WebhookMessage",
]
