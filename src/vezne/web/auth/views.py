"""Our own pages around sign-in: change of account, preferences, links from outside, dead ends."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from vezne.accounts.errors import PortalLinkUnusable
from vezne.accounts.models import Theme, User
from vezne.accounts.services import portal_session_use, user_preferences_change
from vezne.accounts.types import PortalVisit
from vezne.core.clock import real_now
from vezne.web.access import (
    PORTAL_KEY,
    RETURN_KEY,
    SEAT_KEY,
    VezneRequest,
    public_page,
    redirect_to,
    signed_in_page,
)
from vezne.web.middleware import THEME_COOKIE

BACKEND = "vezne.web.auth.backend.VezneBackend"
PORTAL_VISIT_SECONDS = 2 * 3600
COOKIE_SECONDS = 365 * 24 * 3600


@signed_in_page
@require_GET
def no_account(request: VezneRequest) -> HttpResponse:
    """A plain page for somebody who belongs to no account, instead of a circle of redirects."""
    if request.choices:
        return HttpResponseRedirect("/")
    return render(request, "auth/no_account.html")


@signed_in_page
@require_GET
def email(request: VezneRequest) -> HttpResponse:
    """The person's e-mail address; it is not changed here."""
    return render(request, "account/email.html")


@signed_in_page
@require_POST
def account_switch(request: VezneRequest) -> HttpResponse:
    """Sit down at another account (`account`: public id), then go to `next` or the first page."""
    wanted = request.POST.get("account", "")
    for choice in request.choices:
        if choice.account.public_id == wanted:
            request.session[SEAT_KEY] = choice.account.id
            return redirect_to(request, _next(request))
    raise PermissionDenied


@public_page
@require_POST
def preferences(request: VezneRequest) -> HttpResponse:
    """Set `language` and `theme`: kept with the user, in cookies for visitors."""
    language, theme = request.POST.get("language"), request.POST.get("theme")
    if isinstance(request.user, User):
        user_preferences_change(user_id=request.user.pk, language=language, theme=theme)
    response = redirect_to(request, _next(request))
    secure = settings.SESSION_COOKIE_SECURE
    if language in dict(settings.LANGUAGES):
        name = settings.LANGUAGE_COOKIE_NAME
        response.set_cookie(name, language, COOKIE_SECONDS, secure=secure, samesite="Lax")
    if theme in Theme.values:
        response.set_cookie(THEME_COOKIE, theme, COOKIE_SECONDS, secure=secure, samesite="Lax")
    return response


@public_page
@never_cache
@require_GET
def portal_enter(request: VezneRequest, token: str) -> HttpResponse:
    """Come in over an outside panel's link: once, within a minute, to the page it was made for."""
    try:
        visit = portal_session_use(
            token=token, real_now=real_now(), now=request.now, actor=request.actor
        )
    except PortalLinkUnusable as refused:
        context = {"message": str(refused)}
        return render(request, "auth/link_unusable.html", context, status=refused.status)
    if request.user.pk != visit.user_id or PORTAL_KEY in request.session:
        _open_session(request, visit)
    else:  # signed in already, with more than the link gives: only change the seat
        request.session[SEAT_KEY] = visit.account_id
        request.session[RETURN_KEY] = visit.return_url
    return HttpResponseRedirect(visit.target)


def _open_session(request: HttpRequest, visit: PortalVisit) -> None:
    """A short session at one account. The outside panel vouches for the person, so no second
    factor is asked; `web.access` keeps desk, settings and the person's own pages shut."""
    request.session.flush()
    login(request, User.objects.get(pk=visit.user_id), backend=BACKEND)
    request.session[SEAT_KEY] = visit.account_id
    request.session[PORTAL_KEY] = {"seller_id": visit.seller_id, "return_url": visit.return_url}
    request.session.set_expiry(PORTAL_VISIT_SECONDS)
    UserSession.objects.create_from_request(request)


def _next(request: HttpRequest) -> str:
    """Where the form asked to go, if that is here."""
    wanted = request.POST.get("next", "")
    is_here = wanted.startswith("/") and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts=None, require_https=request.is_secure()
    )
    return wanted if is_here else "/"
