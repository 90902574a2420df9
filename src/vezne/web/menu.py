"""The side menu of both faces: entries that the member's role may open, with icons and badges.

It is the same for everybody with the same role who stands at the same entry, so a process draws
each once and keeps the drawing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from vezne.accounts.models import Role
from vezne.accounts.types import role_covers
from vezne.web.access import PageFace, VezneRequest
from vezne.web.templatetags.fixed import address


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the menu as declared: the page's name and the role that it needs."""

    name: str
    label: Promise
    icon: str
    role: str = Role.VIEWER
    is_operator: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A line of the menu as shown."""

    url: str
    label: Promise | str
    icon: str
    is_here: bool
    badge: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Lines under one heading; the first group has none."""

    title: Promise | str
    entries: tuple[Shown, ...]


PANEL: tuple[tuple[Promise | str, tuple[Entry, ...]], ...] = (
    (
        "",
        (
            Entry("home", _("Genel Bakış"), "home"),
            Entry("services", _("Hizmetlerim"), "server"),
            Entry("payments", _("Ödemeler"), "receipt"),
            Entry("documents", _("Belgelerim"), "file-text"),
            Entry("current_accounts", _("Cari Hesap"), "wallet"),
            Entry("packages", _("Paketler"), "package"),
        ),
    ),
    (
        _("Hesap"),
        (
            Entry("addresses", _("Fatura Adresleri"), "building"),
            Entry("cards", _("Kartlarım"), "credit-card"),
            Entry("notifications", _("Bildirimler"), "bell"),
            Entry("team", _("Kullanıcılar"), "users", Role.ADMIN),
            Entry("audit", _("Kayıtlar"), "history", Role.ADMIN),
        ),
    ),
    (
        _("Yardım"),
        (
            Entry("announcements", _("Duyurular"), "speakerphone"),
            Entry("news", _("Son Haberler"), "news"),
            Entry("guides", _("Kılavuzlar"), "book"),
            Entry("questions", _("Sıkça Sorulan Sorular"), "help"),
            Entry("support", _("Destek"), "message"),
            Entry("applications", _("Başvurular"), "pencil", Role.STAFF),
        ),
    ),
)
DESK: tuple[tuple[Promise | str, tuple[Entry, ...]], ...] = (
    (
        "",
        (
            Entry("desk", _("Genel Bakış"), "home"),
            Entry("desk_accounts", _("Hesaplar"), "users"),
            Entry("desk_subscriptions", _("Abonelikler"), "server"),
            Entry("desk_payments", _("Ödemeler"), "receipt"),
            Entry("desk_documents", _("Belgeler"), "file-text"),
            Entry("desk_current_accounts", _("Cari Hesaplar"), "wallet"),
            Entry("desk_bank", _("Banka"), "building-bank"),
            Entry("desk_tickets", _("Destek talepleri"), "message"),
            Entry("desk_applications", _("Başvurular"), "pencil", Role.STAFF),
            Entry("desk_tasks", _("İşlerim"), "calendar", Role.STAFF),
            Entry("desk_approvals", _("Onaylar"), "circle-check", Role.STAFF),
        ),
    ),
    (
        _("Satış"),
        (
            Entry("desk_catalogue", _("Katalog"), "package", Role.STAFF),
            Entry("desk_coupons", _("Kuponlar"), "ticket", Role.STAFF),
            Entry("desk_announcements", _("Duyurular ve içerik"), "speakerphone", Role.STAFF),
            Entry("desk_messages", _("İletiler"), "mail", Role.STAFF),
            Entry("desk_team", _("Kullanıcılar"), "user", Role.ADMIN),
            Entry("desk_audit", _("Kayıtlar"), "history", Role.ADMIN),
            Entry("desk_settings", _("Ayarlar"), "settings", Role.ADMIN),
        ),
    ),
    (
        _("Kurulum"),
        (
            Entry("operator_sellers", _("Satıcılar"), "building-store", Role.MANAGER, True),
            Entry("operator_jobs", _("İşler"), "activity", Role.MANAGER, True),
            Entry("operator_wishes", _("KVKK"), "shield", Role.ADMIN, True),
            Entry("operator_clock", _("Saat"), "clock", Role.MANAGER, True),
            Entry("operator_health", _("Sağlık"), "heartbeat", Role.MANAGER, True),
        ),
    ),
)

FACES = {"panel": PANEL, "desk": DESK}
FIRST_PAGES = ("home", "desk")
MOST_WAITING = 99


def menu_for(request: VezneRequest, *, waiting: Mapping[str, int] | None = None) -> SafeString:
    """The lines that this member may see, drawn, with the present page marked.

    `waiting` counts by entry what waits there for a person; above 99 nobody counts.
    """
    entries = [entry for _title, group in FACES[request.face] for entry in group]
    here = tuple(e.name for e in entries if _is_here(request.path, address(f"web:{e.name}"), e))
    seat = request.seat
    badges = tuple(
        (name, str(count) if count <= MOST_WAITING else f"{MOST_WAITING}+")
        for name, count in (waiting or {}).items()
        if count
    )
    language = get_language() or ""
    return _menu(request.face, str(seat.role), seat.is_operator, here, badges, language)


@cache
def _menu(
    face: PageFace,
    role: str,
    is_operator: bool,
    here: tuple[str, ...],
    badges: tuple[tuple[str, str], ...],
    _language: str,
) -> SafeString:
    groups, shown_badges = [], dict(badges)
    for title, entries in FACES[face]:
        shown = tuple(
            Shown(
                url=address(f"web:{entry.name}"),
                label=entry.label,
                icon=entry.icon,
                is_here=entry.name in here,
                badge=shown_badges.get(entry.name, ""),
            )
            for entry in entries
            if role_covers(role, entry.role) and (is_operator or not entry.is_operator)
        )
        if shown:
            groups.append(Group(title=title, entries=shown))
    return menu_drawn(groups)


def menu_drawn(groups: Sequence[Group]) -> SafeString:
    """The lines as the frame takes them."""
    return render_to_string("shell/_menu.html", {"groups": groups})


def _is_here(path: str, url: str, entry: Entry) -> bool:
    """A page below an entry belongs to it; the first pages have everything below them."""
    return path == url if entry.name in FIRST_PAGES else path.startswith(url)
