"""The pages that strangers see: products with prices, one product, news, questions, contact."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from vezne.catalog.configuring import OfferedOption
from vezne.catalog.models import PackVersion, PlanVersion, Product
from vezne.catalog.queries import ProductOffers, offered_with, offers_for
from vezne.content.models import Article
from vezne.content.queries import (
    NEWS,
    QUESTIONS,
    articles_for,
    contacts_for,
    get_article_for,
    shown,
)
from vezne.content.types import Shown
from vezne.core.errors import NotFound
from vezne.core.money import Money
from vezne.invoicing.amounts import LineInput, compute
from vezne.web.access import VezneRequest
from vezne.web.option_words import option_lines
from vezne.web.public.site import Site, page, site_page

XML = "application/xml; charset=utf-8"
NEWS_ON_HOME, NEWS_ON_PAGE, LONGEST_SEARCH, TEASER = 3, 12, 100, 180


@dataclass(frozen=True, slots=True)
class Price:
    """A plan or a pack as its card shows it."""

    version: PlanVersion | PackVersion
    net: Money
    total: Money  # KDV included
    options: tuple[str, ...] = ()  # what can be chosen with it, where the page says so


@dataclass(frozen=True, slots=True)
class Block:
    """A product with what can be bought of it."""

    product: Product
    url: str
    plans: tuple[Price, ...]
    packs: tuple[Price, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """An article with its words in the page's language."""

    row: Article
    words: Shown
    url: str = ""

    @property
    def teaser(self) -> str:
        """Its first words."""
        plain = self.words.plain
        return plain if len(plain) <= TEASER else plain[:TEASER].rsplit(" ", 1)[0] + " …"


@site_page()
def home(request: VezneRequest, site: Site) -> HttpResponse:
    """Products with their prices, and the newest news."""
    blocks = [_block(site, offers) for offers in offers_for(site.seller.seller_id)]
    news = articles_for([site.seller.seller_id], "public", NEWS)[:NEWS_ON_HOME]
    return page(request, site, "home", {"blocks": blocks, "news": _written(site, news)})


@site_page("urun/{public_id}/")
def product(request: VezneRequest, site: Site, public_id: str) -> HttpResponse:
    """One product; one that is not on offer is not there."""
    found = [
        offers
        for offers in offers_for(site.seller.seller_id)
        if offers.product.public_id == public_id
    ]
    if not found:
        raise NotFound
    offer = _block(site, found[0], has_options=True)
    return page(request, site, "product", {"offer": offer, "product": offer.product})


@site_page("haberler/")
def news(request: VezneRequest, site: Site) -> HttpResponse:
    """Son Haberler, page by page."""
    rows = articles_for([site.seller.seller_id], "public", NEWS)
    found = Paginator(rows, NEWS_ON_PAGE).get_page(request.GET.get("sayfa"))
    return page(request, site, "news", {"found": found, "news": _written(site, found)})


@site_page("haberler/{public_id}/")
def article(request: VezneRequest, site: Site, public_id: str) -> HttpResponse:
    """One of them, whole."""
    row = get_article_for([site.seller.seller_id], "public", NEWS, public_id)
    return page(request, site, "article", {"one": Written(row, shown(row, site.language))})


@site_page("sss/")
def questions(request: VezneRequest, site: Site) -> HttpResponse:
    """SSS by headings, or what a search finds, the best first."""
    search = request.GET.get("ara", "")[:LONGEST_SEARCH].strip()
    rows = articles_for([site.seller.seller_id], "public", QUESTIONS, search=search)
    groups = question_groups(rows, site.language, is_search=bool(search))
    return page(request, site, "questions", {"groups": groups, "search": search})


def question_groups(
    rows: Iterable[Article], language: str, *, is_search: bool
) -> list[tuple[str, list[Written]]]:
    """Questions below their headings in a language; found ones stand together."""
    if is_search:
        found = [Written(row, shown(row, language, top=4)) for row in rows]
        return [(_("Bulunanlar"), found)] if found else []
    groups = groupby(rows, key=lambda row: row.topic)
    return [
        (
            (topic.name_en if topic and language == "en" else "")
            or (topic.name_tr if topic else _("Genel")),
            [Written(row, shown(row, language, top=4)) for row in below],
        )
        for topic, below in groups
    ]


@site_page("iletisim/")
def contact(request: VezneRequest, site: Site) -> HttpResponse:
    """How the seller is reached."""
    seller_id = site.seller.seller_id
    return page(
        request,
        site,
        "contact",
        {"contacts_here": contacts_for(seller_id)},
    )


@site_page("site-haritasi.xml")
def sitemap(request: VezneRequest, site: Site) -> HttpResponse:
    """Every page of the seller in both languages, for search engines."""
    seller_id = site.seller.seller_id
    tails = ["", "haberler/", "sss/", "iletisim/"]
    tails += [f"urun/{offers.product.public_id}/" for offers in offers_for(seller_id)]
    tails += [f"haberler/{row.public_id}/" for row in articles_for([seller_id], "public", NEWS)]
    pages = [Site(site.seller, language, tail) for tail in tails for language in ("tr", "en")]
    return render(
        request,
        "public/sitemap.xml",
        {"pages": pages},
        content_type="application/xml; charset=utf-8",
    )


def _block(site: Site, offers: ProductOffers, *, has_options: bool = False) -> Block:
    options = offered_with(offers.product.pk, offers.plans) if has_options else {}
    return Block(
        product=offers.product,
        url=site.path(f"urun/{offers.product.public_id}/"),
        plans=tuple(_price(version, options.get(version.pk, ())) for version in offers.plans),
        packs=tuple(_price(version) for version in offers.packs),
    )


def _price(version: PlanVersion | PackVersion, options: Iterable[OfferedOption] = ()) -> Price:
    line = LineInput(version.price_minor, version.kdv_rate_bp, oiv_rate_bp=version.oiv_rate_bp)
    total = compute([line]).total_minor
    currency = version.currency
    return Price(
        version,
        Money(version.price_minor, currency),
        Money(total, currency),
        option_lines(options, currency),
    )


def _written(site: Site, rows: Iterable[Article]) -> list[Written]:
    return [
        Written(row, shown(row, site.language), site.path(f"haberler/{row.public_id}/"))
        for row in rows
    ]
