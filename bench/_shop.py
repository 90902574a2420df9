"""Rows for the benchmarks over HTTP, made by services and flows as an installation has them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from vezne.accounts.models import AccountKind
from vezne.accounts.services import account_create, api_key_create, seller_make
from vezne.catalog.models import PlanVersion
from vezne.catalog.services import plan_add, plan_price_set, platform_add, product_add
from vezne.catalog.types import PlanPrice, PlanTerms, PlatformTerms, ProductTerms
from vezne.core.audit import SYSTEM
from vezne.core.clock import real_now
from vezne.core.scope import acting_as, acting_as_system
from vezne.flows.checkout import plan_order
from vezne.ledger.services import credits_grant, current_account_open

KEY = "whatsapp.send"


def open_shop(*, accounts: int) -> dict[str, Any]:
    """A seller with one plan, and buyers who have it, with credits; gives ids and the API key."""
    now = real_now() - timedelta(days=1)
    seller = _account("Satıcı", now)
    seller_make(account_id=seller.pk, brand_name="Satıcı", now=now, actor=SYSTEM)
    with acting_as(seller.pk, "desk"):
        platform = platform_add(
            seller_id=seller.pk, terms=PlatformTerms(name="Platform"), actor=SYSTEM, now=now
        )
        terms = ProductTerms(name="Mesaj", entitlement_keys=(KEY,), credit_unit="WP_MESAJ")
        product = product_add(platform_id=platform.pk, terms=terms, actor=SYSTEM, now=now)
        plan = plan_add(product_id=product.pk, terms=PlanTerms(name="Aylık"), actor=SYSTEM, now=now)
        price = PlanPrice(price_minor=100_00, currency="TRY", period_unit="month")
        version = plan_price_set(plan_id=plan.pk, price=price, actor=SYSTEM, now=now)
        _key, secret = api_key_create(
            account_id=seller.pk, name="Panel", scopes=["entitlements:read"], now=now, actor=SYSTEM
        )
    with acting_as_system("bench"):
        version = PlanVersion.objects.select_related("plan__product__platform").get(pk=version.pk)
    buyers = [_buyer(number, version, now) for number in range(accounts)]
    return {"accounts": buyers, "key": KEY, "secret": secret}


def _account(name: str, now: Any) -> Any:
    return account_create(
        kind=AccountKind.COMPANY,
        name=name,
        legal_name=f"{name} Ltd. Şti.",
        email="firma@ornek.example",
        tax_id="4540536920",
        tax_office="Şişli",
        phone="0541 123 45 67",
        now=now,
        actor=SYSTEM,
    )


def _buyer(number: int, version: PlanVersion, now: Any) -> str:
    buyer = _account(f"Alıcı {number}", now)
    with acting_as_system("bench"):
        plan_order(buyer_id=buyer.pk, version=version, site="", now=now, actor=SYSTEM)
        account = current_account_open(seller_id=version.seller_id, buyer_id=buyer.pk, now=now)
        credits_grant(
            current_account_id=account.pk,
            unit="WP_MESAJ",
            quantity=500,
            expires_at=None,
            key="bench",
            now=now,
        )
    return str(buyer.public_id)
