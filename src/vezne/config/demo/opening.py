"""The first day of the demo: the seller with all that it needs, its people, and who will buy."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import connection

from vezne.accounts.models import Account, Role
from vezne.accounts.services import (
    ProfileChanges,
    account_create,
    address_add,
    membership_grant,
    seller_make,
    seller_profile_change,
    user_create,
)
from vezne.accounts.types import AddressEntry
from vezne.config.demo.banks import banks_open
from vezne.config.demo.catalogue import Catalogue, catalogue_make
from vezne.config.demo.connections import contract_make, key_make
from vezne.config.demo.documents import documents_open
from vezne.config.demo.hosting import STAFF as HOST_STAFF
from vezne.config.demo.hosting import Host, host_accounts, host_open, host_trade
from vezne.config.demo.payer import Payer
from vezne.config.demo.people import PASSWORD, Buyer, buyers, phone, vkn
from vezne.config.demo.seats import seat_add
from vezne.content.services import contact_add, texts_start
from vezne.content.types import ContactTerms
from vezne.core.audit import SYSTEM, Actor
from vezne.core.scope import acting_as_system

HANDS = 2
"""How many people are signed up at once: hashing a password is a quarter second of computing."""
STAFF = (
    (Role.ADMIN, "Deniz Kule", "deniz@kuleyazilim.example"),
    (Role.MANAGER, "Selin Kule", "selin@kuleyazilim.example"),
)
MORE_ROLES = (
    (Role.MANAGER, "Bora Çınar", "bora@cinarmobilya.example"),
    (Role.STAFF, "Elif Tunç", "elif@cinarmobilya.example"),
    (Role.VIEWER, "Mali Müşavir Nurten Ak", "musavir@cinarmobilya.example"),
)
"""The first firm has a member of every role, and an accountant who sees only."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who will sign in."""

    account: Account
    role: str
    name: str
    email: str


@dataclass
class Firm:
    """A buyer in the middle of the story."""

    buyer: Buyer
    account: Account
    actor: Actor
    address: str
    email: str
    joined: bool = False
    pack_day: int = 0


@dataclass
class Story:
    """Everything that the days need."""

    seller: Account
    staff: list[Actor]
    catalogue: Catalogue
    payer: Payer
    firms: list[Firm] = field(default_factory=list)
    users: list[dict[str, str]] = field(default_factory=list)
    host: Host | None = None  # the second seller, from its day on
    host_firms: list[Firm] = field(default_factory=list)

    def firm(self, name: str) -> Firm:
        """The firm of this name."""
        return next(firm for firm in self.firms if firm.buyer.name == name)


def open_story(now: datetime) -> tuple[Story, str]:
    """The seller with its contracts and catalogue, its buyers, all people; and its API key."""
    seller = _seller(now)
    contract_make(seller_id=seller.pk, now=now)
    documents_open(seller_id=seller.pk, now=now)
    banks_open(seller_id=seller.pk, now=now)
    catalogue = catalogue_make(seller_id=seller.pk, now=now)
    buying = [(buyer, _account(buyer, seed, now)) for seed, buyer in enumerate(buyers(), start=2)]
    people = [
        *(Person(seller, role, name, email) for role, name, email in STAFF),
        *(
            Person(account, Role.ADMIN, buyer.person, f"yonetim@{buyer.site}")
            for buyer, account in buying
        ),
        *(Person(buying[0][1], role, name, email) for role, name, email in MORE_ROLES),
    ]
    with ThreadPoolExecutor(HANDS) as hands:
        actors = list(hands.map(lambda person: sign_up(person, now), people))
    story = Story(
        seller=seller,
        staff=actors[: len(STAFF)],
        catalogue=catalogue,
        payer=Payer(settings.VEZNE_SANDBOX_URL),
        users=[note_of(person) for person in people],
    )
    owners = actors[len(STAFF) : len(STAFF) + len(buying)]
    for seed, ((buyer, account), actor) in enumerate(zip(buying, owners, strict=True), start=2):
        story.firms.append(firm_of(buyer, account, actor, seed, now))
    return story, key_make(seller_id=seller.pk, now=now)


