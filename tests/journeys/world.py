"""The firms of a film: Kule sells two platforms, Çınar buys, Ceren's firm must see nothing.

**Ayşe** is Çınar's Admin, **Bora** its Yönetici, **Elif** its Personel, **Nurten** looks only;
**Deniz** runs Kule's desk and the installation.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tests.sandbox_server import Sandbox
from vezne.accounts.models import Account, AccountKind, Role, User
from vezne.accounts.services import (
    ProfileChanges,
    account_create,
    address_add,
    api_key_create,
    membership_grant,
    seller_make,
    seller_profile_change,
    user_create,
)
from vezne.accounts.types import AddressEntry
from vezne.config.demo.catalogue import Catalogue, catalogue_make
from vezne.config.demo.people import phone, vkn
from vezne.content.services import contact_add, texts_start
from vezne.content.types import ContactTerms
from vezne.core.audit import SYSTEM, Actor
from vezne.core.clock import clock_move_to, read_now
from vezne.core.scope import acting_as, acting_as_system
from vezne.flows.checkout import Placed, pack_order, plan_order
from vezne.ledger.services import current_account_open
from vezne.payments.services import provider_account_add

START = datetime(2026, 2, 19, 7, 43, tzinfo=UTC)  # 10:43 in Istanbul
PASSWORD = "cicek-bahcesi-42"
PORTAL_ORIGIN = "https://panel.mesajkule.example"


@dataclass
class Person:
    """Somebody who signs in."""

    user: User
    email: str
    role: str
    account: Account

    @property
    def actor(self) -> Actor:
        """As the audit log names them."""
        return Actor(kind="user", id=self.user.pk, label=self.user.full_name)


@dataclass
class World:
    """Everything that a film begins with."""

    seller: Account
    catalogue: Catalogue
    cinar: Account
    people: dict[str, Person] = field(default_factory=dict)
    api_key: str = ""

    def __getattr__(self, name: str) -> Person:
        try:
            return self.people[name]
        except KeyError:
            raise AttributeError(name) from None

    def order(self, plan: str, buyer: Account | None = None) -> Placed:
        """The buyer orders a plan of the catalogue now, as the page does it."""
        buyer = buyer or self.cinar
        with acting_as(buyer.pk, "panel"):
            return plan_order(
                buyer_id=buyer.pk,
                version=self.catalogue.plans[plan],
                site="",
                now=read_now(),
                actor=self.people["ayse"].actor,
            )

    def order_pack(self, pack: str) -> Placed:
        """Çınar orders a credit pack now."""
        with acting_as(self.cinar.pk, "panel"):
            return pack_order(
                buyer_id=self.cinar.pk,
                version=self.catalogue.packs[pack],
                now=read_now(),
                actor=self.people["ayse"].actor,
            )


def make_world(
    *, sandbox: Sandbox, web_url: str, start: datetime = START, review_from: str = ""
) -> World:
    """A seller with all that it needs, and two buyers, at `start` on the installation's clock."""
    with acting_as_system("film"):
        clock_move_to(target=start)
        seller = _account("Kule Yazılım", "Kule Yazılım ve Bilişim A.Ş.", 1, start, operator=True)
        _open_shop(seller, start)
        _contract(seller, sandbox, web_url, start, review_from)
        catalogue = catalogue_make(seller_id=seller.pk, now=start)
        cinar = _account("Çınar Mobilya", "Çınar Mobilya San. ve Tic. Ltd. Şti.", 2, start)
        ceren = _account("Gölge Optik", "Gölge Optik ve Saat Tic. Ltd. Şti.", 3, start)
        for buyer in (cinar, ceren):  # a customer of Kule, who has not bought anything yet
            current_account_open(seller_id=seller.pk, buyer_id=buyer.pk, now=start)
        world = World(seller=seller, catalogue=catalogue, cinar=cinar)
        for key, first, last, account, role in (
            ("deniz", "Deniz", "Kule", seller, Role.ADMIN),
            ("ayse", "Ayşe", "Çınar", cinar, Role.ADMIN),
            ("bora", "Bora", "Çınar", cinar, Role.MANAGER),
            ("elif", "Elif", "Tunç", cinar, Role.STAFF),
            ("nurten", "Nurten", "Ak", cinar, Role.VIEWER),
            ("ceren", "Ceren", "Gölge", ceren, Role.ADMIN),
        ):
            world.people[key] = _person((key, first, last), account, role, start)
        _address(cinar, world.people["ayse"], 2, start)
        _key, world.api_key = api_key_create(
            account_id=seller.pk,
            name="MesajKule paneli",
            scopes=["entitlements:read", "portal:write", "usage:write"],
            return_origins=[PORTAL_ORIGIN, web_url],
            now=start,
            actor=SYSTEM,
        )
    return world


