"""All reads of payments that leave the package."""

from __future__ import annotations

from vezne.payments.queries.accounts import (
    charge_quote,
    find_provider_account,
    get_provider_account,
    has_real_provider,
    list_provider_accounts,
    provider_account_for,
    provider_account_public,
)
from vezne.payments.queries.attempts import (
    automatic_failures,
    due_attempts,
    due_refunds,
    find_attempt_by_token,
    find_attempt_public,
    find_open_attempt,
    get_attempt,
    get_attempt_for,
    has_attempt_under_way,
    is_in_doubt,
)
from vezne.payments.queries.cards import (
    cards_expiring,
    cards_for,
    cards_of_buyer,
    list_renewal_cards,
    renewal_card_for,
)
from vezne.payments.queries.payments import (
    PaymentDetail,
    PaymentRow,
    find_open_payment,
    payment_detail,
    payment_row,
    payments_for,
    payments_of_invoice,
    payments_of_seller,
    refundable_minor,
)

__all__ = [
    "PaymentDetail",
    "PaymentRow",
    "automatic_failures",
    "cards_expiring",
    "cards_for",
    "cards_of_buyer",
    "charge_quote",
    "due_attempts",
    "due_refunds",
    "find_attempt_by_token",
    "find_attempt_public",
    "find_open_attempt",
    "find_open_payment",
    "find_provider_account",
    "get_attempt",
    "get_attempt_for",
    "get_provider_account",
    "has_attempt_under_way",
    "has_real_provider",
    "is_in_doubt",
    "list_provider_accounts",
    "list_renewal_cards",
    "payment_detail",
    "payment_row",
    "payments_for",
    "payments_of_invoice",
    "payments_of_seller",
    "provider_account_for",
    "provider_account_public",
    "refundable_minor",
    "renewal_card_for",
]