def open_second(story: Story, now: datetime) -> None:
    """The hosting firm with its people, and the buyers who have signed up with it."""
    host = host_open(now)
    buying = host_accounts(now)
    people = [
        *(Person(host.seller, role, name, email) for role, name, email in HOST_STAFF),
        *(
            Person(account, Role.ADMIN, buyer.person, f"yonetim@{buyer.site}")
            for buyer, account, _seed in buying
        ),
    ]
    with ThreadPoolExecutor(HANDS) as hands:
        actors = list(hands.map(lambda person: sign_up(person, now), people))
    for (buyer, account, seed), actor in zip(buying, actors[len(HOST_STAFF) :], strict=True):
        host_trade(host, account, now)
        story.host_firms.append(firm_of(buyer, account, actor, seed, now))
    story.host = host
    story.users += [note_of(person) for person in people]


def _seller(now: datetime) -> Account:
    seller = account_create(
        kind="company", name="Kule Yazılım", legal_name="Kule Yazılım ve Bilişim A.Ş.",
        email="yonetim@kuleyazilim.example", tax_id=vkn(1), tax_office="Mecidiyeköy",
        phone="+902125550100", is_operator=True, now=now, actor=SYSTEM,
    )  # fmt: skip
    changes = ProfileChanges(
        mail_from_name="Kule Yazılım", mail_reply_to="destek@kuleyazilim.example",
        website="https://kuleyazilim.example", reminder_days=[7, 3, 1, 0],
        slug="kule", sign_up_open=True, pages_open=True,
    )  # fmt: skip
    seller_make(account_id=seller.pk, brand_name="Kule", now=now, actor=SYSTEM)
    seller_profile_change(account_id=seller.pk, changes=changes, now=now, actor=SYSTEM)
    for position, (kind, value, label) in enumerate(
        (
            ("email", "destek@kuleyazilim.example", ""),
            ("phone", "+908505550100", "Hafta içi 09.00–18.00"),
            ("whatsapp", "+905325550100", ""),
        )
    ):
        contact_add(
            seller_id=seller.pk,
            terms=ContactTerms(kind=kind, value=value, label=label, position=position),
            actor=SYSTEM,
            now=now,
        )
    seat_add(seller, ("Büyükdere Cad. No: 127", "Şişli", "İstanbul"), "Deniz Kule", now)
    texts_start(seller_id=seller.pk, actor=SYSTEM, now=now)
    return seller


def _account(buyer: Buyer, seed: int, now: datetime) -> Account:
    return account_create(
        kind="company", name=buyer.name, legal_name=buyer.legal_name,
        email=f"bilgi@{buyer.site}", tax_id=vkn(seed), tax_office=buyer.district,
        phone=phone(seed), now=now, actor=SYSTEM,
    )  # fmt: skip


def sign_up(person: Person, now: datetime) -> Actor:
    """In a thread with a connection of its own, which ends with the person's sign-up."""
    first, _space, last = person.name.rpartition(" ")
    try:
        with acting_as_system("demo"):
            user = user_create(
                first_name=first or last,
                last_name=last if first else "",
                email=person.email,
                username=person.email.partition("@")[0] + "." + person.account.public_id[-5:],
                password=PASSWORD,
                email_verified=True,
                now=now,
                actor=SYSTEM,
            )
            membership_grant(
                user_id=user.pk,
                account_id=person.account.pk,
                role=person.role,
                now=now,
                actor=SYSTEM,
            )
    finally:
        connection.close()
    return Actor(kind="user", id=user.pk, label=user.full_name)


def note_of(person: Person) -> dict[str, str]:
    """How a person signs in, for whoever starts the demo."""
    return {
        "account": person.account.name,
        "role": str(Role(person.role).label),
        "email": person.email,
        "password": PASSWORD,
    }


def firm_of(buyer: Buyer, account: Account, actor: Actor, seed: int, now: datetime) -> Firm:
    """A buyer with its invoice address."""
    address = address_add(
        account_id=account.pk,
        entry=AddressEntry(
            contact_name=buyer.person, company_name=buyer.legal_name,
            line=f"Cumhuriyet Cad. No: {seed * 3} Daire {seed % 9 + 1}",
            district=buyer.district, city=buyer.city, phone=phone(seed),
            tax_id=vkn(seed), tax_office=buyer.district,
        ),
        now=now,
        actor=actor,
    )  # fmt: skip
    email = f"yonetim@{buyer.site}"
    return Firm(buyer=buyer, account=account, actor=actor, address=address.public_id, email=email)
