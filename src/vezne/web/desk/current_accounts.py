"""Cari Hesaplar: all current accounts with balance and ageing, and one of them with everything."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from vezne.accounts.models import Role
from vezne.accounts.queries import get_account
from vezne.core.errors import NotFound
from vezne.core.money import Money
from vezne.ledger.models import CurrentAccount
from vezne.ledger.queries import wallet_available
from vezne.ledger.services import credit_limit_set, withholding_set
from vezne.receivables.queries import (
    entries_of_account,
    find_buyer_terms,
    late_charges_of_account,
    letters_of_seller,
    payouts_of_seller,
    rules_of,
    waiting_counts,
)
from vezne.receivables.services import buyer_terms_set, trade_close
from vezne.reports.aging import AgingRow, aging_of_account
from vezne.reports.aging_list import AgingList
from vezne.web.access import VezneRequest, desk_page
from vezne.web.desk.catalogue import either, saved
from vezne.web.desk.catalogue_forms import whole
from vezne.web.desk.form_pages import FormPage, answer_form
from vezne.web.desk.replies import page
from vezne.web.fields import MoneyField
from vezne.web.forms import VezneForm
from vezne.web.listing import Column, Filter, Listing, Order, excel_answer
from vezne.web.statements import shown_statement, statement_file

MOST_LISTED = 10
STANDING = [
    ("borclu", _("Borcu olanlar")),
    ("gecikmis", _("Gecikmiş borcu olanlar")),
    ("alacakli", _("Bakiyesi olanlar")),
]


def account_of(request: VezneRequest, public_id: str) -> CurrentAccount:
    """One of the seller's current accounts, its house aside, with its buyer. Raises: NotFound."""
    seller_id = request.seat.account_id
    rows = CurrentAccount.objects.filter(seller_id=seller_id, public_id=public_id)
    found = rows.exclude(buyer_id=seller_id).select_related("buyer").first()
    if found is None:
        raise NotFound
    return found


def _by(order: str) -> Order:
    return lambda rows, is_descending: rows.ordered(order, is_descending)


def _listing(request: VezneRequest) -> Listing:
    rows = AgingList(request.seat.account_id, request.now)
    return Listing(
        request,
        rows,
        search=lambda rows, text: rows.searched(text),
        filters=[
            Filter("durum", _("Durum"), STANDING, lambda rows, value: rows.standing_as(value)),
            Filter(
                "birim",
                _("Para birimi"),
                [(one, one) for one in rows.currencies],
                lambda rows, value: rows.in_currency(value),
            ),
        ],
        sorts={name: _by(name) for name in ("hesap", "bakiye", "gecikmis", "eski")},
    )


@desk_page()
@require_safe
def current_accounts(request: VezneRequest) -> HttpResponse:
    """All of them; sums by currency below."""
    listing = _listing(request)
    context = {
        "listing": listing,
        "totals": listing.rows.totals(),
        "counts": waiting_counts(request.seat.account_id),
    }
    return page(request, "current_accounts", context)


def _money(name: str) -> Any:
    return lambda row: row.money(getattr(row, f"{name}_minor"))


COLUMNS = [
    Column(_("Hesap no"), lambda row: row.buyer_number, 12),
    Column(_("Hesap"), lambda row: row.buyer_name, 32),
    Column(_("Para birimi"), lambda row: row.currency, 12),
    Column(_("Net bakiye"), _money("balance"), 16),
    Column(_("Borç"), _money("receivable"), 16),
    Column(_("Peşin bakiye"), _money("wallet"), 16),
    Column(_("Vadesi gelmedi"), _money("ahead"), 16),
    Column(_("0–30 gün"), _money("days_30"), 16),
    Column(_("31–60 gün"), _money("days_60"), 16),
    Column(_("61–90 gün"), _money("days_90"), 16),
    Column(_("90 günden çok"), _money("older"), 16),
    Column(_("En eski vade"), lambda row: row.oldest_due_at, 18),
]


@desk_page()
@require_safe
def current_accounts_excel(request: VezneRequest) -> HttpResponse:
    """The same list, filtered alike."""
    return excel_answer("cari-hesaplar", COLUMNS, _listing(request).rows)


