"""The call centre: a buyer's user rings, staff asks, and a code goes to the registered phone.

Staff never sees the code; the caller types it, with the phone, at `/sifremi-unuttum/kod/`.
"""

from __future__ import annotations

from typing import Any

from allauth.core import ratelimit
from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from vezne.accounts.models import Role
from vezne.accounts.queries import tax_id_shown
from vezne.core.clock import real_now
from vezne.core.errors import DomainError
from vezne.flows.forgotten import callers_of, get_caller, password_code_for_caller
from vezne.reports.desk import get_buyer
from vezne.web.access import VezneRequest, desk_page, redirect_to
from vezne.web.desk.replies import page
from vezne.web.forms import VezneForm

LEAST_CHECKS = 3
CHECKS = (
    ("name", _("Adını ve soyadını söyledi")),
    ("number", _("Hesap numarasını söyledi")),
    ("tax", _("Vergi ya da kimlik numarasının son dört hanesini söyledi")),
    ("mail", _("Kayıtlı e-posta adresini söyledi")),
    ("trade", _("Son ödemesini ya da hizmetlerinden birini söyledi")),
)
"""What a caller is asked; the answers stand on the page and on the account's own."""


class CallerForm(VezneForm):
    """What the caller knew."""

    checks = forms.MultipleChoiceField(
        label=_("Arayan neleri doğru bildi?"),
        choices=CHECKS,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
        help_text=_("En az üçü doğru değilse kod göndermeyin."),
    )

    def clean_checks(self) -> list[str]:
        """Enough of them."""
        checks: list[str] = self.cleaned_data["checks"]
        if len(checks) < LEAST_CHECKS:
            raise forms.ValidationError(_("Kimliği doğrulamak için en az üç doğru yanıt gerekir."))
        return checks


@desk_page(role=Role.STAFF)
@require_safe
def buyer_team(request: VezneRequest, public_id: str) -> HttpResponse:
    """The users of a buyer."""
    buyer = get_buyer(request.seat.account_id, public_id)
    return page(request, "account_team", {"buyer": buyer, "rows": callers_of(buyer)})


@desk_page(role=Role.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def caller(request: VezneRequest, public_id: str, member_id: str) -> HttpResponse:
    """Ask the caller, then have the code sent."""
    seller_id = request.seat.account_id
    buyer = get_buyer(seller_id, public_id)
    row = get_caller(buyer, member_id)
    form = CallerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        limited: HttpResponse | None = ratelimit.consume_or_429(
            request, action="sms_code", key=row.phone or row.public_id
        )
        if limited is not None:
            return limited
        try:
            password_code_for_caller(
                seller_id=seller_id,
                buyer=buyer,
                caller=row,
                checks=form.cleaned_data["checks"],
                real_now=real_now(),
                now=request.now,
                actor=request.actor,
            )
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, str(_("Kod, kullanıcının kayıtlı telefonuna gönderildi.")))
            return redirect_to(request, reverse("web:desk_account_team", args=[public_id]))
    facts: list[tuple[Any, Any]] = [
        (_("Ad soyad"), row.name),
        (_("Hesap no"), buyer.number),
        (_("VKN / TCKN"), tax_id_shown(buyer)),
        (_("E-posta"), row.email),
        (_("Telefonun son dört hanesi"), row.phone[-4:]),
    ]
    context = {
        "form": form,
        "row": row,
        "buyer": buyer,
        "facts": facts,
        "code_url": request.build_absolute_uri(reverse("password_code")),
    }
    return page(request, "caller", context, status=422 if form.is_bound else 200)
