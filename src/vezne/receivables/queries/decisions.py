"""Entries, letters, late charges and pay-outs, as pages list them."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Exists, OuterRef, QuerySet, Sum

from vezne.core.crypto import unseal
from vezne.ledger.models import CurrentAccount, LedgerAccount
from vezne.ledger.queries import OWED
from vezne.receivables.errors import EntryNotFound, LetterNotFound, PayoutNotFound
from vezne.receivables.models import LateCharge, Letter, ManualEntry, Payout
from vezne.receivables.types import EntryStatus, LateState, LetterState, PayoutState

IBAN_PURPOSE = "receivables_payout.iban"


def entries_of_seller(seller_id: int) -> QuerySet[ManualEntry]:
    """The seller's manual entries, newest first, with their buyers."""
    rows = ManualEntry.objects.filter(seller_id=seller_id)
    return rows.select_related("buyer", "invoice", "reverses", "current_account").order_by(
        "-asked_at", "-pk"
    )


def entries_of_account(current_account_id: int) -> QuerySet[ManualEntry]:
    """The manual entries of one current account, newest first."""
    rows = ManualEntry.objects.filter(current_account_id=current_account_id)
    return rows.select_related("buyer", "invoice", "reverses", "current_account").order_by(
        "-asked_at", "-pk"
    )


def get_entry(*, seller_id: int, public_id: str) -> ManualEntry:
    """One of the seller's entries. Raises: EntryNotFound."""
    row = entries_of_seller(seller_id).filter(public_id=public_id).first()
    if row is None:
        raise EntryNotFound
    return row


def get_entry_by_id(entry_id: int) -> ManualEntry:
    """One entry of the scope by its inner id. Raises: EntryNotFound."""
    row = ManualEntry.objects.filter(pk=entry_id).first()
    if row is None:
        raise EntryNotFound
    return row


def find_received(invoice_id: int) -> ManualEntry | None:
    """The newest entry that says that an invoice's transfer has come, if it was not declined."""
    rows = ManualEntry.objects.filter(pays_id=invoice_id).exclude(status=EntryStatus.DECLINED)
    return rows.order_by("-pk").first()


def letters_of_seller(seller_id: int) -> QuerySet[Letter]:
    """The seller's letters, newest first, with their buyers."""
    rows = Letter.objects.filter(seller_id=seller_id).select_related("buyer", "seller")
    return rows.order_by("-sent_at", "-pk")


def letters_for(buyer_id: int) -> QuerySet[Letter]:
    """The letters that an account got, newest first, with their sellers."""
    rows = Letter.objects.filter(buyer_id=buyer_id).select_related("buyer", "seller")
    return rows.order_by("-sent_at", "-pk")


def accounts_to_reconcile(*, seller_id: int, as_of: date, currency: str) -> list[CurrentAccount]:
    """The seller's current accounts with a balance in the currency that have no letter of the day
    yet, withdrawn ones aside; in system scope.
    """
    letters = Letter.objects.filter(
        current_account_id=OuterRef("pk"), as_of=as_of, currency=currency
    ).exclude(state=LetterState.WITHDRAWN)
    balances = LedgerAccount.objects.filter(seller_id=seller_id, kind__in=OWED, unit=currency)
    open_ones = balances.values("current_account_id").annotate(owed=Sum("balance"))
    rows = CurrentAccount.objects.filter(
        ~Exists(letters), pk__in=open_ones.exclude(owed=0).values("current_account_id")
    )
    return list(rows.exclude(buyer_id=seller_id).order_by("pk"))


def get_letter(public_id: str) -> Letter:
    """One letter of the current scope. Raises: LetterNotFound."""
    return letter_by_public_id(public_id)


def letter_by_public_id(public_id: str) -> Letter:
    """The letter that a link opens; the caller says in which scope. Raises: LetterNotFound."""
    row = Letter.objects.select_related("buyer", "seller").filter(public_id=public_id).first()
    if row is None:
        raise LetterNotFound
    return row


def late_charges_of_seller(seller_id: int) -> QuerySet[LateCharge]:
    """The seller's late charges, newest month first, with buyers and invoices."""
    rows = LateCharge.objects.filter(seller_id=seller_id)
    return rows.select_related("buyer", "invoice", "charge").order_by("-month", "-pk")


def late_charges_of_account(current_account_id: int) -> QuerySet[LateCharge]:
    """The late charges of one current account, newest month first."""
    rows = LateCharge.objects.filter(current_account_id=current_account_id)
    return rows.select_related("buyer", "invoice", "charge").order_by("-month", "-pk")


def payouts_of_seller(seller_id: int) -> QuerySet[Payout]:
    """The requests to the seller, the longest waiting first, with their buyers."""
    rows = Payout.objects.filter(seller_id=seller_id).select_related("buyer")
    return rows.order_by("asked_at", "pk")


def payouts_for(buyer_id: int) -> QuerySet[Payout]:
    """An account's own requests, newest first, with their sellers."""
    rows = Payout.objects.filter(buyer_id=buyer_id).select_related("seller")
    return rows.order_by("-asked_at", "-pk")


def get_payout(public_id: str) -> Payout:
    """One request of the current scope. Raises: PayoutNotFound."""
    row = Payout.objects.select_related("buyer", "seller").filter(public_id=public_id).first()
    if row is None:
        raise PayoutNotFound
    return row


def payout_iban(payout: Payout) -> str:
    """Where the money goes, in plain; for who sends it and who asked."""
    return unseal(payout.iban_sealed, purpose=IBAN_PURPOSE)


def waiting_counts(seller_id: int) -> dict[str, int]:
    """How many second looks, pay-outs and late charges wait for the seller's people."""
    entries = ManualEntry.objects.filter(seller_id=seller_id, status=EntryStatus.WAITING)
    payouts = Payout.objects.filter(
        seller_id=seller_id,
        state__in=[PayoutState.WAITING, PayoutState.SECONDED, PayoutState.APPROVED],
    )
    late = LateCharge.objects.filter(seller_id=seller_id, state=LateState.WAITING)
    return {
        "entries": entries.aggregate(n=Count("pk"))["n"],
        "payouts": payouts.aggregate(n=Count("pk"))["n"],
        "late": late.aggregate(n=Count("pk"))["n"],
    }
