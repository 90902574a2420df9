"""What the desk's tests stand on: a seller with Deniz at its desk, a catalogue, Ayşe who buys, and
Ceren's seller, who must see nothing of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.test import Client

from vezne.accounts.models import Account, Role
from vezne.accounts.tests.people import make_account, make_seller, make_user, seat_user
from vezne.catalog.models import PackVersion, PlanVersion, Platform, Product
from vezne.catalog.queries import get_pack_version, get_plan_version
from vezne.catalog.services import (
    pack_add,
    pack_price_set,
    plan_add,
    plan_price_set,
    platform_add,
    product_add,
)
from vezne.catalog.types import (
    PackPrice,
    PackTerms,
    PlanPrice,
    PlanTerms,
    PlatformTerms,
    ProductTerms,
)
from vezne.core.audit import Actor
from vezne.core.scope import acting_as, acting_as_system
from vezne.flows.checkout import pack_order, plan_order
from vezne.invoicing.models import Invoice
from vezne.orders.models import Order
from vezne.subscriptions.models import Subscription
from vezne.web.tests.test_access import signed_in

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DENIZ = Actor(kind="user", id=1, label="Deniz Demir")


@dataclass
class Desk:
    """A seller's desk with one buyer and things to sell."""

    seller: Account
    buyer: Account
    platform: Platform
    product: Product
    monthly: PlanVersion
    pack: PackVersion
    now: datetime
    actor: Actor = DENIZ

    def client(self, role: str = Role.ADMIN) -> Client:
        """Somebody of the seller, signed in."""
        user = make_user(f"Deniz {role}")
        seat_user(user, self.seller, role)
        return signed_in(user)

    def sell(self, site: str = "papatya.example") -> tuple[Subscription, Invoice]:
        """A subscription of the buyer with its first invoice, unpaid."""
        with acting_as_system("test"):
            placed = plan_order(
                buyer_id=self.buyer.pk,
                version=get_plan_version(self.monthly.pk),
                site=site,
                now=self.now,
                actor=self.actor,
            )
            assert placed.invoice is not None
            return Subscription.objects.get(pk=placed.order.subscription_id), placed.invoice

    def sell_pack(self) -> tuple[Order, Invoice]:
        """A pack that needs approval, ordered and not yet paid."""
        with acting_as_system("test"):
            placed = pack_order(
                buyer_id=self.buyer.pk,
                version=get_pack_version(self.pack.pk),
                now=self.now,
                actor=self.actor,
            )
            assert placed.invoice is not None
            return placed.order, placed.invoice

    def read(self, row: Any) -> Any:
        """The row as it is now."""
        with acting_as_system("test"):
            return type(row).objects.get(pk=row.pk)


def open_desk(name: str = "Robo", *, now: datetime = NOW, is_operator: bool = False) -> Desk:
    """A seller that sells a monthly plan and a pack."""
    seller = make_seller(name, is_operator=is_operator)
    with acting_as(seller.pk, "desk"):
        platform = platform_add(
            seller_id=seller.pk, terms=PlatformTerms(name="HeloMesaj"), actor=DENIZ, now=now
        )
        product = product_add(
            platform_id=platform.pk,
            terms=ProductTerms(
                name="WhatsApp", entitlement_keys=("whatsapp.send",), credit_unit="WP_MESAJ"
            ),
            actor=DENIZ,
            now=now,
        )
        plan = plan_add(
            product_id=product.pk, terms=PlanTerms(name="Profesyonel Aylık"), actor=DENIZ, now=now
        )
        price = PlanPrice(price_minor=100_00, currency="TRY", period_unit="month")
        monthly = plan_price_set(plan_id=plan.pk, price=price, actor=DENIZ, now=now)
        pack = pack_add(
            product_id=product.pk,
            terms=PackTerms(name="1.000 mesaj", needs_approval=True),
            actor=DENIZ,
            now=now,
        )
        pack_price = PackPrice(quantity=1_000, price_minor=250_00, currency="TRY")
        pack_version = pack_price_set(pack_id=pack.pk, price=pack_price, actor=DENIZ, now=now)
    return Desk(
        seller=seller,
        buyer=make_account(f"{name} alıcısı Işık"),
        platform=platform,
        product=product,
        monthly=monthly,
        pack=pack_version,
        now=now,
    )
