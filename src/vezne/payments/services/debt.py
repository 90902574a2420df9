"""A debt that no invoice asks for: money that was taken back when it had been spent already.

It comes from a bank's or card provider's reversal, or from a transfer that had been written to the
wrong buyer, and stands in the receivable beside the open invoices. Whatever money comes into the
wallet from outside, by card, by transfer or by a credit of staff, pays it before it may be spent.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import F, Sum

from vezne.core.money import Money
from vezne.invoicing.models import Invoice, InvoiceStatus
from vezne.ledger.queries import receivable_balance, wallet_available
from vezne.ledger.services import post
from vezne.ledger.types import LedgerKind, Posting, Reason


def debt_pay_first(
    *, current_account_id: int, came: Money, key: str, subject: str, now: datetime
) -> int:
    """Pay the debt out of money that has just been posted to the wallet; gives how much it took.

    In the transaction that posted it, which holds the current account's lock, and after the open
    invoices count what they got of it.
    """
    owed = receivable_balance(current_account_id=current_account_id, unit=came.currency)
    if owed <= 0:
        return 0
    debt = owed - _invoiced_minor(current_account_id, came.currency)
    free = wallet_available(current_account_id=current_account_id, unit=came.currency, now=now)
    taken = min(debt, came.minor, free)
    if taken <= 0:
        return 0
    posting = Posting(
        LedgerKind.WALLET.value,
        LedgerKind.RECEIVABLE.value,
        taken,
        came.currency,
        Reason.WALLET_PAYMENT.value,
        subject,
    )
    post(current_account_id=current_account_id, postings=(posting,), key=key, now=now)
    return taken


def _invoiced_minor(current_account_id: int, currency: str) -> int:
    """What the open invoices of a current account still ask for."""
    rows = Invoice.objects.filter(
        current_account_id=current_account_id, currency=currency, status=InvoiceStatus.OPEN
    )
    total = rows.aggregate(total=Sum(F("total_minor") - F("paid_minor")))["total"]
    return int(total or 0)
