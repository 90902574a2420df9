"""Şifremi unuttum: over a mailed link, or a code to the registered phone.

Every page answers the same for a known and an unknown address or phone: what is asked for is only
written down, the job that sends looks it up.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from allauth.account.views import PasswordResetFromKeyView
from allauth.core import ratelimit
from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from vezne.accounts.errors import CodeWrong, WeakPassword
from vezne.accounts.models import User
from vezne.core.clock import real_now
from vezne.flows.forgotten import (
    Asked,
    password_code_check,
    password_mail_ask,
    password_renew,
    password_renewed,
    password_sms_ask,
)
from vezne.web.access import VezneRequest, public_page, redirect_to
from vezne.web.auth.first import FirstPasswordForm
from vezne.web.auth.sign_up_forms import CodeForm
from vezne.web.fields import read_phone
from vezne.web.forms import VezneForm

EITHER = require_http_methods(["GET", "HEAD", "POST"])
PHONE_KEY = "vezne_reset_phone"
"""In the session of who asked for a code: the phone, so that it need not be typed again."""
USER_KEY = "vezne_reset_user"
"""In the session of whose code was right: the user, until when, the password before."""
MINUTES_TO_CHOOSE = 15


class MailForm(VezneForm):
    """The registered address."""

    email = forms.EmailField(
        label=_("Kayıtlı e-posta adresiniz"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class PhoneForm(VezneForm):
    """The registered phone."""

    phone = forms.CharField(
        label=_("Kayıtlı cep telefonunuz"),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )

    def clean_phone(self) -> str:
        """In its one form; whose it is is nobody's business here."""
        return read_phone(self.cleaned_data["phone"])


class PhoneCodeForm(PhoneForm, CodeForm):
    """The phone and what it was sent: a caller of the call centre types both."""

    field_order = ("phone", "code")


def _limited(request: VezneRequest, action: str, key: str) -> HttpResponse | None:
    answer: HttpResponse | None = ratelimit.consume_or_429(request, action=action, key=key)
    return answer


def _asked(request: VezneRequest, target: str) -> Asked:
    language = (get_language() or "tr")[:2]
    return Asked(target=target, language=language, ip=request.actor.ip)


@public_page
@never_cache
@EITHER
def by_mail(request: VezneRequest) -> HttpResponse:
    """Ask for a link; in a dialog over the sign-in page, or as a page of its own."""
    form = MailForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"].lower()
        limited = _limited(request, "reset_password", email)
        if limited is not None:
            return limited
        password_mail_ask(asked=_asked(request, email), real_now=real_now())
        return redirect_to(request, reverse("account_login") + "?sifre=gonderildi")
    is_dialog = bool(getattr(request, "htmx", False))
    template = "auth/_forgotten_dialog.html" if is_dialog else "account/password_reset.html"
    return render(request, template, {"form": form}, status=422 if form.is_bound else 200)


@public_page
@never_cache
@EITHER
def by_sms(request: VezneRequest) -> HttpResponse:
    """Ask for a code to the registered phone."""
    form = PhoneForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        phone = form.cleaned_data["phone"]
        limited = _limited(request, "sms_code", phone)
        if limited is not None:
            return limited
        password_sms_ask(asked=_asked(request, phone), real_now=real_now())
        request.session[PHONE_KEY] = phone
        return redirect_to(request, reverse("password_code"))
    status = 422 if form.is_bound else 200
    return render(request, "auth/password_sms.html", {"form": form}, status=status)


@public_page
@never_cache
@EITHER
def code(request: VezneRequest) -> HttpResponse:
    """Type the code that came, of an own request or of the call centre's."""
    typed = request.POST if request.method == "POST" else None
    form = PhoneCodeForm(typed, initial={"phone": request.session.get(PHONE_KEY, "")})
    if request.method == "POST" and form.is_valid():
        limited = _limited(request, "sms_code_check", form.cleaned_data["phone"])
        if limited is not None:
            return limited
        user = password_code_check(
            phone=form.cleaned_data["phone"], code=form.cleaned_data["code"], real_now=real_now()
        )
        if user is not None:
            return _may_choose(request, user)
        form.refuse(CodeWrong(), "code")
    context = {"form": form, "is_asked": PHONE_KEY in request.session}
    return render(request, "auth/password_code.html", context, status=422 if form.is_bound else 200)


def _may_choose(request: VezneRequest, user: User) -> HttpResponse:
    """A session of its own for the choice: nothing that was planted before is carried along."""
    request.session.flush()
    until = real_now() + timedelta(minutes=MINUTES_TO_CHOOSE)
    request.session[USER_KEY] = {
        "user": user.pk,
        "until": until.isoformat(),
        "before": user.get_session_auth_hash(),
    }
    return redirect_to(request, reverse("password_new"))


def _chooser(request: VezneRequest) -> User | None:
    kept = request.session.get(USER_KEY)
    if kept is None or datetime.fromisoformat(kept["until"]) <= real_now():
        return None
    user = User.objects.filter(pk=kept["user"], is_active=True).first()
    if user is None or user.get_session_auth_hash() != kept["before"]:
        return None
    return user


@public_page
@never_cache
@EITHER
@sensitive_post_parameters()
def new(request: VezneRequest) -> HttpResponse:
    """Choose the new password, after a right code."""
    user = _chooser(request)
    if user is None:
        return render(request, "auth/password_over.html", status=403)
    form = FirstPasswordForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            password_renew(
                user_id=user.pk,
                password=form.cleaned_data["password"],
                now=request.now,
                actor=request.actor,
            )
        except WeakPassword as weak:
            form.refuse(weak, "password")
        else:
            request.session.flush()
            return redirect_to(request, reverse("account_reset_password_from_key_done"))
    status = 422 if form.is_bound else 200
    return render(request, "auth/password_new.html", {"form": form}, status=status)


@method_decorator(never_cache, name="dispatch")
class FromLink(PasswordResetFromKeyView):  # type: ignore[misc]
    """allauth's page of the link: it takes the key out of the address and changes nothing when it
    is opened. Ours is what follows a new password."""

    def form_valid(self, form: Any) -> HttpResponse:
        """All sessions end, the person is told, the accounts' logs say it."""
        answer: HttpResponse = super().form_valid(form)
        request: Any = self.request
        password_renewed(user=self.reset_user, now=request.now, actor=request.actor)
        return answer


from_link = public_page(FromLink.as_view())
