"""Gives each page its time, seat, actor and scope; reads them in one statement.

`request.now`    the installation's time, read once
`request.seat`   the account and role that the signed-in user works with, or None
`request.choices`  the accounts that the user may switch to
`request.actor`  who acts, for the audit log
`request.face`   desk below /yonetim/, else panel
`request.theme`  light, dark or auto

A signed-in request with a seat runs inside `acting_as(seat.account_id, face)`, so the page sees
that account's rows only. Memberships are read on every request: one that ends shuts its pages at
the next click. Rows must be read before the response is returned: a streaming body runs outside.

The REST API is passed by: `api.auth` does the same there by API key.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from vezne.accounts.models import Role, Theme, User
from vezne.accounts.queries import seating_for
from vezne.accounts.types import Seat, Seating, role_covers
from vezne.core.audit import Actor
from vezne.core.clock import read_now
from vezne.core.scope import acting_as
from vezne.web import visits
from vezne.web.access import PORTAL_KEY, SEAT_KEY, redirect_to

THEME_COOKIE = "vezne_theme"
API_PREFIX = "/api/"
DESK_PREFIX = "/yonetim/"

KEPT_BY_NOBODY = "private, no-store"
"""What an account sees never stays on a computer that others use, and Back shows none of it."""

GetResponse = Callable[[HttpRequest], HttpResponse]


class ScopeMiddleware:
    """See the module; stands last, after sessions, sign-in, messages and htmx."""

    def __init__(self, get_response: GetResponse) -> None:
        """Django hands over the rest of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Prepare the request and answer it inside its scope."""
        if request.path_info.startswith(API_PREFIX):
            return self.get_response(request)
        page: Any = request  # the attributes of access.VezneRequest, set here and nowhere else
        page.face = "desk" if request.path_info.startswith(DESK_PREFIX) else "panel"
        page.seat, page.choices = None, ()
        if not isinstance(request.user, User):
            page.now = read_now()
            page.actor = Actor(kind="visitor", ip=client_ip(request))
            page.theme = _theme(request.COOKIES.get(THEME_COOKIE, ""))
            return self.get_response(request)
        answer = self._answer_user(page, request.user)
        if not answer.has_header("Cache-Control"):
            answer.headers["Cache-Control"] = KEPT_BY_NOBODY
        return answer

    def _answer_user(self, page: Any, user: User) -> HttpResponse:
        kept = page.session.get(SEAT_KEY)
        seating = seating_for(user.pk, kept)
        page.now, page.choices = seating.now, seating.choices
        page.actor = Actor(kind="user", id=user.pk, label=user.full_name, ip=client_ip(page))
        page.theme = _theme(user.theme)
        page.LANGUAGE_CODE = user.language
        translation.activate(user.language)
        if kept is not None and seating.seat is None:
            return _seat_is_gone(page)
        page.seat = visits.seat_of(page, _portal_seat(page, seating))
        if page.seat is None:
            return self.get_response(page)
        if kept is None and seating.seat is not None:
            page.session[SEAT_KEY] = seating.seat.account_id
        only_seller = page.seat.portal_seller_id
        with acting_as(page.seat.account_id, page.face, seller_id=only_seller):
            return self.get_response(page)


def _seat_is_gone(page: Any) -> HttpResponse:
    """The membership of this session's account ended: start over, never quietly elsewhere."""
    if PORTAL_KEY in page.session:
        page.session.flush()
    else:
        del page.session[SEAT_KEY]
        messages.warning(page, _("Bu hesaptaki üyeliğiniz sona erdi."))
    return redirect_to(page, "/")


def _portal_seat(page: Any, seating: Seating) -> Seat | None:
    """A visit from an outside panel keeps to its account and to less than an Admin's role."""
    portal = page.session.get(PORTAL_KEY)
    if portal is None or seating.seat is None:
        return seating.seat
    page.choices, page.face = (), "panel"
    role = seating.seat.role
    if role_covers(role, Role.ADMIN):
        role = Role.MANAGER.value
    return replace(seating.seat, role=role, choices=(), portal_seller_id=int(portal["seller_id"]))


def _theme(value: str) -> str:
    return value if value in Theme.values else Theme.AUTO.value


def client_ip(request: HttpRequest) -> str | None:
    """The caller's address, through as many proxies as `ALLAUTH_TRUSTED_PROXY_COUNT` trusts."""
    ip: str = get_adapter(request).get_client_ip(request)
    return ip
