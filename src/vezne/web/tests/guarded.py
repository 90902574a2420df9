"""A module's guarded pages, as addresses for the tests of the guard."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from vezne.accounts.models import Role
from vezne.web.access import VezneRequest
from vezne.web.guard import needs_entitlement


@needs_entitlement("panel.use")
def module(request: VezneRequest) -> HttpResponse:
    """What the module shows."""
    return HttpResponse(f"modül: {request.seat.account.name}")


@needs_entitlement("panel.use", role=Role.MANAGER)
def settings_of_module(request: HttpRequest) -> HttpResponse:
    """Only for managers."""
    return HttpResponse("ayarlar")


@needs_entitlement("nobody.sells")
def unsold(request: HttpRequest) -> HttpResponse:
    """Its key is in no catalogue."""
    return HttpResponse("olmaz")


urlpatterns = [
    path("modul/", module),
    path("modul/ayarlar/", settings_of_module),
    path("satilmayan/", unsold),
    path("", include("vezne.web.auth.urls")),
    path("", include("vezne.web.urls")),
]
