from __future__ import annotations

from collections.abc import Iterator

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver

from vezne.accounts.models import Role, User
from vezne.accounts.services import membership_end
from vezne.accounts.tests.people import NOW, make_account, make_seller, make_user, seat_user
from vezne.core.audit import SYSTEM
from vezne.core.scope import acting_as_system, current_scope
from vezne.web.access import PORTAL_KEY, SEAT_KEY, access_of
from vezne.web.auth.views import BACKEND

pages = pytest.mark.urls("vezne.web.tests.pages")
db = pytest.mark.django_db


def signed_in(user: User, **session: object) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    kept = client.session
    kept.update(session)
    kept.save()
    return client


def _views(resolver: URLResolver, path: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _views(entry, path + str(entry.pattern))
        else:
            yield path + str(entry.pattern), entry


def test_every_address_declares_who_may_open_it() -> None:
    undeclared = [
        path
        for path, entry in _views(get_resolver())
        # The API's addresses declare an authentication each, which ninja holds.
        if not path.startswith("api/v1/") and access_of(entry.callback) is None
    ]

    assert undeclared == []


def test_every_desk_address_is_declared_as_one_and_lies_below_yonetim() -> None:
    wrong = []
    for path, entry in _views(get_resolver()):
        access = access_of(entry.callback)
        if access and (access.kind in ("desk", "operator")) != path.startswith("yonetim/"):
            wrong.append(path)

    assert wrong == []


@pages
@db
def test_a_visitor_is_sent_to_sign_in_and_back() -> None:
    answer = Client().get("/ayar/?sekme=2")

    assert answer.status_code == 302
    assert answer["Location"] == "/giris/?next=%2Fayar%2F%3Fsekme%3D2"


@pages
@db
def test_an_htmx_fragment_sends_the_whole_page_to_sign_in() -> None:
    answer = Client().post(
        "/ayar/",
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/uyeler/?q=a"},
    )

    assert (answer.status_code, answer.content) == (200, b"")
    assert answer["HX-Redirect"] == "/giris/?next=%2Fuyeler%2F%3Fq%3Da"


@pages
@db
def test_a_public_page_has_no_scope_and_the_visitor_s_colours() -> None:
    client = Client()
    client.cookies["vezne_theme"] = "dark"
    answer = client.get("/acik/").json()

    assert (answer["scope"], answer["role"], answer["theme"]) == (None, None, "dark")
    assert answer["actor"] == ["visitor", "", "127.0.0.1"]


@pages
@db
def test_a_panel_page_runs_as_the_account_with_the_person_s_language() -> None:
    ayse, papatya = make_user(), make_account()
    seat_user(ayse, papatya, Role.VIEWER)
    User.objects.filter(pk=ayse.pk).update(language="en", theme="light")

    answer = signed_in(ayse).get("/", headers={"Accept-Language": "tr"}).json()

    assert answer["scope"] == ["panel", papatya.pk]
    assert (answer["role"], answer["theme"], answer["language"]) == ("viewer", "light", "en")
    assert answer["actor"] == ["user", "Ayşe Demir", "127.0.0.1"]
    assert current_scope() is None


@pages
@db
@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (Role.VIEWER, {"/": 200, "/ayar/": 403, "/yonetim/": 200, "/yonetim/katalog/": 403}),
        (Role.STAFF, {"/": 200, "/ayar/": 403, "/yonetim/": 200, "/yonetim/katalog/": 403}),
        (Role.MANAGER, {"/": 200, "/ayar/": 403, "/yonetim/": 200, "/yonetim/katalog/": 200}),
        (Role.ADMIN, {"/": 200, "/ayar/": 200, "/yonetim/": 200, "/yonetim/katalog/": 200}),
    ],
)
def test_a_page_opens_for_its_roles(role: Role, expected: dict[str, int]) -> None:
    deniz = make_user("Deniz")
    seat_user(deniz, make_seller(), role)
    client = signed_in(deniz)

    assert {path: client.get(path).status_code for path in expected} == expected


