"""Gün sonu: providers' and banks' books beside ours, by day; what staff say to a difference."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from vezne.accounts.models import Role
from vezne.banking.queries.days import days_of
from vezne.core.money import Money
from vezne.payments.models import Difference, DifferenceState, Reconciliation
from vezne.payments.queries import (
    differences_of,
    get_difference,
    provider_traits,
    reconciliations_of,
)
from vezne.payments.services import difference_explain
from vezne.payments.types import DifferenceKind
from vezne.web.access import VezneRequest, desk_page
from vezne.web.desk.replies import done, page
from vezne.web.forms import VezneForm
from vezne.web.listing import Filter, Listing, Rows, by_field

BANK_DAYS = 60
"""Of all the seller's bank accounts together, the newest."""


class ExplainForm(VezneForm):
    """Why the two sides differ."""

    words = forms.CharField(
        label=_("Açıklama"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


@desk_page(role=Role.STAFF)
@require_safe
def books(request: VezneRequest) -> HttpResponse:
    """Differences, the open ones first, and the compared days."""
    return _show(request)


def _show(
    request: VezneRequest, *, form: ExplainForm | None = None, about: str = "", status: int = 200
) -> HttpResponse:
    seller_id = request.seat.account_id
    listing = Listing(
        request,
        differences_of(seller_id),
        search=_search,
        filters=[
            Filter("durum", _("Durum"), DifferenceState.choices, by_field("state")),
            Filter("tur", _("Fark"), DifferenceKind.choices, by_field("kind")),
        ],
        sorts={},
    )
    rows: list[Difference] = list(listing.page)
    lines = [
        {
            "row": row,
            "provider": provider_traits(row.reconciliation.provider_account.provider).name,
            "form": form if form is not None and row.public_id == about else _empty(row),
        }
        for row in rows
    ]
    days = [_day(row) for row in reconciliations_of(seller_id)]
    bank_days = days_of(seller_id)[:BANK_DAYS]
    context = {"listing": listing, "lines": lines, "days": days, "bank_days": bank_days}
    return page(request, "books", context, status=status)


def _empty(row: Difference) -> ExplainForm:
    return ExplainForm(auto_id=f"{row.public_id}_%s", initial={"words": row.explanation})


def _search(rows: Rows, text: str) -> Rows:
    for word in text.split():
        rows = rows.filter(reference__icontains=word)
    return rows


def _day(row: Reconciliation) -> dict[str, Any]:
    return {
        "row": row,
        "provider": provider_traits(row.provider_account.provider).name,
        "totals": [
            {
                "theirs": Money(of.get("sales", 0), currency),
                "theirs_back": Money(of.get("refunds", 0), currency),
                "ours": Money(of.get("ours_sales", 0), currency),
                "ours_back": Money(of.get("ours_refunds", 0), currency),
                "fees": Money(of.get("fees", 0), currency),
            }
            for currency, of in sorted(row.totals.items())
        ],
    }


@desk_page(role=Role.STAFF)
@require_POST
def difference_close(request: VezneRequest, public_id: str) -> HttpResponse:
    """Explain a difference in words."""
    row = get_difference(seller_id=request.seat.account_id, public_id=public_id)
    form = ExplainForm(request.POST, auto_id=f"{public_id}_%s")
    if not form.is_valid():
        return _show(request, form=form, about=public_id, status=422)
    difference_explain(
        difference_id=row.pk,
        words=form.cleaned_data["words"],
        actor=request.actor,
        now=request.now,
    )
    return done(request, _("Açıklama kaydedildi."), "desk_books")
