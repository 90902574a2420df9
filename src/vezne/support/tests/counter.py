"""A seller's help desk for tests: Ayşe asks, Deniz and Efe answer, Ceren must see nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from vezne.accounts.models import Account, User
from vezne.accounts.tests.people import make_account, make_seller, make_user, seat_user
from vezne.core.audit import Actor
from vezne.core.scope import acting_as, acting_as_system
from vezne.ledger.services import current_account_open
from vezne.support.models import Department, Ticket, TicketMessage
from vezne.support.services import department_add, ticket_answer, ticket_open, ticket_reply
from vezne.support.types import DepartmentTerms, TicketDraft, Words

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
"""A Monday, noon in Istanbul."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
_numbers = count(1)


def person(name: str, account: Account, role: str = "admin") -> User:
    """A member."""
    user = make_user(name, email=f"{name.lower()}{next(_numbers)}@kisi.example")
    seat_user(user, account, role)
    return user


def actor(user: User) -> Actor:
    """The person at work."""
    return Actor(kind="user", id=user.pk, label=user.full_name)


def words(user: User, body: str = "Açılmıyor.", **more: Any) -> Words:
    """What a person says."""
    return Words(body, user.pk, user.full_name, **more)


@dataclass
class Counter:
    """The seller, its people, its buyers, a department."""

    seller: Account
    buyer: Account
    stranger: Account
    ayse: User
    deniz: User
    efe: User
    department: Department

    def open(self, subject: str = "Panel açılmıyor", *, now: datetime = NOW, **more: Any) -> Ticket:
        """Ayşe opens a ticket."""
        body = more.pop("body", "Sabahtan beri açılmıyor.")
        said = words(self.ayse, body, key=more.pop("key", ""), files=more.pop("files", ()))
        with acting_as_system("test"):
            ticket, _new = ticket_open(
                seller_id=self.seller.pk,
                buyer_id=more.pop("buyer_id", self.buyer.pk),
                draft=TicketDraft(subject, department_id=self.department.pk, **more),
                words=said,
                actor=actor(self.ayse),
                now=now,
            )
            return ticket

    def reply(self, ticket: Ticket, body: str = "Hâlâ açılmıyor.", *, now: datetime = NOW) -> Any:
        """Ayşe writes."""
        with acting_as_system("test"):
            return ticket_reply(
                ticket_id=ticket.pk, words=words(self.ayse, body), actor=actor(self.ayse), now=now
            )

    def answer(self, ticket: Ticket, body: str = "Bakıyoruz.", **more: Any) -> TicketMessage:
        """Deniz answers."""
        who = more.pop("who", self.deniz)
        key = more.pop("key", "")
        with acting_as_system("test"):
            message, _new = ticket_answer(
                ticket_id=ticket.pk,
                words=words(who, body, key=key),
                seen=more.pop("seen", None),
                closes=more.pop("closes", False),
                actor=actor(who),
                now=more.pop("now", NOW),
            )
            return message

    def read(self, ticket: Ticket) -> Ticket:
        """As it stands now."""
        with acting_as_system("test"):
            return Ticket.objects.get(pk=ticket.pk)


def open_counter(name: str = "Robo") -> Counter:
    """The help desk."""
    seller, buyer = make_seller(name), make_account("Papatya")
    with acting_as_system("test"):
        current_account_open(seller_id=seller.pk, buyer_id=buyer.pk, now=NOW)
    with acting_as(seller.pk, "desk"):
        department = department_add(
            seller_id=seller.pk,
            terms=DepartmentTerms("Teknik destek"),
            actor=Actor(kind="system"),
            now=NOW,
        )
    return Counter(
        seller,
        buyer,
        make_account("Menekşe"),
        person("Ayşe", buyer),
        person("Deniz", seller, "staff"),
        person("Efe", seller, "staff"),
        department,
    )
