"""The one place where an order asks whether its buyer is known to the seller.

A product may be sold to buyers only whose identity the seller has checked (`is_identity_required`).
Who has been checked is the answer of a port: as long as nobody gives it, such a product is looked
at and not ordered. `CheckedIdentities` answers it by the seller's identity checks (`applications`).
"""

from __future__ import annotations

from vezne.accounts.queries import get_account
from vezne.applications.queries import identity_of
from vezne.catalog.models import Product
from vezne.core.ports import find_identities
from vezne.core.scope import acting_as_system
from vezne.flows.errors import IdentityMissing


def identity_is_missing(*, buyer_id: int, seller_id: int, product: Product) -> bool:
    """Whether the product asks for a checked identity that the buyer does not have."""
    if not product.is_identity_required:
        return False
    identities = find_identities()
    return identities is None or not identities.is_verified(buyer_id=buyer_id, seller_id=seller_id)


def identity_need(*, buyer_id: int, seller_id: int, product: Product) -> None:
    """Let nobody order what the buyer may only look at. Raises: IdentityMissing."""
    if identity_is_missing(buyer_id=buyer_id, seller_id=seller_id, product=product):
        raise IdentityMissing


class CheckedIdentities:
    """`core.ports.Identities`: a firm is known by its tax number, an individual by its papers."""

    def is_verified(self, *, buyer_id: int, seller_id: int) -> bool:
        """True while name and number are those that this seller approved."""
        with acting_as_system("flows: who a buyer is"):
            return identity_of(seller_id=seller_id, buyer=get_account(buyer_id)).is_approved
