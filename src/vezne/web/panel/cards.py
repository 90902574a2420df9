"""Kartlarım: stored cards, automatic renewal by one click, removal."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from vezne.accounts.models import Role
from vezne.core.calendar import istanbul_date
from vezne.core.errors import DomainError, NotFound
from vezne.payments.models import StoredCard
from vezne.payments.queries import cards_of_buyer
from vezne.payments.services import card_forget, card_renewal_start, card_renewal_stop
from vezne.web.access import VezneRequest, panel_page
from vezne.web.panel.replies import done, page, refused


@panel_page()
@require_safe
def cards(request: VezneRequest) -> HttpResponse:
    """The cards over all sellers; their numbers were never here."""
    rows = cards_of_buyer(request.seat.account_id)
    today = istanbul_date(request.now)
    this_month = (today.year, today.month)
    shown = [(card, _expiry(card, this_month)) for card in rows]
    several = len({card.seller_id for card in rows}) > 1
    return page(request, "cards", {"rows": shown, "several_sellers": several})


@panel_page(role=Role.STAFF)
@require_POST
def card_renewal(request: VezneRequest, public_id: str) -> HttpResponse:
    """Switch automatic renewal with this card on (`on`) or off."""
    card = _card(request, public_id)
    if request.POST.get("on") != "1":
        card_renewal_stop(card_id=card.pk, actor=request.actor, now=request.now)
        return done(request, _("Otomatik yenileme kapatıldı."), "cards")
    try:
        card_renewal_start(card_id=card.pk, actor=request.actor, now=request.now)
    except DomainError as error:
        return refused(request, error, "cards")
    return done(request, _("Otomatik yenileme açıldı."), "cards")


@panel_page(role=Role.STAFF)
@require_POST
def card_remove(request: VezneRequest, public_id: str) -> HttpResponse:
    """Forget the card, here at once and at its provider."""
    card = _card(request, public_id)
    try:
        card_forget(card_id=card.pk, actor=request.actor, now=request.now)
    except NotFound:
        raise
    except DomainError as error:
        return refused(request, error, "cards")
    return done(request, _("Kart kaldırıldı."), "cards")


def _card(request: VezneRequest, public_id: str) -> StoredCard:
    for card in cards_of_buyer(request.seat.account_id):
        if card.public_id == public_id:
            return card
    raise NotFound


def _expiry(card: StoredCard, this_month: tuple[int, int]) -> str:
    """`over`, `soon` (this month or the next) or empty."""
    if card.expires_year is None or card.expires_month is None:
        return ""
    ends, (year, month) = (card.expires_year, card.expires_month), this_month
    following = (year, month + 1) if month < 12 else (year + 1, 1)
    if ends < this_month:
        return "over"
    return "soon" if ends <= following else ""
