"""Writes of carts: what is put in, changed, taken out, and that it was ordered, once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from vezne.catalog.models import PlanVersion
from vezne.core.locks import lock_row
from vezne.orders.errors import CartFull, CartNotFound, CartOtherCurrency, NotTheSellersOffer
from vezne.orders.models import Cart, CartItem
from vezne.orders.queries import find_open_cart

MOST_ITEMS = 20
LONGEST_CODE = 40


@dataclass(frozen=True, slots=True)
class Wish:
    """What is put in a cart: a plan at its present version, answers that were checked, and what
    it costs with them (net, with what is paid once), as the buyer sees it.
    """

    version: PlanVersion
    answers: Mapping[str, str]
    seen_minor: int
    site: str = ""


@transaction.atomic
def cart_item_put(*, seller_id: int, buyer_id: int, wish: Wish, now: datetime) -> CartItem:
    """Put something in the buyer's open cart of a seller, which is made when there is none.

    Raises: NotTheSellersOffer, CartOtherCurrency, CartFull.
    """
    if wish.version.seller_id != seller_id:
        raise NotTheSellersOffer
    currency = wish.version.currency
    new = Cart(seller_id=seller_id, buyer_id=buyer_id, currency=currency, opened_at=now)
    Cart.objects.bulk_create([new], ignore_conflicts=True)
    found = find_open_cart(buyer_id=buyer_id, seller_id=seller_id)
    assert found is not None
    cart = _open(found.pk)
    count = CartItem.objects.filter(cart=cart).count()
    if count >= MOST_ITEMS:
        raise CartFull(most=MOST_ITEMS)
    if count and cart.currency != currency:
        raise CartOtherCurrency(currency=cart.currency)
    if cart.currency != currency:
        cart.currency = currency
        cart.save(update_fields=["currency"])
    return CartItem.objects.create(
        cart=cart,
        seller_id=seller_id,
        buyer_id=buyer_id,
        plan_id=wish.version.plan_id,
        site=wish.site,
        answers=dict(wish.answers),
        seen_minor=wish.seen_minor,
        added_at=now,
    )


@transaction.atomic
def cart_item_change(*, item_id: int, wish: Wish) -> CartItem:
    """Configure an item anew; its plan may be another one of the seller.

    Raises: CartNotFound (ordered or taken out meanwhile), CartOtherCurrency, NotTheSellersOffer.
    """
    item = _item(item_id)
    if wish.version.seller_id != item.seller_id:
        raise NotTheSellersOffer
    cart = _open(item.cart_id)
    if cart.currency != wish.version.currency:
        raise CartOtherCurrency(currency=cart.currency)
    item.plan_id = wish.version.plan_id
    item.answers, item.site, item.seen_minor = dict(wish.answers), wish.site, wish.seen_minor
    item.save(update_fields=["plan_id", "answers", "site", "seen_minor"])
    return item


@transaction.atomic
def cart_item_remove(*, item_id: int) -> None:
    """Take an item out. Raises: CartNotFound (ordered or taken out meanwhile)."""
    item = _item(item_id)
    _open(item.cart_id)
    CartItem.objects.filter(pk=item.pk).delete()


@transaction.atomic
def cart_coupon_set(*, cart_id: int, code: str) -> Cart:
    """Remember a coupon's code, or none; it is spent when the cart is ordered.

    Raises: CartNotFound.
    """
    cart = _open(cart_id)
    cart.coupon_code = code.strip()[:LONGEST_CODE]
    cart.save(update_fields=["coupon_code"])
    return cart


@transaction.atomic
def cart_seen(*, cart_id: int, prices: Mapping[int, int]) -> None:
    """The buyer has seen what each item costs now, by the items' ids. Raises: CartNotFound."""
    _open(cart_id)
    for item in CartItem.objects.filter(cart_id=cart_id, pk__in=list(prices)):
        if item.seen_minor != prices[item.pk]:
            item.seen_minor = prices[item.pk]
            item.save(update_fields=["seen_minor"])


def cart_lock(cart_id: int) -> Cart:
    """One cart, locked until commit, ordered or not. Raises: CartNotFound."""
    return lock_row(Cart.objects, CartNotFound, pk=cart_id)


def cart_ordered(*, cart: Cart, invoice_id: int | None, now: datetime) -> None:
    """A locked cart became orders on this invoice; a new one begins with the next thing."""
    cart.ordered_at, cart.invoice_id = now, invoice_id
    cart.save(update_fields=["ordered_at", "invoice_id"])


def _open(cart_id: int) -> Cart:
    cart = cart_lock(cart_id)
    if cart.ordered_at is not None:
        raise CartNotFound
    return cart


def _item(item_id: int) -> CartItem:
    item = CartItem.objects.filter(pk=item_id).first()
    if item is None:
        raise CartNotFound
    return item
