"""Browsers that take pushes for a person: this one begins or ends, any of them ends."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from vezne.core.errors import DomainError, NotFound
from vezne.notify.services import device_add, device_end
from vezne.notify.webpush import public_key_of
from vezne.web.access import VezneRequest, signed_in_page
from vezne.web.auth.sessions import browser_words
from vezne.web.panel.replies import done, refused

PAGE = "notice_settings"


@cache
def push_key() -> str:
    """What browsers are given to know us by."""
    return public_key_of(settings.VEZNE_PUSH_KEY)


@signed_in_page
@require_POST
def push_begin(request: VezneRequest) -> HttpResponse:
    """This browser takes pushes; it gives its address and its two keys (static/vezne/push.js)."""
    typed = request.POST
    try:
        device_add(
            user_id=request.user.pk,
            session_key=request.session.session_key or "",
            endpoint=typed.get("endpoint", ""),
            public_key=typed.get("public_key", ""),
            secret=typed.get("secret", ""),
            label=browser_words(request.headers.get("user-agent", "")),
            now=request.now,
        )
    except DomainError as error:
        return refused(request, error, PAGE, fragment="cihazlar")
    return done(request, _("Anlık bildirimler bu tarayıcıda açıldı."), PAGE)


@signed_in_page
@require_POST
def push_end(request: VezneRequest, public_id: str) -> HttpResponse:
    """No more pushes there."""
    if not device_end(user_id=request.user.pk, public_id=public_id):
        raise NotFound
    return done(request, _("Anlık bildirimler o cihazda kapatıldı."), PAGE)
