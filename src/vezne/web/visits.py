"""Müşteri gözüyle: a seller's member looks at a buyer's panel as the buyer sees it.

The visit lies in the session of who looks: whose panel, of which seller, until when. While it lasts
the panel's pages are that buyer's, narrowed to what is bought from this seller, with the role that
only looks: nothing can be paid, changed or secured in the buyer's name. Each page says so, both
accounts' logs have beginning, reason and end, and the desk stays what it was. It ends by its button
or after an hour; at once with the role that allowed it, another seat, or the sign-out.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from vezne.accounts.models import Account, Role
from vezne.accounts.services import VisitParties, visit_begin, visit_end
from vezne.accounts.types import AccountBrief, Seat
from vezne.core.clock import real_now
from vezne.web.access import PORTAL_KEY, VezneRequest

VISIT_KEY = "vezne_visit"
LASTS = timedelta(hours=1)
NEEDED = Role.MANAGER
"""Who may look, of the seller's members."""


def begin(request: VezneRequest, buyer: Account, reason: str) -> None:
    """Look at a buyer of the seller that the member sits at; one visit at a time."""
    parties = VisitParties(seller=request.seat.account, buyer=_brief(buyer))
    end(request)
    visit_begin(parties=parties, reason=reason, now=request.now, actor=request.actor)
    request.session[VISIT_KEY] = {
        **asdict(parties),
        "ends_at": (real_now() + LASTS).isoformat(),
    }


def end(request: VezneRequest) -> VisitParties | None:
    """Look no more; gives whose panel it was, None where nobody's was."""
    kept = request.session.pop(VISIT_KEY, None)
    if kept is None:
        return None
    parties = _parties(kept)
    visit_end(parties=parties, now=request.now, actor=request.actor)
    return parties


def seat_of(page: Any, seat: Seat | None) -> Seat | None:
    """The seat of a panel page: the visited buyer's while a visit lasts, else the member's own."""
    kept = page.session.get(VISIT_KEY)
    if kept is None or seat is None or PORTAL_KEY in page.session:
        return seat
    parties = _parties(kept)
    if not _lasts(seat, parties, kept["ends_at"]):
        del page.session[VISIT_KEY]
        return seat
    if page.face != "panel":
        return seat
    page.actor = replace(page.actor, label=f"{page.actor.label} ({parties.seller.name})")
    page.choices = ()
    return Seat(
        user_id=seat.user_id,
        account=parties.buyer,
        role=Role.VIEWER.value,
        portal_seller_id=parties.seller.id,
        is_visit=True,
    )


def _lasts(seat: Seat, parties: VisitParties, ends_at: str) -> bool:
    is_there = seat.account_id == parties.seller.id and seat.is_seller and seat.may(NEEDED)
    return is_there and real_now() < datetime.fromisoformat(ends_at)


def _parties(kept: dict[str, Any]) -> VisitParties:
    return VisitParties(seller=AccountBrief(**kept["seller"]), buyer=AccountBrief(**kept["buyer"]))


def _brief(buyer: Account) -> AccountBrief:
    """Without a desk: a visit never comes to one."""
    return AccountBrief(buyer.pk, buyer.public_id, buyer.number, buyer.name, buyer.kind)
