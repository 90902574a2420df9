"""Fatura Adresleri: the addresses that invoices are made out to."""

from __future__ import annotations

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
from vezne.web.access import VezneRequest, panel_page
from vezne.web.panel.forms import AddressForm
from vezne.web.panel.replies import done, page


@panel_page()
@require_safe
def addresses(request: VezneRequest) -> HttpResponse:
    """All addresses in use, the default one first."""
    return page(request, "addresses", {"rows": addresses_for(request.seat.account_id)})


@panel_page(role=Role.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def address_new(request: VezneRequest) -> HttpResponse:
    """Add an address."""
    form = AddressForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        address_add(
            account_id=request.seat.account_id,
            entry=form.entry(),
            now=request.now,
            actor=request.actor,
        )
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
    return page(request, "address_form", {"form": form, "row": row}, status=status)
