"""Vade farkı: what the clock has found, until when it can be waived, and what was asked for."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from vezne.accounts.models import Role
from vezne.core.errors import NotFound
from vezne.core.money import Money
from vezne.core.wording import money_words
from vezne.receivables.queries import late_charges_of_seller, seller_terms_of, waiting_counts
from vezne.receivables.services import late_charge_waive
from vezne.receivables.types import LateState
from vezne.web.access import VezneRequest, desk_page
from vezne.web.desk.catalogue import either, saved
from vezne.web.desk.form_pages import FormPage, answer_form
from vezne.web.desk.forms import ReasonForm
from vezne.web.desk.replies import page
from vezne.web.listing import (
    Column,
    Filter,
    Listing,
    by_column,
    by_columns,
    by_field,
    excel_answer,
)


def _listing(request: VezneRequest) -> Listing:
    return Listing(
        request,
        late_charges_of_seller(request.seat.account_id),
        search=by_columns("buyer__name", "invoice__reference"),
        filters=[Filter("durum", _("Durum"), LateState.choices, by_field("state"))],
        sorts={
            "hesap": by_column("buyer__search_key"),
            "ay": by_column("month"),
            "tutar": by_column("amount_minor"),
        },
    )


@desk_page()
@require_safe
def late_charges(request: VezneRequest) -> HttpResponse:
    """All of them, newest month first."""
    seller_id = request.seat.account_id
    context = {
        "listing": _listing(request),
        "terms": seller_terms_of(seller_id),
        "counts": waiting_counts(seller_id),
    }
    return page(request, "late_charges", context)


COLUMNS = [
    Column(_("Hesap"), lambda row: row.buyer.name, 30),
    Column(_("Belge"), lambda row: row.invoice.reference),
    Column(_("Ay"), lambda row: f"{row.month:%m.%Y}", 10),
    Column(_("Gün"), lambda row: row.days, 8),
    Column(_("Aylık oran (%)"), lambda row: Money(row.rate_bp, "TRY"), 12),
    Column(_("Tutar (KDV hariç)"), lambda row: Money(row.amount_minor, row.currency), 16),
    Column(_("Para birimi"), lambda row: row.currency, 12),
    Column(_("Durum"), lambda row: row.get_state_display()),
    Column(_("İşlenme"), lambda row: row.charged_at or row.charge_at),
    Column(_("Neden"), lambda row: row.waive_reason, 30),
]


@desk_page()
@require_safe
def late_charges_excel(request: VezneRequest) -> HttpResponse:
    """The same list, filtered alike."""
    rows = _listing(request).rows
    return excel_answer("vade-farki", COLUMNS, rows.iterator(chunk_size=1_000))


@desk_page(role=Role.MANAGER)
@either
def late_waive(request: VezneRequest, public_id: str) -> HttpResponse:
    """Let a charge go before it is asked for."""
    row = late_charges_of_seller(request.seat.account_id).filter(public_id=public_id).first()
    if row is None:
        raise NotFound
    form = ReasonForm(request.POST) if request.method == "POST" else ReasonForm()

    def write(typed: dict[str, Any]) -> str:
        late_charge_waive(
            charge_id=row.pk, reason=typed["reason"], actor=request.actor, now=request.now
        )
        return saved(request, _("Vade farkı silindi; istenmeyecek."), "desk_late_charges")

    amount = money_words(Money(row.amount_minor, row.currency))
    lead = f"{row.buyer.name} · {row.invoice.reference} · {row.month:%m.%Y} · {amount}"
    back = reverse("web:desk_late_charges")
    around = FormPage(_("Vade farkını sil"), _("Sil"), back, _("Vade farkı"), lead)
    return answer_form(request, form, around, write)
