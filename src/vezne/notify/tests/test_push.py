"""Pushes: sealed for one browser, tried again, ended where the browser is gone or signed out."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session

from vezne.accounts.models import User
from vezne.accounts.services import session_end
from vezne.accounts.tests.people import make_account, make_user
from vezne.accounts.types import Recipient
from vezne.core.scope import acting_as_system
from vezne.notify import kinds
from vezne.notify.errors import DeviceRefused
from vezne.notify.kinds import MessageKind
from vezne.notify.models import Channel, Delivery, DeliveryState, PushDevice
from vezne.notify.services import delivery_send as send
from vezne.notify.services import device_add, device_end, devices_forget, notify
from vezne.notify.types import Voice
from vezne.notify.webpush import b64

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
KIND = MessageKind(
    key="ticket.pushed", title="Talebiniz yanıtlandı", paragraphs=("Deniz: gizli söz",)
)
BROWSER = ec.generate_private_key(ec.SECP256R1())
POINT = BROWSER.public_key().public_bytes(
    serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
)
SECRET = b"0123456789abcdef"
pytestmark = pytest.mark.django_db


class Service(HTTPServer):
    """A push service that answers as it is told and keeps what came."""

    answer = 201
    came: list[tuple[dict[str, str], bytes]]


class Handler(BaseHTTPRequestHandler):
    server: Service

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.came.append(({k.lower(): v for k, v in self.headers.items()}, body))
        self.send_response(self.server.answer)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_args: Any) -> None:
        """Quiet."""


@pytest.fixture
def service() -> Iterator[Service]:
    server = Service(("127.0.0.1", 0), Handler)
    server.came = []
    thread = threading.Thread(target=server.serve_forever, args=[0.01], daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def world(settings: Any) -> Iterator[None]:
    settings.SANDBOX = True
    kinds.register(KIND)
    with acting_as_system("test"):
        yield


@pytest.fixture
def ayse() -> User:
    return make_user(email="")


def signed_in(user: User) -> UserSession:
    store = SessionStore()
    store.create()
    assert store.session_key
    return UserSession.objects.create(
        user=user, session_key=store.session_key, ip="127.0.0.1", user_agent="Firefox"
    )


def add(user: User, endpoint: str, session: UserSession | None = None) -> PushDevice:
    return device_add(
        user_id=user.pk,
        session_key=(session or signed_in(user)).session_key,
        endpoint=endpoint,
        public_key=b64(POINT),
        secret=b64(SECRET),
        label="Firefox · Linux",
        now=NOW,
    )


def address(service: Service) -> str:
    return f"http://127.0.0.1:{service.server_port}/push/abc"


def push(user: User) -> Delivery:
    notify(
        kind_key=KIND.key,
        account_id=make_account().pk,
        recipients=[Recipient(user.pk, "Ayşe", "", "", "tr")],
        voice=Voice(seller_id=None, brand="Kule"),
        context={},
        path="/destek/",
        subject="tkt_1",
        now=NOW,
    )
    return Delivery.objects.get(channel=Channel.PUSH)


def delivered(row: Delivery, now: datetime = NOW) -> bool:
    return send(delivery_id=row.pk, brand="Kule", reply_to="", now=now, real_now=NOW)


def opened(body: bytes) -> Any:
    """As the browser reads it (RFC 8291)."""
    salt, theirs = body[:16], body[21:86]
    shared = BROWSER.exchange(
        ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs)
    )

    def derived(key: bytes, with_salt: bytes, info: bytes, length: int) -> bytes:
        return HKDF(hashes.SHA256(), length, with_salt, info).derive(key)

    key = derived(shared, SECRET, b"WebPush: info\0" + POINT + theirs, 32)
    content = derived(key, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = derived(key, salt, b"Content-Encoding: nonce\0", 12)
    return json.loads(AESGCM(content).decrypt(nonce, body[86:], None).rstrip(b"\x02"))


def test_a_push_holds_the_title_and_where_it_leads(service: Service, ayse: User) -> None:
    add(ayse, address(service))
    row = push(ayse)

    assert delivered(row)

    [(headers, body)] = service.came
    told = opened(body)
    assert told == {
        "brand": "Kule",
        "title": "Talebiniz yanıtlandı",
        "url": "/destek/",
        "tag": row.public_id,
    }
    assert headers["authorization"].startswith("vapid t=")
    assert (headers["content-encoding"], headers["ttl"]) == ("aes128gcm", "86400")
    assert not delivered(row)
    assert len(service.came) == 1


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_taken_away(service: Service, ayse: User, status: int) -> None:
    add(ayse, address(service))
    row = push(ayse)
    service.answer = status

    assert not delivered(row)

    row.refresh_from_db()
    assert row.state == DeliveryState.FAILED
    assert not PushDevice.objects.exists()


def test_a_service_that_is_away_is_tried_again_for_a_day(service: Service, ayse: User) -> None:
    add(ayse, address(service))
    row = push(ayse)
    service.answer = 503
    assert not delivered(row)
    service.answer = 201
    assert delivered(row)

    Delivery.objects.all().delete()
    row = push(ayse)
    assert not delivered(row, NOW + timedelta(days=1, seconds=1))
    row.refresh_from_db()
    assert row.state == DeliveryState.FAILED


def test_who_signed_out_is_told_nothing_there(service: Service, ayse: User) -> None:
    here, there = signed_in(ayse), signed_in(ayse)
    add(ayse, address(service), here)
    row = push(ayse)

    Session.objects.filter(session_key=here.session_key).delete()  # as signing out does
    assert not delivered(row)
    assert service.came == []
    assert devices_forget() == 1

    add(ayse, address(service), there)
    session_end(user_id=ayse.pk, session_id=there.pk)
    assert not PushDevice.objects.exists()


def test_the_next_person_at_a_browser_takes_it_over(service: Service, ayse: User) -> None:
    bora = make_user("Bora")
    add(ayse, address(service))
    add(bora, address(service))

    assert [row.user_id for row in PushDevice.objects.all()] == [bora.pk]


def test_a_device_is_ended_by_its_own_person_alone(service: Service, ayse: User) -> None:
    row = add(ayse, address(service))

    assert not device_end(user_id=make_user("Bora").pk, public_id=row.public_id)
    assert device_end(user_id=ayse.pk, public_id=row.public_id)


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://10.1.2.3/p",
        "https://127.0.0.1/p",
        "https://169.254.169.254/p",
        "https://[fd00::1]/p",
        "http://93.184.216.34/p",
        "https://u:p@93.184.216.34/p",
        "https://93.184.216.34:x/p",
        "https://224.0.0.1/p",
        "file:///etc/passwd",
        "https://93.184.216.34/" + "x" * 900,
    ],
)
def test_a_private_address_is_refused(ayse: User, settings: Any, endpoint: str) -> None:
    settings.SANDBOX = False

    with pytest.raises(DeviceRefused):
        add(ayse, endpoint)

    assert not PushDevice.objects.exists()


def test_an_address_that_became_private_is_not_called(
    service: Service, ayse: User, settings: Any
) -> None:
    add(ayse, address(service))
    row = push(ayse)
    settings.SANDBOX = False

    assert not delivered(row)

    assert service.came == []
    assert not PushDevice.objects.exists()


def test_the_session_of_somebody_else_gives_no_device(ayse: User) -> None:
    with pytest.raises(DeviceRefused):
        add(ayse, "http://127.0.0.1:1/p", signed_in(make_user("Bora")))
