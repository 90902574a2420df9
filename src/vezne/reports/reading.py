"""Who reads: the sellers, platforms and products of a buyer, as audiences are made of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from vezne.accounts.models import Account, SellerProfile
from vezne.content.models import SupportContact
from vezne.content.types import Reader
from vezne.core.compiled import compiled
from vezne.core.prepared import fetch_one
from vezne.core.scope import ScopeMissing, acting_as_system, current_scope
from vezne.ledger.models import CurrentAccount

_READER = """
SELECT
    (SELECT json_agg(c.seller_id) FROM ledger_currentaccount c
     WHERE c.buyer_id = $1 AND c.seller_id <> $1),
    (SELECT json_agg(DISTINCT s.platform_id) FROM subscriptions_subscription s
     WHERE s.buyer_id = $1 AND (s.ended_at IS NULL OR s.ended_at > $2)),
    (SELECT json_agg(DISTINCT s.product_id) FROM subscriptions_subscription s
     WHERE s.buyer_id = $1 AND (s.ended_at IS NULL OR s.ended_at > $2))
"""


def reader_for(account_id: int, *, user_id: int, role: str, now: datetime) -> Reader:
    """The member as a reader; one statement, in the buyer's scope. Raises: ScopeMissing."""
    if current_scope() is None:
        raise ScopeMissing("reader_for is read outside acting_as(…)")
    sellers, platforms, products = fetch_one(_READER, (account_id, now))
    return Reader(
        account_id=account_id,
        user_id=user_id,
        role=role,
        sellers=_ids(sellers),
        platforms=_ids(platforms),
        products=_ids(products),
    )


def _ids(text: str | None) -> tuple[int, ...]:
    return tuple(json.loads(text)) if text else ()


def brands_of(seller_ids: tuple[int, ...]) -> dict[int, str]:
    """The brand of each seller."""
    rows = _profiles(list(seller_ids)) if seller_ids else []
    return {row.pk: row.brand_name for row in rows}


@compiled
def _profiles(ids: list[int]) -> QuerySet[SellerProfile]:
    return SellerProfile.objects.filter(pk__one_of=ids)


@dataclass(frozen=True, slots=True)
class OpenPages:
    """A seller whose public pages are on."""

    seller_id: int
    slug: str
    brand: str
    color: str
    website: str
    takes_sign_ups: bool


def find_open_pages(slug: str) -> OpenPages | None:
    """The seller behind an address name, if it opened its pages; one query, asked by anybody."""
    row = next(iter(_open(slug)), None) if slug else None
    if row is None:
        return None
    return OpenPages(
        row.pk, row.slug, row.brand_name, row.brand_color, row.website, row.sign_up_open
    )


@compiled
def _open(slug: str) -> QuerySet[SellerProfile]:
    return SellerProfile.objects.filter(slug=slug, pages_open=True)


def house_contacts() -> list[SupportContact]:
    """How whoever runs the installation is reached: for pages before anybody has signed in."""
    with acting_as_system("reports: who runs the installation"):
        rows = SupportContact.objects.filter(seller__is_operator=True)
        return list(rows.order_by("seller_id", "position", "pk"))


def find_buyer_numbered(seller_id: int, number: str) -> Account | None:
    """The buyer of a seller with this account number, as people read it on the panel."""
    trade = (
        CurrentAccount.objects.filter(seller_id=seller_id, buyer__number=number)
        .exclude(buyer_id=seller_id)
        .select_related("buyer")
        .first()
    )
    return trade.buyer if trade else None
