from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from vezne.accounts.models import ApiKey
from vezne.accounts.services import api_key_revoke
from vezne.accounts.tests.people import make_seller
from vezne.api.fast import EntitlementsFirst
from vezne.api.tests.calls import Program, open_program
from vezne.catalog.models import Platform
from vezne.catalog.services import product_add
from vezne.catalog.tests.shop import NOW
from vezne.catalog.types import ProductTerms
from vezne.core.audit import SYSTEM
from vezne.core.clock import clock_move_to
from vezne.core.scope import acting_as, acting_as_system
from vezne.ledger.services import credits_spend
from vezne.subscriptions.models import Subscription
from vezne.subscriptions.tests.business import Business, open_business

pytestmark = pytest.mark.django_db

KEY = "whatsapp.send"
NONE = {
    "allowed": False,
    "until": None,
    "reason": "none",
    "platform": "",
    "subscription": "",
    "left": None,
}


@pytest.fixture
def business() -> Business:
    clock_move_to(target=NOW + timedelta(minutes=1))
    return open_business()


@pytest.fixture
def program(business: Business) -> Program:
    return open_program(business)


def over_wsgi(path: str, authorization: str = "", method: str = "GET") -> Any:
    """The body that the web server gets from the fast path; None: passed on to Django."""
    seen: list[str] = []

    def start_response(status: str, headers: list[tuple[str, str]]) -> None:
        seen.append(status)
        assert dict(headers)["Content-Type"] == "application/json; charset=utf-8"

    def pass_on(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        return []

    environ = {"PATH_INFO": f"/api/v1/{path}", "REQUEST_METHOD": method}
    if authorization:
        environ["HTTP_AUTHORIZATION"] = authorization
    body = b"".join(EntitlementsFirst(pass_on)(environ, start_response))
    assert seen == (["200 OK"] if body else [])
    return json.loads(body) if body else None


def both(program: Program, path: str) -> Any:
    """The good answer, which must be the same from Django and from the fast path."""
    slow = program.get(path)
    assert slow.status_code == 200
    assert over_wsgi(path, f"Bearer {program.secret}") == slow.json()
    return slow.json()


def test_an_open_service_is_allowed_until_its_payment_days_end(program: Program) -> None:
    subscription = program.sell_paid()

    body = both(program, f"entitlements/{program.account}/{KEY}")

    assert body == {
        "allowed": True,
        "until": subscription.open_until.isoformat().replace("+00:00", "Z"),
        "reason": "ok",
        "platform": "HeloMesaj",
        "subscription": subscription.public_id,
        "left": 500,
    }


def test_what_was_spent_is_no_longer_left(program: Program) -> None:
    program.sell_paid()
    with acting_as(program.business.shop.seller.pk, "desk"):
        credits_spend(
            current_account_id=program.business.current_account.pk,
            unit="WP_MESAJ",
            quantity=20,
            key="k1",
            now=NOW,
        )

    assert both(program, f"entitlements/{program.account}/{KEY}")["left"] == 480


def test_names_and_instants_are_written_alike_on_both_ways(program: Program) -> None:
    subscription = program.sell_paid()
    until = NOW + timedelta(days=3, microseconds=120_456)
    with acting_as_system("test"):
        Subscription.objects.filter(pk=subscription.pk).update(open_until=until)
        Platform.objects.filter(pk=program.business.shop.platform.pk).update(name='Şöyle "böyle"')

    body = both(program, f"entitlements/{program.account}/{KEY}")

    assert body["until"] == until.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    assert body["platform"] == 'Şöyle "böyle"'


def test_what_is_left_is_counted_in_the_unit_of_the_service_that_answers(program: Program) -> None:
    program.sell_paid()
    shop = program.business.shop
    with acting_as(shop.seller.pk, "desk"):
        product_add(
            platform_id=shop.platform.pk,
            terms=ProductTerms(name="Başka", entitlement_keys=(KEY,), credit_unit="Z_SMS"),
            actor=SYSTEM,
            now=NOW,
        )

    assert both(program, f"entitlements/{program.account}/{KEY}")["left"] == 500


def test_a_debt_that_is_overdue_shuts_with_its_reason(program: Program) -> None:
    subscription, _invoice = program.sell()
    clock_move_to(target=NOW + timedelta(days=8))

    body = both(program, f"entitlements/{program.account}/{KEY}")

    assert (body["allowed"], body["until"], body["reason"]) == (False, None, "debt")
    assert body["subscription"] == subscription.public_id


def test_unknown_accounts_and_keys_have_the_same_shape(program: Program) -> None:
    program.sell_paid()

    assert both(program, f"entitlements/acc_yok/{KEY}") == NONE | {
        "platform": "HeloMesaj",
        "left": 0,
    }
    assert both(program, f"entitlements/{program.account}/bilinmeyen") == NONE


def test_another_sellers_key_sees_nothing_of_it(program: Program) -> None:
    program.sell_paid()
    stranger = open_program(program.business)
    other = make_seller("Ceren Yazılım")
    program.business.shop.seller = other
    stranger = open_program(program.business)

    assert both(stranger, f"entitlements/{program.account}/{KEY}") == NONE


def test_a_revoked_key_opens_nothing_any_more(program: Program) -> None:
    program.sell_paid()
    path, seller_id = f"entitlements/{program.account}/{KEY}", program.business.shop.seller.pk
    assert both(program, path)["allowed"]
    with acting_as(seller_id, "desk"):
        key = ApiKey.objects.get()
        api_key_revoke(account_id=seller_id, public_id=key.public_id, now=NOW, actor=SYSTEM)

    assert over_wsgi(path, f"Bearer {program.secret}") is None
    assert program.get(path).status_code == 401


@pytest.mark.parametrize("authorization", ["", "Bearer vzn_bilinmeyen", "Basic abc", "Bearer "])
def test_without_a_key_it_is_401_in_the_one_shape(program: Program, authorization: str) -> None:
    path = f"entitlements/{program.account}/{KEY}"
    headers = {"Authorization": authorization} if authorization else {}

    answer = Client().get(f"/api/v1/{path}", headers=headers)

    assert over_wsgi(path, authorization) is None
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
    assert set(answer.json()) == {"code", "message", "details"}
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_key_without_the_scope_is_403(business: Business) -> None:
    program = open_program(business, "usage:write")
    path = f"entitlements/{program.account}/{KEY}"

    answer = program.get(path)

    assert over_wsgi(path, f"Bearer {program.secret}") is None
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")


def test_other_methods_and_addresses_go_to_django(program: Program) -> None:
    bearer, path = f"Bearer {program.secret}", f"entitlements/{program.account}/{KEY}"

    assert over_wsgi("entitlements/a/b/c", bearer) is None
    assert over_wsgi(path, bearer, "POST") is None
    assert over_wsgi("clock", bearer) is None
    assert program.get("entitlements/a/b/c").json()["code"] == "not_found"
    assert program.post(path, {}).status_code == 405


def test_the_fast_path_is_one_statement(program: Program) -> None:
    program.sell_paid()
    over_wsgi(f"entitlements/{program.account}/{KEY}", f"Bearer {program.secret}")

    with CaptureQueriesContext(connection) as through_django:
        over_wsgi(f"entitlements/{program.account}/{KEY}", f"Bearer {program.secret}")

    # It goes past Django's cursors, and nothing else (scope, clock, key) does not.
    assert len(through_django) == 0
