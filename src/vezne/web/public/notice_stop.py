"""The address in a mail that stops such mails: without signing in, by a POST alone (RFC 8058).

A GET, as mail scanners make, only shows the button. The signed address is the authority, so the
POST needs no token of a form: a mail program sends it from nowhere. Always the same two answers.
"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from vezne.core.audit import Actor
from vezne.core.scope import acting_as_system
from vezne.notify.errors import NothingToStop
from vezne.notify.kinds import kind_of, list_kinds
from vezne.notify.services import unsubscribe
from vezne.notify.services.wish import find_stop
from vezne.web.access import VezneRequest, public_page
from vezne.web.middleware import client_ip
from vezne.web.notice_names import name_of


@csrf_exempt
@public_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def notice_stop(request: VezneRequest, token: str) -> HttpResponse:
    """What would stop, with the button; or it stops."""
    with acting_as_system("web: a mail's stop address"):
        mail = find_stop(token)
        if mail is None:
            refused = NothingToStop()
            context = {"message": str(refused)}
            return render(request, "notices/unknown.html", context, status=refused.status)
        words = _words(mail.kind)
        if request.method != "POST":
            return render(request, "notices/stop.html", {"words": words})
        ip = client_ip(request)
        actor = Actor(kind="user", id=mail.user_id, label="List-Unsubscribe", ip=ip)
        unsubscribe(token=token, ip=ip, actor=actor, now=request.now)
    return render(request, "notices/stopped.html", {"words": words})


def _words(key: str) -> str:
    """What the mails of a kind are about, never a name or an amount of the mail."""
    known = {kind.key for kind in list_kinds()}
    return name_of(kind_of(key)) if key in known else key
