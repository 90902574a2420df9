"""Whose brand a page shows: the seller that an account buys from, or the account itself."""

from __future__ import annotations

from dataclasses import dataclass

from vezne.accounts.models import SellerProfile
from vezne.content.models import SupportContact
from vezne.ledger.models import CurrentAccount

INSTALLATION_BRAND = "Vezne"


@dataclass(frozen=True, slots=True)
class SellerFace:
    """Brand and support contacts as a page shows them."""

    brand: str
    color: str
    contacts: list[SupportContact]


def seller_face_for(account_id: int, *, is_desk: bool) -> SellerFace:
    """The face around a page; two queries.

    On the desk it is the account's own brand. In the panel it is the seller's when the account
    buys from one only; who buys from several sees the installation's name and all contacts.
    """
    if is_desk:
        seller_ids = [account_id]
    else:
        seller_ids = list(
            CurrentAccount.objects.filter(buyer_id=account_id)
            .exclude(seller_id=account_id)
            .order_by("id")
            .values_list("seller_id", flat=True)[:5]
        )
    profiles = list(SellerProfile.objects.filter(pk__in=seller_ids))
    contacts = list(
        SupportContact.objects.filter(seller_id__in=seller_ids).order_by("seller_id", "position")
    )
    if len(profiles) == 1:
        return SellerFace(profiles[0].brand_name, profiles[0].brand_color, contacts)
    return SellerFace(INSTALLATION_BRAND, "", contacts)
