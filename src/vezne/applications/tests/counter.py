"""What the tests of applications stand on: a seller, a firm of Ayşe, a person, the desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tests.factories import NOW, make_buyer, make_member, make_seller
from vezne.accounts.models import Account, AccountKind, User
from vezne.accounts.services import account_create
from vezne.applications.kinds import Parties
from vezne.applications.models import Application, ApplicationDocument, ApplicationEvent
from vezne.applications.types import IDENTITY, Side, Source, Writer
from vezne.core.audit import SYSTEM, Actor
from vezne.core.models import AuditEntry
from vezne.core.scope import acting_as_system
from vezne.flows.applications import Form, Written, application_write, papers_take
from vezne.ledger.services import current_account_open, post
from vezne.ledger.types import LedgerKind, Posting, Reason
from vezne.notify.models import Notification

PNG = b"\x89PNG\r\n\x1a\n kimlik"
TCKN, OTHER_TCKN = "10000000146", "11111111110"
IBAN = "TR330006100519786457841326"
PERSON = {"first_name": "Ceyda", "last_name": "Işık", "tckn": TCKN}
NEW_USER = {
    "first_name": "Elif", "last_name": "Tunç", "tckn": TCKN, "email": "elif@firma.example",
    "role": "staff",
}  # fmt: skip
ID_PAPERS = ("id_front", "id_back")


@dataclass
class Counter:
    """Ayşe's firm, Ceyda herself, and Deniz at the seller's desk."""

    seller: Account
    firm: Account
    person: Account
    ayse: User
    ceyda: User
    deniz: User

    @property
    def staff(self) -> Actor:
        """Deniz at her desk."""
        return Actor(kind="user", id=self.deniz.pk, label=self.deniz.full_name)

    def parties(self, buyer: Account | None = None) -> Parties:
        """The seller and the buyer, the firm unless said otherwise."""
        return Parties(self.seller.pk, (buyer or self.firm).pk)

    def writer(self, buyer: Account | None = None, *, by_staff: bool = False) -> Writer:
        """The buyer's own Admin, or staff for it."""
        if by_staff:
            return Writer(self.deniz.pk, self.deniz.full_name, Side.SELLER, Source.DESK)
        user = self.ceyda if buyer == self.person else self.ayse
        return Writer(user.pk, user.full_name)

    def write(
        self,
        kind: str,
        typed: Mapping[str, str],
        *,
        papers: tuple[str, ...] = (),
        sends: bool = True,
        row: Application | None = None,
        buyer: Account | None = None,
        by_staff: bool = False,
        key: str = "",
        now: datetime = NOW,
    ) -> Written:
        """Send the form, with a picture for each paper."""
        writer = self.writer(buyer, by_staff=by_staff)
        stored = papers_take([(paper, f"{paper}.png", PNG) for paper in papers])
        return application_write(
            parties=self.parties(buyer),
            row=row,
            form=Form(typed=typed, kind=kind, key=key, papers=stored, sends=sends),
            writer=writer,
            actor=Actor(kind="user", id=writer.user_id, label=writer.label),
            now=now,
        )

    def sent(self, kind: str, typed: Mapping[str, str], **more: Any) -> Application:
        """An application that the seller has now."""
        written = self.write(kind, typed, **more)
        assert written.refusal is None, str(written.refusal)
        assert not written.wrong
        return written.row

    def user_add(self, **more: Any) -> Application:
        """Ayşe asks for Elif."""
        return self.sent("user_add", NEW_USER, papers=ID_PAPERS, **more)

    def identity(self, **more: Any) -> Application:
        """Ceyda shows who she is."""
        return self.sent(IDENTITY, PERSON, papers=ID_PAPERS, buyer=self.person, **more)

    def load(self, minor: int) -> None:
        """Money into the firm's wallet."""
        with acting_as_system("test"):
            account = current_account_open(seller_id=self.seller.pk, buyer_id=self.firm.pk, now=NOW)
            posting = Posting(LedgerKind.BANK, LedgerKind.WALLET, minor, "TRY", Reason.TOP_UP)
            post(current_account_id=account.pk, postings=(posting,), key="load", now=NOW)

    # -- reading -----------------------------------------------------------------------------

    def read(self, row: Application) -> Application:
        """As it is now."""
        with acting_as_system("test"):
            return Application.objects.get(pk=row.pk)

    def account(self, row: Account) -> Account:
        """An account as it is now."""
        with acting_as_system("test"):
            return Account.objects.get(pk=row.pk)

    def papers(self, row: Application) -> list[ApplicationDocument]:
        """All its papers, gone or not."""
        with acting_as_system("test"):
            return list(ApplicationDocument.objects.filter(application=row).order_by("pk"))

    def events(self, row: Application) -> list[str]:
        """What was done, oldest first."""
        with acting_as_system("test"):
            rows = ApplicationEvent.objects.filter(application=row).order_by("pk")
            return list(rows.values_list("kind", flat=True))

    def log(self, account: Account, action: str) -> list[AuditEntry]:
        """Lines of an account's log."""
        with acting_as_system("test"):
            rows = AuditEntry.objects.filter(account_id=account.pk, action=action)
            return list(rows.order_by("pk"))

    def bells(self, user: User) -> list[str]:
        """What stands behind a person's bell about applications."""
        with acting_as_system("test"):
            rows = Notification.objects.filter(user=user, kind__startswith="application.")
            return list(rows.order_by("pk").values_list("kind", flat=True))


def open_counter() -> Counter:
    """Make it; both buy from the seller."""
    seller = make_seller(users_by_request=True)
    firm = make_buyer()
    person = account_create(
        kind=AccountKind.PERSON,
        name="Ceyda Işık",
        legal_name="Ceyda Işık",
        email="ceyda@kisi.example",
        now=NOW,
        actor=SYSTEM,
    )
    with acting_as_system("test"):
        for buyer in (firm, person):
            current_account_open(seller_id=seller.pk, buyer_id=buyer.pk, now=NOW)
    return Counter(
        seller,
        firm,
        person,
        make_member(firm),
        make_member(person, name="Ceyda"),
        make_member(seller, "staff", name="Deniz"),
    )
