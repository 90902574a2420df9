"""Katalog: the tree of what the seller sells, and the terms of its platforms and products."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms.models import model_to_dict
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from vezne.accounts.models import Role
from vezne.catalog.queries import catalogue_tree, get_platform, get_product
from vezne.catalog.services import platform_add, platform_change, product_add, product_change
from vezne.web.access import VezneRequest, desk_page
from vezne.web.desk.catalogue_forms import PlatformForm, ProductForm
from vezne.web.desk.form_pages import FormPage, answer_form, bound
from vezne.web.desk.replies import page

SAVE = _("Kaydet")
either = require_http_methods(["GET", "HEAD", "POST"])


def around_catalogue(title: Any, button: Any = SAVE, lead: Any = "") -> FormPage:
    """A form that leads back to the tree."""
    return FormPage(title, button, reverse("web:desk_catalogue"), _("Katalog"), lead)


def saved(request: VezneRequest, words: Any, name: str = "desk_catalogue", *args: str) -> str:
    """Where to go after a write, with a word of success."""
    messages.success(request, str(words))
    return reverse(f"web:{name}", args=args)


@desk_page(role=Role.STAFF)
@require_safe
def catalogue(request: VezneRequest) -> HttpResponse:
    """Everything, on offer or not."""
    return page(request, "catalogue", {"tree": catalogue_tree(request.seat.account_id)})


@desk_page(role=Role.MANAGER)
@either
def platform_new(request: VezneRequest) -> HttpResponse:
    """A platform more."""
    form = bound(request, PlatformForm)

    def write(typed: dict[str, Any]) -> str:
        del typed
        platform_add(
            seller_id=request.seat.account_id,
            terms=form.terms(),
            actor=request.actor,
            now=request.now,
        )
        return saved(request, _("Platform eklendi."))

    return answer_form(request, form, around_catalogue(_("Yeni platform"), _("Ekle")), write)


@desk_page(role=Role.MANAGER)
@either
def platform_edit(request: VezneRequest, public_id: str) -> HttpResponse:
    """Its name, address and place."""
    row = get_platform(request.seat.account_id, public_id)
    form = bound(request, PlatformForm, initial=model_to_dict(row))

    def write(typed: dict[str, Any]) -> str:
        del typed
        platform_change(
            platform_id=row.pk, terms=form.terms(), actor=request.actor, now=request.now
        )
        return saved(request, _("Platform kaydedildi."))

    lead = _("Satıştan kaldırılan platformda satılmış hizmetler sürer.")
    return answer_form(request, form, around_catalogue(row.name, lead=lead), write)


@desk_page(role=Role.MANAGER)
@either
def product_new(request: VezneRequest, public_id: str) -> HttpResponse:
    """A product of a platform."""
    platform = get_platform(request.seat.account_id, public_id)
    form = bound(request, ProductForm)

    def write(typed: dict[str, Any]) -> str:
        del typed
        product_add(
            platform_id=platform.pk, terms=form.terms(), actor=request.actor, now=request.now
        )
        return saved(request, _("Hizmet eklendi."))

    around = around_catalogue(_("Yeni hizmet"), _("Ekle"), platform.name)
    return answer_form(request, form, around, write)


@desk_page(role=Role.MANAGER)
@either
def product_edit(request: VezneRequest, public_id: str) -> HttpResponse:
    """Its terms; sold versions keep the taxes they were sold with."""
    row = get_product(request.seat.account_id, public_id)
    form = bound(request, ProductForm, initial=model_to_dict(row))

    def write(typed: dict[str, Any]) -> str:
        del typed
        product_change(product_id=row.pk, terms=form.terms(), actor=request.actor, now=request.now)
        return saved(request, _("Hizmet kaydedildi."))

    lead = _("Vergiler yeni fiyatlara uygulanır; satılmış fiyatlar değişmez.")
    return answer_form(request, form, around_catalogue(row.name, lead=lead), write)
