"""Reads of orders within the current scope."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import (
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
from vezne.orders.errors import OrderNotFound
from vezne.orders.models import Order, OrderState
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
    rows = rows.select_related("buyer", "pack_version__pack")
    return rows.order_by("placed_at", "pk")[:limit]


def find_waiting_order(
    *,
    buyer_id: int,
    plan_version_id: int | None = None,
    pack_version_id: int | None = None,
    site: str = "",
) -> Order | None:
    """The order for the same thing that still waits for its payment, so that a second click finds
    it; the site counts for plans only.
    """
    rows = Order.objects.filter(
        buyer_id=buyer_id,
        plan_version_id=plan_version_id,
        pack_version_id=pack_version_id,
        state__in=WAITING,
    )
    return (rows if pack_version_id else rows.filter(site=site.strip())).first()


def find_order_of_invoice(invoice_id: int) -> Order | None:
    """The order that an invoice pays for, with what was ordered; None: it pays a renewal."""
    return _with_offer().filter(invoice_id=invoice_id).first()


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
