"""The real door over SMTP: one mail four times at once is one message, and nothing closes the door.

Films answer through the same server; here is what a customer's mail server never does.
"""

from __future__ import annotations

import random
import smtplib
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.sandbox_server import free_port
from vezne.config.mail_server import MailServer
from vezne.core.scope import acting_as_system
from vezne.flows.ticket_mail import mail_take
from vezne.flows.ticket_notices import reply_address
from vezne.support.models import InboundMail, Ticket, TicketMessage
from vezne.support.tests.counter import Counter, open_counter

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]
AT_ONCE = 4
ROUNDS = 3


@pytest.fixture
def counter(settings: Any, tmp_path: Path) -> Counter:
    settings.VEZNE_UPLOADS = str(tmp_path)
    settings.VEZNE_REPLY_DOMAIN = "yanit.vezne.example"
    return open_counter()


@pytest.fixture
def door(counter: Counter) -> Iterator[int]:
    """The port of a running door."""
    del counter
    port = free_port()
    server = MailServer(host="127.0.0.1", port=port)
    server.start()
    yield port
    server.stop()
    threads = server.handler._threads
    for _each in range(AT_ONCE):
        threads.submit(connection.close)
    threads.shutdown()


def address_of(ticket: Ticket) -> str:
    with acting_as_system("test"):
        return reply_address(ticket)


def letter(to: str, number: int = 1) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"] = "Muhasebe <muhasebe@papatya.example>", to
    mail["Message-ID"] = f"<m{number}@papatya.example>"
    mail.set_content("Hâlâ açılmıyor.")
    return mail.as_bytes()


def bring(port: int, to: str, raw: bytes) -> int:
    """Over SMTP, as a mail server does; 250 or the refusal's code."""
    with smtplib.SMTP("127.0.0.1", port, timeout=20) as server:
        try:
            server.sendmail("muhasebe@papatya.example", [to], raw)
        except smtplib.SMTPRecipientsRefused as error:
            return next(iter(error.recipients.values()))[0]
        except smtplib.SMTPResponseException as error:
            return error.smtp_code
    return 250


def take(mail_id: int) -> str:
    try:
        with acting_as_system("race"):
            return mail_take(mail_id=mail_id, now=InboundMail.objects.get(pk=mail_id).received_at)
    finally:
        connection.close()


def test_a_mail_that_comes_four_times_at_once_and_is_read_by_two_jobs_is_one_message(
    counter: Counter, door: int, tmp_path: Path
) -> None:
    ticket = counter.open()
    to = address_of(ticket)
    for number in range(ROUNDS):
        raw = letter(to, number)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            codes = list(pool.map(partial(bring, door, to), [raw] * AT_ONCE))
        with acting_as_system("test"):
            rows = list(InboundMail.objects.order_by("pk"))
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(take, [rows[-1].pk] * 2))

        assert codes == [250] * AT_ONCE
        assert len(rows) == number + 1
        with acting_as_system("test"):
            assert TicketMessage.objects.filter(ticket=ticket, source="mail").count() == number + 1
        kept = [path for path in tmp_path.glob("private/??/*") if path.is_file()]
        assert len(kept) == number + 1


def test_an_address_that_is_nobodys_is_refused_while_it_is_said(
    counter: Counter, door: int
) -> None:
    assert bring(door, "baska@robo.example", letter("x@y.example")) == 550
    assert bring(door, "destek+yok@yanit.baska.example", letter("x@y.example")) == 550
    assert bring(door, "a b@robo.example", letter("x@y.example")) in (501, 550, 553)


def test_no_noise_closes_the_door(counter: Counter, door: int) -> None:
    to, dice = address_of(counter.open()), random.Random(17)
    words = [
        b"EHLO x\r\n", b"MAIL FROM:<>\r\n", b"MAIL FROM:<a@b>\r\n", b"DATA\r\n", b"\r\n.\r\n",
        b"RCPT TO:<" + to.encode() + b">\r\n", b"RCPT TO:<\xff@\x00>\r\n", b"\x00" * 400,
        b"QUIT\r\n",
        b"A" * 9_000, b"\r\n", b"STARTTLS\r\n", b"AUTH PLAIN AAAA\r\n", b"BDAT 1\r\n",
        b"From: \xff\r\n",
        b"RSET\r\n", b"VRFY x\r\n", b"MAIL FROM:<a@b> SIZE=99999999999\r\n",
    ]  # fmt: skip

    for _each in range(40):
        with suppress(OSError), socket.create_connection(("127.0.0.1", door), timeout=2) as peer:
            peer.sendall(b"".join(dice.choices(words, k=dice.randint(1, 15))))
            peer.settimeout(0.05)
            peer.recv(4096)

    assert bring(door, to, letter(to, 99)) == 250


def test_a_mail_that_is_too_big_is_refused_and_leaves_nothing(
    counter: Counter, door: int, tmp_path: Path
) -> None:
    to = address_of(counter.open())

    assert bring(door, to, letter(to) + b"x" * (21 * 1024 * 1024)) == 552
    assert [path for path in tmp_path.glob("private/??/*") if path.is_file()] == []
