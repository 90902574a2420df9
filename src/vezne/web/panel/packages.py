"""Paketler: plans and credit packs per product, what is left of each quota, *Satın Al*."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from vezne.accounts.models import Role
from vezne.catalog.errors import NotConfigured, NotForSale
from vezne.catalog.models import PackVersion, PlanVersion, Product
from vezne.catalog.queries import (
    configured_products,
    find_pack_version,
    find_plan_version,
    offers_for,
    plans_on_offer,
)
from vezne.core.errors import DomainError, NotFound
from vezne.core.money import Money
from vezne.flows.checkout import pack_order, plan_order
from vezne.invoicing.amounts import LineInput, compute
from vezne.metering.queries import quotas_for
from vezne.metering.types import Quota
from vezne.orders.models import OrderState
from vezne.orders.queries import open_carts
from vezne.receivables.queries import is_trade_closed
from vezne.reports.sellers import Seller, sellers_of
from vezne.subscriptions.models import Subscription
from vezne.subscriptions.queries import services_for
from vezne.subscriptions.states import OVER_STATES
from vezne.web.access import VezneRequest, panel_page, redirect_to
from vezne.web.panel.forms import SiteForm
from vezne.web.panel.replies import done, page, pay_url, refused


@dataclass(frozen=True, slots=True)
class PlanOffer:
    """A plan as its card shows it."""

    version: PlanVersion
    price: Money  # net, per period
    total: Money  # KDV included
    subscription: Subscription | None  # the buyer's running one of this plan
    other: Subscription | None  # the buyer's running one of another plan of this product
    is_used_up: bool  # the one trial
    form: SiteForm


@dataclass(frozen=True, slots=True)
class PackOffer:
    """A credit pack as its card shows it."""

    version: PackVersion
    price: Money
    total: Money


@dataclass(frozen=True, slots=True)
class ProductBlock:
    """A product with its offers and, where it counts something, what is left."""

    product: Product
    quota: Quota | None
    is_configured: bool = False  # ordered on its own page, over the cart
    plans: list[PlanOffer] = field(default_factory=list)
    packs: list[PackOffer] = field(default_factory=list)


@panel_page()
@require_safe
def packages(request: VezneRequest) -> HttpResponse:
    """What a seller sells; `satici` chooses among several."""
    return _packages_page(request)


def _packages_page(
    request: VezneRequest,
    *,
    seller_id: int | None = None,
    refused_form: SiteForm | None = None,
    refused_version: str = "",
) -> HttpResponse:
    seat = request.seat
    sellers = sellers_of(seat.account_id, only_seller_id=seat.portal_seller_id)
    seller = _chosen(sellers, request.GET.get("satici", ""), seller_id)
    blocks = _blocks(request, seller) if seller else []
    for block in blocks:
        for place, offer in enumerate(block.plans):
            if refused_form is not None and offer.version.public_id == refused_version:
                block.plans[place] = _with_form(offer, refused_form)
    status = 200 if refused_form is None else 422
    return page(
        request,
        "packages",
        {
            "sellers": sellers,
            "seller": seller,
            "blocks": blocks,
            "refused_form": refused_form,
            "is_closed": seller is not None
            and is_trade_closed(seller_id=seller.account_id, buyer_id=seat.account_id),
            "carts": open_carts(seat.account_id),
        },
        status=status,
    )


def _with_form(offer: PlanOffer, form: SiteForm) -> PlanOffer:
    return PlanOffer(
        offer.version,
        offer.price,
        offer.total,
        offer.subscription,
        offer.other,
        offer.is_used_up,
        form,
    )


def _chosen(sellers: Sequence[Seller], public_id: str, seller_id: int | None) -> Seller | None:
    for seller in sellers:
        if seller.account_id == seller_id or seller.public_id == public_id:
            return seller
    return sellers[0] if sellers else None


def _blocks(request: VezneRequest, seller: Seller) -> list[ProductBlock]:
    account_id, now = request.seat.account_id, request.now
    configured = configured_products(seller.account_id)
    quotas = quotas_for(buyer_id=account_id, now=now)
    rows = services_for(account_id, now=now, seller_id=seller.account_id)
    mine = [row.subscription for row in rows]
    live = [row.subscription for row in rows if row.state not in OVER_STATES]
    return [
        ProductBlock(
            product=offer.product,
            is_configured=offer.product.pk in configured or bool(offer.product.approval_ways),
            quota=quotas.get((seller.account_id, offer.product.credit_unit)),
            plans=[_plan_offer(version, mine, live) for version in offer.plans],
            packs=[_pack_offer(version) for version in offer.packs],
        )
        for offer in offers_for(seller.account_id)
    ]


def _plan_offer(
    version: PlanVersion, mine: Sequence[Subscription], live: Sequence[Subscription]
) -> PlanOffer:
    product = version.plan.product
    here = [row for row in live if row.product_id == product.pk]
    had_trial = any(row.trial_ends_at and row.product_id == product.pk for row in mine)
    current = next((row for row in here if row.plan_id == version.plan_id), None)
    other = next((row for row in here if row.plan_id != version.plan_id), None)
    price, total = _prices(version)
    return PlanOffer(
        version=version,
        price=price,
        total=total,
        subscription=current,
        other=None if product.asks_site or (other and other.is_trial) else other,
        is_used_up=version.plan.is_trial and had_trial,
        form=SiteForm(is_asked=product.asks_site, auto_id=f"{version.public_id}_%s"),
    )


def _pack_offer(version: PackVersion) -> PackOffer:
    price, total = _prices(version)
    return PackOffer(version, price, total)


def _prices(version: PlanVersion | PackVersion) -> tuple[Money, Money]:
    line = LineInput(version.price_minor, version.kdv_rate_bp, oiv_rate_bp=version.oiv_rate_bp)
    sums = compute([line])
    return (
        Money(version.price_minor, version.currency),
        Money(sums.total_minor, version.currency),
    )


@panel_page(role=Role.STAFF)
@require_POST
def buy_plan(request: VezneRequest, public_id: str) -> HttpResponse:
    """*Satın Al* of a plan: on to the payment, or to the services when it costs nothing now."""
    version = find_plan_version(public_id)
    if version is None:
        raise NotFound
    product = version.plan.product
    form = SiteForm(request.POST, is_asked=product.asks_site, auto_id=f"{public_id}_%s")
    if not form.is_valid():
        return _packages_page(
            request,
            seller_id=version.seller_id,
            refused_form=form,
            refused_version=public_id,
        )
    try:
        placed = plan_order(
            buyer_id=request.seat.account_id,
            version=version,
            site=form.cleaned_data["site"] if product.asks_site else "",
            now=request.now,
            actor=request.actor,
        )
    except (NotConfigured, NotForSale) as error:
        return _to_product(request, product, error)
    except DomainError as error:
        return refused(request, error, "packages", fragment=str(product.public_id))
    if placed.order.state == OrderState.AWAITING_APPROVAL:
        words = _("Siparişiniz alındı; satıcının onayından sonra açılacak.")
        return done(request, words, "orders")
    if placed.invoice is None:
        return done(request, _("Hizmetiniz açıldı."), "services")
    return redirect_to(request, pay_url(placed.invoice.public_id))


def _to_product(request: VezneRequest, product: Product, error: DomainError) -> HttpResponse:
    """What an older page asked for is ordered otherwise now: on the product's page, if any."""
    if plans_on_offer(product.pk):
        return refused(request, error, "product", product.public_id)
    return refused(request, error, "packages", fragment=str(product.public_id))


@panel_page(role=Role.STAFF)
@require_POST
def buy_pack(request: VezneRequest, public_id: str) -> HttpResponse:
    """*Satın Al* of a credit pack: on to its payment."""
    version = find_pack_version(public_id)
    if version is None:
        raise NotFound
    try:
        placed = pack_order(
            buyer_id=request.seat.account_id, version=version, now=request.now, actor=request.actor
        )
    except DomainError as error:
        return refused(request, error, "packages", fragment=str(version.pack.product.public_id))
    if placed.invoice is None:
        return done(request, _("Siparişiniz alındı."), "packages")
    return redirect_to(request, pay_url(placed.invoice.public_id))
