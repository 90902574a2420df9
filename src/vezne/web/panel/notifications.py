"""Bildirimler: what a person was told, what is new, and the number on the bell of both faces."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

from vezne.core.errors import NotFound
from vezne.notify.kinds import Group, list_kinds
from vezne.notify.queries import find_notification, notifications_of, unread_count
from vezne.notify.services import notification_read, notifications_read
from vezne.web.access import VezneRequest, panel_page, redirect_to
from vezne.web.listing import Filter, Listing, by_columns
from vezne.web.panel.replies import page
from vezne.web.version import HEADER, VERSION

UNREAD = "okunmamis"


def _by_state(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(read_at=None) if value == UNREAD else rows


def _by_group(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    keys = [kind.key for kind in list_kinds() if kind.belongs_to == value]
    return rows.filter(Q(kind__in=keys))


@panel_page()
@never_cache
@require_safe
def notifications(request: VezneRequest) -> HttpResponse:
    """Everything, the newest first; new ones stay new until they are opened or marked."""
    whose = {"account_id": request.seat.account_id, "user_id": request.user.pk}
    listing = Listing(
        request,
        notifications_of(**whose),
        search=by_columns("title", "body"),
        filters=[
            Filter("durum", _("Durum"), [(UNREAD, _("Okunmamış"))], _by_state),
            Filter("konu", _("Konu"), Group.choices, _by_group),
        ],
        sorts={},
    )
    return page(request, "notifications", {"listing": listing, "new": unread_count(**whose)})


def _read(request: VezneRequest, public_id: str) -> str:
    """Mark a line as read; where it leads. A colleague's line leads to the list, as it was."""
    account_id, user_id = request.seat.account_id, request.user.pk
    row = find_notification(account_id=account_id, public_id=public_id)
    if row is None:
        raise NotFound
    notification_read(account_id=account_id, user_id=user_id, public_id=public_id, now=request.now)
    return (row.url if row.user_id == user_id else "") or reverse("web:notifications")


@panel_page()
@never_cache
@require_GET
def notification_open(request: VezneRequest, public_id: str) -> HttpResponse:
    """On to what a line is about; the line is read by that."""
    return HttpResponseRedirect(_read(request, public_id))


@panel_page()
@require_POST
def notification_seen(request: VezneRequest, public_id: str) -> HttpResponse:
    """One line is read, and the page stays."""
    _read(request, public_id)
    return redirect_to(request, reverse("web:notifications"))


@panel_page()
@require_POST
def notifications_seen(request: VezneRequest) -> HttpResponse:
    """All of them are read."""
    notifications_read(account_id=request.seat.account_id, user_id=request.user.pk, now=request.now)
    return redirect_to(request, reverse("web:notifications"))


@panel_page()
@never_cache
@require_GET
def bell(request: VezneRequest) -> HttpResponse:
    """The number on the bell, asked for once a minute: one count by index, 204 if it is as before.

    Every answer says the version that runs, for pages that were opened before it.
    """
    unread = unread_count(account_id=request.seat.account_id, user_id=request.user.pk)
    if request.GET.get("n") == str(unread):
        answer = HttpResponse(status=204)
    else:
        answer = render(request, "components/bell_count.html", {"unread": unread})
    answer.headers[HEADER] = VERSION
    return answer
