"""How the desk's pages answer: a page with what every one of them needs, or a redirect with words.

Words after a success are a toast. A refusal stands at the form that asked: the page is shown again
with status 422 and everything that was typed.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise

from vezne.accounts.models import Role
from vezne.core.errors import DomainError
from vezne.web.access import VezneRequest, redirect_to


def page(
    request: VezneRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """`desk/<template>.html`; `may_act`, `may_manage`, `may_admin` say what the member may do."""
    context["may_act"] = request.seat.may(Role.STAFF)
    context["may_manage"] = request.seat.may(Role.MANAGER)
    context["may_admin"] = request.seat.may(Role.ADMIN)
    return render(request, f"desk/{template}.html", context, status=status)


def done(request: VezneRequest, words: str | Promise, name: str, *args: Any) -> HttpResponse:
    """To the page `web:<name>` with a word of success."""
    messages.success(request, str(words))
    return redirect_to(request, reverse(f"web:{name}", args=args))


def refused(request: VezneRequest, error: DomainError, name: str, *args: Any) -> HttpResponse:
    """To the page `web:<name>`, which says why it was not done; for buttons without a form."""
    messages.error(request, str(error))
    return redirect_to(request, reverse(f"web:{name}", args=args))
