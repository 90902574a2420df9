"""Eşleşmeyenler: what arrived and is nobody's yet, with likely buyers; assign, return, set aside.

One press writes a transfer to its buyer. The box beside it says what it will do from then on. Two
of staff at one movement: the second is told who was first and what became of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from vezne.accounts.models import Role
from vezne.accounts.queries import account_search
from vezne.banking.errors import MovementNotOpen
from vezne.banking.models import MatchingRules, Movement
from vezne.banking.queries.lists import (
    bank_accounts_of,
    get_movement,
    notices_of_seller,
    queue_of_seller,
    queue_sums,
)
from vezne.banking.queries.rules import rules_of
from vezne.banking.queries.suggestions import suggestions_of
from vezne.banking.types import Suggestion
from vezne.core.errors import DomainError
from vezne.core.models import AuditEntry
from vezne.core.money import Money
from vezne.core.wording import money_words
from vezne.flows.bank_queue import movement_assign, movement_ignore, movement_return
from vezne.ledger.models import CurrentAccount
from vezne.reports.bank_movement import words_found
from vezne.reports.bank_queue import bank_counts
from vezne.web.access import VezneRequest, desk_page, redirect_to
from vezne.web.desk.bank_words import learning_words, masked, sender_words, why
from vezne.web.desk.forms import ReasonForm
from vezne.web.desk.replies import page
from vezne.web.listing import Filter, Listing, by_column, by_days, by_field

MOST_FOUND = 8
SURE, PROBABLE = 80, 50


@dataclass(frozen=True, slots=True)
class Choice:
    """A likely buyer as the page shows it."""

    it: Suggestion
    strength: str
    css: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A movement of the queue with what can be done about it."""

    row: Movement
    words: str
    sender: str
    why: str
    choices: list[Choice]
    learning: str  # what the box will do; empty: nothing can be learned
    return_form: ReasonForm
    ignore_form: ReasonForm


def choice_of(it: Suggestion) -> Choice:
    """How likely, in a word and a colour."""
    if it.score >= SURE:
        return Choice(it, _("Güçlü"), "green")
    if it.score >= PROBABLE:
        return Choice(it, _("Olası"), "blue")
    return Choice(it, _("Zayıf"), "secondary")


def waiting_of(row: Movement, likely: list[Suggestion], rules: MatchingRules) -> Waiting:
    """One card of the queue."""
    return Waiting(
        row=row,
        words=masked(row.description),
        sender=sender_words(row),
        why=why(row),
        choices=[choice_of(one) for one in likely],
        learning=learning_words(row, rules),
        return_form=ReasonForm(auto_id=f"iade{row.pk}_%s"),
        ignore_form=ReasonForm(auto_id=f"ayir{row.pk}_%s"),
    )


def account_filter(seller_id: int) -> Filter:
    """By bank account; lists of movements have it."""
    accounts = [
        (one.public_id, f"{one.bank_name} … {one.iban[-4:]}") for one in bank_accounts_of(seller_id)
    ]
    narrow = by_field("bank_account__public_id")
    return Filter("hesap", gettext_lazy("Banka hesabı"), accounts, narrow)


@desk_page()
@require_safe
def queue(request: VezneRequest) -> HttpResponse:
    """The queue, the oldest first."""
    seller_id = request.seat.account_id
    listing = Listing(
        request,
        queue_of_seller(seller_id),
        search=words_found,
        filters=[account_filter(seller_id)],
        sorts={"tarih": by_column("booked_on"), "tutar": by_column("amount_minor")},
        days=by_days("booked_on"),
    )
    rows: list[Movement] = list(listing.page)
    likely = suggestions_of(rows, seller_id=seller_id)
    rules = rules_of(seller_id)
    context = {
        "listing": listing,
        "waiting": [waiting_of(row, likely.get(row.pk, []), rules) for row in rows],
        "sums": [Money(minor, unit) for unit, minor in queue_sums(seller_id).items()],
        "counts": bank_counts(seller_id),
    }
    return page(request, "bank_queue", context)


def back_to_queue(request: VezneRequest) -> str:
    """The queue as it was narrowed, or the page that asked."""
    kept = {key: value for key, value in request.GET.items() if key in ("ara", "hesap", "sayfa")}
    return reverse("web:desk_bank") + (f"?{urlencode(kept)}" if kept else "")


