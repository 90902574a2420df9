"""What the tests of the panel's pages stand on: Ayşe's firm with a little of everything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.factories import (
    NOW,
    make_address,
    make_buyer,
    make_member,
    make_pack,
    make_plan,
    make_platform,
    make_product,
    make_seller,
    order_pack,
    order_plan,
    pay,
    set_clock,
    store_card,
)
from vezne.accounts.models import Account, User
from vezne.catalog.models import PackVersion, PlanVersion, Product
from vezne.core.scope import acting_as_system
from vezne.invoicing.models import Invoice
from vezne.subscriptions.models import Subscription


@dataclass
class World:
    """Two platforms of one seller; a paid service, an unpaid one, credits, a card, an address."""

    seller: Account
    buyer: Account
    ayse: User
    ceren: User
    panel: Product
    message: Product
    monthly: PlanVersion  # of panel: 100.00 a month, opens on order
    pro: PlanVersion  # of panel: 250.00 a month
    yearly: PlanVersion  # of panel: 1,200.00 a year
    light: PlanVersion  # of panel: 40.00 a month
    trial: PlanVersion  # of panel: 30 days free
    credits: PlanVersion  # of message: 500 credits a month, asks for the site
    pack: PackVersion
    paid: Subscription  # of panel, paid
    owed: Subscription  # of message, unpaid since NOW
    owed_invoice: Invoice
    ids: dict[str, str]

    def url(self, path: str) -> str:
        """A path with this world's ids in it."""
        return path.format(**self.ids)

    def add_services(self, number: int, *, now: datetime = NOW) -> None:
        """More services of the buyer, half of them paid."""
        for place in range(number):
            placed = order_plan(self.buyer, self.credits, site=f"site{place}.com.tr", now=now)
            if place % 2 and placed.invoice:
                pay(placed.invoice, now=now)

    def read(self, row: Subscription) -> Subscription:
        """The row as it is now."""
        with acting_as_system("test"):
            return Subscription.objects.get(pk=row.pk)


def subscription_of(invoice: Invoice | None) -> Subscription:
    """The service that an invoice is for."""
    assert invoice is not None
    with acting_as_system("test"):
        return Subscription.objects.get(pk=invoice.subscription_id)


def open_world() -> World:
    """Make it; the clock stands one day after NOW."""
    seller = make_seller()
    platform, messages = make_platform(seller), make_platform(seller, "NarMesaj")
    panel = make_product(platform)
    message = make_product(messages, "WhatsApp Mesajı", credit_unit="WP_MESAJ", asks_site=True)
    monthly = make_plan(panel, included_credits=0)
    plans = {
        "pro": make_plan(panel, "Kurumsal Aylık", price_minor=250_00, position=1),
        "yearly": make_plan(
            panel, "Profesyonel Yıllık", price_minor=1_200_00, period_unit="year", position=2
        ),
        "light": make_plan(panel, "Başlangıç", price_minor=40_00, position=3),
        "trial": make_plan(panel, "Deneme", is_trial=True, position=4),
        "credits": make_plan(message, "Mesaj Aylık", included_credits=500),
    }
    pack = make_pack(message, validity_days=365)
    buyer, other = make_buyer(), make_buyer("Ceren Gıda")
    address = make_address(buyer)
    paid = order_plan(buyer, monthly)
    assert paid.invoice is not None
    card = store_card(paid.invoice)
    bought = order_pack(buyer, pack)
    assert bought.invoice is not None
    pay(bought.invoice)
    owed = order_plan(buyer, plans["credits"], site="papatya.com.tr")
    assert owed.invoice is not None
    set_clock(NOW + timedelta(days=1))
    paid_row, owed_row = subscription_of(paid.invoice), subscription_of(owed.invoice)
    return World(
        seller=seller, buyer=buyer, ayse=make_member(buyer),
        ceren=make_member(other, name="Ceren"), panel=panel, message=message, monthly=monthly,
        pack=pack, paid=paid_row, owed=owed_row, owed_invoice=owed.invoice, **plans,
        ids={
            "service": paid_row.public_id, "owed": owed_row.public_id,
            "address": address.public_id, "card": card.public_id,
            "plan": plans["pro"].public_id, "pack": pack.public_id,
        },
    )  # fmt: skip
