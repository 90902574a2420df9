"""Plans and credit packs on the desk: their terms, a new price, the prices that were."""

from __future__ import annotations

from typing import Any

from django.forms.models import model_to_dict
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from vezne.accounts.models import Role
from vezne.accounts.queries import seller_profile_of
from vezne.catalog.models import CreditPack, Plan
from vezne.catalog.queries import (
    get_pack,
    get_plan,
    get_product,
    pack_versions_of,
    plan_versions_of,
)
from vezne.catalog.services import (
    pack_add,
    pack_change,
    pack_price_set,
    plan_add,
    plan_change,
    plan_price_set,
)
from vezne.core.errors import DomainError
from vezne.web.access import VezneRequest, desk_page
from vezne.web.desk.catalogue import around_catalogue, either, saved
from vezne.web.desk.catalogue_forms import PackForm, PackPriceForm, PlanForm, PlanPriceForm
from vezne.web.desk.form_pages import answer_form, bound
from vezne.web.desk.replies import done, page

TERMS, PRICE = "kosul_%s", "fiyat_%s"


@desk_page(role=Role.MANAGER)
@either
def plan_new(request: VezneRequest, public_id: str) -> HttpResponse:
    """A plan of a product; its price comes on its own page."""
    product = get_product(request.seat.account_id, public_id)
    form = bound(request, PlanForm)

    def write(typed: dict[str, Any]) -> str:
        del typed
        row = plan_add(
            product_id=product.pk, terms=form.terms(), actor=request.actor, now=request.now
        )
        return saved(request, _("Paket eklendi; şimdi fiyatını girin."), "desk_plan", row.public_id)

    around = around_catalogue(_("Yeni paket"), _("Ekle"), product.name)
    return answer_form(request, form, around, write)


@desk_page(role=Role.MANAGER)
@either
def pack_new(request: VezneRequest, public_id: str) -> HttpResponse:
    """A credit pack of a product; its price comes on its own page."""
    product = get_product(request.seat.account_id, public_id)
    form = bound(request, PackForm)

    def write(typed: dict[str, Any]) -> str:
        del typed
        row = pack_add(
            product_id=product.pk, terms=form.terms(), actor=request.actor, now=request.now
        )
        words = _("Kontör paketi eklendi; şimdi fiyatını girin.")
        return saved(request, words, "desk_pack", row.public_id)

    around = around_catalogue(_("Yeni kontör paketi"), _("Ekle"), product.name)
    return answer_form(request, form, around, write)


@desk_page(role=Role.STAFF)
@require_safe
def plan(request: VezneRequest, public_id: str) -> HttpResponse:
    """Its terms, its price, and the prices that were."""
    return _show_plan(request, get_plan(request.seat.account_id, public_id))


@desk_page(role=Role.STAFF)
@require_safe
def pack(request: VezneRequest, public_id: str) -> HttpResponse:
    """Its terms, its price, and the prices that were."""
    return _show_pack(request, get_pack(request.seat.account_id, public_id))


@desk_page(role=Role.MANAGER)
@require_POST
def plan_edit(request: VezneRequest, public_id: str) -> HttpResponse:
    """Its terms; running subscriptions keep theirs."""
    row = get_plan(request.seat.account_id, public_id)
    form = PlanForm(request.POST, auto_id=TERMS)
    if form.is_valid():
        try:
            plan_change(plan_id=row.pk, terms=form.terms(), actor=request.actor, now=request.now)
        except DomainError as error:
            form.refuse(error)
        else:
            return done(request, _("Paket kaydedildi."), "desk_plan", public_id)
    return _show_plan(request, row, terms=form, status=422)


@desk_page(role=Role.MANAGER)
@require_POST
def plan_price(request: VezneRequest, public_id: str) -> HttpResponse:
    """A new price from now on."""
    row = get_plan(request.seat.account_id, public_id)
    form = PlanPriceForm(request.POST, auto_id=PRICE)
    if form.is_valid():
        try:
            plan_price_set(plan_id=row.pk, price=form.price(), actor=request.actor, now=request.now)
        except DomainError as error:
            form.refuse(error)
        else:
            return done(request, _("Yeni fiyat satışta."), "desk_plan", public_id)
    return _show_plan(request, row, price=form, status=422)


@desk_page(role=Role.MANAGER)
@require_POST
def pack_edit(request: VezneRequest, public_id: str) -> HttpResponse:
    """Its terms; what was sold lives on."""
    row = get_pack(request.seat.account_id, public_id)
    form = PackForm(request.POST, auto_id=TERMS)
    if form.is_valid():
        try:
            pack_change(pack_id=row.pk, terms=form.terms(), actor=request.actor, now=request.now)
        except DomainError as error:
            form.refuse(error)
        else:
            return done(request, _("Kontör paketi kaydedildi."), "desk_pack", public_id)
    return _show_pack(request, row, terms=form, status=422)


@desk_page(role=Role.MANAGER)
@require_POST
def pack_price(request: VezneRequest, public_id: str) -> HttpResponse:
    """A new price from now on."""
    row = get_pack(request.seat.account_id, public_id)
    form = PackPriceForm(request.POST, auto_id=PRICE)
    if form.is_valid():
        try:
            pack_price_set(pack_id=row.pk, price=form.price(), actor=request.actor, now=request.now)
        except DomainError as error:
            form.refuse(error)
        else:
            return done(request, _("Yeni fiyat satışta."), "desk_pack", public_id)
    return _show_pack(request, row, price=form, status=422)


def _show_plan(
    request: VezneRequest,
    row: Plan,
    *,
    terms: PlanForm | None = None,
    price: PlanPriceForm | None = None,
    status: int = 200,
) -> HttpResponse:
    versions = plan_versions_of(row.pk)
    grace_days = seller_profile_of(row.seller_id).grace_days
    current = versions[0] if versions else None
    context: dict[str, Any] = {
        "offer": row,
        "versions": versions,
        "terms": terms or PlanForm(initial=model_to_dict(row), auto_id=TERMS),
        "price": price or PlanPriceForm.filled(current, grace_days, auto_id=PRICE),
    }
    return page(request, "plan", context, status=status)


def _show_pack(
    request: VezneRequest,
    row: CreditPack,
    *,
    terms: PackForm | None = None,
    price: PackPriceForm | None = None,
    status: int = 200,
) -> HttpResponse:
    versions = pack_versions_of(row.pk)
    context: dict[str, Any] = {
        "offer": row,
        "versions": versions,
        "terms": terms or PackForm(initial=model_to_dict(row), auto_id=TERMS),
        "price": price or PackPriceForm.filled(versions[0] if versions else None, auto_id=PRICE),
    }
    return page(request, "pack", context, status=status)
