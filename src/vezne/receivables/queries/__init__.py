"""All reads of receivables that leave the package."""

from __future__ import annotations

from vezne.receivables.queries.decisions import (
    accounts_to_reconcile,
    entries_of_account,
    entries_of_seller,
    find_received,
    get_entry,
    get_entry_by_id,
    get_letter,
    get_payout,
    late_charges_of_account,
    late_charges_of_seller,
    letter_by_public_id,
    letters_for,
    letters_of_seller,
    payout_iban,
    payouts_for,
    payouts_of_seller,
    waiting_counts,
)
from vezne.receivables.queries.terms import (
    find_buyer_terms,
    is_trade_closed,
    rules_of,
    seller_terms_of,
    wallet_renewals_due,
)

__all__ = [
    "accounts_to_reconcile",
    "entries_of_account",
    "entries_of_seller",
    "find_buyer_terms",
    "find_received",
    "get_entry",
    "get_entry_by_id",
    "get_letter",
    "get_payout",
    "is_trade_closed",
    "late_charges_of_account",
    "late_charges_of_seller",
    "letter_by_public_id",
    "letters_for",
    "letters_of_seller",
    "payout_iban",
    "payouts_for",
    "payouts_of_seller",
    "rules_of",
    "seller_terms_of",
    "waiting_counts",
    "wallet_renewals_due",
]
