"""A product's page: its plans, its options with live prices, and the way into the cart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from vezne.accounts.models import Role
from vezne.catalog.models import PlanVersion, Product
from vezne.catalog.queries import find_product, offered_options, plans_on_offer
from vezne.core.errors import DomainError, NotFound
from vezne.flows.carts import cart_add, cart_configure
from vezne.flows.identity import identity_is_missing
from vezne.orders.models import CartItem
from vezne.orders.pricing import Price
from vezne.orders.queries import find_open_cart, get_cart_item, items_of
from vezne.receivables.queries import is_trade_closed
from vezne.reports.sellers import Seller, sellers_of
from vezne.web.access import VezneRequest, panel_page
from vezne.web.panel.option_forms import ConfigureForm
from vezne.web.panel.replies import done, page

PLAN = "paket"
ITEM = "kalem"


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the page is about."""

    product: Product
    seller: Seller
    versions: Sequence[PlanVersion]
    item: CartItem | None  # of the cart, that is changed


@panel_page()
@require_safe
def product(request: VezneRequest, public_id: str) -> HttpResponse:
    """Choose a plan and configure it (`kalem` names an item of the cart that is changed)."""
    shelf, form = _shelf(request, public_id)
    return _show(request, shelf, form)


@panel_page(role=Role.STAFF)
@require_POST
def product_put(request: VezneRequest, public_id: str) -> HttpResponse:
    """Put it in the cart, or change the item that `kalem` names."""
    shelf, form = _shelf(request, public_id)
    return _put(request, shelf, form)


def _shelf(request: VezneRequest, public_id: str) -> tuple[Shelf, ConfigureForm]:
    row, seller = _product(request, public_id)
    versions = plans_on_offer(row.pk)
    if not versions:
        raise NotFound
    item = _item(request, row)
    form = _form(request, _chosen(request, versions, item), item)
    return Shelf(row, seller, versions, item), form


@panel_page()
@require_POST
def product_price(request: VezneRequest, public_id: str) -> HttpResponse:
    """The summary alone, asked again whenever an answer changes; writes nothing."""
    row, _seller = _product(request, public_id)
    versions = plans_on_offer(row.pk)
    if not versions:
        raise NotFound
    version = _chosen(request, versions, None)
    form = ConfigureForm(request.POST, version=version, offered=offered_options(version))
    return render(request, "panel/_price.html", _summary(form))


def _product(request: VezneRequest, public_id: str) -> tuple[Product, Seller]:
    """One that a seller of this account sells. Raises: NotFound."""
    seat = request.seat
    row = find_product(public_id)
    for seller in sellers_of(seat.account_id, only_seller_id=seat.portal_seller_id):
        if row is not None and seller.account_id == row.seller_id:
            return row, seller
    raise NotFound


def _item(request: VezneRequest, row: Product) -> CartItem | None:
    public_id = request.GET.get(ITEM, "")
    if not public_id:
        return None
    item = get_cart_item(public_id)
    if item.plan.product_id != row.pk:
        raise NotFound
    return item


def _chosen(
    request: VezneRequest, versions: Sequence[PlanVersion], item: CartItem | None
) -> PlanVersion:
    wanted = request.POST.get(PLAN, "") or request.GET.get(PLAN, "")
    for version in versions:
        if wanted == version.plan.public_id:
            return version
    for version in versions:
        if not wanted and item is not None and item.plan_id == version.plan_id:
            return version
    return versions[0]


def _form(request: VezneRequest, version: PlanVersion, item: CartItem | None) -> ConfigureForm:
    return ConfigureForm(
        request.POST if request.method == "POST" else None,
        version=version,
        offered=offered_options(version),
        answers=item.answers if item else None,
        site=item.site if item else "",
    )


def _put(request: VezneRequest, shelf: Shelf, form: ConfigureForm) -> HttpResponse:
    item = shelf.item
    if form.is_valid():
        plan = form.version.plan
        answers, site = form.answers(), form.site
        try:
            if item is None:
                cart_add(
                    buyer_id=request.seat.account_id,
                    plan=plan,
                    answers=answers,
                    site=site,
                    now=request.now,
                )
            else:
                cart_configure(item=item, plan=plan, answers=answers, site=site)
        except DomainError as error:
            form.refuse(error)
        else:
            words = _("Sepetiniz güncellendi.") if item else _("Sepetinize eklendi.")
            return done(request, words, "cart", shelf.seller.public_id)
    return _show(request, shelf, form, status=422)


def _show(
    request: VezneRequest, shelf: Shelf, form: ConfigureForm, *, status: int = 200
) -> HttpResponse:
    row = shelf.product
    account_id = request.seat.account_id
    cart = find_open_cart(buyer_id=account_id, seller_id=row.seller_id)
    context: dict[str, Any] = {
        "shelf": shelf,
        "form": form,
        "is_closed": is_trade_closed(seller_id=row.seller_id, buyer_id=account_id),
        "cart_size": len(items_of(cart.pk)) if cart else 0,
        "is_identity_missing": identity_is_missing(
            buyer_id=account_id, seller_id=row.seller_id, product=row
        ),
        **_summary(form),
    }
    return page(request, "product", context, status=status)


def _summary(form: ConfigureForm) -> dict[str, Any]:
    """The price of what is right so far, and how much is still open."""
    try:
        configured = form.configured()
    except DomainError as unknown:
        return {"version": form.version, "summary": None, "trouble": str(unknown)}
    return {
        "version": form.version,
        "summary": Price(form.version, configured.options),
        "open_count": len(configured.problems),
    }
