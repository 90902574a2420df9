"""Seçenekler: what buyers configure of a product, the choices, and what each of them costs."""

from __future__ import annotations

from typing import Any

from django.forms.models import model_to_dict
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from vezne.accounts.models import Role
from vezne.catalog.models import Product
from vezne.catalog.queries import get_choice, get_option, get_product, options_of
from vezne.catalog.services import (
    choice_add,
    choice_change,
    choice_price_set,
    option_add,
    option_change,
)
from vezne.web.access import VezneRequest, desk_page
from vezne.web.desk.catalogue import SAVE, either, saved
from vezne.web.desk.form_pages import FormPage, answer_form, bound
from vezne.web.desk.option_forms import ChoiceForm, ChoicePriceForm, OptionForm
from vezne.web.desk.replies import page


def _around(product: Product, title: Any, button: Any = SAVE, lead: Any = "") -> FormPage:
    back = reverse("web:desk_options", args=[product.public_id])
    return FormPage(title, button, back, product.name, lead)


@desk_page(role=Role.STAFF)
@require_safe
def options(request: VezneRequest, public_id: str) -> HttpResponse:
    """All options of a product with their choices and present prices."""
    product = get_product(request.seat.account_id, public_id)
    return page(request, "options", {"product": product, "shown": options_of(product.pk)})


@desk_page(role=Role.MANAGER)
@either
def option_new(request: VezneRequest, public_id: str) -> HttpResponse:
    """Ask something more."""
    product = get_product(request.seat.account_id, public_id)
    form = bound(request, OptionForm)

    def write(typed: dict[str, Any]) -> str:
        del typed
        option_add(product_id=product.pk, terms=form.terms(), actor=request.actor, now=request.now)
        return saved(request, _("Seçenek eklendi."), "desk_options", public_id)

    return answer_form(request, form, _around(product, _("Yeni seçenek"), _("Ekle")), write)


@desk_page(role=Role.MANAGER)
@either
def option_edit(request: VezneRequest, public_id: str) -> HttpResponse:
    """What is asked; what was sold stays as it is."""
    row = get_option(request.seat.account_id, public_id)
    form = bound(request, OptionForm, initial=model_to_dict(row))

    def write(typed: dict[str, Any]) -> str:
        del typed
        option_change(option_id=row.pk, terms=form.terms(), actor=request.actor, now=request.now)
        words = _("Seçenek kaydedildi.")
        return saved(request, words, "desk_options", str(row.product.public_id))

    return answer_form(request, form, _around(row.product, row.name), write)


@desk_page(role=Role.MANAGER)
@either
def choice_new(request: VezneRequest, public_id: str) -> HttpResponse:
    """A choice more; it is offered with the plans of whose period it has a price."""
    option = get_option(request.seat.account_id, public_id)
    form = bound(request, ChoiceForm)

    def write(typed: dict[str, Any]) -> str:
        del typed
        row = choice_add(
            option_id=option.pk, terms=form.terms(), actor=request.actor, now=request.now
        )
        words = _("Seçim eklendi; şimdi fiyatını girin.")
        return saved(request, words, "desk_choice_price", str(row.public_id))

    around = _around(option.product, _("Yeni seçim"), _("Ekle"), option.name)
    return answer_form(request, form, around, write)


@desk_page(role=Role.MANAGER)
@either
def choice_edit(request: VezneRequest, public_id: str) -> HttpResponse:
    """Its name and place."""
    row = get_choice(request.seat.account_id, public_id)
    product = row.option.product
    form = bound(request, ChoiceForm, initial=model_to_dict(row))

    def write(typed: dict[str, Any]) -> str:
        del typed
        choice_change(choice_id=row.pk, terms=form.terms(), actor=request.actor, now=request.now)
        return saved(request, _("Seçim kaydedildi."), "desk_options", str(product.public_id))

    return answer_form(request, form, _around(product, row.name), write)


@desk_page(role=Role.MANAGER)
@either
def choice_price(request: VezneRequest, public_id: str) -> HttpResponse:
    """A new price from now on; what was sold keeps its own."""
    row = get_choice(request.seat.account_id, public_id)
    product = row.option.product
    form = bound(request, ChoicePriceForm)

    def write(typed: dict[str, Any]) -> str:
        del typed
        choice_price_set(choice_id=row.pk, price=form.price(), actor=request.actor, now=request.now)
        return saved(request, _("Yeni fiyat satışta."), "desk_options", str(product.public_id))

    lead = _("Paketin dönemiyle aynı dönem için girin; yeni satışlara uygulanır.")
    title = f"{row.option.name}: {row.name}"
    return answer_form(request, form, _around(product, title, _("Fiyatı koy"), lead), write)
