"""Sepet: what was put together at a seller, its coupon, and the order in one of three ways."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from vezne.accounts.models import Role
from vezne.banking.queries.lists import accounts_shown
from vezne.catalog.models import PayWay
from vezne.core.errors import DomainError, NotFound
from vezne.core.money import Money
from vezne.core.scope import acting_as_system
from vezne.flows.carts import cart_checkout
from vezne.invoicing.models import Invoice, InvoiceStatus
from vezne.ledger.models import CurrentAccount
from vezne.ledger.queries import wallet_available
from vezne.orders.models import Cart
from vezne.orders.pricing import PricedCart, priced_cart
from vezne.orders.queries import find_open_cart, get_cart, get_cart_item, open_carts
from vezne.orders.services import cart_coupon_set, cart_item_remove, cart_seen
from vezne.payments.queries import provider_accounts_for
from vezne.reports.sellers import Seller, sellers_of
from vezne.web.access import VezneRequest, panel_page, redirect_to
from vezne.web.panel.replies import done, page, pay_url, refused

HOME = "TRY"
LONGEST_SUM = 15
"""Digits of a total that somebody saw."""


@panel_page()
@require_safe
def carts(request: VezneRequest) -> HttpResponse:
    """To the cart that was begun last, or a page that says that there is none."""
    found = open_carts(request.seat.account_id)
    if found:
        return redirect_to(request, reverse("web:cart", args=[_of(request, found[0]).public_id]))
    return page(request, "cart", {"seller": None, "priced": None})


@panel_page()
@never_cache
@require_safe
def cart(request: VezneRequest, public_id: str) -> HttpResponse:
    """The cart at one seller (its public id), at today's prices."""
    seller = _seller(request, public_id)
    row = find_open_cart(buyer_id=request.seat.account_id, seller_id=seller.account_id)
    return _show(request, seller, row)


def _sellers(request: VezneRequest) -> list[Seller]:
    seat = request.seat
    return sellers_of(seat.account_id, only_seller_id=seat.portal_seller_id)


def _seller(request: VezneRequest, public_id: str) -> Seller:
    for seller in _sellers(request):
        if seller.public_id == public_id:
            return seller
    raise NotFound


def _of(request: VezneRequest, row: Cart) -> Seller:
    """The seller of a cart; its account is hidden from who has not traded with it yet."""
    for seller in _sellers(request):
        if seller.account_id == row.seller_id:
            return seller
    raise NotFound


def _show(
    request: VezneRequest, seller: Seller, row: Cart | None, *, error: str = "", status: int = 200
) -> HttpResponse:
    priced = priced_cart(row, now=request.now) if row else None
    context: dict[str, Any] = {
        "seller": seller,
        "priced": priced if priced and priced.items else None,
        "error": error,
    }
    if priced is not None and priced.items:
        context |= _ways(request, priced)
    return page(request, "cart", context, status=status)


def _ways(request: VezneRequest, priced: PricedCart) -> dict[str, Any]:
    """In which ways this cart can be paid, and what the balance holds."""
    cart_row, total = priced.cart, priced.total
    account = CurrentAccount.objects.filter(
        seller_id=cart_row.seller_id, buyer_id=cart_row.buyer_id
    ).first()
    has = 0
    if account is not None:
        has = wallet_available(current_account_id=account.pk, unit=total.currency, now=request.now)
    with acting_as_system("cart: which ways to pay its seller takes"):
        shown = accounts_shown(seller_id=cart_row.seller_id)
        by_card = bool(provider_accounts_for(seller_id=cart_row.seller_id, currency=total.currency))
    return {
        "by_card": by_card,
        "by_transfer": any(one.currency in (total.currency, HOME) for one in shown),
        "wallet": Money(has, total.currency),
        "by_wallet": 0 < total.minor <= has,
    }


@panel_page(role=Role.STAFF)
@require_POST
def cart_remove(request: VezneRequest, public_id: str) -> HttpResponse:
    """Take an item out."""
    item = get_cart_item(public_id)
    cart_item_remove(item_id=item.pk)
    return done(request, _("Sepetten çıkarıldı."), "cart", _of(request, item.cart).public_id)


@panel_page(role=Role.STAFF)
@require_POST
def cart_coupon(request: VezneRequest, public_id: str) -> HttpResponse:
    """Remember the coupon that was typed, or none."""
    row = get_cart(public_id)
    seller_id = _of(request, row).public_id
    try:
        cart_coupon_set(cart_id=row.pk, code=request.POST.get("code", ""))
    except DomainError as error:
        return refused(request, error, "cart", seller_id)
    return redirect_to(request, reverse("web:cart", args=[seller_id]))


@panel_page(role=Role.STAFF)
@require_POST
def cart_accept(request: VezneRequest, public_id: str) -> HttpResponse:
    """The buyer has read the notice of a changed price."""
    row = get_cart(public_id)
    priced = priced_cart(row, now=request.now)
    prices = {one.item.pk: one.price.first_minor for one in priced.items if one.price}
    seller_id = _of(request, row).public_id
    try:
        cart_seen(cart_id=row.pk, prices=prices)
    except DomainError as error:
        return refused(request, error, "cart", seller_id)
    return redirect_to(request, reverse("web:cart", args=[seller_id]))


@panel_page(role=Role.STAFF)
@require_POST
def cart_order(request: VezneRequest, public_id: str) -> HttpResponse:
    """Order all of it; on to the transfer's details, to the card page, or to what is open now."""
    row = get_cart(public_id)
    way = request.POST.get("way", "")
    seller = _of(request, row)
    is_free = request.POST.get("total") == "0"  # the flow asks whether it is
    if way not in PayWay.values and not is_free:
        return _show(request, seller, row, error=str(_("Nasıl ödeyeceğinizi seçin.")), status=422)
    typed = request.POST.get("total", "")
    is_sum = typed.isascii() and typed.isdigit() and len(typed) <= LONGEST_SUM
    try:
        invoice = cart_checkout(
            cart_id=row.pk,
            way=way,
            seen_minor=int(typed) if is_sum else -1,
            now=request.now,
            actor=request.actor,
        )
    except DomainError as error:
        row = get_cart(public_id)
        return _show(request, seller, row, error=str(error), status=422)
    return _onward(request, invoice, way)


def _onward(request: VezneRequest, invoice: Invoice | None, way: str) -> HttpResponse:
    if invoice is None:
        messages.success(request, str(_("Siparişiniz alındı.")))
        return redirect_to(request, reverse("web:orders"))
    if invoice.status != InvoiceStatus.OPEN:
        messages.success(request, str(_("Siparişiniz alındı ve ödendi.")))
        return redirect_to(request, reverse("web:orders"))
    if way == PayWay.TRANSFER:
        return redirect_to(request, reverse("web:pay_transfer", args=[invoice.public_id]))
    return redirect_to(request, pay_url(invoice.public_id))
