"""What a manual entry books: a debt as an open invoice, a credit into the wallet, or back."""

from __future__ import annotations

from datetime import datetime, timedelta

from vezne.core.audit import Actor
from vezne.core.calendar import start_of_day
from vezne.core.money import Money, share
from vezne.invoicing.models import Invoice, InvoiceKind
from vezne.invoicing.services import invoice_open, invoice_void_to_wallet
from vezne.invoicing.types import LineDraft
from vezne.ledger.queries import entry_transfers
from vezne.ledger.services import post, reverse
from vezne.ledger.types import LedgerKind, Posting, Reason
from vezne.payments.queries import find_open_payment, has_attempt_under_way
from vezne.payments.services import debt_pay_first, payment_cancel
from vezne.receivables.errors import EntryNotReversible
from vezne.receivables.models import ManualEntry
from vezne.receivables.queries.terms import rules_of
from vezne.receivables.types import DEBTS, WITHOUT_KDV, EntryKind

WHOLE_BP = 10_000


def kdv_of(kind: str, net_minor: int, rate_bp: int) -> int:
    """The KDV on top of a net amount; what is brought from other books has none."""
    return 0 if kind in WITHOUT_KDV else share(net_minor, rate_bp, WHOLE_BP)


def entry_book(*, entry: ManualEntry, actor: Actor, now: datetime) -> Invoice | None:
    """Book an entry, once, in the caller's transaction; the invoice that a debt opened.

    Raises: what invoicing and the ledger refuse (CreditLimitExceeded, InsufficientFunds …),
    EntryNotReversible.
    """
    if entry.kind in DEBTS:
        return _open_debt(entry, now)
    if entry.kind == EntryKind.REVERSAL:
        _take_back(entry, actor, now)
        return None
    post(
        current_account_id=entry.current_account_id,
        postings=_credit(entry),
        key=_key(entry),
        now=now,
    )
    debt_pay_first(
        current_account_id=entry.current_account_id,
        came=Money(entry.total_minor, entry.currency),
        key=_debt_key(entry),
        subject=entry.public_id,
        now=now,
    )
    return None


def _debt_key(entry: ManualEntry) -> str:
    """Of what a credit paid of a debt that no invoice asks for."""
    return f"{entry.public_id}:debt"


def _key(entry: ManualEntry) -> str:
    return f"{entry.public_id}:booked"


def _open_debt(entry: ManualEntry, now: datetime) -> Invoice:
    is_brought = entry.kind == EntryKind.OPENING_DEBT
    words = str(EntryKind(entry.kind).label)
    due_at = now + timedelta(days=rules_of(entry.current_account).payment_days)
    if entry.due_on is not None:
        due_at = start_of_day(entry.due_on)
    line = LineDraft(
        description=entry.description or words,
        unit_price_minor=entry.net_minor,
        kdv_rate_bp=entry.kdv_rate_bp,
        product_name=words,
        plan_name=entry.description[:120],
    )
    return invoice_open(
        seller_id=entry.seller_id,
        buyer_id=entry.buyer_id,
        current_account_id=entry.current_account_id,
        kind=InvoiceKind.OPENING if is_brought else InvoiceKind.DEBIT,
        currency=entry.currency,
        lines=[line],
        opened_at=now,
        due_at=due_at,
        shuts_off_at=None,
        key=entry.public_id,
    )


def _credit(entry: ManualEntry) -> tuple[Posting, ...]:
    is_money = entry.kind in WITHOUT_KDV  # it lowers no revenue
    parts = (
        (LedgerKind.CLEARING if is_money else LedgerKind.REVENUE, entry.net_minor),
        (LedgerKind.TAX, entry.kdv_minor),
    )
    return tuple(
        Posting(
            debit_kind=kind.value,
            credit_kind=LedgerKind.WALLET.value,
            amount=minor,
            unit=entry.currency,
            reason=Reason.CORRECTION.value,
            subject=entry.public_id,
            description=entry.description or str(EntryKind(entry.kind).label),
        )
        for kind, minor in parts
        if minor
    )


def _take_back(entry: ManualEntry, actor: Actor, now: datetime) -> None:
    """What was paid of a debt goes to the wallet; a credit must still be there.

    What a credit paid of a debt beyond the invoices is owed again.
    """
    earlier = entry.reverses
    assert earlier is not None  # entry_ask has seen to it
    if earlier.invoice_id is None:
        account = entry.current_account_id
        if entry_transfers(current_account_id=account, key=_debt_key(earlier)):
            reverse(
                current_account_id=account,
                of_key=_debt_key(earlier),
                key=_debt_key(entry),
                now=now,
            )
        reverse(
            current_account_id=entry.current_account_id,
            of_key=_key(earlier),
            key=_key(entry),
            now=now,
            description=entry.description or str(EntryKind.REVERSAL.label),
        )
        return
    if has_attempt_under_way(earlier.invoice_id):
        raise EntryNotReversible
    intent = find_open_payment(earlier.invoice_id)
    if intent is not None:  # payment before invoice: the lock order of the settlement
        payment_cancel(payment_id=intent.pk)
    invoice_void_to_wallet(invoice_id=earlier.invoice_id, reason=entry.reason, actor=actor, now=now)
