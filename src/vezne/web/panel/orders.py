"""Siparişlerim: what was ordered, where it stands, and giving up what is not paid yet."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from vezne.accounts.models import Role
from vezne.core.errors import DomainError
from vezne.flows.voiding import unpaid_order_cancel
from vezne.invoicing.models import Invoice
from vezne.invoicing.queries import get_invoice
from vezne.orders.models import Order, OrderState
from vezne.orders.queries import orders_for
from vezne.orders.states import WAITING
from vezne.web.access import VezneRequest, panel_page
from vezne.web.listing import Filter, Listing, by_field
from vezne.web.panel.replies import done, page, refused


@panel_page()
@require_safe
def orders(request: VezneRequest) -> HttpResponse:
    """The newest first."""
    state = Filter("durum", _("Durum"), OrderState.choices, by_field("state"))
    listing = Listing(request, orders_for(request.seat.account_id), filters=[state])
    found: list[Any] = list(listing.page)
    ids = {row.invoice_id for row in found if row.invoice_id is not None}
    invoices = {one.pk: one for one in Invoice.objects.filter(pk__in=ids)}
    rows = [_line(row, invoices.get(row.invoice_id or 0)) for row in found]
    return page(request, "orders", {"listing": listing, "rows": rows})


def _line(row: Order, invoice: Invoice | None) -> dict[str, Any]:
    is_waiting = row.state in WAITING and invoice is not None
    return {
        "order": row,
        "invoice": invoice,
        "is_payable": is_waiting,
        "may_cancel": is_waiting and invoice is not None and invoice.shuts_off_at is None,
    }


@panel_page(role=Role.STAFF)
@require_POST
def order_cancel(request: VezneRequest, public_id: str) -> HttpResponse:
    """Give up what an unpaid invoice was for."""
    invoice = get_invoice(public_id)
    try:
        unpaid_order_cancel(invoice=invoice, now=request.now, actor=request.actor)
    except DomainError as error:
        return refused(request, error, "orders")
    return done(request, _("Siparişten vazgeçildi; sizden ücret alınmaz."), "orders")
