"""Lists and single rows of banking for pages; a buyer's only through `…_for`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from vezne.accounts.identifiers import shown_iban
from vezne.banking.errors import BankAccountNotFound, MovementNotFound
from vezne.banking.models import (
    BankAccount,
    BankTask,
    KnownPayer,
    Movement,
    Promise,
    StatementImport,
    TransferNotice,
)
from vezne.banking.reference import reference_of
from vezne.banking.types import MovementState, NoticeState
from vezne.core.compiled import compiled
from vezne.core.scope import acting_as_system
from vezne.ledger.queries import find_current_account

REASON_WORDS = {
    "no_clue": _("Açıklamada kime ait olduğu yazmıyor."),
    "two_references": _("Açıklamada iki ayrı kod var."),
    "two_payers": _("Gönderen birden çok alıcıya kayıtlı."),
    "two_phones": _("Açıklamadaki telefonlar birden çok alıcının."),
    "payer_against_phone": _("Gönderen başka, telefon başka bir alıcıyı gösteriyor."),
    "over_limit": _("Tutar otomatik işleme sınırının üzerinde."),
    "other_amount": _("Tutar açık ödemelerden hiçbirine uymuyor."),
    "payer_not_exact": _("Gönderen biliniyor, tutar açık ödemelere uymuyor."),
    "policy_off": _("Gönderen biliniyor, otomatik işleme kapalı."),
    "reversal_unknown": _("Bankanın geri aldığı hareket bulunamadı."),
    "put_back": _("Ayrılmıştı, kuyruğa geri alındı; bir hesaba yazılmayı bekliyor."),
    "unassigned": _("Yanlış hesaba yazıldığı için geri alındı; yeniden yazılmayı bekliyor."),
}
"""Why a movement waits, for staff."""


@dataclass(frozen=True, slots=True)
class ShownAccount:
    """A bank account as a payer sees it."""

    public_id: str
    bank_name: str
    branch: str
    iban: str
    iban_grouped: str
    currency: str
    holder: str


@dataclass(frozen=True, slots=True)
class PayHere:
    """Where a buyer sends money to one seller, and what it writes into the description."""

    seller_id: int
    accounts: tuple[ShownAccount, ...]
    reference: str  # VZ-7K3M-9P4A; empty: no current account yet


def shown_account(row: BankAccount) -> ShownAccount:
    """A bank account as a payer sees it, without what is the seller's alone."""
    return ShownAccount(
        public_id=row.public_id,
        bank_name=row.bank_name,
        branch=row.branch,
        iban=row.iban,
        iban_grouped=shown_iban(row.iban),
        currency=row.currency,
        holder=row.holder,
    )


def accounts_shown(*, seller_id: int, currency: str | None = None) -> list[ShownAccount]:
    """The accounts that a seller's buyers may pay to, in its order; for anybody's pages."""
    with acting_as_system("banking: accounts shown to payers"):
        rows = _shown(seller_id)
    return [shown_account(row) for row in rows if currency in (None, row.currency)]


@compiled
def _shown(seller_id: int) -> QuerySet[BankAccount]:
    rows = BankAccount.objects.filter(seller_id=seller_id, is_shown=True, is_active=True)
    return rows.order_by("position", "pk")


def pay_here_for(*, buyer_id: int, seller_id: int) -> PayHere:
    """Where this buyer pays this seller, with its reference; in the buyer's scope or wider."""
    account = find_current_account(seller_id=seller_id, buyer_id=buyer_id)
    return PayHere(
        seller_id=seller_id,
        accounts=tuple(accounts_shown(seller_id=seller_id)),
        reference=reference_of(account.pk) if account else "",
    )


def bank_accounts_of(seller_id: int) -> QuerySet[BankAccount]:
    """The seller's bank accounts for its desk, in its order."""
    rows = BankAccount.objects.filter(seller_id=seller_id).select_related("connection")
    return rows.order_by("position", "pk")


def get_bank_account(*, public_id: str) -> BankAccount:
    """One bank account of the seller, with its connection. Raises: BankAccountNotFound."""
    rows = BankAccount.objects.select_related("connection")
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise BankAccountNotFound
    return found


def get_movement(*, public_id: str) -> Movement:
    """One movement of the scope, with account and buyer. Raises: MovementNotFound."""
    rows = Movement.objects.select_related("bank_account", "buyer", "reverses")
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise MovementNotFound
    return found


