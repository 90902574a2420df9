"""A seller's colour stays readable, however it was chosen, and reaches its buyers' pages only."""

from __future__ import annotations

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import make_member, sign_in
from vezne.accounts.models import Role, SellerProfile
from vezne.core.scope import acting_as_system
from vezne.web.colors import Rgb, color_name, contrast_of, shades_of
from vezne.web.tests.panel import World

WHITE, PAPER, SURFACE_AT_NIGHT = (255, 255, 255), (245, 247, 250), (22, 29, 40)
READABLE = 4.5


def rgb(color: str) -> Rgb:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def test_contrast_is_the_standards_own() -> None:
    assert round(contrast_of((0, 0, 0), WHITE), 2) == 21.0
    assert round(contrast_of((119, 119, 119), WHITE), 2) == 4.48


@given(st.integers(0, 0xFFFFFF))
def test_every_colour_gives_readable_shades(number: int) -> None:
    shades = shades_of(f"#{number:06x}")

    for fill in (shades.fill, shades.fill_hover, shades.dark_fill):
        assert contrast_of(rgb(fill), WHITE) >= READABLE
    for link in (shades.link, shades.link_hover):
        assert contrast_of(rgb(link), PAPER) >= READABLE
    for link in (shades.dark_link, shades.dark_link_hover):
        assert contrast_of(rgb(link), SURFACE_AT_NIGHT) >= READABLE


def test_a_colour_that_is_readable_stays_as_it_is() -> None:
    assert shades_of("#0a6b4f").fill == "#0a6b4f"


def test_the_houses_own_colour_needs_no_sheet() -> None:
    assert color_name("#1D4ED8") == ""
    assert color_name("#0A7A5A") == "0a7a5a"


@pytest.mark.django_db
def test_a_sheet_is_kept_for_ever_and_others_are_not_found() -> None:
    client = Client()

    sheet = client.get("/renk/0a7a5a.css")

    assert sheet.status_code == 200
    assert sheet["Content-Type"].startswith("text/css")
    assert "immutable" in sheet["Cache-Control"]
    assert "#0a7a5a" in sheet.content.decode()
    for wrong in ("mavi", "0a7a5", "0A7A5A", "0a7a5a;}"):
        assert client.get(f"/renk/{wrong}.css").status_code == 404


def test_the_colour_reaches_the_buyers_pages_and_not_the_sellers_desk(world: World) -> None:
    with acting_as_system("test"):
        SellerProfile.objects.update(brand_color="#0A7A5A")
        deniz = make_member(world.seller, role=Role.ADMIN)

    assert "/renk/0a7a5a.css" in sign_in(world.ayse).get("/hizmetlerim/").content.decode()
    assert "/renk/" not in sign_in(deniz).get("/yonetim/").content.decode()
