"""Müşteri gözüyle bak: begin it with a reason, end it from any page of the panel."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from vezne.reports.desk import get_buyer
from vezne.web import visits
from vezne.web.access import VezneRequest, desk_page, panel_page, redirect_to
from vezne.web.desk.catalogue import either
from vezne.web.desk.form_pages import FormPage, answer_form, bound
from vezne.web.forms import VezneForm


class VisitForm(VezneForm):
    """Why somebody looks."""

    reason = forms.CharField(
        label=_("Neden bakıyorsunuz?"),
        max_length=200,
        help_text=_("Müşteri de kayıtlarında okur. Örneğin: 14 numaralı talepteki soru."),
    )


@desk_page(role=visits.NEEDED)
@either
def visit(request: VezneRequest, public_id: str) -> HttpResponse:
    """See the panel as this buyer does."""
    buyer = get_buyer(request.seat.account_id, public_id)
    around = FormPage(
        title=_("Müşteri gözüyle bak"),
        button=_("Paneli aç"),
        back_url=reverse("web:desk_account", args=[public_id]),
        back_label=buyer.name,
        lead=_(
            "Paneli bu müşterinin gördüğü gibi görürsünüz; yalnızca sizden aldıklarını. Hiçbir şey"
            " değiştiremez, ödeyemezsiniz. Bir saat sonra kendiliğinden biter."
        ),
    )

    def write(typed: dict[str, str]) -> str:
        visits.begin(request, buyer, typed["reason"])
        return reverse("web:home")

    return answer_form(request, bound(request, VisitForm), around, write)


@panel_page()
@require_POST
def visit_end(request: VezneRequest) -> HttpResponse:
    """Back to the desk."""
    parties = visits.end(request)
    if parties is None:
        return redirect_to(request, reverse("web:home"))
    return redirect_to(request, reverse("web:desk_account", args=[parties.buyer.public_id]))
