"""Ara: with and without script, by role, in both languages; nobody finds what is another's."""

from __future__ import annotations

import html

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.architecture.town import Town, visitor
from vezne.accounts.models import Role
from vezne.web.search import BELOW, KINDS, role_of

pytestmark = pytest.mark.django_db
BOX = {"HTTP_HX_REQUEST": "true"}


def found(client: Client, text: str, *, at: str = "/ara/", **headers: str) -> str:
    answer = client.get(at, {"ara": text}, **headers)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def test_the_panel_finds_pages_and_rows_with_and_without_script(town: Town) -> None:
    ayse = visitor(town.buyer)

    page = found(ayse, "PANEL")
    assert "Panel Kullanımı" in page
    assert f'href="{reverse("web:service", args=[town.subscription.public_id])}"' in page
    assert 'role="option"' not in page.split('id="content"')[1].split("</main>")[0]

    box = found(ayse, "açilmiyor", **BOX)
    assert "Panel açılmıyor" in box
    assert 'role="listbox"' in box
    assert "<html" not in box
    assert "“yok-böyle” bulunamadı" in found(ayse, "yok-böyle", **BOX)
    due = found(ayse, "120,00 TL", **BOX)
    assert "/odeme/inv_" in due or "/odemeler/" in due


def test_pages_are_found_in_both_languages_as_far_as_the_role_goes(town: Town) -> None:
    admin, viewer = visitor(town.buyer), visitor(town.buyer, Role.VIEWER)
    for text in ("fatura adres", "INVOICE ADDR", "fatura ADRESLERİ"):
        assert "Fatura Adresleri" in found(admin, text, **BOX)
    assert "/kullanicilar/" in found(admin, "kullanıcılar", **BOX)
    assert "/kullanicilar/" not in found(viewer, "kullanıcılar", **BOX)
    nothing_typed = found(admin, "", **BOX)
    assert "/hizmetlerim/" in nothing_typed
    assert "/adreslerim/ekle/" not in nothing_typed  # only what stands in the menu


def test_the_desk_shows_each_role_what_it_may_open(town: Town) -> None:
    seats = {role: visitor(town.seller, role) for role in (Role.VIEWER, Role.STAFF, Role.ADMIN)}
    pages = {role: found(seats[role], "bakım", at="/yonetim/ara/", **BOX) for role in seats}
    assert "/yonetim/icerik/yazi/" not in pages[Role.VIEWER]  # writing asks for Personel
    assert "/yonetim/icerik/yazi/" in pages[Role.STAFF]

    assert "/yonetim/ayarlar/api/" in found(seats[Role.ADMIN], "api", at="/yonetim/ara/", **BOX)
    assert "/yonetim/ayarlar/api/" not in found(seats[Role.STAFF], "api", at="/yonetim/ara/", **BOX)
    for text in ("papatya", str(town.buyer.number)):
        assert "Papatya Tekstil" in found(seats[Role.VIEWER], text, at="/yonetim/ara/", **BOX)


def test_strangers_find_nothing_and_buyers_have_no_desk(town: Town) -> None:
    ceren, mavi = visitor(town.stranger), visitor(town.second)
    for text in ("panel kul", "açılmıyor", town.attempt.reference):
        assert "bulunamadı" in found(ceren, text, **BOX)
        assert "bulunamadı" in found(mavi, text, at="/yonetim/ara/", **BOX)
    assert "Papatya Tekstil" not in found(mavi, "papatya", at="/yonetim/ara/", **BOX)
    assert ceren.get("/yonetim/ara/").status_code == 403
    assert Client().get("/ara/").status_code == 302
    _it_costs_few_statements(visitor(town.buyer))


def _it_costs_few_statements(client: Client) -> None:
    found(client, "panel", **BOX)
    with CaptureQueriesContext(connection) as queries:
        found(client, "panel", **BOX)
    assert len(queries) <= 3, [query["sql"] for query in queries]


@pytest.mark.parametrize("face", ["panel", "desk"])
def test_every_page_and_kind_has_an_address(face: str) -> None:
    for kind in KINDS[face].values():  # type: ignore[index]
        assert role_of(kind.one)
        assert not kind.many or reverse(f"web:{kind.many}")
    for entry in BELOW[face]:  # type: ignore[index]
        assert reverse(f"web:{entry.name}")
