"""The side menu of both faces: entries that the member's role may open, with icons and badges."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vezne.accounts.models import Role
from vezne.web.access import VezneRequest


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
            Entry("packages", _("Paketler"), "package"),
        ),
    ),
    (
        _("Hesap"),
        (
            Entry("addresses", _("Fatura Adresleri"), "file-text"),
            Entry("cards", _("Kartlarım"), "credit-card"),
            Entry("notifications", _("Bildirimler"), "bell"),
            Entry("support", _("Destek"), "help"),
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
            Entry("desk_approvals", _("Onaylar"), "circle-check", Role.STAFF),
        ),
    ),
    (
        _("Satış"),
        (
            Entry("desk_catalogue", _("Katalog"), "package", Role.STAFF),
            Entry("desk_coupons", _("Kuponlar"), "ticket", Role.STAFF),
            Entry("desk_settings", _("Ayarlar"), "settings", Role.ADMIN),
        ),
    ),
    (
        _("Kurulum"),
        (
            Entry("operator_sellers", _("Satıcılar"), "building-store", Role.MANAGER, True),
            Entry("operator_jobs", _("İşler"), "activity", Role.MANAGER, True),
            Entry("operator_clock", _("Saat"), "clock", Role.MANAGER, True),
            Entry("operator_health", _("Sağlık"), "heartbeat", Role.MANAGER, True),
        ),
    ),
)

FIRST_PAGES = ("home", "desk")


def menu_for(request: VezneRequest) -> list[Group]:
    """The groups that this member may see, with the present page marked."""
    groups = []
    for title, entries in DESK if request.face == "desk" else PANEL:
        shown = tuple(
            Shown(
                url=reverse(f"web:{entry.name}"),
                label=entry.label,
                icon=entry.icon,
                is_here=_is_here(request.path, reverse(f"web:{entry.name}"), entry.name),
            )
            for entry in entries
            if request.seat.may(entry.role) and (request.seat.is_operator or not entry.is_operator)
        )
        if shown:
            groups.append(Group(title=title, entries=shown))
    return groups


def _is_here(path: str, url: str, name: str) -> bool:
    """A page below an entry belongs to it; the first pages have everything below them."""
    return path == url if name in FIRST_PAGES else path.startswith(url)
