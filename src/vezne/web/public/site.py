"""The seller as its public pages see it: addresses in both languages, frame, caching."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from vezne.accounts.models import User
from vezne.content.queries import contacts_for
from vezne.reports.reading import OpenPages, find_open_pages
from vezne.web.access import VezneRequest, public_page
from vezne.web.colors import color_name

LANGUAGES = ("tr", "en")
ENTRIES = {"article": "news", "product": "home"}
"""Which entry of the head a page below it belongs to."""
KEPT_SECONDS = 120
"""How long a stranger's browser, and a cache before the house, may show a page again."""


@dataclass(frozen=True, slots=True)
class Site:
    """One seller's pages in one language; `tail` is the page's own part of the address."""

    seller: OpenPages
    language: str
    tail: str = ""

    def path(self, tail: str = "", language: str = "") -> str:
        """The address of a page, in this language or another."""
        middle = "en/" if (language or self.language) == "en" else ""
        return f"/{self.seller.slug}/{middle}{tail}"

    def url(self, tail: str = "", language: str = "") -> str:
        """The whole address, as search engines want it."""
        return settings.VEZNE_WEB_URL.rstrip("/") + self.path(tail, language)

    @property
    def canonical(self) -> str:
        """This page's own address, without a search or anything else behind it."""
        return self.url(self.tail)

    @property
    def alternates(self) -> list[tuple[str, str]]:
        """This page in each language, and the one for everybody else."""
        rows = [(language, self.url(self.tail, language)) for language in LANGUAGES]
        return [*rows, ("x-default", self.url(self.tail, "tr"))]

    @property
    def other(self) -> str:
        """This page in the other language."""
        return self.path(self.tail, "tr" if self.language == "en" else "en")

    @property
    def home(self) -> str:
        """Products and prices."""
        return self.path()

    @property
    def news(self) -> str:
        """Son Haberler."""
        return self.path("haberler/")

    @property
    def questions(self) -> str:
        """SSS."""
        return self.path("sss/")

    @property
    def contact(self) -> str:
        """İletişim."""
        return self.path("iletisim/")


Page = Callable[..., HttpResponse]


def site_page(tail: str = "") -> Callable[[Page], Page]:
    """A page of an open seller: its view gets the `Site` after the request.

    `tail` is the address below the seller's, with places for the view's arguments.
    """

    def decorate(view: Page) -> Page:
        @public_page
        @require_safe
        @wraps(view)
        def answered(
            request: VezneRequest, slug: str, language: str = "tr", **kwargs: str
        ) -> HttpResponse:
            seller = find_open_pages(slug)
            if seller is None:
                raise Http404
            site = Site(seller, language, tail.format(**kwargs))
            with translation.override(language):
                answer = view(request, site, **kwargs)
            answer.headers["Content-Language"] = language
            _let_keep(request, answer)
            return answer

        return answered

    return decorate


def page(request: VezneRequest, site: Site, template: str, context: dict[str, Any]) -> HttpResponse:
    """`public/<template>.html` in the seller's colours, the same for everybody."""
    around = {
        "site": site,
        "here": ENTRIES.get(template, template),
        "brand": site.seller.brand,
        "brand_color": color_name(site.seller.color),
        "contacts": contacts_for(site.seller.seller_id),
        "theme": "auto",
        "LANGUAGE_CODE": site.language,
    }
    return render(request, f"public/{template}.html", {**context, **around})


def _let_keep(request: VezneRequest, answer: HttpResponse) -> None:
    visitor: object = request.user
    if isinstance(visitor, User):
        patch_cache_control(answer, private=True, no_cache=True)
    else:
        patch_cache_control(answer, public=True, max_age=KEPT_SECONDS)