@pages
@db
def test_a_desk_page_runs_as_the_seller_and_is_shut_to_a_buyer() -> None:
    deniz, ayse, robo = make_user("Deniz"), make_user(), make_seller()
    seat_user(deniz, robo)
    seat_user(ayse, make_account())

    assert signed_in(deniz).get("/yonetim/").json()["scope"] == ["desk", robo.pk]
    assert signed_in(ayse).get("/yonetim/").status_code == 403


@pages
@db
def test_only_the_operator_opens_pages_of_the_installation() -> None:
    deniz, emre, fatma = make_user("Deniz"), make_user("Emre"), make_user("Fatma")
    operator = make_seller("Kurulum", is_operator=True)
    seat_user(deniz, make_seller())
    seat_user(emre, operator, Role.MANAGER)
    seat_user(fatma, operator, Role.STAFF)

    asked = {
        user.first_name: (
            signed_in(user).get("/yonetim/saat/").status_code,
            signed_in(user).get("/yonetim/saticilar/").status_code,
        )
        for user in (deniz, emre, fatma)
    }

    assert asked == {"Deniz": (403, 403), "Emre": (200, 403), "Fatma": (403, 403)}


@pages
@db
def test_somebody_without_an_account_is_told_so_once() -> None:
    ceren = make_user("Ceren")
    client = signed_in(ceren)

    answer = client.get("/")

    assert (answer.status_code, answer["Location"]) == (302, "/hesapsiz/")
    assert client.get("/kendi/").json()["scope"] is None


@pages
@db
def test_a_membership_that_ends_shuts_the_pages_at_once() -> None:
    ayse, bora, papatya, gunes = (
        make_user(),
        make_user("Bora"),
        make_account(),
        make_account("Güneş"),
    )
    seat_user(ayse, papatya)
    membership = seat_user(bora, papatya, Role.STAFF)
    seat_user(bora, gunes, Role.STAFF)
    client = signed_in(bora)
    assert client.get("/").json()["scope"] == ["panel", papatya.pk]

    with acting_as_system("test"):
        membership_end(account_id=papatya.pk, membership_id=membership.pk, now=NOW, actor=SYSTEM)

    gone = client.get("/uyeler/")
    assert (gone.status_code, gone["Location"]) == (302, "/")
    assert client.get("/").json()["scope"] == ["panel", gunes.pk]


@pages
@db
def test_a_user_switches_between_own_accounts_only() -> None:
    ayse, papatya, gunes, strange = (
        make_user(),
        make_account(),
        make_account("Güneş"),
        make_account("Yabancı"),
    )
    seat_user(ayse, papatya)
    seat_user(ayse, gunes, Role.VIEWER)
    client = signed_in(ayse)

    answer = client.post("/hesap-degistir/", {"account": gunes.public_id, "next": "/uyeler/"})
    assert (answer.status_code, answer["Location"]) == (302, "/uyeler/")
    assert client.get("/").json()["scope"] == ["panel", gunes.pk]

    refused = client.post("/hesap-degistir/", {"account": strange.public_id})
    assert refused.status_code == 403
    assert client.get("/").json()["scope"] == ["panel", gunes.pk]
    assert client.get("/hesap-degistir/").status_code == 405


@pages
@db
@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example/", "javascript:x", ""])
def test_a_form_leads_on_to_this_site_only(wanted: str) -> None:
    ayse, papatya = make_user(), make_account()
    seat_user(ayse, papatya)

    answer = signed_in(ayse).post(
        "/hesap-degistir/", {"account": papatya.public_id, "next": wanted}
    )

    assert answer["Location"] == "/"


