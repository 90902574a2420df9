"""Paying by transfer: chosen with one click, told where and how much, waited for, seen to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from vezne.accounts.models import Role, SellerProfile
from vezne.accounts.queries import seller_profile_of
from vezne.banking.models import TransferNotice
from vezne.banking.queries.lists import find_promise, notices_for
from vezne.core.errors import DomainError
from vezne.core.money import Money
from vezne.flows.bank_promises import TransferTerms, terms_of, transfer_choose
from vezne.invoicing.models import Invoice, InvoiceStatus
from vezne.invoicing.queries import get_invoice
from vezne.reports.edocuments import paper_of
from vezne.reports.transfers import Arrived, arrived_for
from vezne.web.access import VezneRequest, panel_page, redirect_to
from vezne.web.pay import views
from vezne.web.pay.page import pay_page


@dataclass(frozen=True, slots=True)
class TransferPage:
    """What a payer by transfer sees; `is_stale` when the amount that was told counts no more."""

    invoice: Invoice
    profile: SellerProfile
    terms: TransferTerms
    arrived: Arrived
    notices: list[TransferNotice]
    account_id: str  # of the current account, public
    phone: str  # of the reader, where the seller knows its payers by phone
    is_stale: bool
    may_notify: bool  # Havale/EFT bildir is offered by now

    @property
    def owed(self) -> Money:
        """What is still owed, in the invoice's currency."""
        return Money(self.invoice.open_minor, self.invoice.currency)

    @property
    def paid(self) -> Money:
        """What has been paid of it so far."""
        return Money(self.invoice.paid_minor, self.invoice.currency)

    @property
    def mark(self) -> str:
        """Changes when there is something new to show."""
        return f"{self.terms.promise.public_id}-{self.invoice.open_minor}"


def transfer_page(*, invoice: Invoice, phone: str, now: datetime) -> TransferPage | None:
    """Read the page; None where nobody has chosen transfer for this invoice."""
    promise = find_promise(invoice.pk)
    if promise is None:
        return None
    terms = terms_of(promise)
    has_run_out = promise.rate_micro is not None and promise.valid_until <= now
    return TransferPage(
        invoice=invoice,
        profile=seller_profile_of(invoice.seller_id),
        terms=terms,
        arrived=arrived_for(invoice, now=now),
        notices=list(notices_for(invoice.buyer_id).filter(invoice=invoice)[:5]),
        account_id=invoice.current_account.public_id,
        phone=phone if terms.uses_phones else "",
        is_stale=promise.covers_minor != invoice.open_minor or has_run_out,
        may_notify=terms.notice_from <= now,
    )


@panel_page(role=Role.STAFF)
@require_POST
def transfer_start(request: VezneRequest, public_id: str) -> HttpResponse:
    """Choose transfer: nothing else is asked; the order waits for the money."""
    invoice = get_invoice(public_id)
    try:
        transfer_choose(invoice=invoice, actor=request.actor, now=request.now)
    except DomainError as refused:
        page = pay_page(
            invoice=invoice, language=views.language(), now=request.now, with_cards=True
        )
        form = views.empty_form(page)
        return views.show(request, page, form, transfer_error=str(refused), status=422)
    return HttpResponseRedirect(reverse("web:pay_transfer", args=[public_id]))


@panel_page()
@never_cache
@require_GET
def transfer(request: VezneRequest, public_id: str) -> HttpResponse:
    """Where to send how much with which words; once it has come, what became of it."""
    invoice = get_invoice(public_id)
    context = transfer_context(request, invoice, phone=request.user.phone)
    if context is None:
        return HttpResponseRedirect(reverse("web:pay", args=[public_id]))
    context["may_pay"] = request.seat.may(Role.STAFF)
    context["paper"] = paper_of(invoice) if context["is_paid"] else None
    return render(request, "pay/transfer.html", context)


def transfer_context(request: Any, invoice: Invoice, *, phone: str) -> dict[str, Any] | None:
    """The values of the page, for a member or a link's holder; None where there is none."""
    if invoice.status == InvoiceStatus.PAID:
        arrived = arrived_for(invoice, now=request.now)
        return {"invoice": invoice, "arrived": arrived, "is_paid": True} if arrived.used else None
    if invoice.status != InvoiceStatus.OPEN:
        return None
    page = transfer_page(invoice=invoice, phone=phone, now=request.now)
    return {"page": page, "is_paid": False} if page is not None else None


@panel_page()
@never_cache
@require_GET
def transfer_state(request: VezneRequest, public_id: str) -> HttpResponse:
    """Polled once a second while the page is seen; the page comes again when something is new."""
    invoice = get_invoice(public_id)
    return state_line(request, invoice, reverse("web:pay_transfer", args=[public_id]))


def state_line(request: Any, invoice: Invoice, target: str) -> HttpResponse:
    """The line that waits, or the whole page again: paid, a part has come, another amount."""
    promise = find_promise(invoice.pk)
    seen = request.GET.get("gorulen", "")
    is_open = invoice.status == InvoiceStatus.OPEN
    if not is_open or promise is None or seen != f"{promise.public_id}-{invoice.open_minor}":
        return redirect_to(request, target)
    return render(request, "pay/_transfer_wait.html", {"poll": request.get_full_path()})
