"""Ara: one field over pages, services, requests, documents, tickets, applications, guides; at the
desk accounts, subscriptions, payments and bank movements too.

The same address answers three times: as a page with a form (without script), as the inside of the
dialog that Ctrl+K opens, and while somebody types. What is offered is what the role may open: a
kind's page says by its own declaration (`access_of`) who may.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import resolve
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from vezne.accounts.models import Role
from vezne.accounts.types import Seat, role_covers
from vezne.applications.kinds import list_kinds
from vezne.applications.models import Application
from vezne.content.models import ArticleKind
from vezne.core.money import Money
from vezne.core.turkish import fold
from vezne.invoicing.models import InvoiceStatus
from vezne.reports.search import MOST, Asked, Found, FoundGroup, KindNames, read_asked, search
from vezne.web.access import PageFace, VezneRequest, access_of, desk_page, panel_page
from vezne.web.fields import read_amount
from vezne.web.menu import FACES, Entry
from vezne.web.templatetags.fixed import address

MOST_PAGES = 6
"""Pages beside what else is found; the menu's lines while nothing is typed."""

# Below the menu's lines, found by their names too.
BELOW: dict[PageFace, tuple[Entry, ...]] = {
    "panel": (
        Entry("bank_accounts", _("Banka Hesapları"), "currency-lira"),
        Entry("transfer_notices", _("Havale bildirimlerim"), "building-bank"),
        Entry("ticket_new", _("Yeni destek talebi"), "message", Role.STAFF),
        Entry("application_new", _("Yeni başvuru"), "pencil", Role.STAFF),
        Entry("address_new", _("Fatura adresi ekle"), "building", Role.STAFF),
    ),
    "desk": (
        Entry("desk_account_new", _("Yeni hesap"), "plus", Role.STAFF),
        Entry("desk_bank_movements", _("Banka hareketleri"), "building-bank"),
        Entry("desk_bank_statements", _("Ekstre yükleme"), "upload"),
        Entry("desk_bank_notices", _("Havale bildirimleri"), "message"),
        Entry("desk_bank_accounts", _("Banka hesapları"), "building-bank", Role.ADMIN),
        Entry("desk_bank_tasks", _("Banka işleri"), "alert-triangle"),
        Entry("desk_books", _("Gün sonu"), "receipt"),
        Entry("desk_news", _("Haberler"), "news", Role.STAFF),
        Entry("desk_questions", _("Sıkça sorulan sorular"), "help", Role.STAFF),
        Entry("desk_guides", _("Kılavuzlar"), "book", Role.STAFF),
        Entry("desk_contacts", _("Destek iletişimi ayarları"), "phone", Role.ADMIN),
        Entry("desk_providers", _("Ödeme kuruluşları"), "credit-card", Role.ADMIN),
        Entry("desk_einvoice", _("Fatura ve e-belge ayarları"), "file-text", Role.ADMIN),
        Entry("desk_texts", _("Sözleşmeler"), "file-text", Role.ADMIN),
        Entry("desk_ticket_setup", _("Destek ayarları"), "settings", Role.ADMIN),
        Entry("desk_api_keys", _("API anahtarları"), "key", Role.ADMIN),
        Entry("desk_webhooks", _("Webhook'lar"), "plug", Role.ADMIN),
    ),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """How a kind of row is shown: the page of one, and the list that searches all of them."""

    title: str | Promise
    icon: str
    one: str
    many: str = ""  # empty: no list of its own


KINDS: dict[PageFace, dict[str, Kind]] = {
    "panel": {
        "services": Kind(_("Hizmetler"), "server", "service", "services"),
        "invoices": Kind(_("Ödeme talepleri"), "receipt", "pay", "payments"),
        "documents": Kind(_("Belgeler"), "file-text", "document", "documents"),
        "tickets": Kind(_("Destek talepleri"), "message", "ticket", "support"),
        "applications": Kind(_("Başvurular"), "pencil", "application", "applications"),
        "guides": Kind(_("Kılavuzlar ve sorular"), "book", "guide"),
    },
    "desk": {
        "accounts": Kind(_("Hesaplar"), "users", "desk_account", "desk_accounts"),
        "subscriptions": Kind(
            _("Abonelikler"), "server", "desk_subscription", "desk_subscriptions"
        ),
        "invoices": Kind(_("Ödeme talepleri"), "receipt", "desk_invoice"),
        "payments": Kind(_("Ödemeler"), "credit-card", "desk_payment", "desk_payments"),
        "documents": Kind(_("Belgeler"), "file-text", "desk_document", "desk_documents"),
        "movements": Kind(
            _("Banka hareketleri"), "building-bank", "desk_bank_movement", "desk_bank_movements"
        ),
        "tickets": Kind(_("Destek talepleri"), "message", "desk_ticket", "desk_tickets"),
        "applications": Kind(_("Başvurular"), "pencil", "desk_application", "desk_applications"),
        "guides": Kind(_("İçerik"), "book", "desk_article_edit"),
    },
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the answer as the page shows it."""

    url: str
    icon: str
    title: str | Promise
    detail: str = ""
    amount: Money | None = None
    at: datetime | None = None
    state: str = ""
    state_label: str = ""


@dataclass(frozen=True, slots=True)
class Lines:
    """A group of the answer; `more_url` is its list, searched for the same words."""

    kind: str
    title: str | Promise
    lines: tuple[Line, ...]
    more_url: str = ""


@panel_page()
@require_safe
def panel_search(request: VezneRequest) -> HttpResponse:
    """Of the panel."""
    return _answer(request)


@desk_page()
@require_safe
def desk_search(request: VezneRequest) -> HttpResponse:
    """Of the desk."""
    return _answer(request)


def _answer(request: VezneRequest) -> HttpResponse:
    asked = as_asked(request.GET.get("ara", ""))
    found = search(
        asked,
        account_id=request.seat.account_id,
        language=_language(),
        kinds=_kinds_of_applications(request),
    )
    every = [_pages(request, asked), *(_group(request, asked, one) for one in found)]
    groups = [group for group in every if group is not None and group.lines]
    context = {
        "asked": asked,
        "groups": groups,
        "count": sum(len(group.lines) for group in groups),
        "is_box": bool(request.htmx),
        "action": request.path,
    }
    name = "search/_found.html" if request.htmx else "search/page.html"
    answer = render(request, name, context)
    patch_vary_headers(answer, ["HX-Request"])
    answer["Cache-Control"] = "no-store"
    return answer


def _language() -> str:
    return (get_language() or "tr")[:2]


def as_asked(typed: str) -> Asked:
    """What somebody typed, with what it means as an amount in their language."""
    amount = typed.strip()
    for sign in ("TL", "tl", "TRY", "₺"):
        amount = amount.removesuffix(sign).strip()
    return read_asked(typed, amount_minor=read_amount(amount))


def _kinds_of_applications(request: VezneRequest) -> list[KindNames]:
    """Those that this member may read, as their pages say (`panel.applications`)."""
    is_desk, seat = request.face == "desk", request.seat
    shown = [kind for kind in list_kinds() if is_desk or seat.may(kind.role)]
    nameless = [KindNames("")] if is_desk or seat.may(Role.ADMIN) else []
    return [KindNames(kind.key, str(kind.title), _both(kind.title)) for kind in shown] + nameless


# -- pages -----------------------------------------------------------------------------------


def _pages(request: VezneRequest, asked: Asked) -> Lines:
    words = fold(asked.text).split()
    pages = _named(request.face)
    if not words:  # what stands in the menu
        pages = pages[: len(pages) - len(BELOW[request.face])]
    found = [
        Line(address(f"web:{entry.name}"), entry.icon, entry.label)
        for entry, names in pages
        if _may(request.seat, entry) and all(word in names for word in words)
    ]
    return Lines("pages", _("Sayfalar"), tuple(found[: MOST_PAGES if words else None]))


def _may(seat: Seat, entry: Entry) -> bool:
    return seat.may(entry.role) and (seat.is_operator or not entry.is_operator)


@cache
def _named(face: PageFace) -> tuple[tuple[Entry, str], ...]:
    """The pages of a face with their names in both languages, folded."""
    entries = [entry for _title, group in FACES[face] for entry in group]
    return tuple((entry, _both(entry.label)) for entry in (*entries, *BELOW[face]))


def _both(label: str | Promise) -> str:
    """In both languages, folded."""
    names = []
    for language in ("tr", "en"):
        with override(language):
            names.append(str(label))
    return fold(" ".join(names))


# -- rows ------------------------------------------------------------------------------------


def _group(request: VezneRequest, asked: Asked, found: FoundGroup) -> Lines | None:
    kind = KINDS[request.face][found.kind]
    if not role_covers(str(request.seat.role), role_of(kind.one)):
        return None
    more = ""
    if kind.many and len(found.rows) == MOST:
        more = f"{address(f'web:{kind.many}')}?{urlencode({'ara': asked.text})}"
    lines = tuple(_line(request.face, kind, found.kind, row) for row in found.rows)
    return Lines(found.kind, kind.title, lines, more)


def _line(face: PageFace, kind: Kind, name: str, row: Found) -> Line:
    url = address(f"web:{kind.one}", row.public_id)
    if face == "panel" and name == "invoices" and row.state != InvoiceStatus.OPEN:
        url = f"{address('web:payments')}?{urlencode({'ara': row.title})}"
    if face == "panel" and row.state == ArticleKind.QUESTION:
        query = urlencode({"ara": row.title})
        url = f"{address('web:questions')}?{query}#{row.public_id}"
    return Line(
        url=url,
        icon=kind.icon,
        title=row.title,
        detail=row.detail,
        amount=row.amount,
        at=row.at,
        state=_tone(name, row.state),
        state_label=row.state_label,
    )


def _tone(name: str, state: str) -> str:
    """By which a state's badge is coloured; empty: no badge."""
    if name == "applications":
        return Application(state=state).tone
    return state if name != "guides" else ""


@cache
def role_of(name: str) -> str:
    """The role that the page of one row asks for."""
    view = resolve(address(f"web:{name}", "x")).func
    access = access_of(view)
    return (access.role if access is not None else None) or Role.ADMIN
