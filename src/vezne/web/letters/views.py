"""A letter read and answered without signing in: the link says which one, and proves nothing else.

The page acts as the letter's buyer, narrowed to its seller, and shows nothing of the account but
the letter. Whoever answers gives a name.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from vezne.accounts.models import User
from vezne.accounts.queries import seller_profile_of
from vezne.content.queries import contacts_for
from vezne.core.audit import Actor
from vezne.core.errors import DomainError
from vezne.core.limits import RateLimit, caller_of
from vezne.core.money import Money
from vezne.core.scope import acting_as, acting_as_system
from vezne.flows.letters import letter_answered
from vezne.receivables.links import read_link
from vezne.receivables.models import Letter
from vezne.receivables.queries import letter_by_public_id
from vezne.receivables.types import LetterState
from vezne.reports.documents import letter_paragraphs, letter_pdf
from vezne.web.access import public_page
from vezne.web.colors import color_name
from vezne.web.forms import VezneForm
from vezne.web.middleware import client_ip
from vezne.web.statements import pdf_answer

BY_CALLER = RateLimit(per_minute=60, at_once=30)
AGREED, DISAGREED = "mutabik", "degil"


class AnswerForm(VezneForm):
    """Yes or no, by whom, and why not."""

    answer = forms.ChoiceField(
        label=_("Yanıtınız"),
        choices=[(AGREED, _("Mutabıkız")), (DISAGREED, _("Mutabık değiliz"))],
        widget=forms.RadioSelect,
    )
    name = forms.CharField(
        label=_("Adınız soyadınız"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    note = forms.CharField(
        label=_("Not"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Mutabık değilseniz sizdeki bakiyeyi veya farkın nedenini yazın."),
    )

    def clean(self) -> dict[str, Any]:
        """Who disagrees says why."""
        typed = super().clean() or {}
        if typed.get("answer") == DISAGREED and not str(typed.get("note") or "").strip():
            self.add_error("note", _("Farkın nedenini veya sizdeki bakiyeyi yazın."))
        return typed


View = Callable[..., HttpResponse]


def _by_link(view: View) -> View:
    """Open the link, find its letter, and act as its buyer for the rest of the request."""

    @wraps(view)
    def opened(request: Any, token: str) -> HttpResponse:
        wait_seconds = BY_CALLER.wait_seconds(
            caller_of(client_ip(request)), at_ns=time.monotonic_ns()
        )
        if wait_seconds:
            answer = render(request, "429.html", status=429)
            answer.headers["Retry-After"] = str(wait_seconds)
            return answer
        try:
            public_id = read_link(token)
            with acting_as_system("letters: link"):
                letter = letter_by_public_id(public_id)
        except DomainError as error:
            context = {"message": str(error)}
            return render(request, "letters/over.html", context, status=error.status)
        with acting_as(letter.buyer_id, "panel", seller_id=letter.seller_id):
            return view(request, token, letter)

    return opened


@public_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@_by_link
def letter(request: Any, token: str, row: Letter) -> HttpResponse:
    """The letter, and its one answer."""
    if request.method != "POST":
        return _show(request, token, row, AnswerForm(initial={"name": _name(request)}))
    form = AnswerForm(request.POST)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            letter_answered(
                letter=row,
                is_agreed=typed["answer"] == AGREED,
                note=typed["note"],
                answered_by=typed["name"],
                actor=_actor(request, typed["name"]),
                now=request.now,
            )
        except DomainError as error:
            form.refuse(error)
        else:
            return HttpResponseRedirect(request.path)
    return _show(request, token, row, form, status=422)


@public_page
@never_cache
@require_safe
@_by_link
def letter_file(request: Any, token: str, row: Letter) -> HttpResponse:
    """The same on paper."""
    del token
    name = f"mutabakat-{row.as_of:%Y%m%d}"
    return pdf_answer(name, letter_pdf(row, now=request.now))


def _show(
    request: HttpRequest, token: str, row: Letter, form: AnswerForm, *, status: int = 200
) -> HttpResponse:
    now = request.now  # type: ignore[attr-defined]
    profile, state = seller_profile_of(row.seller_id), row.state_at(now)
    context = {
        "letter": row,
        "token": token,
        "form": form,
        "state": state.value,
        "label": state.label,
        "is_open": state == LetterState.WAITING,
        "balance": Money(abs(row.balance_minor), row.currency),
        "paragraphs": letter_paragraphs(row),
        "contacts": contacts_for(row.seller_id),
        "brand": profile.brand_name,
        "brand_color": color_name(profile.brand_color),
    }
    return render(request, "letters/letter.html", context, status=status)


def _name(request: Any) -> str:
    """Who is signed in anyway need not type a name."""
    return request.user.full_name if isinstance(request.user, User) else ""


def _actor(request: Any, name: str) -> Actor:
    return Actor(kind="link", label=name, ip=client_ip(request))
