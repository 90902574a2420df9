"""Duyurular on the desk: written, shown to an audience for a time, taken back."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from vezne.accounts.models import Role
from vezne.content.models import Announcement, State
from vezne.content.queries import announcements_of, get_announcement
from vezne.content.services import (
    announcement_add,
    announcement_change,
    announcement_publish,
    announcement_withdraw,
)
from vezne.core.errors import DomainError
from vezne.notify.queries import broadcasts_of
from vezne.web.access import VezneRequest, desk_page
from vezne.web.desk.catalogue import either
from vezne.web.desk.content_forms import AnnouncementForm
from vezne.web.desk.replies import done, page


@desk_page(role=Role.STAFF)
@require_safe
def announcements(request: VezneRequest) -> HttpResponse:
    """Everything, with whom it is for and whether it is read now."""
    found = announcements_of(request.seat.account_id)
    told = broadcasts_of(request.seat.account_id, [row.public_id for row in found])
    rows = [(row, _stage(row, request), told.get(row.public_id)) for row in found]
    return page(request, "announcements", {"rows": rows})


def _stage(row: Announcement, request: VezneRequest) -> str:
    """Where it stands now: draft, waiting, published or over."""
    if row.state == State.DRAFT:
        return "draft"
    if row.starts_at > request.now:
        return "waiting"
    return "over" if row.ends_at and row.ends_at <= request.now else "published"


@desk_page(role=Role.STAFF)
@either
def announcement_new(request: VezneRequest) -> HttpResponse:
    """One more, a draft."""
    return _edit(request, None)


@desk_page(role=Role.STAFF)
@either
def announcement_edit(request: VezneRequest, public_id: str) -> HttpResponse:
    """Other words, another audience, another period."""
    return _edit(request, get_announcement(request.seat.account_id, public_id))


def _edit(request: VezneRequest, row: Announcement | None) -> HttpResponse:
    seller_id, status = request.seat.account_id, 200
    start = AnnouncementForm.initial_of(row) if row else AnnouncementForm.initial_new(request.now)
    posted = request.POST if request.method == "POST" else None
    form = AnnouncementForm(posted, initial=start, seller_id=seller_id, is_new=row is None)
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                saved = _write(request, row, form)
            except DomainError as error:
                form.refuse(error)
            else:
                if "publish" in request.POST:
                    announcement_publish(
                        announcement_id=saved.pk, actor=request.actor, now=request.now
                    )
                return done(request, _("Duyuru kaydedildi."), "desk_announcements")
    context = {
        "form": form,
        "row": row,
        "title": row.title_tr if row else _("Yeni duyuru"),
        "back_url": reverse("web:desk_announcements"),
        "back_label": _("Duyurular"),
        "is_announcement": True,
    }
    return page(request, "write", context, status=status)


def _write(request: VezneRequest, row: Announcement | None, form: AnnouncementForm) -> Announcement:
    if row is None:
        return announcement_add(
            seller_id=request.seat.account_id,
            draft=form.draft(),
            actor=request.actor,
            now=request.now,
        )
    return announcement_change(
        announcement_id=row.pk,
        draft=form.draft(),
        actor=request.actor,
        now=request.now,
        is_small=form.cleaned_data["is_small"],
    )


@desk_page(role=Role.STAFF)
@require_POST
def announcement_show(request: VezneRequest, public_id: str) -> HttpResponse:
    """Published, or back to a draft."""
    row = get_announcement(request.seat.account_id, public_id)
    if row.state == State.PUBLISHED:
        announcement_withdraw(announcement_id=row.pk, actor=request.actor, now=request.now)
        return done(request, _("Duyuru yayından kaldırıldı."), "desk_announcements")
    announcement_publish(announcement_id=row.pk, actor=request.actor, now=request.now)
    return done(request, _("Duyuru yayımlandı."), "desk_announcements")
