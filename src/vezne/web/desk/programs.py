"""For programs: API keys and webhook endpoints; a secret is shown once. Admin only."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from vezne.accounts.errors import InvalidOrigin
from vezne.accounts.models import Role
from vezne.accounts.queries import api_keys_for
from vezne.accounts.services import api_key_create, api_key_revoke
from vezne.core.errors import DomainError
from vezne.hooks.queries import (
    get_delivery,
    get_endpoint,
    list_deliveries_for,
    list_endpoints_for,
)
from vezne.hooks.services import delivery_replay, endpoint_add, endpoint_remove
from vezne.web.access import VezneRequest, desk_page
from vezne.web.desk.catalogue import either
from vezne.web.desk.form_pages import bound
from vezne.web.desk.replies import done, page
from vezne.web.desk.settings_forms import ApiKeyForm, EndpointForm


@never_cache
@desk_page(role=Role.ADMIN)
@either
def api_keys(request: VezneRequest) -> HttpResponse:
    """All keys, and a new one whose secret is on this answer and nowhere else."""
    form, secret, status = bound(request, ApiKeyForm), "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _key, secret = api_key_create(
                    account_id=request.seat.account_id,
                    now=request.now,
                    actor=request.actor,
                    **form.cleaned_data,
                )
            except InvalidOrigin as error:
                form.refuse(error, "return_origins")
            except DomainError as error:
                form.refuse(error)
            else:
                form, status = ApiKeyForm(), 200
    context = {
        "form": form,
        "secret": secret,
        "rows": api_keys_for(request.seat.account_id),
        "api_url": f"{settings.VEZNE_WEB_URL}/api/v1/",
    }
    return page(request, "api_keys", context, status=status)


@desk_page(role=Role.ADMIN)
@require_POST
def api_key_end(request: VezneRequest, public_id: str) -> HttpResponse:
    """Calls with it are refused from the next one on."""
    api_key_revoke(
        account_id=request.seat.account_id,
        public_id=public_id,
        now=request.now,
        actor=request.actor,
    )
    return done(request, _("Anahtar iptal edildi."), "desk_api_keys")


@never_cache
@desk_page(role=Role.ADMIN)
@either
def webhooks(request: VezneRequest) -> HttpResponse:
    """All endpoints with what was sent, and a new one whose secret is on this answer only."""
    form, secret, status = bound(request, EndpointForm), "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _row, secret = endpoint_add(
                    account_id=request.seat.account_id,
                    url=form.cleaned_data["url"],
                    kinds=form.cleaned_data["kinds"],
                    actor=request.actor,
                    now=request.now,
                )
            except DomainError as error:
                form.refuse(error, "url")
            else:
                form, status = EndpointForm(), 200
    context = {
        "form": form,
        "secret": secret,
        "rows": list_endpoints_for(request.seat.account_id),
        "deliveries": list_deliveries_for(request.seat.account_id),
    }
    return page(request, "webhooks", context, status=status)


@desk_page(role=Role.ADMIN)
@require_POST
def webhook_remove(request: VezneRequest, public_id: str) -> HttpResponse:
    """Nothing is sent there any more."""
    row = get_endpoint(request.seat.account_id, public_id)
    endpoint_remove(endpoint_id=row.pk, actor=request.actor, now=request.now)
    return done(request, _("Bildirim adresi kaldırıldı."), "desk_webhooks")


@desk_page(role=Role.ADMIN)
@require_POST
def webhook_replay(request: VezneRequest, public_id: str) -> HttpResponse:
    """Send one again under its old number."""
    row = get_delivery(request.seat.account_id, public_id)
    delivery_replay(delivery_id=row.pk, actor=request.actor, now=request.now)
    return done(request, _("Bildirim yeniden sıraya kondu."), "desk_webhooks")
