"""Kullanıcılar: who belongs to the account, one more, another role, and the end of it."""

from __future__ import annotations

from typing import Any

from allauth.core import ratelimit
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vezne.accounts.errors import (
    AlreadyMember,
    InvalidPhone,
    InvalidUsername,
    LastAdmin,
    WeakPassword,
)
from vezne.accounts.people import (
    MATRIX_ROLES,
    TeamRow,
    get_member_of,
    keys_made_by,
    open_invitations_of,
    team_of,
)
from vezne.accounts.services import invitation_revoke, membership_change
from vezne.core.clock import real_now
from vezne.core.errors import DomainError
from vezne.core.ports import scope_offers
from vezne.flows.team import by_request_of, member_create, member_invite, member_remove
from vezne.web.access import VezneRequest
from vezne.web.team.faces import done, for_admin, page, refused, url_of
from vezne.web.team.forms import SCOPE, InviteForm, MemberForm, RoleForm
from vezne.web.team.matrix import abilities

EITHER = require_http_methods(["GET", "HEAD", "POST"])
FIELDS: tuple[tuple[type[DomainError], str], ...] = (
    (InvalidPhone, "phone"),
    (InvalidUsername, "username"),
    (WeakPassword, "password"),
    (AlreadyMember, "email"),
    (LastAdmin, "role"),
)


def _refuse(form: RoleForm, error: DomainError) -> None:
    """At the field that it is about."""
    form.refuse(error, next((name for kind, name in FIELDS if isinstance(error, kind)), None))


def _limited(request: VezneRequest) -> HttpResponse | None:
    answer: HttpResponse | None = ratelimit.consume_or_429(
        request, action="member_add", user=request.user
    )
    return answer


@require_safe
def _team(request: VezneRequest) -> HttpResponse:
    account_id = request.seat.account_id
    rows = [(row, url_of(request, "member", row.public_id)) for row in team_of(account_id)]
    invitations = [
        (row, url_of(request, "invitation_end", row.public_id), row.expires_at <= real_now())
        for row in open_invitations_of(account_id)
    ]
    context = {
        "rows": rows,
        "invitations": invitations,
        "brand_of_requests": by_request_of(account_id),
        "new_url": url_of(request, "member_new"),
        "invite_url": url_of(request, "member_invite"),
        "matrix_url": url_of(request, "roles"),
    }
    return page(request, "team", context)


@require_safe
def _roles(request: VezneRequest) -> HttpResponse:
    own = ((_("Kullanıcıları ve rollerini yönetmek, kayıtları görmek"), team.panel),)
    context = {
        "roles": [role.label for role in MATRIX_ROLES],
        "lines": abilities(request.face, own),
    }
    return page(request, "roles", context)


@EITHER
@sensitive_post_parameters()
def _member_new(request: VezneRequest) -> HttpResponse:
    brand = by_request_of(request.seat.account_id)
    offers = scope_offers(request.seat.account_id)
    form = MemberForm(request.POST if request.method == "POST" else None, offers=offers,
                      initial={"role": "staff"})  # fmt: skip
    if request.method == "POST" and (limited := _limited(request)) is not None:
        return limited
    if request.method == "POST" and form.is_valid():
        try:
            member_create(
                account_id=request.seat.account_id,
                person=form.person(),
                now=request.now,
                actor=request.actor,
            )
        except DomainError as error:
            _refuse(form, error)
        else:
            return done(request, _("Kullanıcı oluşturuldu. İlk girişinde parolasını değiştirir."))
    context = {
        "form": form,
        "title": _("Yeni kullanıcı"),
        "lead": _("Parolayı kişiye siz iletirsiniz; ilk girişinde değiştirmesi istenir."),
        "button": _("Kullanıcı oluştur"),
        "brand_of_requests": brand,
    }
    return page(request, "form", context, status=422 if form.is_bound else 200)


