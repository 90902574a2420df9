"""Signed, once per endpoint, tried again, never into a private network."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from pytest_django import Settings

from vezne.accounts.models import Account
from vezne.core.audit import SYSTEM
from vezne.core.outbox import Event
from vezne.core.scope import acting_as_system
from vezne.hooks import queries, services
from vezne.hooks.addresses import public_addresses
from vezne.hooks.errors import AddressRefused
from vezne.hooks.models import WebhookDelivery, WebhookState
from vezne.hooks.signing import new_secret, signature

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass
class Listener:
    """A seller's program: answers what it is told to and keeps what came."""

    url: str = ""
    status: int = 204
    came: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def listener() -> Iterator[Listener]:
    told = Listener()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            told.came.append(({k.lower(): v for k, v in self.headers.items()}, body))
            self.send_response(told.status)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    told.url = f"http://127.0.0.1:{server.server_port}/hook"
    threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
    yield told
    server.shutdown()
    server.server_close()


@pytest.fixture
def seller(db: None, settings: Settings) -> Iterator[Account]:
    settings.SANDBOX = True
    with acting_as_system("test"):
        yield Account.objects.create(
            number=10000009,
            kind="company",
            name="Deniz",
            legal_name="Deniz A.Ş.",
            email="a@b.tr",
            created_at=NOW,
        )


def event(account_id: int, number: int = 1, kind: str = "subscription.suspended") -> Event:
    return Event(number, kind, account_id, "sub_1", {"platform": "X"}, NOW)


def test_the_signature_is_that_of_the_published_rules() -> None:
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

    made = signature(
        secret=secret,
        message_id="msg_p5jXN8AQM9LWM0D4loKWxJek",
        timestamp=1614265330,
        body=b'{"test": 2432232314}',
    )

    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_an_event_reaches_an_endpoint_once_and_signed(seller: Account, listener: Listener) -> None:
    _, secret = services.endpoint_add(
        account_id=seller.pk, url=listener.url, kinds=[], actor=SYSTEM, now=NOW
    )

    assert services.deliveries_write(event(seller.pk)) == 1
    assert services.deliveries_write(event(seller.pk)) == 0
    [delivery_id] = queries.list_due_ids(real_now=NOW)
    assert services.delivery_send(delivery_id=delivery_id, real_now=NOW) is True
    assert services.delivery_send(delivery_id=delivery_id, real_now=NOW) is False

    [(headers, body)] = listener.came
    assert headers["webhook-signature"] == signature(
        secret=secret,
        message_id=headers["webhook-id"],
        timestamp=int(headers["webhook-timestamp"]),
        body=body,
    )
    assert b'"type":"subscription.suspended"' in body


def test_an_endpoint_hears_only_the_kinds_it_asked_for(seller: Account, listener: Listener) -> None:
    services.endpoint_add(
        account_id=seller.pk, url=listener.url, kinds=["invoice.paid"], actor=SYSTEM, now=NOW
    )

    assert services.deliveries_write(event(seller.pk)) == 0
    assert services.deliveries_write(event(seller.pk, 2, "invoice.paid")) == 1


def test_a_failing_endpoint_is_tried_ten_times_and_can_be_replayed(
    seller: Account, listener: Listener
) -> None:
    listener.status = 500
    services.endpoint_add(account_id=seller.pk, url=listener.url, kinds=[], actor=SYSTEM, now=NOW)
    services.deliveries_write(event(seller.pk))
    row = WebhookDelivery.objects.get()
    at = NOW
    for _ in range(10):
        assert queries.list_due_ids(real_now=at) == [row.pk]
        assert services.delivery_send(delivery_id=row.pk, real_now=at) is False
        at += timedelta(days=2)

    row.refresh_from_db()
    assert (row.state, row.attempts, row.last_status) == (WebhookState.FAILED, 10, 500)
    assert queries.list_due_ids(real_now=at) == []
    listener.status = 200
    services.delivery_replay(delivery_id=row.pk, actor=SYSTEM, now=NOW)
    assert services.delivery_send(delivery_id=row.pk, real_now=at) is True
    assert {headers["webhook-id"] for headers, _ in listener.came} == {row.public_id}


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/x",
        "https://10.1.2.3/x",
        "https://[::1]/x",
        "https://169.254.169.254/latest",
        "http://93.184.216.34/x",
        "https://user:pass@93.184.216.34/x",
        "ftp://93.184.216.34/x",
        "https://localhost/x",
        "https:///x",
    ],
)
def test_private_addresses_are_refused(url: str) -> None:
    with pytest.raises(AddressRefused):
        public_addresses(url, private_allowed=False)


def test_secrets_are_never_equal() -> None:
    assert new_secret() != new_secret()
