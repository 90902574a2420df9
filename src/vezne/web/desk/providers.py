"""Card providers of the seller: contracts, their keys (last four only), the test. Admin only."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from vezne.accounts.models import Role
from vezne.core.errors import DomainError
from vezne.payments.queries import get_provider_account, key_tails, list_provider_accounts
from vezne.payments.services import (
    provider_account_add,
    provider_account_change,
    provider_account_test,
)
from vezne.web.access import VezneRequest, desk_page
from vezne.web.desk.catalogue import either, saved
from vezne.web.desk.form_pages import FormPage, answer_form, bound
from vezne.web.desk.replies import done, page, refused
from vezne.web.desk.settings_forms import ProviderForm

PROVIDER = "iyzico"


@desk_page(role=Role.ADMIN)
@require_safe
def providers(request: VezneRequest) -> HttpResponse:
    """All contracts."""
    rows = [(row, key_tails(row)) for row in list_provider_accounts(request.seat.account_id)]
    return page(request, "providers", {"rows": rows})


def _around(title: Any, button: Any, lead: Any = "") -> FormPage:
    return FormPage(title, button, reverse("web:desk_providers"), _("Ödeme kuruluşları"), lead)


@sensitive_post_parameters("api_key", "secret_key")
@desk_page(role=Role.ADMIN)
@either
def provider_new(request: VezneRequest) -> HttpResponse:
    """A contract more; the newest active one that charges in the currency is used."""
    form = bound(request, ProviderForm)

    def write(typed: dict[str, Any]) -> str:
        provider_account_add(
            seller_id=request.seat.account_id,
            provider=PROVIDER,
            base_url=typed["base_url"],
            credentials=form.credentials or {},
            currencies=typed["currencies"],
            is_test=form.is_test,
            actor=request.actor,
            now=request.now,
        )
        return saved(request, _("Ödeme kuruluşu eklendi; şimdi deneyin."), "desk_providers")

    around = _around(_("iyzico hesabı ekle"), _("Ekle"), _("Anahtarlar bir daha gösterilmez."))
    return answer_form(request, form, around, write)


@sensitive_post_parameters("api_key", "secret_key")
@desk_page(role=Role.ADMIN)
@either
def provider_edit(request: VezneRequest, public_id: str) -> HttpResponse:
    """New keys or another environment must be tested anew."""
    row = get_provider_account(seller_id=request.seat.account_id, public_id=public_id)
    form = bound(request, ProviderForm, account=row)

    def write(typed: dict[str, Any]) -> str:
        provider_account_change(
            provider_account_id=row.pk,
            actor=request.actor,
            now=request.now,
            base_url=typed["base_url"],
            credentials=form.credentials,
            currencies=typed["currencies"],
            is_test=form.is_test,
            is_active=typed["is_active"],
        )
        return saved(request, _("Ödeme kuruluşu kaydedildi."), "desk_providers")

    return answer_form(request, form, _around(_("iyzico hesabı"), _("Kaydet")), write)


@desk_page(role=Role.ADMIN)
@require_POST
def provider_test(request: VezneRequest, public_id: str) -> HttpResponse:
    """Call it with the stored keys; no money moves."""
    row = get_provider_account(seller_id=request.seat.account_id, public_id=public_id)
    try:
        provider_account_test(provider_account_id=row.pk, now=request.now)
    except DomainError as error:
        return refused(request, error, "desk_providers")
    return done(request, _("Bağlantı çalışıyor; anahtarlar doğru."), "desk_providers")
