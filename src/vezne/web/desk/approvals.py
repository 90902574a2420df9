"""Onaylar: orders, paid or free, that wait for the seller's word, the oldest first."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from vezne.accounts.models import Role
from vezne.core.errors import DomainError, NotFound
from vezne.flows.approvals import approve, reject
from vezne.orders.models import Order
from vezne.orders.queries import approvals_for, orders_of_seller
from vezne.payments.models import Payment
from vezne.reports.payments import PaymentLine, payment_line, payments_shown_of
from vezne.web.access import VezneRequest, desk_page
from vezne.web.desk.forms import ReasonForm
from vezne.web.desk.replies import done, page, refused
from vezne.web.listing import Listing


@desk_page(role=Role.STAFF)
@require_safe
def approvals(request: VezneRequest) -> HttpResponse:
    """The queue."""
    return _show(request)


def _show(
    request: VezneRequest, *, refused_form: tuple[int, ReasonForm] | None = None, status: int = 200
) -> HttpResponse:
    listing = Listing(request, approvals_for(request.seat.account_id))
    refused_pk, form = refused_form or (0, None)
    orders: list[Any] = list(listing.page)
    paid = _payments_of(request.seat.account_id, [one.invoice_id for one in orders])
    rows = [
        (
            row,
            form if form and row.pk == refused_pk else ReasonForm(auto_id=f"red{row.pk}_%s"),
            paid.get(row.invoice_id, []),
        )
        for row in orders
    ]
    return page(request, "approvals", {"listing": listing, "rows": rows}, status=status)


def _payments_of(
    seller_id: int, invoice_ids: list[int | None]
) -> dict[int, list[tuple[Payment, PaymentLine]]]:
    """How each invoice was paid: one way, or part by part."""
    found: dict[int, list[tuple[Payment, PaymentLine]]] = {}
    rows = payments_shown_of(seller_id).filter(invoice_id__in=[pk for pk in invoice_ids if pk])
    for row in rows.filter(paid_at__isnull=False):
        found.setdefault(row.invoice_id or 0, []).append((row, payment_line(row)))
    return found


def _order_of(request: VezneRequest, public_id: str) -> Order:
    row = orders_of_seller(request.seat.account_id).filter(public_id=public_id).first()
    if row is None:
        raise NotFound
    return row


@desk_page(role=Role.STAFF)
@require_POST
def order_approve(request: VezneRequest, public_id: str) -> HttpResponse:
    """Grant what was paid for."""
    order = _order_of(request, public_id)
    try:
        approve(order_id=order.pk, now=request.now, actor=request.actor)
    except DomainError as error:
        return refused(request, error, "desk_approvals")
    return done(request, _("Sipariş onaylandı."), "desk_approvals")


@desk_page(role=Role.STAFF)
@require_POST
def order_reject(request: VezneRequest, public_id: str) -> HttpResponse:
    """What was paid goes to the buyer's balance."""
    order = _order_of(request, public_id)
    form = ReasonForm(request.POST, auto_id=f"red{order.pk}_%s")
    if not form.is_valid():
        return _show(request, refused_form=(order.pk, form), status=422)
    try:
        reject(
            order_id=order.pk,
            reason=form.cleaned_data["reason"],
            now=request.now,
            actor=request.actor,
        )
    except DomainError as error:
        return refused(request, error, "desk_approvals")
    words = _("Sipariş reddedildi; tutar alıcının bakiyesinde.")
    if order.invoice_id is None:
        words = _("Sipariş reddedildi.")
    return done(request, words, "desk_approvals")
