"""What the tests stand on: a shop's books with Ayşe, and two members of the seller: Deniz, Efe."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from vezne.accounts.tests.people import make_user
from vezne.catalog.tests.shop import NOW
from vezne.core.audit import Actor
from vezne.core.scope import acting_as, acting_as_system
from vezne.invoicing.models import Invoice
from vezne.invoicing.tests.books import Books, open_books
from vezne.ledger.models import CurrentAccount
from vezne.ledger.queries import receivable_balance, wallet_available
from vezne.ledger.services import bank_take_back, post
from vezne.ledger.types import LedgerKind, Posting, Reason
from vezne.payments.services import wallet_pay
from vezne.receivables.models import Letter, ManualEntry, Payout, SellerTerms
from vezne.receivables.services import TermsDraft, entry_ask, payout_ask, seller_terms_set
from vezne.receivables.types import EntryDraft, PayoutDraft

IBAN = "TR33 0006 1005 1978 6457 8413 26"
TERMS = TermsDraft(
    payment_days=15,
    entry_limit_minor=1_000_00,
    payout_limit_minor=1_000_00,
    pays_from_wallet=False,
    load_least_minor=10_00,
    load_most_minor=10_000_00,
    letter_days=30,
    late_rate_bp=0,
    late_grace_days=0,
    late_kdv_bp=2_000,
    late_review_days=3,
)
DAY = timedelta(days=1)


@dataclass
class Office:
    """The books, and who works with them."""

    books: Books
    deniz: Actor
    efe: Actor
    ayse: Actor

    @property
    def account(self) -> CurrentAccount:
        """The current account of Ayşe."""
        return self.books.current_account

    @contextmanager
    def desk(self) -> Iterator[None]:
        """As the seller."""
        with acting_as(self.books.shop.seller.pk, "desk"):
            yield

    @contextmanager
    def panel(self) -> Iterator[None]:
        """As Ayşe's firm."""
        with acting_as(self.books.shop.ayse.pk, "panel"):
            yield

    def terms(self, **changes: Any) -> SellerTerms:
        """The seller's rules."""
        fields = {name: getattr(TERMS, name) for name in TermsDraft.__slots__} | changes
        with self.desk():
            return seller_terms_set(
                seller_id=self.books.shop.seller.pk,
                draft=TermsDraft(**fields),
                actor=self.deniz,
                now=NOW,
            )

    def ask(self, kind: str = "debit_note", minor: int = 100_00, **fields: Any) -> ManualEntry:
        """Deniz asks for an entry."""
        terms = {"currency": "TRY", "reason": "Eksik kalan hizmet", **fields}
        draft = EntryDraft(kind=kind, net_minor=minor, **terms)
        with self.desk():
            return entry_ask(current_account=self.account, draft=draft, actor=self.deniz, now=NOW)

    def fill(self, minor: int, key: str = "fill") -> None:
        """Money from the bank in Ayşe's wallet."""
        posting = Posting(LedgerKind.BANK, LedgerKind.WALLET, minor, "TRY", Reason.TOP_UP)
        with acting_as_system("test"):
            post(current_account_id=self.account.pk, postings=(posting,), key=key, now=NOW)

    def spoil(self, minor: int, key: str = "spoil") -> None:
        """The bank takes money back that is not there any more: a debt of no invoice."""
        with acting_as_system("test"):
            bank_take_back(
                current_account_id=self.account.pk,
                amount=minor,
                unit="TRY",
                to_kind=LedgerKind.BANK,
                key=key,
                now=NOW,
            )

    def owed(self) -> int:
        """What Ayşe owes, with and without an invoice."""
        with acting_as_system("test"):
            return receivable_balance(current_account_id=self.account.pk, unit="TRY")

    def wants(self, minor: int = 500_00, iban: str = IBAN) -> Payout:
        """Ayşe asks for money of the wallet."""
        draft = PayoutDraft(amount_minor=minor, currency="TRY", iban=iban, holder="Papatya Ltd.")
        with self.panel():
            return payout_ask(current_account=self.account, draft=draft, actor=self.ayse, now=NOW)

    def wallet(self) -> int:
        """What Ayşe can spend."""
        with acting_as_system("test"):
            return wallet_available(current_account_id=self.account.pk, unit="TRY", now=NOW)

    def pay(self, invoice: Invoice, *, now: Any = NOW) -> None:
        """Ayşe pays from her wallet."""
        with acting_as_system("test"):
            wallet_pay(invoice_id=invoice.pk, actor=self.ayse, now=now)

    def read(self, row: Any) -> Any:
        """The row as it is now."""
        with acting_as_system("test"):
            return type(row).objects.get(pk=row.pk)

    def all_of(self, model: Any) -> list[Any]:
        """All rows of a table, oldest first."""
        with acting_as_system("test"):
            return list(model.objects.order_by("pk"))


def actor(name: str) -> Actor:
    """A member."""
    user = make_user(email=f"{name}@nar.example")
    return Actor(kind="user", id=user.pk, label=name.title(), ip="203.0.113.9")


def open_office() -> Office:
    """The books, the seller's rules, and the people."""
    office = Office(open_books(), actor("deniz"), actor("efe"), actor("ayse"))
    office.terms()
    return office


__all__ = ["DAY", "IBAN", "NOW", "Letter", "Office", "actor", "open_office"]
