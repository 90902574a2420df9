"""Oturumlar: where am I signed in; end one, end all others."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from vezne.accounts.services import session_end, sessions_end
from vezne.core.errors import NotFound
from vezne.web.access import VezneRequest, redirect_to, signed_in_page

BROWSERS = (
    ("Edge", r"Edg(?:e|A|iOS)?/"),
    ("Opera", r"OPR/"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("Yandex", r"YaBrowser/"),
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Chrome", r"Chrome/|CriOS/"),
    ("Safari", r"Safari/"),
)
SYSTEMS = (
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Android", r"Android"),
    ("Windows", r"Windows"),
    ("macOS", r"Mac OS X|Macintosh"),
    ("Linux", r"Linux|X11"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """One place where a person is signed in."""

    id: int
    browser: str
    ip: str
    since: datetime
    last_seen: datetime
    is_here: bool


def browser_words(user_agent: str) -> str:
    """What a person recognises of a browser: its name and the device; else its first letters."""
    browser = next((name for name, sign in BROWSERS if re.search(sign, user_agent)), "")
    system = next((name for name, sign in SYSTEMS if re.search(sign, user_agent)), "")
    known = " · ".join(filter(None, (browser, system)))
    return known or user_agent[:60] or _("Bilinmeyen tarayıcı")


def _places(request: VezneRequest) -> list[Place]:
    rows = UserSession.objects.purge_and_list(request.user)
    here = request.session.session_key
    places = [
        Place(
            id=row.pk,
            browser=browser_words(row.user_agent),
            ip=row.ip,
            since=row.created_at,
            last_seen=row.last_seen_at,
            is_here=row.session_key == here,
        )
        for row in rows
    ]
    return sorted(places, key=lambda place: (not place.is_here, -place.since.timestamp()))


@signed_in_page
@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: VezneRequest) -> HttpResponse:
    """All of them; a POST ends all but this one."""
    if request.method == "POST":
        ended = sessions_end(user_id=request.user.pk, keep=request.session.session_key or "")
        messages.success(request, _("%(count)s oturum kapatıldı.") % {"count": ended})
        return redirect_to(request, reverse("usersessions_list"))
    return render(request, "usersessions/usersession_list.html", {"places": _places(request)})


@signed_in_page
@require_POST
def session_close(request: VezneRequest, session_id: int) -> HttpResponse:
    """One of them ends."""
    if not session_end(user_id=request.user.pk, session_id=session_id):
        raise NotFound
    messages.success(request, _("Oturum kapatıldı."))
    return redirect_to(request, reverse("usersessions_list"))
