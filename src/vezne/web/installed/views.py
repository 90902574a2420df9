"""What a browser asks for to install the product, to show a page without a network, to be told."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from vezne.accounts.models import SellerProfile
from vezne.accounts.queries import find_profile_by_slug
from vezne.web.access import public_page
from vezne.web.colors import HOUSE_COLOR, shades_of
from vezne.web.installed.icons import SIZES, icon, initials_of
from vezne.web.version import HEADER, VERSION

HOUSE = "Vezne"
HOUSE_ICONS = (
    ("vezne/icon-192.png", "192x192", "any"),
    ("vezne/icon-512.png", "512x512", "any"),
    ("vezne/icon-maskable-512.png", "512x512", "maskable"),
)
KEPT_FILES = ("vezne/error.css", "vezne/logo.svg")
"""What the offline page needs."""
A_DAY = 86_400
PAPER = "#f5f7fa"


def _profile(slug: str) -> SellerProfile:
    profile = find_profile_by_slug(slug)
    if profile is None:
        raise Http404
    return profile


def _manifest(*, name: str, color: str, at: str, icons: list[dict[str, str]]) -> HttpResponse:
    """The same in every language that a browser asks in: it is kept with the installed app."""
    body: dict[str, Any] = {
        "id": at,
        "name": name,
        "short_name": name[:12].strip(),
        "description": _("Hizmetleriniz ve ödemeleriniz tek ekranda."),
        "lang": "tr",
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": color,
        "icons": icons,
        "shortcuts": [
            {"name": _("Ödemeler"), "url": reverse("web:payments")},
            {"name": _("Bildirimler"), "url": reverse("web:notifications")},
            {"name": _("Destek"), "url": reverse("web:support")},
        ],
    }
    return JsonResponse(
        body,
        content_type="application/manifest+json",
        json_dumps_params={"ensure_ascii": False},
    )


@public_page
@cache_control(public=True, max_age=3_600)
@require_safe
def house_manifest(request: HttpRequest) -> HttpResponse:
    """The app of the installation, for who buys from several sellers or from none yet."""
    del request
    icons = [
        {"src": static(path), "sizes": sizes, "type": "image/png", "purpose": purpose}
        for path, sizes, purpose in HOUSE_ICONS
    ]
    return _manifest(name=HOUSE, color=HOUSE_COLOR, at="/", icons=icons)


@public_page
@cache_control(public=True, max_age=3_600)
@require_safe
def app_manifest(request: HttpRequest, slug: str) -> HttpResponse:
    """The app of one seller: its name, its colour, its icons."""
    del request
    profile = _profile(slug)
    icons = [
        {
            "src": reverse("web:app_icon", args=[slug, purpose, size]),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": purpose,
        }
        for purpose, size in (("any", 192), ("any", 512), ("maskable", 512))
    ]
    return _manifest(
        name=profile.brand_name,
        color=shades_of(profile.brand_color).fill,
        at=f"/?uygulama={slug}",
        icons=icons,
    )


@public_page
@cache_control(public=True, max_age=A_DAY)
@require_safe
def app_icon(request: HttpRequest, slug: str, kind: str, size: int) -> HttpResponse:
    """One of a seller's icons."""
    del request
    if kind not in ("any", "maskable") or size not in SIZES:
        raise Http404
    profile = _profile(slug)
    picture = icon(
        initials_of(profile.brand_name),
        shades_of(profile.brand_color).fill,
        size,
        is_maskable=kind == "maskable",
    )
    return HttpResponse(picture, content_type="image/png")


@public_page
@never_cache
@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """`/sw.js`: from the root, so that it may answer for every page."""
    page = {
        "version": VERSION,
        "offline": reverse("web:offline"),
        "files": [static(path) for path in KEPT_FILES],
        "static_url": settings.STATIC_URL,
    }
    return render(request, "installed/sw.js", page, content_type="text/javascript; charset=utf-8")


@public_page
@never_cache
@require_safe
def version(request: HttpRequest) -> HttpResponse:
    """Which version answers, in a header: pages without a bell ask here, without a session."""
    del request
    return HttpResponse(status=204, headers={HEADER: VERSION})


@public_page
@cache_control(public=True, max_age=3_600)
@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What is shown without a network: the same for everybody, and nothing of an account."""
    return render(request, "installed/offline.html")
