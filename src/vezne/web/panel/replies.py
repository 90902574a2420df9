"""How the panel's pages answer: a page with what every one of them needs, or a redirect with words.

Words after a success are a toast; a refusal stays on the page that one comes back to.
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
    """`panel/<template>.html`; `may_act` says whether the member may change things."""
    context["may_act"] = request.seat.may(Role.STAFF)
    return render(request, f"panel/{template}.html", context, status=status)


def done(request: VezneRequest, words: str | Promise, name: str, *args: Any) -> HttpResponse:
    """To the page `web:<name>` with a word of success."""
    messages.success(request, str(words))
    return redirect_to(request, reverse(f"web:{name}", args=args))


def refused(
    request: VezneRequest, error: DomainError, name: str, *args: Any, fragment: str = ""
) -> HttpResponse:
    """To the page `web:<name>`, which says why it was not done."""
    messages.error(request, str(error))
    url = reverse(f"web:{name}", args=args)
    return redirect_to(request, f"{url}#{fragment}" if fragment else url)


def pay_url(invoice_public_id: str) -> str:
    """The payment page of an invoice."""
    return reverse("web:pay", args=[invoice_public_id])