@pages
@db
def test_a_page_costs_one_read_before_its_own_and_those_that_are_prepared() -> None:
    ayse, papatya = make_user(), make_account()
    seat_user(ayse, papatya)
    seat_user(ayse, make_account("Güneş"))
    client = signed_in(ayse)
    client.get("/")  # keeps the seat in the session

    with CaptureQueriesContext(connection) as queries:
        client.get("/")

    statements = [query["sql"] for query in queries]
    # The user; prepared are the session, seat and clock, into the scope and out of it.
    assert len(statements) == 1, statements


@pages
@db
def test_a_visitor_s_page_costs_the_clock_alone() -> None:
    with CaptureQueriesContext(connection) as queries:
        Client().get("/acik/")

    assert len(queries) == 1


@pages
@db
def test_pages_show_the_rows_of_their_own_account() -> None:
    ayse, ceren = make_user(), make_user("Ceren")
    seat_user(ayse, make_account())
    seat_user(ceren, make_account("Güneş"))

    assert signed_in(ayse).get("/uyeler/").json() == {"members": ["Ayşe Demir"]}
    assert signed_in(ceren).get("/uyeler/").json() == {"members": ["Ceren Demir"]}


def _second_factor(user: User) -> dict[str, object]:
    """A session opened with a code."""
    return {
        AUTHENTICATION_METHODS_SESSION_KEY: [{"method": "mfa", "at": 0, "type": "totp"}],
        "account_authentication_methods_user": str(user.pk),
    }


@pages
@db
def test_the_desk_asks_for_a_second_factor_where_the_installation_wants_it(
    settings: LazySettings,
) -> None:
    settings.VEZNE_DESK_SECOND_FACTOR = True
    deniz = make_user("Deniz")
    seat_user(deniz, make_seller())
    client = signed_in(deniz)

    set_one_up = client.get("/yonetim/")
    Authenticator.objects.create(user=deniz, type=Authenticator.Type.TOTP, data={})
    confirm = client.get("/yonetim/")

    assert set_one_up["Location"] == "/hesabim/iki-adim/"
    assert confirm["Location"] == "/hesabim/iki-adim/onay/?next=%2Fyonetim%2F"
    assert client.get("/").status_code == 200
    assert signed_in(deniz, **_second_factor(deniz)).get("/yonetim/").status_code == 200


@pages
@db
def test_an_outside_visit_sees_the_panel_and_nothing_more() -> None:
    deniz, robo, hr = make_user("Deniz"), make_seller(), make_seller("Hr")
    seat_user(deniz, robo)
    seat_user(deniz, make_account())
    visit = {SEAT_KEY: robo.pk, PORTAL_KEY: {"seller_id": hr.pk, "return_url": ""}}
    client = signed_in(deniz, **visit, **_second_factor(deniz))

    answer = client.get("/").json()

    assert (answer["scope"], answer["role"], answer["portal"]) == (
        ["panel", robo.pk],
        "manager",
        hr.pk,
    )
    for path in ("/yonetim/", "/ayar/", "/kendi/", "/hesabim/sifre/", "/hesabim/iki-adim/"):
        assert client.get(path).status_code == 403, path
    switched = client.post("/hesap-degistir/", {"account": robo.public_id})
    assert switched.status_code == 403


@pages
@db
def test_a_closed_user_is_a_visitor() -> None:
    ayse, papatya = make_user(), make_account()
    seat_user(ayse, papatya)
    client = signed_in(ayse)
    User.objects.filter(pk=ayse.pk).update(is_active=False)

    assert client.get("/")["Location"].startswith("/giris/")


@pages
@db
def test_preferences_go_to_the_person_or_to_cookies() -> None:
    ayse, papatya = make_user(), make_account()
    seat_user(ayse, papatya)

    answer = Client().post("/hesabim/tercihler/", {"language": "en", "theme": "dark"})
    signed_in(ayse).post("/hesabim/tercihler/", {"theme": "dark"})

    assert answer.cookies["vezne_language"].value == "en"
    assert answer.cookies["vezne_theme"].value == "dark"
    ayse.refresh_from_db()
    assert (ayse.language, ayse.theme) == ("tr", "dark")
