"""All writes of receivables, by noun.

terms         seller_terms_set, buyer_terms_set, wallet_switch_set
entries       entry_ask, entry_approve, entry_decline; `booking` is what they book
letters       letter_send, letter_answer, letter_withdraw
late_charges  late_charges_find, late_charge_waive, late_charges_book
payouts       payout_ask, payout_approve, payout_refuse, payout_withdraw, payout_sent
"""

from __future__ import annotations

from vezne.receivables.services.entries import (
    entry_approve,
    entry_ask,
    entry_decline,
    entry_reversal_ask,
)
from vezne.receivables.services.late_charges import (
    LateGroup,
    late_charge_waive,
    late_charges_book,
    late_charges_find,
    late_group_postpone,
    late_groups_due,
    late_months_due,
)
from vezne.receivables.services.letters import letter_answer, letter_send, letter_withdraw
from vezne.receivables.services.payouts import (
    payout_approve,
    payout_ask,
    payout_refuse,
    payout_sent,
    payout_withdraw,
)
from vezne.receivables.services.terms import (
    TermsDraft,
    buyer_terms_set,
    seller_terms_set,
    trade_close,
    wallet_switch_set,
)

__all__ = [
    "LateGroup",
    "TermsDraft",
    "buyer_terms_set",
    "entry_approve",
    "entry_ask",
    "entry_decline",
    "entry_reversal_ask",
    "late_charge_waive",
    "late_charges_book",
    "late_charges_find",
    "late_group_postpone",
    "late_groups_due",
    "late_months_due",
    "letter_answer",
    "letter_send",
    "letter_withdraw",
    "payout_approve",
    "payout_ask",
    "payout_refuse",
    "payout_sent",
    "payout_withdraw",
    "seller_terms_set",
    "trade_close",
    "wallet_switch_set",
]
