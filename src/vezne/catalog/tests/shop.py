"""A small shop for tests, made through the services: one platform, a product, a plan, a pack."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from vezne.accounts.models import Account
from vezne.accounts.tests.people import make_account, make_seller
from vezne.catalog.models import (
    Coupon,
    CreditPack,
    PackVersion,
    Plan,
    PlanVersion,
    Platform,
    Product,
)
from vezne.catalog.services import (
    coupon_add,
    pack_add,
    pack_price_set,
    plan_add,
    plan_price_set,
    platform_add,
    product_add,
)
from vezne.catalog.types import (
    CouponTerms,
    PackPrice,
    PackTerms,
    PlanPrice,
    PlanTerms,
    PlatformTerms,
    ProductTerms,
)
from vezne.core.audit import Actor
from vezne.core.scope import acting_as

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DENIZ = Actor(kind="user", id=1, label="Deniz Staff")
MONTHLY = PlanPrice(price_minor=100_00, currency="TRY", period_unit="month", included_credits=500)
PACK = PackPrice(quantity=1_000, price_minor=250_00, currency="TRY", validity_days=365)


@dataclass
class Shop:
    """A seller with its catalogue, its buyer Ayşe, and Ceren, who must see nothing."""

    seller: Account
    ayse: Account
    ceren: Account
    platform: Platform
    product: Product
    plan: Plan
    version: PlanVersion
    pack: CreditPack
    pack_version: PackVersion

    def coupon(self, code: str = "BAHAR", **terms: object) -> Coupon:
        """A coupon of this seller: 10 % without limits unless said otherwise."""
        fields = {"kind": "percent", "value": 1000, "starts_at": NOW} | terms
        with acting_as(self.seller.pk, "desk"):
            return coupon_add(
                seller_id=self.seller.pk,
                terms=CouponTerms(code=code, **fields),
                actor=DENIZ,
                now=NOW,
            )


def open_shop(name: str = "Robo") -> Shop:
    """A seller that sells something at once, and two buyers."""
    seller = make_seller(name)
    with acting_as(seller.pk, "desk"):
        platform = platform_add(
            seller_id=seller.pk, terms=PlatformTerms(name="HeloMesaj"), actor=DENIZ, now=NOW
        )
        product = product_add(
            platform_id=platform.pk,
            terms=ProductTerms(
                name="WhatsApp", entitlement_keys=("whatsapp.send",), credit_unit="WP_MESAJ"
            ),
            actor=DENIZ,
            now=NOW,
        )
        plan = plan_add(
            product_id=product.pk, terms=PlanTerms(name="Profesyonel Aylık"), actor=DENIZ, now=NOW
        )
        version = plan_price_set(plan_id=plan.pk, price=MONTHLY, actor=DENIZ, now=NOW)
        pack = pack_add(
            product_id=product.pk, terms=PackTerms(name="1.000 mesaj"), actor=DENIZ, now=NOW
        )
        pack_version = pack_price_set(pack_id=pack.pk, price=PACK, actor=DENIZ, now=NOW)
    return Shop(
        seller=seller,
        ayse=make_account(f"{name} alıcısı Ayşe"),
        ceren=make_account(f"{name} alıcısı Ceren"),
        platform=platform,
        product=product,
        plan=plan,
        version=version,
        pack=pack,
        pack_version=pack_version,
    )
