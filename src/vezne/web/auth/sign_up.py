"""Kayıt: from a seller's public form over mail and phone to the first page of the panel.

The browser that began keeps the sign-up in its session; who opens the mailed link elsewhere goes on
there. Pages say the same for an address that is known and one that is not.
"""

from __future__ import annotations

import re
from typing import Any

from allauth.core import ratelimit
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from vezne.accounts.errors import CodeWrong, PhoneTaken, SignUpOver, WeakPassword
from vezne.accounts.models import SellerProfile, SignUp
from vezne.accounts.services import (
    SignUpWish,
    find_sign_up,
    find_sign_up_by_token,
    sign_up_mail_confirm,
    sign_up_phone_set,
)
from vezne.accounts.services.sign_up import details_of
from vezne.content.queries import contacts_for
from vezne.core.clock import real_now
from vezne.core.errors import DomainError
from vezne.core.turkish import fold
from vezne.flows.sign_up import (
    find_open_seller,
    open_sellers,
    sign_up_finish,
    sign_up_phone_ask,
    sign_up_phone_check,
    sign_up_start,
    texts_of_sign_up,
)
from vezne.web.access import SEAT_KEY, VezneRequest, public_page, redirect_to
from vezne.web.auth.sign_up_forms import CodeForm, PhoneForm, SignUpForm, UsernameForm
from vezne.web.auth.views import BACKEND
from vezne.web.colors import color_name

KEPT = "vezne_sign_up"
"""In the session of who signs up: the public id of the sign-up."""
EITHER = require_http_methods(["GET", "HEAD", "POST"])


def _limited(request: VezneRequest, action: str, key: str) -> HttpResponse | None:
    answer: HttpResponse | None = ratelimit.consume_or_429(request, action=action, key=key)
    return answer


def _branded(profile: SellerProfile) -> dict[str, Any]:
    return {
        "brand": profile.brand_name,
        "brand_color": color_name(profile.brand_color),
        "contacts": contacts_for(profile.account_id),
    }


def _is_signed_in(request: HttpRequest) -> bool:
    return bool(request.user.is_authenticated)


def _language() -> str:
    return (get_language() or "tr")[:2]


@public_page
@require_safe
def sign_up_choose(request: VezneRequest) -> HttpResponse:
    """Whose customer one wants to become; straight on where there is only one."""
    sellers = open_sellers()
    if len(sellers) == 1:
        return HttpResponseRedirect(reverse("sign_up", args=[sellers[0].slug]))
    if not sellers:
        return render(request, "account/signup_closed.html")
    return render(request, "auth/sign_up_choose.html", {"sellers": sellers})


@public_page
@never_cache
@EITHER
@sensitive_post_parameters()
def sign_up(request: VezneRequest, slug: str) -> HttpResponse:
    """The form of one seller."""
    profile = find_open_seller(slug)
    if profile is None:
        raise Http404
    if _is_signed_in(request):
        return HttpResponseRedirect("/")
    texts = texts_of_sign_up(profile.account, who="", language=_language(), now=request.now)
    form = SignUpForm(request.POST if request.method == "POST" else None, texts=texts)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"].lower()
        limited = _limited(request, "sign_up", email)
        if limited is not None:
            return limited
        try:
            row = sign_up_start(
                wish=SignUpWish(
                    seller_id=profile.pk,
                    email=email,
                    password=form.cleaned_data["password"],
                    details=form.details(),
                    texts=form.accepted(),
                    language=_language(),
                    ip=request.actor.ip,
                ),
                real_now=real_now(),
                now=request.now,
            )
        except WeakPassword as weak:
            form.refuse(weak, "password")
        else:
            request.session[KEPT] = row.public_id
            return redirect_to(request, reverse("sign_up_mail"))
    context = {"form": form, "texts": texts, **_branded(profile)}
    return render(request, "auth/sign_up.html", context, status=422 if form.is_bound else 200)


def _step(
    request: VezneRequest, row: SignUp, name: str, context: dict[str, Any], *, refused: bool
) -> HttpResponse:
    """A page after the form, in the colours of the seller that it is about."""
    profile = SellerProfile.objects.get(account_id=row.seller_id)
    status = 422 if refused else 200
    return render(
        request, f"auth/sign_up_{name}.html", {**context, **_branded(profile)}, status=status
    )


def _kept(request: VezneRequest) -> SignUp | None:
    return find_sign_up(str(request.session.get(KEPT, "")), real_now=real_now())


def _begin_again(request: VezneRequest) -> HttpResponse:
    messages.warning(request, str(SignUpOver()))
    return redirect_to(request, reverse("account_signup"))


