"""/kapali/<key>/: the one page that says what shuts an entitlement, what is owed, who helps.

Fragments and outside panels lead here (`web.guard`). It answers 402 while the key is shut and goes
on by itself as soon as it is open, whoever paid and wherever.
"""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from vezne.reports.closure import find_closure, is_open_for
from vezne.web.access import VezneRequest, panel_page, redirect_to
from vezne.web.guard import shut_page, wanted_of, way_on


@panel_page()
@never_cache
@require_safe
def shut(request: VezneRequest, key: str) -> HttpResponse:
    """What opens the key; onward when it is open."""
    closure = find_closure(request.seat, key, now=request.now)
    if closure is None:
        return redirect_to(request, way_on(request))
    return shut_page(request, closure, wanted_of(request))


@panel_page()
@never_cache
@require_safe
def shut_state(request: VezneRequest, key: str) -> HttpResponse:
    """Asked once a second by the page: nothing while it is shut, then a redirect of the page."""
    if is_open_for(request.seat, key, now=request.now):
        return redirect_to(request, way_on(request))
    return HttpResponse(status=204)
