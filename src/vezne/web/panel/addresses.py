"""Fatura Adresleri: the addresses that invoices are made out to."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vezne.accounts.models import Role
from vezne.accounts.queries import addresses_for
from vezne.accounts.services import (
    address_add,
    address_archive,
    address_change,
    address_make_default,
)
from vezne.accounts.types import AddressRow
from vezne.core.errors import NotFound
from vezne.web.access import VezneRequest, panel_page, redirect_to
from vezne.web.guard import wanted_of
from vezne.web.panel.forms import AddressForm
from vezne.web.panel.replies import done, page
from vezne.web.pay.views import CHOSEN


@panel_page()
@require_safe
def addresses(request: VezneRequest) -> HttpResponse:
    """All addresses in use, the default one first."""
    return page(request, "addresses", {"rows": addresses_for(request.seat.account_id)})


@panel_page(role=Role.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def address_new(request: VezneRequest) -> HttpResponse:
    """Add an address; who came from a payment goes back there, with the new address chosen."""
    form = AddressForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        added = address_add(
            account_id=request.seat.account_id,
            entry=form.entry(),
            now=request.now,
            actor=request.actor,
        )
        back = wanted_of(request)
        if back:
            messages.success(request, _("Adres eklendi."))
            joint = "&" if "?" in back else "?"
            return redirect_to(request, back + joint + urlencode({CHOSEN: added.public_id}))
        return done(request, _("Adres eklendi."), "addresses")
    return _form_page(request, form, None)


@panel_page(role=Role.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def address_edit(request: VezneRequest, public_id: str) -> HttpResponse:
    """Change an address for later invoices; written ones keep theirs."""
    row = _row(request, public_id)
    form = AddressForm(request.POST) if request.method == "POST" else AddressForm.filled(row)
    if request.method == "POST" and form.is_valid():
        address_change(
            account_id=request.seat.account_id,
            public_id=public_id,
            entry=form.entry(),
            now=request.now,
            actor=request.actor,
        )
        return done(request, _("Adres kaydedildi."), "addresses")
    return _form_page(request, form, row)


@panel_page(role=Role.STAFF)
@require_POST
def address_remove(request: VezneRequest, public_id: str) -> HttpResponse:
    """Take an address out of use."""
    address_archive(
        account_id=request.seat.account_id,
        public_id=public_id,
        now=request.now,
        actor=request.actor,
    )
    return done(request, _("Adres kaldırıldı."), "addresses")


@panel_page(role=Role.STAFF)
@require_POST
def address_default(request: VezneRequest, public_id: str) -> HttpResponse:
    """Propose this address at every payment."""
    address_make_default(
        account_id=request.seat.account_id,
        public_id=public_id,
        now=request.now,
        actor=request.actor,
    )
    return done(request, _("Varsayılan adres değişti."), "addresses")


def _row(request: VezneRequest, public_id: str) -> AddressRow:
    for row in addresses_for(request.seat.account_id):
        if row.public_id == public_id:
            return row
    raise NotFound


def _form_page(request: VezneRequest, form: AddressForm, row: AddressRow | None) -> HttpResponse:
    status = 422 if form.is_bound else 200
    context = {"form": form, "row": row, "back_url": wanted_of(request)}
    return page(request, "address_form", context, status=status)
