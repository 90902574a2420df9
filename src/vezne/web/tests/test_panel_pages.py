"""What holds for every page of the panel: for whom it opens, whose rows it shows, what it costs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories import NOW, make_member, set_clock, sign_in
from vezne.accounts.models import Role
from vezne.web.tests.panel import World

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12


PAGES = (
    "/",
    "/hizmetlerim/",
    "/hizmetlerim/excel/",
    "/hizmetlerim/{service}/",
    "/odemeler/",
    "/odemeler/excel/",
    "/paketler/",
    "/adreslerim/",
    "/kartlarim/",
    "/bildirimler/",
    "/bildirimler/sayi/",
    "/destek/",
)
FORMS = (
    "/hizmetlerim/{service}/paket/",
    "/hizmetlerim/{service}/iptal/",
    "/adreslerim/ekle/",
    "/adreslerim/{address}/",
)
ACTIONS = (
    "/hizmetlerim/{service}/yenile/",
    "/hizmetlerim/{service}/devam/",
    "/paketler/satin-al/paket/{plan}/",
    "/paketler/satin-al/kontor/{pack}/",
    "/adreslerim/{address}/kaldir/",
    "/adreslerim/{address}/varsayilan/",
    "/kartlarim/{card}/yenileme/",
    "/kartlarim/{card}/kaldir/",
)


def queries_of(client: Client, url: str) -> list[str]:
    """The statements that a page costs, besides going into its scope and out of it."""
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(url)
    assert answer.status_code == 200, url
    return [query["sql"] for query in queries if "set_config" not in query["sql"]]


def test_a_page_opens_within_its_queries(world: World) -> None:
    client = sign_in(world.ayse)
    client.get("/bildirimler/")  # keeps the seat in the session

    costs = {path: len(queries_of(client, world.url(path))) for path in PAGES + FORMS}

    assert {path: cost for path, cost in costs.items() if cost > MOST_QUERIES} == {}


def test_more_rows_cost_no_more_queries(world: World) -> None:
    client = sign_in(world.ayse)
    paths = [path for path in PAGES + FORMS if "{" not in path]
    world.add_services(2)  # with what people are told of them: an empty list asks less
    client.get("/bildirimler/")
    before = {path: len(queries_of(client, path)) for path in paths}

    world.add_services(5)
    client.get("/bildirimler/")

    assert {path: len(queries_of(client, path)) for path in paths} == before


def test_a_viewer_opens_every_page_and_finds_no_button_that_changes(world: World) -> None:
    client = sign_in(make_member(world.buyer, Role.VIEWER, name="Bora"))

    for path in PAGES:
        answer = client.get(world.url(path))
        assert answer.status_code == 200
        if answer["Content-Type"].startswith("text/html"):
            html = answer.content.decode()
            buttons = [f'action="{world.url(action)}"' for action in ACTIONS]
            links = [f'href="{world.url(form)}"' for form in FORMS]
            assert [text for text in buttons + links if text in html] == [], path


def test_a_viewer_changes_nothing(world: World) -> None:
    client = sign_in(make_member(world.buyer, Role.VIEWER, name="Bora"))

    for path in ACTIONS + FORMS:
        assert client.post(world.url(path)).status_code == 403, path


def test_ceren_finds_nothing_of_ayse(world: World) -> None:
    client = sign_in(world.ceren)
    own = [path for path in PAGES + FORMS + ACTIONS if "{" in path]

    for path in own:
        if "{plan}" in path or "{pack}" in path:
            continue  # the catalogue is public
        method = client.post if path in ACTIONS else client.get
        assert method(world.url(path), {"on": "1"}).status_code == 404, path


def test_an_action_is_not_a_link(world: World) -> None:
    client = sign_in(world.ayse)

    for path in ACTIONS:
        assert client.get(world.url(path)).status_code == 405, path


def test_pages_show_nothing_of_another_account(world: World) -> None:
    client = sign_in(world.ceren)

    for path in ("/", "/hizmetlerim/", "/odemeler/", "/adreslerim/", "/kartlarim/"):
        html = client.get(path).content.decode()
        assert "papatya.com.tr" not in html
        assert "0008" not in html


def test_pages_speak_english_and_wear_dark_colours(world: World) -> None:
    client = sign_in(world.ayse)
    client.post("/hesabim/tercihler/", {"language": "en", "theme": "dark"})

    for path in PAGES + FORMS:
        answer = client.get(world.url(path))
        assert answer.status_code == 200
        if b"<html" in answer.content:
            assert b'lang="en"' in answer.content, path
            assert b'data-bs-theme="dark"' in answer.content, path


def test_the_band_follows_to_every_page_while_something_is_due(world: World) -> None:
    client = sign_in(world.ayse)
    for path in PAGES:
        answer = client.get(world.url(path))
        if b"<html" in answer.content:
            assert "vz-band" in answer.content.decode(), path


def test_the_last_day_is_told_in_hours(world: World) -> None:
    set_clock(NOW + timedelta(days=6, hours=12, minutes=1))
    html = sign_in(world.ayse).get("/").content.decode()

    assert "12 saat kaldı" in html


def test_visitors_are_sent_to_sign_in() -> None:
    for path in PAGES + FORMS:
        assert (
            Client()
            .get(path.format(service="sub_x", address="adr_x"))["Location"]
            .startswith("/giris/")
        )
