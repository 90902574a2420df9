"""Usage in batches, the clock, and providers' notices."""

from __future__ import annotations

import json
import time
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from tests.sandbox_server import Sandbox, wait_for
from vezne.api.tests.calls import Program, open_program
from vezne.api.webhooks import BY_CALLER, BY_CONTRACT
from vezne.catalog.tests.shop import NOW
from vezne.core.clock import clock_move_to
from vezne.core.limits import SECOND_NS, RateLimit
from vezne.core.scope import acting_as_system
from vezne.flows.settlement import webhook_apply
from vezne.flows.tests.world import World, open_world
from vezne.payments.models import WebhookMessage
from vezne.subscriptions.tests.business import open_business

pytestmark = pytest.mark.django_db


@pytest.fixture
def program() -> Program:
    clock_move_to(target=NOW + timedelta(minutes=1))
    business = open_business()
    program = open_program(business)
    program.sell_paid()
    return program


def event(key: str = "m1", quantity: int = 1, **more: Any) -> dict[str, Any]:
    return {"key": key, "unit": "WP_MESAJ", "quantity": quantity, **more}


def test_each_event_is_counted_once_by_its_key(program: Program) -> None:
    body = {"account": program.account, "events": [event("m1", 3), event("m2"), event("m1", 3)]}

    first, second = program.post("usage", body), program.post("usage", body)

    assert [row["result"] for row in first.json()] == ["accepted", "accepted", "duplicate"]
    assert [row["result"] for row in second.json()] == ["duplicate"] * 3
    left = program.get(f"entitlements/{program.account}/whatsapp.send").json()["left"]
    assert left == 496


def test_what_the_quota_does_not_cover_is_refused_by_itself(program: Program) -> None:
    events = [event("m1", 400), event("m2", 101), event("m3", 100)]

    rows = program.post("usage", {"account": program.account, "events": events}).json()

    assert [(row["result"], row["code"]) for row in rows] == [
        ("accepted", ""),
        ("refused", "insufficient_credits"),
        ("accepted", ""),
    ]


@pytest.mark.parametrize(
    "change",
    [{"quantity": 0}, {"quantity": -5}, {"key": "k" * 121}, {"used_at": "dün"}, {"unit": None}],
)
def test_an_event_that_does_not_fit_refuses_the_batch(
    program: Program, change: dict[str, Any]
) -> None:
    body = {"account": program.account, "events": [event() | change]}

    answer = program.post("usage", body)

    assert answer.status_code == 422
    assert answer.json()["code"] == "invalid_request"
    assert answer.json()["details"]["fields"][0]["field"].startswith("body.events.0.")


def test_a_batch_has_at_most_a_thousand_events(program: Program) -> None:
    events = [event(f"m{number}") for number in range(1_001)]

    answer = program.post("usage", {"account": program.account, "events": events})

    assert answer.status_code == 422


def test_usage_of_a_stranger_is_not_found(program: Program) -> None:
    ceren = str(program.business.shop.ceren.public_id)

    assert program.post("usage", {"account": ceren, "events": [event()]}).status_code == 404


def test_the_clock_answers_without_a_key(program: Program) -> None:
    answer = Client().get("/api/v1/clock")

    now = datetime.fromisoformat(answer.json()["now"])
    assert NOW <= now < NOW + timedelta(minutes=2)
    assert program.secret


def test_an_address_of_the_api_that_does_not_exist_answers_in_the_one_shape() -> None:
    for path in ("/api/v1/yok", "/api/v2/clock", "/api/"):
        answer = Client().get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


# -- notices -------------------------------------------------------------------------------------


def notice(world: World, headers: dict[str, str], body: bytes) -> int:
    url = f"/api/v1/webhooks/payments/{world.account.public_id}"
    sent = {"X-Iyz-Signature-V3": headers.get("x-iyz-signature-v3", "")}
    return Client().post(url, body, content_type="application/json", headers=sent).status_code


@pytest.mark.contract
def test_a_genuine_notice_is_stored_once_and_followed(sandbox: Sandbox, receiver: Any) -> None:
    clock_move_to(target=NOW)
    world = open_world(sandbox, webhook_url=receiver.url)
    invoice = world.invoice()
    attempt = world.open_form(invoice)
    world.type_card(attempt)
    wait_for(lambda: receiver.received)
    headers, body = receiver.received[0]

    assert notice(world, headers, body) == 200
    assert notice(world, headers, body) == 200

    with acting_as_system("test"):
        message = WebhookMessage.objects.get()
    webhook_apply(message_id=message.pk, now=NOW)
    assert world.fresh(invoice).status == "paid"
    assert world.fresh(message).outcome == "captured"
    webhook_apply(message_id=message.pk, now=NOW)
    assert world.told().count("payment.received") == 1


@pytest.mark.contract
def test_a_forged_notice_is_kept_and_not_followed(sandbox: Sandbox, receiver: Any) -> None:
    clock_move_to(target=NOW)
    world = open_world(sandbox, webhook_url=receiver.url)
    attempt = world.open_form(world.invoice())
    world.type_card(attempt)
    wait_for(lambda: receiver.received)
    _headers, body = receiver.received[0]

    assert notice(world, {"x-iyz-signature-v3": "00" * 32}, body) == 200

    with acting_as_system("test"):
        message = WebhookMessage.objects.get()
    assert (message.signature_ok, message.outcome) == (False, "bad_signature")


@pytest.mark.contract
def test_what_is_no_notice_is_400_and_an_unknown_contract_404(sandbox: Sandbox) -> None:
    world = open_world(sandbox)
    url = f"/api/v1/webhooks/payments/{world.account.public_id}"

    assert Client().post(url, b"{", content_type="application/json").status_code == 400
    assert Client().post(url, b"x" * 20_000, content_type="text/plain").status_code == 400
    body = json.dumps({"iyziEventType": "CHECKOUT_FORM_AUTH"})
    unknown = Client().post(
        "/api/v1/webhooks/payments/pac_yok", body, content_type="application/json"
    )
    assert unknown.status_code == 404


def notice_from(address: str, contract: str) -> Any:
    url = f"/api/v1/webhooks/payments/{contract}"
    return Client(REMOTE_ADDR=address).post(url, b"{}", content_type="application/json")


def flood(limit: RateLimit, caller: str, calls: int) -> None:
    """So many calls at once; a little ahead, so that a slow machine does not let one more pass."""
    at_ns = time.monotonic_ns() + 3 * SECOND_NS
    for _call in range(calls):
        limit.wait_seconds(caller, at_ns=at_ns)


def test_a_flood_from_one_address_is_turned_away_until_later(db: None) -> None:
    burst = [notice_from("203.0.113.50", "prv_one").status_code for _call in range(50)]
    assert burst == [404] * 50

    flood(BY_CALLER, "203.0.113.50", 500)

    late = notice_from("203.0.113.50", "prv_one")
    assert late.status_code == 429
    assert 1 <= int(late.headers["Retry-After"]) <= 4
    assert notice_from("203.0.113.51", "prv_one").status_code == 404


def test_a_flood_from_many_addresses_is_bounded_by_the_contract(db: None) -> None:
    flood(BY_CONTRACT, "prv_two", 500)

    assert notice_from("198.51.100.7", "prv_two").status_code == 429
    assert notice_from("198.51.100.7", "prv_three").status_code == 404
