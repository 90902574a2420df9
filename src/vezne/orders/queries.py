"""Reads of orders within the current scope."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import (
    Count,
    DateTimeField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    QuerySet,
    Subquery,
)

from vezne.accounts.models import SellerProfile
from vezne.core.compiled import compiled
from vezne.invoicing.models import Invoice, InvoiceStatus
from vezne.orders.errors import CartNotFound, OrderNotFound
from vezne.orders.models import Cart, CartItem, Order, OrderState
from vezne.orders.states import WAITING


def _with_offer() -> QuerySet[Order]:
    return Order.objects.select_related(
        "seller",
        "buyer",
        "coupon",
        "plan_version__plan__product__platform",
        "pack_version__pack__product__platform",
    )


def orders_for(buyer_id: int) -> QuerySet[Order]:
    """All orders of a buyer over its sellers, the newest first, with what was ordered."""
    return _with_offer().filter(buyer_id=buyer_id).order_by("-placed_at", "-pk")


def orders_of_seller(seller_id: int) -> QuerySet[Order]:
    """All orders of a seller over its buyers, the newest first, with what was ordered."""
    return _with_offer().filter(seller_id=seller_id).order_by("-placed_at", "-pk")


def approvals_for(seller_id: int) -> QuerySet[Order]:
    """The seller's approval queue: paid orders that wait for its word, the oldest first."""
    rows = orders_of_seller(seller_id).filter(state=OrderState.AWAITING_APPROVAL)
    return rows.order_by("placed_at", "pk")


@compiled
def approvals_at_a_glance(seller_id: int, *, limit: int) -> QuerySet[Order]:
    """The same with the buyer and the pack alone, for a list of lines."""
    rows = Order.objects.filter(seller_id=seller_id, state=OrderState.AWAITING_APPROVAL)
    rows = rows.select_related("buyer", "pack_version__pack", "plan_version__plan")
    return rows.order_by("placed_at", "pk")[:limit]


def find_waiting_order(
    *,
    buyer_id: int,
    plan_version_id: int | None = None,
    pack_version_id: int | None = None,
    site: str = "",
    cart_item: str = "",
) -> Order | None:
    """The order for the same thing that still waits for its payment, so that a second click finds
    it; the site counts for plans only.
    """
    rows = Order.objects.filter(
        buyer_id=buyer_id,
        plan_version_id=plan_version_id,
        pack_version_id=pack_version_id,
        state__in=WAITING,
        cart_item=cart_item,
    )
    return (rows if pack_version_id else rows.filter(site=site.strip())).first()


def orders_of_invoice(invoice_id: int) -> list[Order]:
    """The orders that an invoice pays for, with what was ordered; none: it pays a renewal."""
    return list(_with_offer().filter(invoice_id=invoice_id).order_by("pk"))


def awaits_approval(invoice_id: int) -> bool:
    """Whether something that an invoice pays for still waits for the seller's word."""
    rows = Order.objects.filter(invoice_id=invoice_id, state=OrderState.AWAITING_APPROVAL)
    return rows.exists()


def subscriptions_awaiting_approval(buyer_id: int) -> set[int]:
    """The buyer's services that are paid and wait for the seller's word."""
    rows = Order.objects.filter(buyer_id=buyer_id, state=OrderState.AWAITING_APPROVAL)
    return {pk for pk in rows.values_list("subscription_id", flat=True) if pk is not None}


def find_open_cart(*, buyer_id: int, seller_id: int) -> Cart | None:
    """What a buyer has put together at a seller and not ordered."""
    return Cart.objects.filter(buyer_id=buyer_id, seller_id=seller_id, ordered_at=None).first()


def get_cart(public_id: str) -> Cart:
    """One cart of the current scope, ordered or not. Raises: CartNotFound."""
    cart = Cart.objects.filter(public_id=public_id).first()
    if cart is None:
        raise CartNotFound
    return cart


def open_carts(buyer_id: int) -> list[Cart]:
    """A buyer's carts with something in them, the newest first, with their `size`."""
    rows = Cart.objects.filter(buyer_id=buyer_id, ordered_at=None)
    return list(rows.annotate(size=Count("items")).filter(size__gt=0).order_by("-pk"))


def get_cart_item(public_id: str) -> CartItem:
    """One item of an open cart, with plan and product. Raises: CartNotFound."""
    rows = CartItem.objects.select_related("cart", "plan__product__platform")
    item = rows.filter(public_id=public_id, cart__ordered_at=None).first()
    if item is None:
        raise CartNotFound
    return item


def items_of(cart_id: int) -> list[CartItem]:
    """What is in a cart, in the order in which it came, with plan, product and platform."""
    rows = CartItem.objects.filter(cart_id=cart_id).select_related("plan__product__platform")
    return list(rows.order_by("pk"))


def list_expirable(*, now: datetime, limit: int, after_id: int = 0) -> list[Order]:
    """Orders whose time to be paid is over at `now`, in id order from `after_id`.

    That time is as long as the seller's payment links live. Only what waits for its money: a pack,
    or a plan that opens on payment. The invoice says so, as it was sold: it shuts nothing, because
    nothing is open yet. What opened with the order is dunned and shut by the ladder instead.
    """
    days = SellerProfile.objects.filter(pk=OuterRef("seller_id")).values("payment_link_days")
    unpaid = Invoice.objects.filter(
        pk=OuterRef("invoice_id"),
        status=InvoiceStatus.OPEN,
        paid_minor=0,
        shuts_off_at__isnull=True,
    )
    rows = Order.objects.filter(Exists(unpaid), state__in=WAITING, pk__gt=after_id)
    waits = ExpressionWrapper(Subquery(days) * timedelta(days=1), output_field=DurationField())
    ends_at = ExpressionWrapper(F("placed_at") + waits, output_field=DateTimeField())
    return list(rows.annotate(ends_at=ends_at).filter(ends_at__lte=now).order_by("pk")[:limit])


def get_order(public_id: str) -> Order:
    """One order of the current scope, with what was ordered. Raises: OrderNotFound."""
    return _one(_with_offer().filter(public_id=public_id))


def get_order_by_id(order_id: int) -> Order:
    """The same by its inner id. Raises: OrderNotFound."""
    return _one(_with_offer().filter(pk=order_id))


def _one(rows: QuerySet[Order]) -> Order:
    row = rows.first()
    if row is None:
        raise OrderNotFound
    return row
