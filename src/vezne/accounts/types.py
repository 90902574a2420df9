"""What the package hands out: seats, briefs, rows for lists, and the ranks of the roles."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

ROLE_RANK = {"viewer": 0, "staff": 1, "manager": 2, "admin": 3}
"""A higher role may do all that a lower one may."""

PORTAL_SECONDS = 60
"""How long a link from an outside panel lives, in real time."""

PORTAL_TARGETS = ("/", "/hizmetlerim/", "/odemeler/", "/odeme/", "/paketler/", "/kapali/")
"""Where such a link may lead: one of these pages, or a page below the longer ones."""

SCOPE_PATTERN = re.compile(r"[a-z_]{2,30}:(read|write)")
"""How a scope of an API key is written, e.g. `entitlements:read`."""


def role_covers(held: str, needed: str) -> bool:
    """True when a member with the role `held` may do what asks for `needed`."""
    return ROLE_RANK[held] >= ROLE_RANK[needed]


@dataclass(frozen=True, slots=True)
class AccountBrief:
    """As much of an account as menus and lists need."""

    id: int
    public_id: str
    number: int
    name: str
    kind: str
    is_seller: bool = False
    is_operator: bool = False


@dataclass(frozen=True, slots=True)
class SeatChoice:
    """One account that a user may sit down at, with the role there."""

    account: AccountBrief
    role: str
    scopes: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a signed-in user sits: the account, the role there, and the other places.

    `portal_seller_id` is set for a visit over an outside panel's link: then the seat is of the
    panel only, at this one account, and never more than a manager's. `is_visit`: a member of that
    seller looks at its buyer's panel, with the role that only looks.
    """

    user_id: int
    account: AccountBrief
    role: str
    scopes: dict[str, Any] = field(default_factory=dict)
    choices: tuple[SeatChoice, ...] = ()
    portal_seller_id: int | None = None
    is_visit: bool = False

    @property
    def account_id(self) -> int:
        """The account's row."""
        return self.account.id

    @property
    def is_seller(self) -> bool:
        """Has the account a desk?"""
        return self.account.is_seller

    @property
    def is_operator(self) -> bool:
        """Does the account run the installation?"""
        return self.account.is_operator

    def may(self, role: str) -> bool:
        """True when the seat's role covers `role`."""
        return role_covers(self.role, role)


@dataclass(frozen=True, slots=True)
class Seating:
    """One read for a request: the installation's time, and the seat if there is one."""

    now: datetime
    seat: Seat | None
    choices: tuple[SeatChoice, ...] = ()


@dataclass(frozen=True, slots=True)
class AddressEntry:
    """What a person fills in for an invoice address; texts as typed."""

    contact_name: str
    line: str
    district: str
    city: str
    phone: str
    company_name: str = ""
    country: str = "TR"
    tax_id: str = ""
    tax_office: str = ""


@dataclass(frozen=True, slots=True)
class AddressRow:
    """An invoice address for a list or a form; `tax_id` is plain for a VKN, masked for a TCKN."""

    id: int
    public_id: str
    contact_name: str
    company_name: str
    line: str
    district: str
    city: str
    country: str
    phone: str
    tax_id: str
    tax_office: str
    is_default: bool


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person who is told something: where, and in which language."""

    user_id: int
    name: str
    email: str
    phone: str
    language: str


@dataclass(frozen=True, slots=True)
class ApiKeyBrief:
    """The key behind a call: whose it is and what it may do."""

    id: int
    public_id: str
    account_id: int
    name: str
    scopes: frozenset[str]
    return_origins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PortalVisit:
    """What a used link opens: who comes in, at which account, sent by which seller, to where."""

    user_id: int
    account_id: int
    seller_id: int
    target: str
    return_url: str
