"""What of the town is ordered over a cart: a product with an option, and Ayşe's cart with it."""

from __future__ import annotations

from tests import factories
from tests.factories import NOW
from vezne.accounts.models import Account
from vezne.catalog.models import OptionChoice, PlanVersion
from vezne.core.scope import acting_as
from vezne.flows.carts import cart_add


def ids_of_cart(
    seller: Account, buyer: Account, version: PlanVersion, invoice: str
) -> dict[str, str]:
    """The ids below the addresses of products, carts, orders and options."""
    product = version.plan.product
    option = factories.make_option(product, choices={"Evet": 10_00}, kind="yes_no")
    choice = OptionChoice.objects.filter(option=option).earliest("pk")
    with acting_as(buyer.pk, "panel"):
        item = cart_add(buyer_id=buyer.pk, plan=version.plan, answers={}, site="", now=NOW)
        cart = item.cart.public_id
    return {
        "paketler/hizmet/": product.public_id,
        "sepet/": seller.public_id,
        "sepet/kalem/": item.public_id,
        "sepet/siparis/": cart,
        "siparislerim/": invoice,
        "yonetim/katalog/secenek/": option.public_id,
        "yonetim/katalog/secim/": choice.public_id,
    }