def who_was_first(public_id: str) -> str:
    """What became of a movement that somebody else has just dealt with."""
    row = get_movement(public_id=public_id)
    last = (
        AuditEntry.objects.filter(
            account_id=row.seller_id, subject=public_id, action__startswith="bank."
        )
        .order_by("-pk")
        .first()
    )
    words = {
        "who": last.actor_label if last else "Vezne",
        "amount": money_words(Money(row.amount_minor, row.currency)),
        "buyer": row.buyer.name if row.buyer else "",
        "state": row.get_state_display(),
    }
    if row.buyer:
        text = _("%(who)s %(amount)s tutarındaki bu havaleyi sizden önce %(buyer)s hesabına yazdı.")
    else:
        text = _("%(who)s %(amount)s tutarındaki bu hareketi sizden önce sonuçlandırdı: %(state)s.")
    return text % words


def refused_act(request: VezneRequest, error: DomainError, public_id: str) -> HttpResponse:
    """Back to the queue with why it was not done."""
    if isinstance(error, MovementNotOpen):
        messages.warning(request, who_was_first(public_id))
    else:
        messages.error(request, str(error))
    return redirect_to(request, back_to_queue(request))


@desk_page(role=Role.STAFF)
@require_POST
def assign(request: VezneRequest, public_id: str) -> HttpResponse:
    """To the chosen buyer; its payer is learned where the box is ticked."""
    row = get_movement(public_id=public_id)
    account_id, _plus, notice_id = request.POST.get("hesap", "").partition("+")
    notice = notices_of_seller(row.seller_id).filter(public_id=notice_id).first()
    learns = bool(request.POST.get("ogren"))
    try:
        movement = movement_assign(
            public_id=public_id,
            current_account_public_id=account_id,
            learns=learns,
            notice_id=notice.pk if notice else None,
            actor=request.actor,
            now=request.now,
        )
    except DomainError as error:
        return refused_act(request, error, public_id)
    amount = money_words(Money(movement.amount_minor, movement.currency))
    buyer = get_movement(public_id=public_id).buyer
    words = _("%(amount)s %(buyer)s hesabına yazıldı.")
    if learns:
        words = _("%(amount)s %(buyer)s hesabına yazıldı; göndereni bundan sonra tanınır.")
    messages.success(request, words % {"amount": amount, "buyer": buyer.name if buyer else ""})
    return redirect_to(request, back_to_queue(request))


def _set_aside(request: VezneRequest, public_id: str, act: Any, words: str) -> HttpResponse:
    get_movement(public_id=public_id)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Nedenini yazın; kayıtta görünür."))
        return redirect_to(request, reverse("web:desk_bank_movement", args=[public_id]))
    note = form.cleaned_data["reason"]
    try:
        act(public_id=public_id, note=note, actor=request.actor, now=request.now)
    except DomainError as error:
        return refused_act(request, error, public_id)
    messages.success(request, words)
    return redirect_to(request, back_to_queue(request))


@desk_page(role=Role.STAFF)
@require_POST
def give_back(request: VezneRequest, public_id: str) -> HttpResponse:
    """It is sent back to its payer, by hand, at the bank."""
    words = _("İade edilecek olarak işaretlendi; parayı bankanızdan geri gönderin.")
    return _set_aside(request, public_id, movement_return, words)


@desk_page(role=Role.STAFF)
@require_POST
def ignore(request: VezneRequest, public_id: str) -> HttpResponse:
    """Interest, a tax refund: no customer's."""
    words = _("Müşteri parası olmadığı kaydedildi.")
    return _set_aside(request, public_id, movement_ignore, words)


def buyers_found(seller_id: int, text: str) -> list[CurrentAccount]:
    """The seller's buyers by name, title or number; nothing for nothing."""
    if not text.strip():
        return []
    rows = CurrentAccount.objects.filter(seller_id=seller_id).exclude(buyer_id=seller_id)
    rows = rows.filter(account_search(text, prefix="buyer__")).select_related("buyer")
    return list(rows.order_by("buyer__search_key", "pk")[:MOST_FOUND])


@desk_page(role=Role.STAFF)
@require_safe
def buyer_search(request: VezneRequest, public_id: str) -> HttpResponse:
    """The buyers that a search finds, as buttons of the movement's form."""
    row = get_movement(public_id=public_id)
    text = request.GET.get("alici", "")
    context = {"row": row, "text": text, "found": buyers_found(request.seat.account_id, text)}
    return render(request, "desk/_bank_found.html", context)
