"""All writes of the ledger, by noun; every one of them takes the current account's lock first.

current_accounts  open, credit limit, withholding, lock several in order
entries           post, post_many (batch_ready, batch_post), reverse, bank_take_back, journal_open
credits           credits_grant, credits_spend
holds             hold_place, hold_post, hold_void
months            month_close
"""

from vezne.ledger.services.credits import credits_grant, credits_spend
from vezne.ledger.services.current_accounts import (
    credit_limit_set,
    current_account_open,
    current_accounts_lock,
    withholding_set,
)
from vezne.ledger.services.entries import (
    bank_take_back,
    batch_post,
    batch_ready,
    journal_open,
    post,
    post_many,
    reverse,
)
from vezne.ledger.services.holds import hold_place, hold_post, hold_void
from vezne.ledger.services.months import month_close

__all__ = [
    "bank_take_back",
    "batch_post",
    "batch_ready",
    "credit_limit_set",
    "credits_grant",
    "credits_spend",
    "current_account_open",
    "current_accounts_lock",
    "hold_place",
    "hold_post",
    "hold_void",
    "journal_open",
    "month_close",
    "post",
    "post_many",
    "reverse",
    "withholding_set",
]