def movements_of_seller(
    seller_id: int, *, state: str = "", bank_account_id: int | None = None, search: str = ""
) -> QuerySet[Movement]:
    """The seller's movements for its desk, the newest day first."""
    rows = Movement.objects.filter(seller_id=seller_id).select_related("bank_account", "buyer")
    if state:
        rows = rows.filter(state=state)
    if bank_account_id is not None:
        rows = rows.filter(bank_account_id=bank_account_id)
    if search:
        rows = rows.filter(
            Q(description__icontains=search)
            | Q(counterparty_name__icontains=search)
            | Q(bank_key__iexact=f"id:{search}")
        )
    return rows.order_by("-booked_on", "-pk")


def queue_of_seller(seller_id: int) -> QuerySet[Movement]:
    """What waits for a person, the oldest first."""
    rows = Movement.objects.filter(seller_id=seller_id, state=MovementState.UNMATCHED)
    return rows.select_related("bank_account").order_by("pk")


def queue_sums(seller_id: int) -> dict[str, int]:
    """What waits for a person, by currency in minor units."""
    rows = Movement.objects.filter(seller_id=seller_id, state=MovementState.UNMATCHED)
    sums = rows.values_list("currency").annotate(total=Sum("amount_minor")).order_by("currency")
    return dict(sums)


def movements_for(buyer_id: int, *, seller_id: int | None = None) -> QuerySet[Movement]:
    """The transfers that were credited to a buyer as a whole, the newest first."""
    rows = Movement.objects.filter(buyer_id=buyer_id)
    if seller_id is not None:
        rows = rows.filter(seller_id=seller_id)
    return rows.order_by("-booked_on", "-pk")


def received_ids(*, before: datetime, limit: int = 500) -> list[int]:
    """Movements that were stored and not judged: left by a killed process, the oldest first."""
    rows = Movement.objects.filter(state=MovementState.RECEIVED, received_at__lte=before)
    return list(rows.order_by("pk").values_list("pk", flat=True)[:limit])


def known_payers_of(current_account_id: int) -> QuerySet[KnownPayer]:
    """The payers that a person has tied to a buyer, the newest first."""
    rows = KnownPayer.objects.filter(current_account_id=current_account_id, forgotten_at=None)
    return rows.order_by("-learned_at")


def find_promise(invoice_id: int) -> Promise | None:
    """The open promise to pay an invoice by transfer, or None."""
    found = _promises(invoice_id)
    return found[0] if found else None


@compiled
def _promises(invoice_id: int) -> QuerySet[Promise]:
    rows = Promise.objects.select_related("bank_account")
    return rows.filter(invoice_id=invoice_id, ended_at=None).order_by("pk")[:1]


def promised_invoices_of(buyer_id: int) -> frozenset[int]:
    """The invoices that a buyer has promised to pay by transfer."""
    return frozenset(_promised(buyer_id))


@compiled
def _promised(buyer_id: int) -> QuerySet[Promise, int]:
    rows = Promise.objects.filter(buyer_id=buyer_id, ended_at=None)
    return rows.values_list("invoice_id", flat=True)


def promises_for(buyer_id: int) -> QuerySet[Promise]:
    """The open promises of a buyer, the newest first."""
    rows = Promise.objects.filter(buyer_id=buyer_id, ended_at=None)
    return rows.select_related("invoice", "seller").order_by("-made_at")


def notices_of_seller(seller_id: int, *, state: str = NoticeState.OPEN) -> QuerySet[TransferNotice]:
    """The Havale/EFT notices of a seller's buyers, the oldest first."""
    rows = TransferNotice.objects.filter(seller_id=seller_id)
    if state:
        rows = rows.filter(state=state)
    return rows.select_related("buyer", "invoice").order_by("pk")


def notices_for(buyer_id: int) -> QuerySet[TransferNotice]:
    """The Havale/EFT notices of a buyer, the newest first."""
    rows = TransferNotice.objects.filter(buyer_id=buyer_id)
    return rows.select_related("seller", "invoice").order_by("-pk")


def imports_of(seller_id: int) -> QuerySet[StatementImport]:
    """The uploaded files of a seller, the newest first."""
    rows = StatementImport.objects.filter(seller_id=seller_id)
    return rows.select_related("bank_account").order_by("-pk")


def open_tasks_of(seller_id: int) -> QuerySet[BankTask]:
    """What a person must look at, the oldest first."""
    rows = BankTask.objects.filter(seller_id=seller_id, closed_at=None)
    return rows.select_related("bank_account").order_by("pk")


def stored_receipts() -> set[str]:
    """The keys of all stored receipts, of all sellers; for the sweep of the file store."""
    rows = TransferNotice.objects.exclude(receipt_key="")
    return set(rows.values_list("receipt_key", flat=True))
