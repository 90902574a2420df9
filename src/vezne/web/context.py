"""What every page of panel and desk has around it: menu, brand, band, bell, support contacts."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from vezne.accounts.models import Role
from vezne.reports.frame import desk_frame, frame_for
from vezne.reports.reading import house_contacts
from vezne.web.access import PORTAL_KEY, RETURN_KEY
from vezne.web.colors import color_name
from vezne.web.listing import PAGE_SIZES
from vezne.web.menu import menu_for
from vezne.web.templatetags.fixed import address
from vezne.web.version import VERSION


def shell(request: HttpRequest) -> dict[str, Any]:
    """Values for `shell/*.html`; for pages without a seat nothing is read here."""
    page: Any = request
    seat = getattr(page, "seat", None)
    values: dict[str, Any] = {
        "theme": getattr(page, "theme", "auto"),
        "now": getattr(page, "now", None),
        "brand": "Vezne",
        "optional_label": _("(isteğe bağlı)"),
        "page_sizes": PAGE_SIZES,
        "version": VERSION,
    }
    if seat is None or not hasattr(page, "face"):
        return {**values, "contacts": house_contacts}  # asked by the page that shows them
    is_desk = page.face == "desk"
    values |= {"seat": seat, "face": page.face, "choices": page.choices, "person": page.user}
    values["search_url"] = address("web:desk_search" if is_desk else "web:search")
    values["role_label"] = Role(seat.role).label
    portal = page.session.get(PORTAL_KEY)
    values["return_url"] = portal["return_url"] if portal else page.session.get(RETURN_KEY, "")
    if is_desk:
        desk = desk_frame(seat.account_id, user_id=page.user.pk)
        values |= {"brand": desk.brand, "unread": desk.unread, "app_slug": desk.slug}
        waiting = {
            "desk_bank": desk.bank_waits,
            "desk_tickets": desk.tickets_wait,
            "desk_applications": desk.applications_wait,
            "desk_approvals": desk.orders_wait,
        }
        values["menu"] = menu_for(page, waiting=waiting)
        return values
    values["menu"] = menu_for(page)
    frame = frame_for(seat.account_id, user_id=page.user.pk, now=page.now)
    values |= {
        "brand": frame.brand,
        "brand_color": color_name(frame.color),
        "contacts": frame.contacts,
        "band": frame.band,
        "balances": frame.wallets,
        "unread": frame.unread,
        "app_slug": frame.slug,
        "has_bank_accounts": frame.has_bank_accounts,
    }
    return values
