"""One payment request on the desk: its lines and payments, more time for it, taking it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from vezne.accounts.models import Role
from vezne.banking.queries.lists import find_promise
from vezne.catalog.queries import find_coupon_use
from vezne.core.errors import DomainError
from vezne.core.money import Money
from vezne.flows.changes import deadline_move
from vezne.flows.voiding import open_invoice_void
from vezne.invoicing.models import Invoice, InvoiceStatus
from vezne.invoicing.queries import get_invoice, lines_of
from vezne.orders.queries import orders_of_invoice
from vezne.payments.queries import has_attempt_under_way, payment_row, payments_of_invoice
from vezne.subscriptions.queries import find_subscription
from vezne.web.access import VezneRequest, desk_page
from vezne.web.desk.forms import DeadlineForm, ReasonForm
from vezne.web.desk.replies import done, page
from vezne.web.forms import VezneForm

FORMS: dict[str, type[VezneForm]] = {"deadline": DeadlineForm, "void": ReasonForm}


@desk_page()
@require_safe
def invoice(request: VezneRequest, public_id: str) -> HttpResponse:
    """The whole of it."""
    return _show(request, public_id)


def _show(
    request: VezneRequest, public_id: str, *, status: int = 200, **bound: VezneForm
) -> HttpResponse:
    row = get_invoice(public_id)
    is_open = row.status == InvoiceStatus.OPEN
    forms: dict[str, Any] = {
        name: bound.get(name) or form(auto_id=f"{name}_%s") for name, form in FORMS.items()
    }
    return page(
        request,
        "invoice",
        {
            "invoice": row,
            "lines": lines_of(row.pk),
            "owed": Money(row.open_minor, row.currency),
            "subscription": find_subscription(row.subscription_id) if row.subscription_id else None,
            "coupon_use": find_coupon_use(row.public_id),
            "payments": [payment_row(one) for one in payments_of_invoice(row.pk)],
            "can_void": is_open and not row.paid_minor,
            "is_under_way": is_open and has_attempt_under_way(row.pk),
            "promise": find_promise(row.pk) if is_open else None,
            "orders": orders_of_invoice(row.pk),
            "can_move": is_open and row.shuts_off_at is not None,
            "forms": forms,
        },
        status=status,
    )


def _act(
    request: VezneRequest,
    public_id: str,
    name: str,
    write: Callable[[Invoice, dict[str, Any]], object],
    words: str | Promise,
) -> HttpResponse:
    row = get_invoice(public_id)
    form = FORMS[name](request.POST, auto_id=f"{name}_%s")
    if form.is_valid():
        try:
            write(row, form.cleaned_data)
        except DomainError as error:
            form.refuse(error)
        else:
            return done(request, words, "desk_invoice", public_id)
    return _show(request, public_id, status=422, **{name: form})


@desk_page(role=Role.STAFF)
@require_POST
def invoice_deadline(request: VezneRequest, public_id: str) -> HttpResponse:
    """More time to pay; a service that was shut for it opens again."""

    def write(row: Invoice, typed: dict[str, Any]) -> None:
        deadline_move(
            invoice_id=row.pk,
            shuts_off_at=typed["shuts_off_at"],
            reason=typed["reason"],
            now=request.now,
            actor=request.actor,
        )

    return _act(request, public_id, "deadline", write, _("Son ödeme zamanı değiştirildi."))


@desk_page(role=Role.MANAGER)
@require_POST
def invoice_void(request: VezneRequest, public_id: str) -> HttpResponse:
    """Take an unpaid request back."""

    def write(row: Invoice, typed: dict[str, Any]) -> None:
        open_invoice_void(
            invoice_id=row.pk, reason=typed["reason"], now=request.now, actor=request.actor
        )

    return _act(request, public_id, "void", write, _("Ödeme talebi iptal edildi."))
