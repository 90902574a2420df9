"""Card providers of the seller: contracts, their keys, their order, the test. Admin only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from vezne.accounts.models import Role
from vezne.core.errors import DomainError, NotFound
from vezne.payments.models import ProviderAccount
from vezne.payments.queries import (
    get_provider_account,
    key_tails,
    list_provider_accounts,
    notice_url,
    preference_lists,
    provider_names,
    provider_traits,
)
from vezne.payments.services import (
    provider_account_add,
    provider_account_change,
    provider_account_move,
    provider_account_test,
)
from vezne.web.access import VezneRequest, desk_page
from vezne.web.desk.catalogue import either, saved
from vezne.web.desk.form_pages import FormPage, answer_form, bound
from vezne.web.desk.provider_forms import KEY_WORDS, ProviderForm
from vezne.web.desk.replies import done, page, refused

SECRETS = (
    "api_key",
    "secret_key",
    "merchant_key",
    "merchant_salt",
    "password",
    "store_key",
)


@dataclass(frozen=True, slots=True)
class ShownContract:
    """A contract as the list shows it."""

    row: ProviderAccount
    name: str
    tails: list[tuple[Promise, str]]
    notice_url: str  # to be entered in the provider's own panel; empty: told with each payment


@desk_page(role=Role.ADMIN)
@require_safe
def providers(request: VezneRequest) -> HttpResponse:
    """All contracts, and in which order they are tried."""
    seller_id = request.seat.account_id
    rows = [_shown(row) for row in list_provider_accounts(seller_id)]
    orders = [
        (currency, [(row, provider_traits(row.provider).name) for row in found])
        for currency, found in preference_lists(seller_id)
    ]
    kinds = [(name, provider_traits(name).name) for name in provider_names()]
    return page(request, "providers", {"rows": rows, "orders": orders, "kinds": kinds})


def _shown(row: ProviderAccount) -> ShownContract:
    traits = provider_traits(row.provider)
    return ShownContract(
        row=row,
        name=traits.name,
        tails=[(KEY_WORDS[name][0], tail) for name, tail in key_tails(row).items()],
        notice_url=notice_url(row) if traits.notice_is_set_there else "",
    )


def _around(title: Any, button: Any, lead: Any = "") -> FormPage:
    return FormPage(title, button, reverse("web:desk_providers"), _("Ödeme kuruluşları"), lead)


@sensitive_post_parameters(*SECRETS)
@desk_page(role=Role.ADMIN)
@either
def provider_new(request: VezneRequest) -> HttpResponse:
    """A contract more, with the provider that the address names."""
    provider = request.GET.get("kurulus", provider_names()[0])
    if provider not in provider_names():
        raise NotFound
    form = bound(request, ProviderForm, provider=provider)

    def write(typed: dict[str, Any]) -> str:
        provider_account_add(
            seller_id=request.seat.account_id,
            provider=provider,
            base_url=form.base_address,
            credentials=form.credentials or {},
            currencies=typed["currencies"],
            is_test=form.is_test,
            actor=request.actor,
            now=request.now,
        )
        return saved(request, _("Ödeme kuruluşu eklendi; şimdi deneyin."), "desk_providers")

    title = _("%(name)s hesabı ekle") % {"name": form.traits.name}
    around = _around(title, _("Ekle"), _("Anahtarlar bir daha gösterilmez."))
    return answer_form(request, form, around, write)


@sensitive_post_parameters(*SECRETS)
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
            base_url=form.base_address,
            credentials=form.credentials,
            currencies=typed["currencies"],
            is_test=form.is_test,
            is_active=typed["is_active"],
        )
        return saved(request, _("Ödeme kuruluşu kaydedildi."), "desk_providers")

    title = _("%(name)s hesabı") % {"name": form.traits.name}
    return answer_form(request, form, _around(title, _("Kaydet")), write)


@desk_page(role=Role.ADMIN)
@require_POST
def provider_move(request: VezneRequest, public_id: str) -> HttpResponse:
    """One place earlier or later among those that charge in a currency."""
    row = get_provider_account(seller_id=request.seat.account_id, public_id=public_id)
    try:
        provider_account_move(
            provider_account_id=row.pk,
            currency=request.POST.get("currency", ""),
            is_up="up" in request.POST,
            actor=request.actor,
            now=request.now,
        )
    except DomainError as error:
        return refused(request, error, "desk_providers")
    return done(request, _("Sıra kaydedildi."), "desk_providers")


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
