"""Stored cards: token, brand and last four; the number was never here."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from vezne.core.compiled import compiled
from vezne.invoicing.models import Invoice, InvoiceKind, InvoiceStatus
from vezne.payments.models import StoredCard


@compiled
def cards_for(*, buyer_id: int, seller_id: int) -> QuerySet[StoredCard]:
    """The buyer's cards at this seller's provider, newest first."""
    rows = StoredCard.objects.filter(buyer_id=buyer_id, seller_id=seller_id, removed_at=None)
    return rows.order_by("-created_at", "-id")


def cards_of_buyer(buyer_id: int) -> list[StoredCard]:
    """The buyer's cards over all sellers, with the seller, newest first."""
    rows = StoredCard.objects.filter(buyer_id=buyer_id, removed_at=None).select_related("seller")
    return list(rows.order_by("seller_id", "-created_at", "-id"))


def renewal_card_for(*, buyer_id: int, seller_id: int) -> StoredCard | None:
    """The card that the clock may charge: consented to, not removed, not blocked."""
    rows = StoredCard.objects.filter(
        buyer_id=buyer_id,
        seller_id=seller_id,
        removed_at=None,
        renews_automatically=True,
        blocked_reason="",
    )
    return rows.order_by("-consented_at", "-id").first()


def cards_expiring(*, on: date, limit: int = 500) -> list[StoredCard]:
    """Renewing cards that expire in the month of `on` or the next, whose owner was not warned."""
    following = (on.year, on.month + 1) if on.month < 12 else (on.year + 1, 1)
    ends = Q(expires_year=on.year, expires_month=on.month) | Q(
        expires_year=following[0], expires_month=following[1]
    )
    rows = StoredCard.objects.filter(
        ends, removed_at=None, renews_automatically=True, expiry_warned_at=None
    )
    return list(rows.order_by("id")[:limit])


def list_chargeable(*, now: datetime) -> list[Invoice]:
    """Open renewals that are owed at `now` and whose buyer has a card that the clock may charge,
    the oldest first; over all sellers, in system scope; one query.

    Only new periods: that is what the buyer agreed to. An order or an upgrade is paid by the buyer,
    who stands before the payment page and may yet use a coupon.
    """
    cards = StoredCard.objects.filter(
        buyer_id=OuterRef("buyer_id"),
        seller_id=OuterRef("seller_id"),
        removed_at=None,
        renews_automatically=True,
        blocked_reason="",
    )
    rows = Invoice.objects.filter(
        Exists(cards),
        status=InvoiceStatus.OPEN,
        kind=InvoiceKind.PERIOD,
        subscription_id__isnull=False,
        order_id__isnull=True,
        due_at__lte=now,
    )
    return list(rows.order_by("due_at", "pk"))
