"""A message is said once, in the reader's language, in the seller's voice."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from pytest_django import Settings

from vezne.accounts.tests.people import make_account, make_user
from vezne.accounts.types import Recipient
from vezne.core.locks import LockKind, session_lock
from vezne.core.scope import acting_as_system
from vezne.notify import kinds, queries
from vezne.notify.kinds import MessageKind
from vezne.notify.models import Delivery, DeliveryState, Notification, Preference
from vezne.notify.services import delivery_send, notifications_read, notify
from vezne.notify.types import Voice

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
KIND = MessageKind(
    key="test.said",
    title="%(firm)s için <haber>",
    paragraphs=("Merhaba %(firm)s & dostları.", "İkinci paragraf."),
    action="Git",
)
LEGAL = MessageKind(key="test.legal", title="Yasal", paragraphs=("Metin.",), is_legal=True)
VOICE = Voice(seller_id=None, brand="Kule", support="0850 555 0100")
pytestmark = pytest.mark.django_db


class RefusingBackend(EmailBackend):
    """A mail server that is away."""

    def send_messages(self, messages: Any) -> int:
        raise ConnectionRefusedError("away")


@pytest.fixture(autouse=True)
def world() -> Any:
    kinds.register(KIND, LEGAL)
    with acting_as_system("test"):
        yield


def say(kind: MessageKind = KIND) -> tuple[list[Delivery], int, int]:
    account, user = make_account(), make_user()
    person = Recipient(
        user_id=user.pk, name="Ayşe", email="ayse@x.example", phone="", language="tr"
    )
    written = notify(
        kind_key=kind.key,
        account_id=account.pk,
        recipients=[person],
        voice=VOICE,
        context={"firm": "Çınar"},
        path="/hizmetlerim/",
        subject="inv_1",
        now=NOW,
    )
    return written, account.pk, user.pk


def test_a_message_writes_a_bell_line_and_a_queued_mail() -> None:
    [row], account_id, user_id = say()

    line = Notification.objects.get()
    assert (line.title, line.url) == ("Çınar için <haber>", "/hizmetlerim/")
    assert row.state == DeliveryState.QUEUED
    assert "&lt;haber&gt;" in row.html
    assert "Çınar &amp; dostları" in row.html
    assert "Merhaba Çınar & dostları." in row.text
    assert queries.unread_count(account_id=account_id, user_id=user_id) == 1
    assert notifications_read(account_id=account_id, user_id=user_id, now=NOW) == 1
    assert queries.unread_count(account_id=account_id, user_id=user_id) == 0


def test_a_mail_goes_once_under_its_own_message_id() -> None:
    [row], _account, _user = say()

    assert delivery_send(delivery_id=row.pk, brand="Kule", reply_to="d@k.example", now=NOW)
    assert not delivery_send(delivery_id=row.pk, brand="Kule", reply_to="", now=NOW)
    [sent] = mail.outbox
    assert sent.extra_headers["Message-ID"] == row.message_id
    assert sent.from_email.startswith("Kule <")
    assert sent.reply_to == ["d@k.example"]


def test_a_mail_that_failed_waits_and_is_given_up_after_eight_tries(settings: Settings) -> None:
    [row], _account, _user = say()
    settings.EMAIL_BACKEND = f"{__name__}.RefusingBackend"

    for _try in range(8):
        assert not delivery_send(delivery_id=row.pk, brand="", reply_to="", now=NOW)
    row.refresh_from_db()
    assert (row.state, row.attempts) == (DeliveryState.FAILED, 8)
    assert row.last_error == "ConnectionRefusedError: away"
    assert queries.list_queued_ids() == []


def test_a_wish_switches_a_channel_off_but_not_for_legal_messages() -> None:
    _rows, account_id, user_id = say()
    for kind in (KIND, LEGAL):
        for channel in ("mail", "bell"):
            Preference.objects.create(
                account_id=account_id,
                user_id=user_id,
                kind=kind.key,
                channel=channel,
                is_wanted=False,
            )
    person = Recipient(user_id=user_id, name="A", email="a@x.example", phone="", language="tr")

    def again(kind: MessageKind) -> int:
        return len(
            notify(
                kind_key=kind.key,
                account_id=account_id,
                recipients=[person],
                voice=VOICE,
                context={"firm": "Çınar"},
                path="/",
                subject="",
                now=NOW,
            )
        )

    assert again(KIND) == 0
    assert again(LEGAL) == 1
    assert Notification.objects.filter(kind=KIND.key).count() == 1


def test_two_kinds_of_one_key_are_refused() -> None:
    with pytest.raises(ValueError, match=r"test\.said"):
        kinds.register(MessageKind(key="test.said", title="x", paragraphs=()))


def test_a_session_lock_is_given_back() -> None:
    with session_lock(LockKind.DELIVERY, 7, waits=False) as is_ours:
        assert is_ours
    with session_lock(LockKind.DELIVERY, 7, waits=True) as is_ours:
        assert is_ours
