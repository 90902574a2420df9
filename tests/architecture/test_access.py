"""Every address × role × GET and POST, made from the routes: what is declared is what happens.

A view declares who may open it (`web.access`). Here each address is asked for with the ids of
Ayşe's real rows by everybody: visitors, every role of her firm and of her seller, Ceren's firm and
the second seller. Who may not gets 403 or the sign-in page; a foreign row is 404 as a missing one
is; and nothing but the session is written then, not even in a transaction that is taken back.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client

from tests.architecture.town import ROLES, Route, Town, routes, visitor
from tests.factories import make_user, sign_in
from vezne.accounts.models import Account, Role
from vezne.accounts.types import role_covers

pytestmark = [pytest.mark.django_db, pytest.mark.table]

ROUTES = routes()
SIGN_IN = "/giris/"
AYSES_FIRM = "Papatya"
OPENED = {200, 204, 301, 302, 303, 400, 402, 405, 409, 410, 422}
"""What somebody may get who may open the page; an empty form is refused in many ways."""
SESSION_TABLES = {
    "django_session", "usersessions_usersession", "accounts_user", "core_cache",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """Thousands of refusals are meant; they would hide what went wrong."""
    logger = logging.getLogger("django.request")
    logger.disabled = True
    yield
    logger.disabled = False


@contextmanager
def taken_back(client: Client) -> Iterator[None]:
    """What is done inside did not happen; no atomic block, which services would notice."""
    point, cookies = transaction.savepoint(), client.cookies.output()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)
        client.cookies.clear()
        client.cookies.load(cookies.replace("Set-Cookie: ", ""))


OFFERS = {"web:product", "web:product_price", "web:product_put", "web:cart"}
"""They name a product or a seller, which who has bought nothing yet may look at and order."""


def written() -> dict[str, int]:
    """Rows that this transaction wrote so far, by table, also those that were taken back."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"
        )
        return {name: count for name, count in cursor.fetchall() if name not in SESSION_TABLES}


def goes_to_sign_in(answer: HttpResponse) -> bool:
    return answer.status_code == 302 and answer["Location"].startswith(SIGN_IN)


def wrong_answers(
    town: Town, client: Client, judge: Callable[[Route, HttpResponse], bool], *, writes: bool
) -> list[str]:
    """The addresses whose answer the judge does not accept, or that wrote when they must not."""
    wrong = []
    for route in ROUTES:
        for method in ("GET", "POST"):
            before, path = {} if writes else written(), town.path(route)
            with taken_back(client):
                is_get = method == "GET"
                answer = client.get(path) if is_get else client.post(path, town.form(route))
            if not judge(route, answer):
                wrong.append(f"{method} /{route.pattern}: {answer.status_code}")
            elif not writes and answer.status_code >= 400 and written() != before:
                wrong.append(f"{method} /{route.pattern}: wrote {written()}")
    return wrong


def test_every_view_declares_its_access() -> None:
    assert [route.pattern for route in ROUTES if route.access is None] == []


def test_a_visitor_sees_public_pages_and_else_the_sign_in(town: Town) -> None:
    def judge(route: Route, answer: HttpResponse) -> bool:
        if route.access is not None and route.access.kind == "public":
            return answer.status_code < 500
        return goes_to_sign_in(answer)

    assert wrong_answers(town, Client(), judge, writes=False) == []


def test_a_person_without_an_account_gets_no_page_of_one(town: Town) -> None:
    def judge(route: Route, answer: HttpResponse) -> bool:
        if route.access is not None and route.access.kind in ("public", "signed_in"):
            return answer.status_code < 500
        return answer.status_code == 302 and answer["Location"] == "/hesapsiz/"

    assert wrong_answers(town, sign_in(make_user()), judge, writes=False) == []


def wrong_for_roles(
    town: Town, account: Account, judge: Callable[[str, Route, HttpResponse], bool]
) -> dict[str, list[str]]:
    """The wrong answers to a member of the account, by role, in one town: building it costs."""
    wrong = {
        role: wrong_answers(town, visitor(account, role), partial(judge, role), writes=True)
        for role in ROLES
    }
    return {role: answers for role, answers in wrong.items() if answers}


def own_or_refused(route: Route, answer: HttpResponse, *, opens: bool) -> bool:
    """A page of one's own rows opens; a page of a higher role or of another face is 403."""
    if opens:
        return answer.status_code in OPENED and not goes_to_sign_in(answer)
    return answer.status_code == 403


def test_a_buyers_member_opens_what_the_role_covers_and_no_desk(town: Town) -> None:
    def judge(role: str, route: Route, answer: HttpResponse) -> bool:
        access = route.access
        assert access is not None
        if access.kind in ("public", "signed_in"):
            return answer.status_code < 500
        is_covered = access.kind == "panel" and role_covers(role, access.role or Role.VIEWER)
        return own_or_refused(route, answer, opens=is_covered)

    assert wrong_for_roles(town, town.buyer, judge) == {}


def test_a_sellers_member_opens_the_desk_as_far_as_the_role_goes(town: Town) -> None:
    def judge(role: str, route: Route, answer: HttpResponse) -> bool:
        access = route.access
        assert access is not None
        if access.kind in ("public", "signed_in"):
            return answer.status_code < 500
        if not role_covers(role, access.role or Role.VIEWER):
            return answer.status_code == 403
        if access.kind == "panel":  # the seller's own panel: Ayşe's rows are not there
            return is_foreign(route, answer)
        return own_or_refused(route, answer, opens=True)

    assert wrong_for_roles(town, town.seller, judge) == {}


def is_foreign(route: Route, answer: HttpResponse) -> bool:
    """A row of somebody else is 404, as if it did not exist; one's own pages do not name it."""
    is_hidden = answer.status_code in (404, 405)
    if route.asks_for_a_row and (is_hidden or route.name not in OFFERS):
        return is_hidden
    if answer.status_code == 200 and AYSES_FIRM in answer.content.decode(errors="replace"):
        return False
    return answer.status_code in OPENED and not goes_to_sign_in(answer)


def foreign_judge(account: Account) -> Callable[[Route, HttpResponse], bool]:
    def judge(route: Route, answer: HttpResponse) -> bool:
        access = route.access
        assert access is not None
        if access.kind in ("public", "signed_in"):
            return answer.status_code < 500
        if access.kind == "operator" or (access.kind == "desk" and not account.is_seller):
            return answer.status_code == 403
        return is_foreign(route, answer)

    return judge


def test_ceren_finds_nothing_of_ayses(town: Town) -> None:
    client = visitor(town.stranger)

    assert wrong_answers(town, client, foreign_judge(town.stranger), writes=False) == []


def test_a_second_seller_finds_nothing_of_the_firsts(town: Town) -> None:
    client = visitor(town.second)

    assert wrong_answers(town, client, foreign_judge(town.second), writes=False) == []
