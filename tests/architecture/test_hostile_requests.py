"""Every address against what other sites send: forms without our token, and ways out of the house.

`?next=` is what a stranger's link carries along to land its reader elsewhere after a click that
looks like ours.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.architecture.test_access import ROUTES, taken_back
from tests.architecture.town import Route, Town, visitor
from tests.factories import PASSWORD, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.table]

ELSEWHERE = "yabanci.example"
WAYS_OUT = (
    f"https://{ELSEWHERE}/", f"//{ELSEWHERE}/", f"///{ELSEWHERE}", f"/\\{ELSEWHERE}",
    f"\\\\{ELSEWHERE}", f"https:{ELSEWHERE}", f"http:///{ELSEWHERE}", f"\t//{ELSEWHERE}",
    f"javascript:alert(1)//{ELSEWHERE}", f"https://testserver@{ELSEWHERE}/",
)  # fmt: skip
WITHOUT_TOKEN = {
    "web:notice_stop",  # a mail program presses it (RFC 8058); the address is the proof
    "web:pay_return",  # a bank's page posts its answer; the payment is asked for at the provider
}


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """Hundreds of refusals are meant."""
    logger = logging.getLogger("django.security.csrf")
    logger.disabled = True
    yield
    logger.disabled = False


def own_faces(town: Town) -> dict[bool, Client]:
    """Who may open what is at the desk (True), and the rest."""
    return {True: visitor(town.seller), False: visitor(town.buyer)}


def is_desk(route: Route) -> bool:
    return route.access is not None and route.access.kind in ("desk", "operator")


def test_a_form_of_another_site_is_refused_everywhere(town: Town) -> None:
    faces = own_faces(town)
    for client in faces.values():
        client.handler.enforce_csrf_checks = True
    taken = set()
    for route in ROUTES:
        client = faces[is_desk(route)]
        with taken_back(client):
            answer = client.post(town.path(route), town.form(route))
        if answer.status_code != 403:
            taken.add(route.name)

    assert taken == WITHOUT_TOKEN


def leads_out(answer: HttpResponse) -> bool:
    headers = (answer.headers.get(name, "") for name in ("Location", "HX-Redirect", "Refresh"))
    return any(is_outside(header) for header in headers)


def is_outside(address: str) -> bool:
    """As browsers read it: white space is dropped, a backslash is a slash."""
    read = "".join(address.split()).replace("\\", "/").split("?")[0]
    return ELSEWHERE in read


def test_no_address_sends_its_reader_out_of_the_house(town: Town) -> None:
    faces, found = own_faces(town), []
    for route in ROUTES:
        client = faces[is_desk(route)]
        path, form = town.path(route), {"next": WAYS_OUT[0], **town.form(route)}
        for method in ("GET", "POST"):
            with taken_back(client):
                way = {"QUERY_STRING": f"next=https%3A%2F%2F{ELSEWHERE}%2F"}
                is_get = method == "GET"
                answer = client.get(path, **way) if is_get else client.post(path, form, **way)
            if leads_out(answer):
                found.append(f"{method} /{route.pattern}")

    assert found == []


@pytest.mark.parametrize("way_out", WAYS_OUT)
def test_signing_in_leads_into_the_house_and_to_a_new_session(way_out: str) -> None:
    user = make_user()
    client = Client()
    client.get("/giris/")
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    planted = session.session_key

    answer = client.post("/giris/", {"login": user.email, "password": PASSWORD, "next": way_out})

    assert answer.status_code == 302
    assert answer["Location"].startswith("/")
    assert not is_outside(answer["Location"])
    assert client.session.session_key != planted