def _account(
    name: str, legal_name: str, number: int, now: datetime, *, operator: bool = False
) -> Account:
    return account_create(
        kind=AccountKind.COMPANY,
        name=name,
        legal_name=legal_name,
        email=f"bilgi{number}@firma.example",
        tax_id=vkn(number),
        tax_office="Ümraniye",
        phone=phone(number),
        is_operator=operator,
        now=now,
        actor=SYSTEM,
    )


def _open_shop(seller: Account, now: datetime) -> None:
    seller_make(account_id=seller.pk, brand_name="Kule", now=now, actor=SYSTEM)
    changes = ProfileChanges(
        mail_from_name="Kule Yazılım",
        mail_reply_to="destek@kuleyazilim.example",
        reminder_days=[7, 3, 1, 0],
    )
    seller_profile_change(account_id=seller.pk, changes=changes, now=now, actor=SYSTEM)
    for position, (kind, value) in enumerate(
        (("email", "destek@kuleyazilim.example"), ("phone", "+908505550100"))
    ):
        contact_add(
            seller_id=seller.pk,
            terms=ContactTerms(kind=kind, value=value, position=position),
            actor=SYSTEM,
            now=now,
        )
    texts_start(seller_id=seller.pk, actor=SYSTEM, now=now)


def _contract(
    seller: Account, sandbox: Sandbox, web_url: str, now: datetime, review_from: str
) -> None:
    """The seller's card contract with the sandbox, charging in TRY only."""
    api_key, secret = f"sandbox-{secrets.token_hex(6)}", secrets.token_urlsafe(24)
    account = provider_account_add(
        seller_id=seller.pk,
        provider="iyzico",
        base_url=sandbox.base_url,
        credentials={"api_key": api_key, "secret_key": secret},
        currencies=["TRY"],
        is_test=True,
        actor=SYSTEM,
        now=now,
    )
    shop = {
        "secretKey": secret,
        "merchantId": "340001",
        "webhookUrl": f"{web_url}/api/v1/webhooks/payments/{account.public_id}",
        "isMitAllowed": True,
        "reviewFrom": review_from,
    }
    sandbox.call("PUT", f"/_sandbox/merchants/{api_key}", shop)


def _person(names: tuple[str, str, str], account: Account, role: str, now: datetime) -> Person:
    key, first, last = names
    email = f"{key}@{'kuleyazilim' if account.is_operator else 'cinarmobilya'}.example"
    user = user_create(
        first_name=first,
        last_name=last,
        email=email,
        username=key,
        password=PASSWORD,
        email_verified=True,
        now=now,
        actor=SYSTEM,
    )
    membership_grant(user_id=user.pk, account_id=account.pk, role=role, now=now, actor=SYSTEM)
    return Person(user=user, email=email, role=str(Role(role).value), account=account)


def _address(account: Account, person: Person, number: int, now: datetime) -> None:
    entry = AddressEntry(
        contact_name=person.user.full_name,
        company_name=account.legal_name,
        line="Cumhuriyet Cad. No: 12 Daire 4",
        district="Ümraniye",
        city="İstanbul",
        phone=phone(number),
        tax_id=vkn(number),
        tax_office="Ümraniye",
    )
    address_add(account_id=account.pk, entry=entry, now=now, actor=person.actor)
