"""Kuponlar: the seller's discount codes and who used them."""

from __future__ import annotations

from typing import Any

from django.forms.models import model_to_dict
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from vezne.accounts.models import Role
from vezne.catalog.models import Coupon
from vezne.catalog.queries import catalogue_tree, coupon_uses_of, coupons_for, get_coupon
from vezne.catalog.services import coupon_add, coupon_change
from vezne.core.errors import DomainError
from vezne.web.access import VezneRequest, desk_page
from vezne.web.desk.catalogue import either, saved
from vezne.web.desk.catalogue_forms import CouponForm
from vezne.web.desk.form_pages import FormPage, answer_form, bound
from vezne.web.desk.replies import done, page
from vezne.web.listing import Filter, Listing, by_column, by_columns, by_field


def _products(request: VezneRequest) -> list[Any]:
    tree = catalogue_tree(request.seat.account_id)
    return [one.product for platform in tree for one in platform.products]


@desk_page(role=Role.STAFF)
@require_safe
def coupons(request: VezneRequest) -> HttpResponse:
    """All codes."""
    listing = Listing(
        request,
        coupons_for(request.seat.account_id),
        search=by_columns("code", "product__name"),
        filters=[
            Filter(
                "durum",
                _("Durum"),
                [("True", _("Kullanıma açık")), ("False", _("Kapalı"))],
                by_field("is_active"),
            )
        ],
        sorts={
            "kod": by_column("code"),
            "kullanim": by_column("used_count"),
            "bitis": by_column("ends_at"),
        },
    )
    return page(request, "coupons", {"listing": listing})


@desk_page(role=Role.MANAGER)
@either
def coupon_new(request: VezneRequest) -> HttpResponse:
    """A code more."""
    form = bound(
        request, CouponForm, products=_products(request), initial={"starts_at": request.now}
    )

    def write(typed: dict[str, Any]) -> str:
        del typed
        row = coupon_add(
            seller_id=request.seat.account_id,
            terms=form.terms(),
            actor=request.actor,
            now=request.now,
        )
        return saved(request, _("Kupon eklendi."), "desk_coupon", row.public_id)

    around = FormPage(_("Yeni kupon"), _("Ekle"), reverse("web:desk_coupons"), _("Kuponlar"))
    return answer_form(request, form, around, write)


@desk_page(role=Role.STAFF)
@require_safe
def coupon(request: VezneRequest, public_id: str) -> HttpResponse:
    """Its terms and its uses."""
    return _show(request, get_coupon(request.seat.account_id, public_id))


@desk_page(role=Role.MANAGER)
@require_POST
def coupon_edit(request: VezneRequest, public_id: str) -> HttpResponse:
    """Its terms; once used, what it gives stays."""
    row = get_coupon(request.seat.account_id, public_id)
    form = CouponForm(request.POST, products=_products(request))
    if form.is_valid():
        try:
            coupon_change(
                coupon_id=row.pk, terms=form.terms(), actor=request.actor, now=request.now
            )
        except DomainError as error:
            form.refuse(error)
        else:
            return done(request, _("Kupon kaydedildi."), "desk_coupon", public_id)
    return _show(request, row, form=form, status=422)


def _show(
    request: VezneRequest, row: Coupon, *, form: CouponForm | None = None, status: int = 200
) -> HttpResponse:
    if form is None:
        initial = {**model_to_dict(row), "product_id": row.product_id or ""}
        form = CouponForm(initial=initial, products=_products(request))
    uses = Listing(request, coupon_uses_of(row.pk))
    return page(request, "coupon", {"coupon": row, "form": form, "listing": uses}, status=status)
