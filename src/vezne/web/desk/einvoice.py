"""Ayarlar → Fatura ve e-belge: the issuer, the logo, the integrator, a preview. Admin only."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from vezne.accounts.models import Role
from vezne.accounts.queries import get_account, seller_profile_of
from vezne.core.errors import DomainError
from vezne.edocuments.queries import (
    find_integrator,
    find_issuer,
    get_issuer,
    preview_pdf,
    series_of,
)
from vezne.edocuments.services import (
    integrator_set,
    integrator_test,
    issuer_active_set,
    issuer_logo_set,
    issuer_set,
)
from vezne.web.access import VezneRequest, desk_page
from vezne.web.desk.catalogue import either
from vezne.web.desk.einvoice_forms import IntegratorForm, IssuerForm, LogoForm
from vezne.web.desk.replies import done, page, refused

PAGE = "desk_einvoice"
PICTURES = {"png": "image/png", "jpg": "image/jpeg"}


def _show(request: VezneRequest, *, status: int = 200, **bound: Any) -> HttpResponse:
    seller_id = request.seat.account_id
    issuer, contract = find_issuer(seller_id), find_integrator(seller_id)
    website = seller_profile_of(seller_id).website
    context = {
        "issuer": issuer,
        "integrator": contract,
        "series": series_of(seller_id),
        "form": IssuerForm.filled(issuer, get_account(seller_id), website),
        "logo_form": LogoForm(),
        "integrator_form": IntegratorForm(
            initial={"base_url": contract.base_url} if contract else None
        ),
        **bound,
    }
    return page(request, "einvoice", context, status=status)


@desk_page(role=Role.ADMIN)
@either
def einvoice(request: VezneRequest) -> HttpResponse:
    """Everything on one page; posted here is who issues and how."""
    if request.method != "POST":
        return _show(request)
    seller_id = request.seat.account_id
    form = IssuerForm(request.POST, issuer=find_issuer(seller_id))
    if form.is_valid():
        try:
            issuer_set(
                seller_id=seller_id, terms=form.terms(), actor=request.actor, now=request.now
            )
        except DomainError as error:
            form.refuse(error)
        else:
            return done(request, _("Belge bilgileri kaydedildi."), PAGE)
    return _show(request, status=422, form=form)


@desk_page(role=Role.ADMIN)
@require_POST
def logo(request: VezneRequest) -> HttpResponse:
    """Another picture, or none."""
    seller_id, body = request.seat.account_id, None
    form = LogoForm(request.POST, request.FILES)
    if "remove" not in request.POST:
        if not form.is_valid():
            return _show(request, status=422, logo_form=form)
        body = form.cleaned_data["logo"]
    try:
        issuer_logo_set(seller_id=seller_id, logo=body, actor=request.actor, now=request.now)
    except DomainError as error:
        form.refuse(error)
        return _show(request, status=422, logo_form=form)
    return done(request, _("Logo kaldırıldı.") if body is None else _("Logo kaydedildi."), PAGE)


@desk_page(role=Role.ADMIN)
@require_safe
def logo_picture(request: VezneRequest) -> HttpResponse:
    """The picture as it is kept; nothing where there is none."""
    issuer = find_issuer(request.seat.account_id)
    if issuer is None or issuer.logo is None:
        return HttpResponse(status=204)
    answer = HttpResponse(bytes(issuer.logo), content_type=PICTURES[issuer.logo_type])
    answer["Cache-Control"] = "private, no-store"
    return answer


@sensitive_post_parameters("key")
@desk_page(role=Role.ADMIN)
@require_POST
def integrator(request: VezneRequest) -> HttpResponse:
    """The contract that carries the documents."""
    form = IntegratorForm(request.POST)
    if not form.is_valid():
        return _show(request, status=422, integrator_form=form)
    try:
        integrator_set(
            seller_id=request.seat.account_id,
            provider=form.chosen.provider,
            base_url=form.chosen.address,
            key=form.cleaned_data["key"],
            is_test=form.chosen.is_test,
            actor=request.actor,
            now=request.now,
        )
    except DomainError as error:
        form.refuse(error)
        return _show(request, status=422, integrator_form=form)
    return done(request, _("Entegratör kaydedildi; şimdi deneyin."), PAGE)


@desk_page(role=Role.ADMIN)
@require_POST
def integrator_try(request: VezneRequest) -> HttpResponse:
    """Ask the integrator who we are."""
    try:
        name = integrator_test(seller_id=request.seat.account_id, now=request.now)
    except DomainError as error:
        return refused(request, error, PAGE)
    words = _("Bağlantı çalışıyor: %(name)s.") % {"name": name}
    return done(request, words, PAGE)


@desk_page(role=Role.ADMIN)
@require_POST
def switch(request: VezneRequest) -> HttpResponse:
    """Begin or stop making documents; what began is still followed."""
    is_on = request.POST.get("durum") == "ac"
    try:
        issuer_active_set(
            seller_id=request.seat.account_id,
            is_active=is_on,
            actor=request.actor,
            now=request.now,
        )
    except DomainError as error:
        return refused(request, error, PAGE)
    return done(
        request, _("Belge düzenleme açıldı.") if is_on else _("Belge düzenleme durduruldu."), PAGE
    )


@desk_page(role=Role.ADMIN)
@require_safe
def preview(request: VezneRequest) -> HttpResponse:
    """The print with this head over invented data."""
    try:
        made = preview_pdf(get_issuer(request.seat.account_id), now=request.now)
    except DomainError as error:
        return refused(request, error, PAGE)
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="ornek-belge.pdf"'
    return answer