@public_page
@never_cache
@EITHER
def sign_up_mail(request: VezneRequest) -> HttpResponse:
    """ "We wrote to you": type the code, or open the link."""
    row = _kept(request)
    if row is None:
        return _begin_again(request)
    if row.email_verified_at is not None:
        return HttpResponseRedirect(reverse("sign_up_phone"))
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        limited = _limited(request, "sign_up_code", row.public_id)
        if limited is not None:
            return limited
        if form.is_valid():
            try:
                return _mail_confirmed(request, row.public_id, form.cleaned_data["code"])
            except CodeWrong as wrong:
                form.refuse(wrong, "code")
    context = {"form": form, "email": row.email}
    return _step(request, row, "mail", context, refused=form.is_bound)


def _mail_confirmed(request: VezneRequest, public_id: str, code: str | None) -> HttpResponse:
    row = sign_up_mail_confirm(public_id=public_id, code=code, real_now=real_now())
    request.session.cycle_key()
    request.session[KEPT] = public_id
    if row.phone_verified_at is None:
        sign_up_phone_ask(row=row, ip=request.actor.ip, real_now=real_now())
    return redirect_to(request, reverse("sign_up_phone"))


@public_page
@never_cache
@EITHER
def sign_up_link(request: VezneRequest, token: str) -> HttpResponse:
    """The mailed link: looking confirms nothing, the button does."""
    limited = _limited(request, "sign_up_code", token[:20])
    if limited is not None:
        return limited
    row = find_sign_up_by_token(token, real_now=real_now())
    if row is None:
        context = {"message": str(SignUpOver())}
        return render(request, "auth/sign_up_over.html", context, status=403)
    if request.method == "POST":
        return _mail_confirmed(request, row.public_id, None)
    return _step(request, row, "link", {"email": row.email}, refused=False)


@public_page
@never_cache
@EITHER
def sign_up_phone(request: VezneRequest) -> HttpResponse:
    """The code of the SMS; another one, or another phone."""
    row = _kept(request)
    if row is None or row.email_verified_at is None:
        return _begin_again(request)
    if row.phone_verified_at is not None:
        return HttpResponseRedirect(reverse("sign_up_name"))
    what = request.POST.get("what", "code")
    form, phone_form = CodeForm(), PhoneForm()
    if request.method == "POST" and what == "code":
        form = CodeForm(request.POST)
        limited = _limited(request, "sms_code_check", row.public_id)
        if limited is not None:
            return limited
        if form.is_valid() and _is_phone_confirmed(row, form):
            return redirect_to(request, reverse("sign_up_name"))
    elif request.method == "POST":
        phone_form = PhoneForm(request.POST)
        if what != "phone" or phone_form.is_valid():
            return _another_code(request, row, phone_form if what == "phone" else None)
    context = {"form": form, "phone_form": phone_form, "phone": details_of(row).phone}
    return _step(request, row, "phone", context, refused=form.is_bound or phone_form.is_bound)


def _is_phone_confirmed(row: SignUp, form: CodeForm) -> bool:
    try:
        if sign_up_phone_check(row=row, code=form.cleaned_data["code"], real_now=real_now()):
            return True
        raise CodeWrong
    except (CodeWrong, PhoneTaken) as refused:
        form.refuse(refused, "code")
        return False


def _another_code(request: VezneRequest, row: SignUp, form: PhoneForm | None) -> HttpResponse:
    phone = form.cleaned_data["phone"] if form is not None else details_of(row).phone
    limited = _limited(request, "sms_code", phone)
    if limited is not None:
        return limited
    if form is not None:
        sign_up_phone_set(sign_up_id=row.pk, phone=phone)
        row = _kept(request) or row
    sign_up_phone_ask(row=row, ip=request.actor.ip, real_now=real_now())
    messages.success(request, str(_("Yeni kod gönderildi.")))
    return redirect_to(request, reverse("sign_up_phone"))


def _proposed(email: str) -> str:
    return re.sub(r"^[^a-z]+|[^a-z0-9._-]", "", fold(email.partition("@")[0]))[:30]


@public_page
@never_cache
@EITHER
def sign_up_name(request: VezneRequest) -> HttpResponse:
    """A user name, and the door opens."""
    row = _kept(request)
    if row is None or row.email_verified_at is None or row.phone_verified_at is None:
        return _begin_again(request)
    form = UsernameForm(
        request.POST if request.method == "POST" else None,
        initial={"username": _proposed(row.email)},
    )
    if request.method == "POST" and form.is_valid():
        try:
            user, account = sign_up_finish(
                public_id=row.public_id,
                username=form.cleaned_data["username"],
                real_now=real_now(),
                now=request.now,
                actor=request.actor,
            )
        except DomainError as error:
            form.refuse(error, "username")
        else:
            request.session.flush()
            login(request, user, backend=BACKEND)
            UserSession.objects.create_from_request(request)
            request.session[SEAT_KEY] = account.pk
            messages.success(request, str(_("Kaydınız tamamlandı.")))
            return redirect_to(request, "/")
    return _step(request, row, "name", {"form": form}, refused=form.is_bound)