@EITHER
def _member_invite(request: VezneRequest) -> HttpResponse:
    offers = scope_offers(request.seat.account_id)
    form = InviteForm(request.POST if request.method == "POST" else None, offers=offers,
                      initial={"role": "staff"})  # fmt: skip
    if request.method == "POST" and (limited := _limited(request)) is not None:
        return limited
    if request.method == "POST" and form.is_valid():
        try:
            member_invite(
                account_id=request.seat.account_id,
                invited=form.invited(),
                real_now=real_now(),
                now=request.now,
                actor=request.actor,
            )
        except DomainError as error:
            _refuse(form, error)
        else:
            return done(request, _("Davet gönderildi; bağlantı yedi gün ve bir kez çalışır."))
    context = {
        "form": form,
        "title": _("Kullanıcı davet et"),
        "lead": _("Kişi, postasına gelen bağlantıyla adını ve parolasını kendisi yazar."),
        "button": _("Davet gönder"),
        "brand_of_requests": by_request_of(request.seat.account_id),
    }
    return page(request, "form", context, status=422 if form.is_bound else 200)


def _role_form(request: VezneRequest, row: TeamRow) -> RoleForm:
    offers = scope_offers(request.seat.account_id)
    if request.method == "POST":
        return RoleForm(request.POST, offers=offers)
    held: dict[str, Any] = {SCOPE + key: value for key, value in row.scopes.items()}
    return RoleForm(initial={"role": row.role, **held}, offers=offers)


@EITHER
def _member(request: VezneRequest, public_id: str) -> HttpResponse:
    row = get_member_of(request.seat.account_id, public_id)
    form = _role_form(request, row)
    if request.method == "POST" and form.is_valid():
        try:
            membership_change(
                account_id=request.seat.account_id,
                membership_id=row.membership_id,
                role=form.cleaned_data["role"],
                scopes=form.scopes() if form.offers else None,
                now=request.now,
                actor=request.actor,
            )
        except DomainError as error:
            _refuse(form, error)
        else:
            return done(request, _("Kullanıcının rolü kaydedildi."))
    context = {
        "form": form,
        "row": row,
        "is_me": row.user_id == request.user.pk,
        "brand_of_requests": by_request_of(request.seat.account_id),
        "remove_url": url_of(request, "member_remove", row.public_id),
        "matrix_url": url_of(request, "roles"),
    }
    return page(request, "member", context, status=422 if form.is_bound else 200)


@EITHER
def _member_remove(request: VezneRequest, public_id: str) -> HttpResponse:
    row = get_member_of(request.seat.account_id, public_id)
    if request.method == "POST":
        is_me = row.user_id == request.user.pk
        try:
            member_remove(
                account_id=request.seat.account_id,
                membership_id=row.membership_id,
                now=request.now,
                actor=request.actor,
            )
        except DomainError as error:
            return refused(request, error)
        if is_me:
            return HttpResponse(status=302, headers={"Location": reverse("account_login")})
        return done(request, _("Kullanıcı çıkarıldı; açık oturumları kapandı."))
    keys = [
        (key.name, key.prefix + "…") for key in keys_made_by(request.seat.account_id, row.user_id)
    ]
    context = {
        "row": row,
        "keys": keys,
        "action": url_of(request, "member_remove", row.public_id),
        "back_url": url_of(request, "member", row.public_id),
    }
    return page(request, "remove", context)


@require_POST
def _invitation_end(request: VezneRequest, public_id: str) -> HttpResponse:
    try:
        invitation_revoke(
            account_id=request.seat.account_id,
            public_id=public_id,
            now=request.now,
            actor=request.actor,
        )
    except DomainError as error:
        if error.status == 404:
            raise
        return refused(request, error)
    return done(request, _("Davet geri alındı."))


team = for_admin(_team)
roles = for_admin(_roles)
member_new = for_admin(_member_new)
member_invite_page = for_admin(_member_invite)
member = for_admin(_member)
member_remove_page = for_admin(_member_remove)
invitation_end = for_admin(_invitation_end)
