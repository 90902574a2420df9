"""What a new account has still to do: at the panel its buyer, at the desk its seller.

Each step ticks itself from the data; nothing is kept but that a list is over for a person
(`accounts.User.closed_lists`, read with every page's user anyway). One statement a list.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from vezne.accounts.models import User
from vezne.core.prepared import fetch_one
from vezne.core.scope import ScopeMissing, current_scope

NEW_FOR = timedelta(days=60)
"""Who came longer ago is not asked any more."""
PANEL_STEPS = ("address", "service", "colleague", "second_factor")
DESK_STEPS = ("brand", "bank_account", "provider", "issuer", "product", "contacts", "texts")

_PANEL = """
SELECT EXISTS (SELECT FROM accounts_address a WHERE a.account_id = $1 AND a.archived_at IS NULL),
       EXISTS (SELECT FROM subscriptions_subscription s WHERE s.buyer_id = $1)
           OR EXISTS (SELECT FROM orders_order o WHERE o.buyer_id = $1),
       EXISTS (SELECT FROM accounts_invitation i WHERE i.account_id = $1)
           OR EXISTS (SELECT FROM accounts_membership m
                      WHERE m.account_id = $1 AND m.user_id <> $2),
       EXISTS (SELECT FROM mfa_authenticator f WHERE f.user_id = $2)
"""
_DESK = """
SELECT EXISTS (SELECT FROM accounts_sellerprofile p WHERE p.account_id = $1
               AND (p.website <> '' OR p.brand_color <> '#1d4ed8')),
       EXISTS (SELECT FROM banking_bankaccount b WHERE b.seller_id = $1 AND b.is_active),
       EXISTS (SELECT FROM payments_provideraccount v WHERE v.seller_id = $1 AND v.is_active),
       EXISTS (SELECT FROM edocuments_issuer e WHERE e.seller_id = $1),
       EXISTS (SELECT FROM catalog_product c JOIN catalog_platform l ON l.id = c.platform_id
               WHERE l.seller_id = $1),
       EXISTS (SELECT FROM content_supportcontact k WHERE k.seller_id = $1),
       EXISTS (SELECT FROM content_legaltext t WHERE t.seller_id = $1)
"""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, and whether the data say that it is done."""

    name: str
    is_done: bool


def is_shown(user: User, face: Literal["panel", "desk"], *, now: datetime) -> bool:
    """Whether the person's list is worth a question; nothing is read."""
    return face not in user.closed_lists and now - user.joined_at < NEW_FOR


def panel_steps(account_id: int, *, user_id: int) -> list[Step]:
    """A buyer's list for one of its people, in the buyer's scope. Raises: ScopeMissing."""
    return _steps(PANEL_STEPS, _asked(_PANEL, (account_id, user_id)))


def desk_steps(seller_id: int) -> list[Step]:
    """A seller's list, in its desk's scope. Raises: ScopeMissing."""
    return _steps(DESK_STEPS, _asked(_DESK, (seller_id,)))


def _asked(statement: str, values: tuple[int, ...]) -> tuple[bool, ...]:
    if current_scope() is None:
        raise ScopeMissing("first steps are read outside acting_as(…)")
    return tuple(value == "t" for value in fetch_one(statement, values))


def _steps(names: tuple[str, ...], done: tuple[bool, ...]) -> list[Step]:
    return [Step(name, is_done) for name, is_done in zip(names, done, strict=True)]
