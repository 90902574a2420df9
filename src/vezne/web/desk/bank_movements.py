"""Hareketler: every line of every bank account, and the division of one over several buyers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from vezne.accounts.models import Role
from vezne.banking.models import Movement
from vezne.banking.queries.lists import get_movement, movements_of_seller
from vezne.banking.queries.suggestions import suggestions_for
from vezne.banking.types import MovementKind, MovementState, Tier
from vezne.core.errors import DomainError
from vezne.core.money import Money
from vezne.flows.bank_queue import movement_split
from vezne.ledger.models import CurrentAccount
from vezne.reports.bank_movement import words_found
from vezne.reports.bank_queue import bank_counts
from vezne.web.access import VezneRequest, desk_page
from vezne.web.desk.bank_queue import (
    account_filter,
    buyers_found,
    refused_act,
)
from vezne.web.desk.bank_words import masked, why
from vezne.web.desk.catalogue import either
from vezne.web.desk.replies import done, page
from vezne.web.fields import read_amount, show_amount
from vezne.web.listing import (
    Column,
    Filter,
    Listing,
    Rows,
    by_column,
    by_days,
    by_field,
    excel_answer,
)

MOST_PARTS = 20
DIRECTIONS = [("gelen", _("Gelen")), ("giden", _("Giden"))]
TIERS = [(value, label) for value, label in Tier.choices if value]


def _direction(rows: Rows, value: str) -> Rows:
    return rows.filter(amount_minor__gt=0) if value == "gelen" else rows.filter(amount_minor__lt=0)


def _listing(request: VezneRequest) -> Listing:
    seller_id = request.seat.account_id
    return Listing(
        request,
        movements_of_seller(seller_id),
        search=words_found,
        filters=[
            account_filter(seller_id),
            Filter("durum", _("Durum"), MovementState.choices, by_field("state")),
            Filter("yol", _("Eşleşme"), TIERS, by_field("tier")),
            Filter("tur", _("Tür"), MovementKind.choices, by_field("kind")),
            Filter("yon", _("Yön"), DIRECTIONS, _direction),
        ],
        sorts={
            "tarih": by_column("booked_on"),
            "gonderen": by_column("counterparty_name"),
            "tutar": by_column("amount_minor"),
        },
        days=by_days("booked_on"),
    )


@desk_page()
@require_safe
def movements(request: VezneRequest) -> HttpResponse:
    """All of them, the newest day first."""
    listing = _listing(request)
    context = {
        "listing": listing,
        "rows": [(row, masked(row.description), why(row)) for row in listing.page],
        "counts": bank_counts(request.seat.account_id),
    }
    return page(request, "bank_movements", context)


COLUMNS = [
    Column(_("Tarih"), lambda row: row.booked_on, 12),
    Column(_("Valör"), lambda row: row.value_on, 12),
    Column(_("Bankanın zamanı"), lambda row: row.bank_at, 18),
    Column(_("Banka"), lambda row: row.bank_account.bank_name, 18),
    Column("IBAN", lambda row: row.bank_account.iban, 30),
    Column(_("Gönderen"), lambda row: row.counterparty_name, 28),
    Column(_("Açıklama"), lambda row: masked(row.description), 48),
    Column(_("Tutar"), lambda row: Money(row.amount_minor, row.currency), 16),
    Column(_("Para birimi"), lambda row: row.currency, 12),
    Column(_("Tür"), lambda row: row.get_kind_display(), 16),
    Column(_("Durum"), lambda row: row.get_state_display(), 18),
    Column(_("Eşleşme"), lambda row: row.get_tier_display() if row.tier else "", 26),
    Column(_("Hesap"), lambda row: row.buyer.name if row.buyer else "", 28),
    Column(_("Banka işlem no"), lambda row: row.bank_key.removeprefix("id:")
           if row.bank_key.startswith("id:") else "", 24),
]  # fmt: skip


@desk_page()
@require_safe
def movements_excel(request: VezneRequest) -> HttpResponse:
    """The same list, filtered alike."""
    return excel_answer("banka-hareketleri", COLUMNS, _listing(request).rows.iterator(2_000))


# -- over several buyers ---------------------------------------------------------------------


@dataclass(slots=True)
class Share:
    """A chosen buyer with what was typed for it."""

    account: CurrentAccount
    typed: str
    error: str = ""


@desk_page(role=Role.STAFF)
@either
def split(request: VezneRequest, public_id: str) -> HttpResponse:
    """Buyers are added by search, one amount may stay empty: it takes the rest."""
    row = get_movement(public_id=public_id)
    is_sent = request.method == "POST"
    given = request.POST if is_sent else request.GET
    shares = _shares(row, given)
    errors: list[str] = []
    if is_sent:
        parts, errors = _parts(row, shares)
        if not errors:
            try:
                movement_split(
                    public_id=public_id, parts=parts, actor=request.actor, now=request.now
                )
            except DomainError as error:
                return refused_act(request, error, public_id)
            words = _now("Havale %(count)s hesaba bölündü.") % {"count": len(parts)}
            return done(request, words, "desk_bank_movement", public_id)
    text = request.GET.get("alici", "")
    chosen = {one.account.pk for one in shares}
    found = [one for one in buyers_found(row.seller_id, text) if one.pk not in chosen]
    if not text and row.state == MovementState.UNMATCHED:
        found = _likely_accounts(row, chosen)
    context = {
        "row": row,
        "words": masked(row.description),
        "shares": shares,
        "found": found,
        "text": text,
        "errors": errors,
        "back_url": reverse("web:desk_bank_movement", args=[public_id]),
    }
    return page(request, "bank_split", context, status=422 if errors else 200)


def _likely_accounts(row: Movement, chosen: set[int]) -> list[CurrentAccount]:
    ids = [one.current_account_id for one in suggestions_for(row)]
    rows = CurrentAccount.objects.filter(pk__in=set(ids) - chosen).select_related("buyer")
    return sorted(rows, key=lambda one: ids.index(one.pk))


def _shares(row: Movement, given: Any) -> list[Share]:
    """The chosen buyers in their order, each once."""
    ids = list(dict.fromkeys(given.getlist("pay")))[:MOST_PARTS]
    rows = CurrentAccount.objects.filter(seller_id=row.seller_id, public_id__in=ids)
    rows = rows.exclude(buyer_id=row.seller_id).select_related("buyer")
    known = {one.public_id: one for one in rows}
    return [Share(known[one], given.get(f"tutar-{one}", "").strip()) for one in ids if one in known]


def _parts(row: Movement, shares: list[Share]) -> tuple[list[tuple[str, int]], list[str]]:
    """What was typed as parts that sum to the whole, or the sentences that say what is wrong."""
    if len(shares) < 2:
        return [], [_now("En az iki hesap ekleyin; tek hesap için doğrudan yazın.")]
    amounts: list[int | None] = []
    for one in shares:
        amount = read_amount(one.typed) if one.typed else None
        if one.typed and not amount:
            one.error = _now("Tutarı 1.234,56 biçiminde yazın.")
        amounts.append(amount)
    if any(one.error for one in shares):
        return [], [f"{one.account.buyer.name}: {one.error}" for one in shares if one.error]
    rest = row.amount_minor - sum(amount or 0 for amount in amounts)
    if amounts.count(None) == 1 and rest > 0:
        place = amounts.index(None)
        amounts[place], shares[place].typed = rest, show_amount(rest)
        rest = 0
    if rest or None in amounts:
        words = {
            "total": show_amount(row.amount_minor),
            "rest": show_amount(abs(rest)),
        }
        if rest < 0:
            return [], [_now("Tutarlar havaleyi %(rest)s aşıyor (havale %(total)s).") % words]
        return [], [_now("%(rest)s henüz dağıtılmadı (havale %(total)s).") % words]
    return [(one.account.public_id, amount or 0)
            for one, amount in zip(shares, amounts, strict=True)], []  # fmt: skip
