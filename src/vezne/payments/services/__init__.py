"""All writes of payments, one file per noun; `calls` are the outside calls, never in a transaction.

provider_account  a seller's contract: add, change, test
payment           the intent: begin (an invoice, a load of the wallet), cancel, lock
attempt           one try: create, and what the opening of its form answered
calls             form_open, provider_ask, card_charge, refund_call
settlement        attempt_settle: the one place where a try ends
debt              what was taken back and was not there any more: paid by the next money first
card              stored cards: forget, renewal on and off, expiry warned
reconciliation    a provider's books of a day beside ours: begin, run, explain
refund            money back: request, settle
wallet            an invoice paid from the wallet
wallet_part       what the wallet adds to a card's part, reserved until that is captured
webhook           stored raw, asked about, marked
"""

from __future__ import annotations

from vezne.payments.services.attempt import AttemptWishes, attempt_create
from vezne.payments.services.calls import card_charge, form_open, provider_ask, refund_call
from vezne.payments.services.card import (
    card_expiry_warned,
    card_forget,
    card_renewal_start,
    card_renewal_stop,
)
from vezne.payments.services.debt import debt_pay_first
from vezne.payments.services.payment import (
    load_begin,
    payment_begin,
    payment_cancel,
    payments_lock,
)
from vezne.payments.services.provider_account import (
    provider_account_add,
    provider_account_change,
    provider_account_move,
    provider_account_test,
)
from vezne.payments.services.reconciliation import (
    difference_explain,
    reconciliation_run,
    reconciliations_begin,
)
from vezne.payments.services.refund import refund_request, refund_settle
from vezne.payments.services.settlement import attempt_settle
from vezne.payments.services.wallet import FromWallet, wallet_pay
from vezne.payments.services.wallet_part import wallet_parts_release
from vezne.payments.services.webhook import (
    WebhookFacts,
    webhook_applied,
    webhook_facts,
    webhook_store,
)

__all__ = [
    "AttemptWishes",
    "FromWallet",
    "WebhookFacts",
    "attempt_create",
    "attempt_settle",
    "card_charge",
    "card_expiry_warned",
    "card_forget",
    "card_renewal_start",
    "card_renewal_stop",
    "debt_pay_first",
    "difference_explain",
    "form_open",
    "load_begin",
    "payment_begin",
    "payment_cancel",
    "payments_lock",
    "provider_account_add",
    "provider_account_change",
    "provider_account_move",
    "provider_account_test",
    "provider_ask",
    "reconciliation_run",
    "reconciliations_begin",
    "refund_call",
    "refund_request",
    "refund_settle",
    "wallet_parts_release",
    "wallet_pay",
    "webhook_applied",
    "webhook_facts",
    "webhook_store",
]
