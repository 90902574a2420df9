"""Para çekme: requests of buyers, approved by one or two, sent by hand, or refused."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from vezne.accounts.identifiers import shown_iban
from vezne.accounts.models import Role
from vezne.core.calendar import istanbul_date
from vezne.core.errors import DomainError, NotFound
from vezne.core.money import Money
from vezne.flows.payouts import payout_done, payout_turned_down
from vezne.receivables.models import Payout
from vezne.receivables.queries import payout_iban, payouts_of_seller, waiting_counts
from vezne.receivables.services import payout_approve
from vezne.receivables.types import OPEN_PAYOUTS, PayoutState
from vezne.web.access import VezneRequest, desk_page
from vezne.web.desk.forms import ReasonForm
from vezne.web.desk.replies import done, page, refused
from vezne.web.forms import VezneForm
from vezne.web.listing import Filter, Listing, by_column, by_columns, by_field

ORDER_COLUMNS = (_("Alıcı adı"), "IBAN", _("Tutar"), _("Para birimi"), _("Açıklama"))


class SentForm(VezneForm):
    """What the bank calls the transfer."""

    bank_reference = forms.CharField(
        label=_("Banka işlem no"), max_length=60, required=False, help_text=_("Dekonttaki numara.")
    )


def _card(request: VezneRequest, row: Payout, bad: dict[int, VezneForm]) -> dict[str, Any]:
    """A request with what this member may do with it."""
    is_manager = request.seat.may(Role.MANAGER)
    is_other = row.approved_by_id != request.user.pk
    is_open = row.state == PayoutState.WAITING or (row.state == PayoutState.SECONDED and is_other)
    failed = bad.get(row.pk)
    reason = ReasonForm(auto_id=f"red{row.pk}_%s")
    return {
        "row": row,
        "iban": shown_iban(payout_iban(row)) if is_manager else f"… {row.iban_tail}",
        "may_approve": is_manager and is_open,
        "may_send": is_manager and row.state == PayoutState.APPROVED,
        "may_refuse": is_manager,
        "sent_form": SentForm(auto_id=f"gon{row.pk}_%s"),
        "refuse_form": failed or reason,
    }


@desk_page()
@require_safe
def payouts(request: VezneRequest) -> HttpResponse:
    """What waits first, then all of them."""
    return _show(request, {})


def _show(request: VezneRequest, bad: dict[int, VezneForm], status: int = 200) -> HttpResponse:
    rows = payouts_of_seller(request.seat.account_id)
    listing = Listing(
        request,
        rows.exclude(state__in=OPEN_PAYOUTS).order_by("-asked_at", "-pk"),
        search=by_columns("buyer__name", "bank_reference", "holder"),
        filters=[
            Filter(
                "durum",
                _("Durum"),
                [(one.value, one.label) for one in PayoutState if one not in OPEN_PAYOUTS],
                by_field("state"),
            )
        ],
        sorts={"tarih": by_column("asked_at"), "tutar": by_column("amount_minor")},
    )
    context = {
        "listing": listing,
        "waiting": [_card(request, row, bad) for row in rows.filter(state__in=OPEN_PAYOUTS)[:100]],
        "has_orders": rows.filter(state=PayoutState.APPROVED).exists(),
        "counts": waiting_counts(request.seat.account_id),
    }
    return page(request, "payouts", context, status=status)


def _payout_of(request: VezneRequest, public_id: str) -> Payout:
    row = payouts_of_seller(request.seat.account_id).filter(public_id=public_id).first()
    if row is None:
        raise NotFound
    return row


@desk_page(role=Role.MANAGER)
@require_safe
def payouts_file(request: VezneRequest) -> HttpResponse:
    """The approved ones as a file for the bank's collective orders; it marks nothing as sent."""
    rows = payouts_of_seller(request.seat.account_id).filter(state=PayoutState.APPROVED)
    name = f"odeme-emri-{istanbul_date(request.now):%Y%m%d}.csv"
    answer = HttpResponse(
        order_file(list(rows.order_by("approved_at", "pk"))), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def order_file(rows: Sequence[Payout]) -> str:
    """Name, IBAN, amount, currency and words of each, as Turkish sheets read it: `;` and `,`.

    A name that a sheet would compute loses the sign that it begins with. The words hold the
    request's own number, so that a statement tells which one was sent.
    """
    told = io.StringIO()
    told.write("\ufeff")
    sheet = csv.writer(told, delimiter=";", lineterminator="\r\n")
    sheet.writerow([str(word) for word in ORDER_COLUMNS])
    for row in rows:
        amount = Money(row.amount_minor, row.currency).decimal
        holder = row.holder.strip().lstrip("=+-@\t\r\n ")
        words = f"{_now('Bakiye iadesi')} {row.public_id}"
        sheet.writerow(
            [holder, payout_iban(row), f"{amount:.2f}".replace(".", ","), row.currency, words]
        )
    return told.getvalue()


@desk_page(role=Role.MANAGER)
@require_POST
def payout_yes(request: VezneRequest, public_id: str) -> HttpResponse:
    """Approve, or second."""
    row = _payout_of(request, public_id)
    try:
        row = payout_approve(payout_id=row.pk, actor=request.actor, now=request.now)
    except DomainError as error:
        return refused(request, error, "desk_payouts")
    words = _("Onaylandı; bankadan gönderip işaretleyin.")
    if row.state == PayoutState.SECONDED:
        words = _("Onayınız alındı; ikinci bir yetkilinin de onaylaması gerekiyor.")
    return done(request, words, "desk_payouts")


@desk_page(role=Role.MANAGER)
@require_POST
def payout_out(request: VezneRequest, public_id: str) -> HttpResponse:
    """The transfer was given to the bank."""
    row = _payout_of(request, public_id)
    try:
        payout_done(
            payout_id=row.pk,
            bank_reference=request.POST.get("bank_reference", "").strip()[:60],
            actor=request.actor,
            now=request.now,
        )
    except DomainError as error:
        return refused(request, error, "desk_payouts")
    return done(request, _("Gönderildi olarak işaretlendi."), "desk_payouts")


@desk_page(role=Role.MANAGER)
@require_POST
def payout_no(request: VezneRequest, public_id: str) -> HttpResponse:
    """Refuse with a reason; the money is free again."""
    row = _payout_of(request, public_id)
    form = ReasonForm(request.POST, auto_id=f"red{row.pk}_%s")
    if not form.is_valid():
        return _show(request, {row.pk: form}, status=422)
    try:
        payout_turned_down(
            payout_id=row.pk,
            reason=form.cleaned_data["reason"],
            actor=request.actor,
            now=request.now,
        )
    except DomainError as error:
        return refused(request, error, "desk_payouts")
    return done(request, _("İstek reddedildi; tutar alıcının bakiyesinde."), "desk_payouts")