@desk_page()
@require_safe
def current_account(request: VezneRequest, public_id: str) -> HttpResponse:
    """One of them, with the statement that the address asks for."""
    account = account_of(request, public_id)
    seller_id = request.seat.account_id
    aging: list[AgingRow] = aging_of_account(
        seller_id=seller_id, current_account_id=account.pk, now=request.now
    )
    letters = letters_of_seller(seller_id).filter(current_account=account)[:MOST_LISTED]
    payouts = payouts_of_seller(seller_id).filter(current_account=account).order_by("-pk")
    context = {
        "account": account,
        "buyer": account.buyer,
        "aging": aging,
        "wallets": [
            Money(
                wallet_available(current_account_id=account.pk, unit=row.currency, now=request.now),
                row.currency,
            )
            for row in aging
        ],
        "statement": shown_statement(request, account),
        "rules": rules_of(account),
        "closed_at": getattr(find_buyer_terms(account.pk), "closed_at", None),
        "entries": list(entries_of_account(account.pk)[:MOST_LISTED]),
        "letters": [(row, row.state_at(request.now)) for row in letters],
        "late": list(late_charges_of_account(account.pk)[:MOST_LISTED]),
        "payouts": list(payouts[:MOST_LISTED]),
    }
    return page(request, "current_account", context)


@desk_page()
@require_safe
def statement_download(request: VezneRequest, public_id: str, kind: str) -> HttpResponse:
    """The statement as PDF or Excel."""
    if kind not in ("pdf", "excel"):
        raise NotFound
    account = account_of(request, public_id)
    seller = get_account(request.seat.account_id)
    return statement_file(request, account, seller, account.buyer, kind)


class TermsForm(VezneForm):
    """What one buyer is granted."""

    credit_limit = MoneyField(
        label=_("Cari limit (₺)"),
        required=False,
        help_text=_("Boş bırakılırsa limitsizdir. Limiti aşan yeni borç kaydedilmez."),
    )
    payment_days = whole(
        _("Vade (gün)"),
        most=365,
        required=False,
        help_text=_(
            "Elle kaydedilen borçlarda kullanılır. Boşsa satıcı ayarındaki gün geçerlidir."
        ),
    )
    is_late_exempt = forms.BooleanField(label=_("Vade farkı uygulanmasın"), required=False)
    withholds_kdv = forms.BooleanField(
        label=_("KDV tevkifatı yapar (belirlenmiş alıcı)"),
        required=False,
        help_text=_(
            "Tevkifat kodu olan hizmetlerde, yılın sınırını aşan yeni ödeme taleplerine uygulanır."
        ),
    )
    is_closed = forms.BooleanField(
        label=_("Hesap kapalı"),
        required=False,
        help_text=_("Yeni sipariş alınmaz; var olan hizmetler ve belgeler yerinde durur."),
    )
    was_closed = forms.BooleanField(required=False, widget=forms.HiddenInput)  # when it was opened


@desk_page(role=Role.MANAGER)
@either
def current_account_terms(request: VezneRequest, public_id: str) -> HttpResponse:
    """Credit limit, payment days, late charge or none, withholding."""
    account = account_of(request, public_id)
    own = find_buyer_terms(account.pk)
    initial = {
        "credit_limit": account.credit_limit_minor,
        "payment_days": own.payment_days if own else None,
        "is_late_exempt": bool(own and own.is_late_exempt),
        "withholds_kdv": account.withholds_kdv,
        "is_closed": bool(own and own.closed_at),
        "was_closed": bool(own and own.closed_at),
    }
    is_sent = request.method == "POST"
    form = TermsForm(request.POST) if is_sent else TermsForm(initial=initial)

    def write(typed: dict[str, Any]) -> str:
        credit_limit_set(
            current_account_id=account.pk,
            limit_minor=typed["credit_limit"],
            actor=request.actor,
            now=request.now,
        )
        if typed["withholds_kdv"] != account.withholds_kdv:
            withholding_set(
                current_account_id=account.pk,
                withholds_kdv=typed["withholds_kdv"],
                actor=request.actor,
                now=request.now,
            )
        if typed["is_closed"] != typed["was_closed"]:  # a page from before says nothing of it
            trade_close(
                current_account=account,
                is_closed=typed["is_closed"],
                actor=request.actor,
                now=request.now,
            )
        buyer_terms_set(
            current_account=account,
            payment_days=typed["payment_days"],
            is_late_exempt=typed["is_late_exempt"],
            actor=request.actor,
            now=request.now,
        )
        return saved(request, _("Şartlar kaydedildi."), "desk_current_account", public_id)

    back = reverse("web:desk_current_account", args=[public_id])
    around = FormPage(_("Limit ve şartlar"), _("Kaydet"), back, account.buyer.name)
    return answer_form(request, form, around, write)
