"""What the demo's seller sells: two platforms, their plans, credit packs and coupons."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from vezne.catalog.models import PackVersion, PlanVersion, Product
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
from vezne.core.audit import SYSTEM

_PLANS = (
    # key, product, name, opening, trial days, price, currency, unit, count, included credits
    ("trial", "mesaj", "Trial", "on_order", 14, 0, "TRY", "day", 14, 100),
    ("aylik", "mesaj", "Profesyonel Aylık", "on_order", 0, 99_900, "TRY", "month", 1, 500),
    ("yillik", "mesaj", "Profesyonel Yıllık", "on_order", 0, 999_000, "TRY", "year", 1, 6_000),
    ("kurumsal", "mesaj", "Kurumsal Aylık", "on_order", 0, 24_900, "USD", "month", 1, 2_000),
    ("randevu", "randevu", "Başlangıç Aylık", "on_order", 0, 34_900, "TRY", "month", 1, 0),
    ("randevu-pro", "randevu", "Profesyonel Aylık", "on_payment", 0, 64_900, "TRY", "month", 1, 0),
)
_PACKS = (
    # key, product, name, quantity, price, validity days, needs approval
    ("1k", "wp", "1.000 WhatsApp mesajı", 1_000, 45_000, 365, False),
    ("5k", "wp", "5.000 WhatsApp mesajı", 5_000, 200_000, 365, False),
    ("25k", "wp", "25.000 WhatsApp mesajı", 25_000, 875_000, 365, False),
    ("100k", "wp", "100.000 WhatsApp mesajı", 100_000, 2_990_000, 365, True),
    ("sms1k", "sms", "1.000 SMS", 1_000, 28_000, None, False),
    ("sms5k", "sms", "5.000 SMS", 5_000, 125_000, None, False),
)


@dataclass
class Catalogue:
    """The versions on offer, by the short keys of the story."""

    products: dict[str, Product] = field(default_factory=dict)
    plans: dict[str, PlanVersion] = field(default_factory=dict)
    packs: dict[str, PackVersion] = field(default_factory=dict)


def catalogue_make(*, seller_id: int, now: datetime) -> Catalogue:
    """Fill the seller's catalogue through the services that the desk uses."""
    made = Catalogue()
    common: Any = {"actor": SYSTEM, "now": now}
    platforms = {
        name: platform_add(seller_id=seller_id, terms=PlatformTerms(name=name, url=url), **common)
        for name, url in (
            ("MesajKule", "https://panel.mesajkule.example"),
            ("RandevuKule", "https://panel.randevukule.example"),
        )
    }
    for key, platform, terms in (
        ("mesaj", "MesajKule", ProductTerms(
            name="MesajKule Panel Kullanımı", entitlement_keys=("mesajkule.panel",),
            description="WhatsApp kampanyaları, şablonlar ve raporlar.",
            credit_unit="WP_MESAJ", asks_site=False)),
        ("wp", "MesajKule", ProductTerms(
            name="MesajKule WP Mesaj Hizmeti", entitlement_keys=("mesajkule.wp",),
            description="WhatsApp mesaj kontörü.", credit_unit="WP_MESAJ", max_instalments=3,
            position=1)),
        ("randevu", "RandevuKule", ProductTerms(
            name="RandevuKule Panel Kullanımı", entitlement_keys=("randevukule.panel",),
            description="Çevrimiçi randevu ve hatırlatma.", asks_site=False)),
        ("sms", "RandevuKule", ProductTerms(
            name="RandevuKule SMS Hizmeti", entitlement_keys=("randevukule.sms",),
            description="Randevu hatırlatma SMS kontörü.", credit_unit="SMS", position=1)),
    ):  # fmt: skip
        made.products[key] = product_add(platform_id=platforms[platform].pk, terms=terms, **common)
    for position, row in enumerate(_PLANS):
        key, product, name, opening, trial, price, currency, unit, count, included = row
        plan = plan_add(
            product_id=made.products[product].pk,
            terms=PlanTerms(name=name, opening=opening, is_trial=bool(trial), position=position),
            **common,
        )
        made.plans[key] = plan_price_set(
            plan_id=plan.pk,
            price=PlanPrice(
                price_minor=price, currency=currency, period_unit=unit, period_count=count,
                trial_days=trial, included_credits=included,
            ),
            **common,
        )  # fmt: skip
    for position, (key, product, name, quantity, price, days, approval) in enumerate(_PACKS):
        pack = pack_add(
            product_id=made.products[product].pk,
            terms=PackTerms(name=name, needs_approval=approval, position=position),
            **common,
        )
        made.packs[key] = pack_price_set(
            pack_id=pack.pk,
            price=PackPrice(
                quantity=quantity, price_minor=price, currency="TRY", validity_days=days
            ),
            **common,
        )
    for code, kind, value in (("HOSGELDIN", "percent", 1_500), ("YUZ", "fixed", 10_000)):
        coupon_add(
            seller_id=seller_id,
            terms=CouponTerms(
                code=code,
                kind=kind,
                value=value,
                currency="TRY" if kind == "fixed" else "",
                starts_at=now,
                ends_at=now + timedelta(days=700),
            ),
            **common,
        )
    return made
