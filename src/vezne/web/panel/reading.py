"""Duyurular, Son Haberler, SSS, Kılavuzlar: what the sellers wrote for who buys from them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from vezne.content.models import Announcement, Article
from vezne.content.queries import (
    GUIDES,
    NEWS,
    QUESTIONS,
    announcements_for,
    articles_for,
    get_announcement_for,
    get_article_for,
    pinned_for,
    shown,
)
from vezne.content.services import announcement_dismiss
from vezne.content.types import Reader, Shown
from vezne.reports.reading import brands_of, reader_for
from vezne.web.access import VezneRequest, panel_page
from vezne.web.panel.replies import done, page
from vezne.web.public.views import Written, question_groups

NEWS_ON_OVERVIEW, ON_PAGE, LONGEST_SEARCH = 3, 12, 100


@dataclass(frozen=True, slots=True)
class Told:
    """An announcement in the reader's language; `brand` where there are several sellers."""

    row: Announcement
    words: Shown
    brand: str
    is_dismissed: bool = False


def reader_of(request: VezneRequest) -> Reader:
    """The member as a reader."""
    seat = request.seat
    return reader_for(
        seat.account_id, user_id=request.user.pk, role=str(seat.role), now=request.now
    )


def _language() -> str:
    return (get_language() or "tr")[:2]


def _brands(reader: Reader) -> dict[int, str]:
    """Brands where they tell anything: one seller's stands above every page."""
    return brands_of(reader.sellers) if len(reader.sellers) > 1 else {}


def overview_cards(reader: Reader, request: VezneRequest) -> dict[str, object]:
    """The pinned announcements and the newest news, for the overview; two queries."""
    if not reader.sellers:
        return {}
    brands = _brands(reader)
    pinned = [
        Told(row, shown(row, _language(), top=3), brands.get(row.seller_id, ""))
        for row in pinned_for(reader, now=request.now)
    ]
    rows = articles_for(reader.sellers, "panel", NEWS)[:NEWS_ON_OVERVIEW]
    return {"pinned": pinned, "news": _written(rows, "news_item")}


def _written(rows: Iterable[Article], name: str) -> list[Written]:
    return [
        Written(row, shown(row, _language()), reverse(f"web:{name}", args=[row.public_id]))
        for row in rows
    ]


@panel_page()
@require_safe
def announcements(request: VezneRequest) -> HttpResponse:
    """Everything that is announced now, put away or not."""
    reader = reader_of(request)
    brands = _brands(reader)
    told = [
        Told(
            row,
            shown(row, _language(), top=3),
            brands.get(row.seller_id, ""),
            is_dismissed=bool(vars(row)["is_dismissed"]),
        )
        for row in announcements_for(reader, now=request.now)
    ]
    return page(request, "announcements", {"told": told})


@panel_page()
@require_POST
def announcement_away(request: VezneRequest, public_id: str) -> HttpResponse:
    """*Kapat*: off the overview of this reader; with htmx the card alone goes."""
    reader = reader_of(request)
    row = get_announcement_for(reader, public_id, now=request.now)
    announcement_dismiss(announcement=row, reader=reader, now=request.now)
    if request.htmx:
        return HttpResponse("")
    return done(request, _("Duyuru kapatıldı."), "home")


@panel_page()
@require_safe
def news(request: VezneRequest) -> HttpResponse:
    """Son Haberler, page by page."""
    rows = articles_for(reader_of(request).sellers, "panel", NEWS)
    found = Paginator(rows, ON_PAGE).get_page(request.GET.get("sayfa"))
    return page(request, "news", {"found": found, "news": _written(found, "news_item")})


@panel_page()
@require_safe
def news_item(request: VezneRequest, public_id: str) -> HttpResponse:
    """One of them, whole."""
    row = get_article_for(reader_of(request).sellers, "panel", NEWS, public_id)
    return page(request, "article", {"one": Written(row, shown(row, _language())), "is_news": True})


@panel_page()
@require_safe
def questions(request: VezneRequest) -> HttpResponse:
    """SSS by headings, or what a search finds."""
    search = _search(request)
    rows = articles_for(reader_of(request).sellers, "panel", QUESTIONS, search=search)
    groups = question_groups(rows, _language(), is_search=bool(search))
    return page(request, "questions", {"groups": groups, "search": search})


@panel_page()
@require_safe
def guides(request: VezneRequest) -> HttpResponse:
    """Kılavuzlar, or what a search finds."""
    search = _search(request)
    rows = articles_for(reader_of(request).sellers, "panel", GUIDES, search=search)
    return page(request, "guides", {"guides": _written(rows, "guide"), "search": search})


@panel_page()
@require_safe
def guide(request: VezneRequest, public_id: str) -> HttpResponse:
    """One guide, whole."""
    row = get_article_for(reader_of(request).sellers, "panel", GUIDES, public_id)
    return page(request, "article", {"one": Written(row, shown(row, _language()))})


def _search(request: VezneRequest) -> str:
    return request.GET.get("ara", "")[:LONGEST_SEARCH].strip()
