"""Where a buyer sends transfers: the shown accounts of each seller that it buys from."""

from __future__ import annotations

from dataclasses import dataclass

from vezne.accounts.models import SellerProfile
from vezne.banking.models import BankAccount, MatchingRules
from vezne.banking.queries.lists import ShownAccount, shown_account
from vezne.banking.reference import reference_of
from vezne.core.scope import acting_as_system
from vezne.ledger.models import CurrentAccount


@dataclass(frozen=True, slots=True)
class PayPlace:
    """One seller's accounts, and what its buyer writes into the description."""

    current_account_id: str  # public
    brand: str
    accounts: tuple[ShownAccount, ...]
    reference: str  # VZ-7K3M-9P4A
    uses_phones: bool  # the payer's phone in the description is recognised too


def pay_places_for(buyer_id: int) -> list[PayPlace]:
    """The sellers of a buyer that show bank accounts, by brand; in the buyer's scope.

    A fixed number of statements, however many sellers. Whose they are is found in the buyer's
    scope; accounts and rules are the sellers' own rows, so they are read in the system's.
    """
    rows = CurrentAccount.objects.filter(buyer_id=buyer_id).exclude(seller_id=buyer_id)
    trades = list(rows.order_by("pk").values_list("pk", "public_id", "seller_id"))
    sellers = [seller_id for _pk, _public_id, seller_id in trades]
    with acting_as_system("reports: where to pay"):
        shown: dict[int, list[ShownAccount]] = {}
        accounts = BankAccount.objects.filter(seller_id__in=sellers, is_shown=True, is_active=True)
        for row in accounts.order_by("position", "pk"):
            shown.setdefault(row.seller_id, []).append(shown_account(row))
        phones = MatchingRules.objects.filter(pk__in=sellers, uses_phones=True)
        by_phone = set(phones.values_list("pk", flat=True))
    brands = dict(
        SellerProfile.objects.filter(pk__in=shown).values_list("account_id", "brand_name")
    )
    places = [
        PayPlace(
            current_account_id=public_id,
            brand=brands[seller_id],
            accounts=tuple(shown[seller_id]),
            reference=reference_of(pk),
            uses_phones=seller_id in by_phone,
        )
        for pk, public_id, seller_id in trades
        if seller_id in shown
    ]
    return sorted(places, key=lambda place: place.brand)
