"""Havale geldi: staff say at an open invoice that its transfer has come, and by what they know it.

By one of the bank's waiting movements, the likeliest first, or without one by a written reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from vezne.accounts.models import Role
from vezne.banking.errors import MovementNotOpen
from vezne.banking.models import Movement
from vezne.banking.queries.lists import find_promise, queue_of_seller
from vezne.banking.queries.rules import rules_of
from vezne.banking.queries.suggestions import suggestions_of
from vezne.core.errors import DomainError
from vezne.core.money import Money
from vezne.flows.received import transfer_matched, transfer_received
from vezne.invoicing.models import Invoice, InvoiceStatus
from vezne.invoicing.queries import get_invoice
from vezne.receivables.queries import find_received, seller_terms_of
from vezne.receivables.types import EntryStatus
from vezne.web.access import VezneRequest, desk_page, redirect_to
from vezne.web.desk.bank_queue import who_was_first
from vezne.web.desk.bank_words import learning_words, masked, sender_words
from vezne.web.desk.catalogue import either
from vezne.web.desk.replies import done, page
from vezne.web.forms import VezneForm

MOST_LOOKED_AT, MOST_SHOWN = 100, 8


class ReceivedForm(VezneForm):
    """Why a member is sure, though no movement shows it; the sum that was on the page."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    reason = forms.CharField(
        label=_("Neden"),
        max_length=180,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Örneğin dekont numarası ve nereden gördüğünüz. Kayıtlarda ve alıcının ekstresinde"
            " durur."
        ),
    )


@dataclass(frozen=True, slots=True)
class Candidate:
    """A waiting movement that may be the transfer."""

    row: Movement
    words: str
    sender: str
    learning: str  # what the box will do; empty: nothing can be learned
    reasons: tuple[str, ...]  # why it may be this buyer's
    fits: bool  # exactly what is owed or promised


def candidates_of(invoice: Invoice) -> list[Candidate]:
    """The seller's waiting movements, those of this buyer and of this sum first."""
    promise = find_promise(invoice.pk)
    sums = {(invoice.currency, invoice.open_minor)}
    if promise is not None:
        sums.add((promise.currency, promise.amount_minor))
    currencies = {currency for currency, _minor in sums}
    waiting = queue_of_seller(invoice.seller_id).filter(amount_minor__gt=0, currency__in=currencies)
    rows = list(waiting.order_by("-pk")[:MOST_LOOKED_AT])
    likely = suggestions_of(rows, seller_id=invoice.seller_id) if rows else {}
    rules = rules_of(invoice.seller_id)
    found = []
    for row in rows:
        its = [
            one
            for one in likely.get(row.pk, [])
            if one.current_account_id == invoice.current_account_id
        ]
        fits = (row.currency, row.amount_minor) in sums
        score = its[0].score if its else 0
        candidate = Candidate(
            row=row,
            words=masked(row.description),
            sender=sender_words(row),
            learning=learning_words(row, rules),
            reasons=its[0].reasons if its else (),
            fits=fits,
        )
        found.append(((-score, not fits), candidate))
    found.sort(key=lambda pair: pair[0])
    return [candidate for _rank, candidate in found[:MOST_SHOWN]]


@desk_page(role=Role.MANAGER)
@either
def received(request: VezneRequest, public_id: str) -> HttpResponse:
    """The page; posted: the transfer has come without a movement, for this reason."""
    invoice = get_invoice(public_id)
    if request.method != "POST":
        return _show(request, invoice, ReceivedForm(initial={"seen": invoice.open_minor}))
    form = ReceivedForm(request.POST)
    if not form.is_valid():
        return _show(request, invoice, form, status=422)
    typed = form.cleaned_data
    try:
        entry = transfer_received(
            invoice=invoice,
            seen_minor=typed["seen"],
            reason=typed["reason"],
            actor=request.actor,
            now=request.now,
        )
    except DomainError as error:
        invoice = get_invoice(public_id)
        again = ReceivedForm({"seen": invoice.open_minor, "reason": typed["reason"]})
        again.is_valid()
        again.refuse(error)
        return _show(request, invoice, again, status=422)
    words = _paid_words(public_id)
    if entry.status == EntryStatus.WAITING:
        words = _("Kayıt ikinci onayı bekliyor; onaylandığında ödeme talebi ödenir.")
    return done(request, words, "desk_invoice", public_id)


@desk_page(role=Role.MANAGER)
@require_POST
def matched(request: VezneRequest, public_id: str) -> HttpResponse:
    """One of the waiting movements is the transfer; a ticked box learns its payer."""
    invoice = get_invoice(public_id)
    movement_id = request.POST.get("hareket", "")
    try:
        transfer_matched(
            invoice=invoice,
            movement_public_id=movement_id,
            learns=movement_id in request.POST.getlist("ogren"),
            actor=request.actor,
            now=request.now,
        )
    except MovementNotOpen:
        messages.warning(request, who_was_first(movement_id))
        return redirect_to(request, reverse("web:desk_invoice_received", args=[public_id]))
    except DomainError as error:
        messages.error(request, str(error))
        return redirect_to(request, reverse("web:desk_invoice_received", args=[public_id]))
    return done(request, _paid_words(public_id), "desk_invoice", public_id)


def _paid_words(public_id: str) -> Promise:
    """Whether it paid all of the invoice: an older debt of the buyer is paid before it."""
    if get_invoice(public_id).status == InvoiceStatus.OPEN:
        return _("Havale işlendi; ödeme talebinin bir kısmı ödendi.")
    return _("Havale işlendi; ödeme talebi ödendi.")


def _show(
    request: VezneRequest, invoice: Invoice, form: ReceivedForm, *, status: int = 200
) -> HttpResponse:
    is_open = invoice.status == InvoiceStatus.OPEN
    promise = find_promise(invoice.pk) if is_open else None
    said = find_received(invoice.pk)
    limit = seller_terms_of(invoice.seller_id).entry_limit_minor
    context: dict[str, Any] = {
        "invoice": invoice,
        "owed": Money(invoice.open_minor, invoice.currency),
        "is_open": is_open,
        "promised": Money(promise.amount_minor, promise.currency) if promise else None,
        "promise": promise,
        "waits": said is not None and said.status == EntryStatus.WAITING,
        "limit": Money(limit, "TRY") if limit is not None else None,
        "candidates": candidates_of(invoice) if is_open else [],
        "form": form,
    }
    return page(request, "received", context, status=status)
