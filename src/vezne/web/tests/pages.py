"""One page of each access, as addresses for the tests of access and scope."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path

from vezne.accounts.models import Role
from vezne.accounts.people import team_of
from vezne.core.scope import current_scope
from vezne.web.access import (
    VezneRequest,
    desk_page,
    operator_page,
    panel_page,
    public_page,
    signed_in_page,
)


def _answer(request: VezneRequest) -> HttpResponse:
    scope = current_scope()
    return JsonResponse(
        {
            "scope": None if scope is None else [scope.face, scope.account_id],
            "role": request.seat.role if request.seat else None,
            "portal": request.seat.portal_seller_id if request.seat else None,
            "actor": [request.actor.kind, request.actor.label, request.actor.ip],
            "theme": request.theme,
            "language": request.LANGUAGE_CODE,
            "now": request.now.isoformat(),
        }
    )


@panel_page()
def members(request: VezneRequest) -> HttpResponse:
    """Reads rows of the scope."""
    return JsonResponse({"members": [row.name for row in team_of(request.seat.account_id)]})


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Without the shell's templates."""
    return HttpResponse("403", status=403)


urlpatterns = [
    path("", panel_page()(_answer), name="home"),
    path("acik/", public_page(_answer)),
    path("kendi/", signed_in_page(_answer)),
    path("ayar/", panel_page(role=Role.ADMIN)(_answer)),
    path("uyeler/", members),
    path("yonetim/", desk_page()(_answer)),
    path("yonetim/katalog/", desk_page(role=Role.MANAGER)(_answer)),
    path("yonetim/saat/", operator_page(_answer)),
    path("yonetim/saticilar/", operator_page(role=Role.ADMIN)(_answer)),
    path("", include("vezne.web.auth.urls")),
    path("", include("vezne.web.urls")),  # the shell's menu points there
]
handler403 = "vezne.web.tests.pages.forbidden"
