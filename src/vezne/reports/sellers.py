"""The sellers that an account buys from, and the buyers of a seller."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import QuerySet

from vezne.accounts.models import Account, SellerProfile
from vezne.content.models import SupportContact
from vezne.core.compiled import compiled
from vezne.core.errors import NotFound
from vezne.core.scope import acting_as_system
from vezne.ledger.models import CurrentAccount

MOST_SELLERS = 50


@dataclass(frozen=True, slots=True)
class Seller:
    """A seller that an account buys from."""

    account_id: int
    public_id: str
    brand: str
    website: str
    contacts: tuple[SupportContact, ...]


def sellers_of(account_id: int, *, only_seller_id: int | None = None) -> list[Seller]:
    """The sellers that an account buys from, the oldest trade first, with their contacts.

    Who has not bought anything yet gets the sellers of the installation; a visit that one seller
    vouches for (`only_seller_id`) gets that one alone.
    """
    ids = _seller_ids(account_id) if only_seller_id is None else [only_seller_id]
    rows = _profiles_of(ids) if ids else _all_profiles(account_id)
    contacts = defaultdict(list)
    for contact in _contacts_of([row.pk for row in rows]):
        contacts[contact.seller_id].append(contact)
    return [
        Seller(row.pk, row.account.public_id, row.brand_name, row.website, tuple(contacts[row.pk]))
        for row in sorted(rows, key=lambda row: ids.index(row.pk) if ids else row.pk)
    ]


@compiled
def _contacts_of(ids: list[int]) -> QuerySet[SupportContact]:
    return SupportContact.objects.filter(seller_id__one_of=ids).order_by("position", "pk")


@compiled
def _profiles_of(ids: list[int]) -> QuerySet[SellerProfile]:
    return SellerProfile.objects.select_related("account").filter(pk__one_of=ids)


def _all_profiles(account_id: int) -> list[SellerProfile]:
    """Who sells here is public; row security shows an account only those that it trades with."""
    with acting_as_system("reports: who sells here"):
        rows = SellerProfile.objects.select_related("account").exclude(pk=account_id)
        return list(rows.order_by("pk")[:MOST_SELLERS])


@compiled
def _seller_ids(account_id: int) -> QuerySet[CurrentAccount, int]:
    rows = CurrentAccount.objects.filter(buyer_id=account_id).exclude(seller_id=account_id)
    return rows.order_by("id").values_list("seller_id", flat=True)[:MOST_SELLERS]


def get_buyer(seller_id: int, public_id: str) -> Account:
    """An account that buys from this seller. Raises: NotFound, also for one that does not."""
    trade = (
        CurrentAccount.objects.filter(seller_id=seller_id, buyer__public_id=public_id)
        .exclude(buyer_id=seller_id)
        .select_related("buyer")
        .first()
    )
    if trade is None:
        raise NotFound
    return trade.buyer
