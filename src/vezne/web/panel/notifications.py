"""Bildirimler: what the account was told, and the number on the bell."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from vezne.notify.queries import list_notifications, unread_count
from vezne.notify.services import notifications_read
from vezne.web.access import VezneRequest, panel_page
from vezne.web.panel.replies import page


@panel_page()
@require_safe
def notifications(request: VezneRequest) -> HttpResponse:
    """The newest messages; opening the page marks them as read, and still shows which were new."""
    account_id, user_id = request.seat.account_id, request.user.pk
    rows = list_notifications(account_id=account_id, user_id=user_id)
    if any(row.read_at is None for row in rows):
        notifications_read(account_id=account_id, user_id=user_id, now=request.now)
    return page(request, "notifications", {"rows": rows})


@panel_page()
@never_cache
@require_GET
def bell(request: VezneRequest) -> HttpResponse:
    """The number on the bell, asked for once a minute."""
    unread = unread_count(account_id=request.seat.account_id, user_id=request.user.pk)
    return render(request, "components/bell_count.html", {"unread": unread})
