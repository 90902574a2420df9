"""A person's first steps: an invitation, the first own password, how good a password is."""

from __future__ import annotations

from typing import Any

from allauth.core import ratelimit
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib.auth import login, update_session_auth_hash
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from vezne.accounts.errors import InvitationUnusable, WeakPassword
from vezne.accounts.models import User
from vezne.accounts.passwords import strength_of
from vezne.accounts.people import OpenInvitation, find_invitation
from vezne.accounts.services import (
    NewPerson,
    invitation_accept,
    sessions_end,
    user_password_set,
)
from vezne.core.clock import real_now
from vezne.web.access import SEAT_KEY, VezneRequest, public_page, redirect_to, signed_in_page
from vezne.web.auth.fields import check_new_password, new_password, repeated_password
from vezne.web.auth.views import BACKEND
from vezne.web.forms import VezneForm

HINTS = ("first_name", "last_name", "email", "username", "company")
LONGEST = 200


class FirstPasswordForm(VezneForm):
    """A password of one's own, twice."""

    password = new_password()
    again = repeated_password()

    def clean(self) -> dict[str, Any]:
        """Both the same."""
        return check_new_password(self, super().clean())


class InvitationForm(FirstPasswordForm):
    """Who the invited person is."""

    first_name = forms.CharField(
        label=_("Ad"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    last_name = forms.CharField(
        label=_("Soyad"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    field_order = ("first_name", "last_name", "password", "again")


@public_page
@require_POST
@sensitive_post_parameters()
def password_strength(request: VezneRequest) -> HttpResponse:
    """The meter under a password that is being typed; nothing of it is kept."""
    limited = ratelimit.consume_or_429(request, action="password_strength")
    if limited is not None:
        return HttpResponse(status=204)
    hints = tuple(
        part
        for name in HINTS
        for part in request.POST.get(name, "")[:LONGEST].split("@")[0].split()
    )
    typed = (request.POST.get("password") or request.POST.get("password1", ""))[:LONGEST]
    strength = strength_of(typed, hints)
    return render(request, "auth/_strength.html", {"strength": strength, "is_empty": not typed})


@signed_in_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def first_password(request: VezneRequest) -> HttpResponse:
    """Whose password somebody else chose comes here first, and nowhere else until it is changed."""
    if not request.user.must_change_password:
        return HttpResponseRedirect("/")
    form = FirstPasswordForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if request.user.check_password(form.cleaned_data["password"]):
            form.add_error("password", _("Size verilen şifreden başka bir şifre seçin."))
        else:
            try:
                user = user_password_set(
                    user_id=request.user.pk,
                    password=form.cleaned_data["password"],
                    now=request.now,
                    actor=request.actor,
                )
            except WeakPassword as weak:
                form.refuse(weak, "password")
            else:
                request.user = user
                update_session_auth_hash(request, user)
                sessions_end(user_id=user.pk, keep=request.session.session_key or "")
                UserSession.objects.create_from_request(request)
                return redirect_to(request, "/")
    status = 422 if form.is_bound else 200
    return render(request, "auth/first_password.html", {"form": form}, status=status)


@public_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def invitation(request: VezneRequest, token: str) -> HttpResponseBase:
    """Join an account over a mailed link. Opening it changes nothing: only the button does."""
    limited: HttpResponse | None = ratelimit.consume_or_429(request, action="invitation")
    if limited is not None:
        return limited
    found = find_invitation(token, real_now=real_now())
    if found is None:
        return _unusable(request)
    me = request.user if isinstance(request.user, User) else None
    if found.user_id is not None and (me is None or me.pk != found.user_id):
        context = {"invitation": found, "is_other": me is not None}
        return render(request, "auth/invitation_sign_in.html", context)
    if found.user_id is None:
        return _join_as_new(request, token, found)
    if request.method == "POST":
        return _join(request, token, None)
    return render(request, "auth/invitation.html", {"invitation": found})


def _join_as_new(request: VezneRequest, token: str, found: OpenInvitation) -> HttpResponse:
    form = InvitationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        names = ("first_name", "last_name", "password")
        try:
            return _join(request, token, NewPerson(**{n: form.cleaned_data[n] for n in names}))
        except WeakPassword as weak:
            form.refuse(weak, "password")
    status = 422 if form.is_bound else 200
    context = {"invitation": found, "form": form}
    return render(request, "auth/invitation.html", context, status=status)


def _join(request: VezneRequest, token: str, person: NewPerson | None) -> HttpResponse:
    me = request.user if isinstance(request.user, User) else None
    try:
        user, account_id = invitation_accept(
            token=token,
            person=person,
            user=me,
            real_now=real_now(),
            now=request.now,
            actor=request.actor,
        )
    except InvitationUnusable:
        return _unusable(request)
    if person is not None:
        request.session.flush()
        login(request, user, backend=BACKEND)
        UserSession.objects.create_from_request(request)
    request.session[SEAT_KEY] = account_id
    return redirect_to(request, "/")


def _unusable(request: VezneRequest) -> HttpResponse:
    context = {"message": str(InvitationUnusable())}
    return render(request, "auth/invitation_over.html", context, status=403)
