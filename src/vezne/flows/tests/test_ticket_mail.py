"""Mails that come in: into their ticket, into the queue, or nowhere; once, whatever comes."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from vezne.core.files import file_read
from vezne.core.scope import acting_as, acting_as_system
from vezne.flows.mail_arrival import address_accepted, mail_arrived
from vezne.flows.ticket_mail import (
    mail_drop,
    mail_take,
    mail_to_buyer,
    mail_to_ticket,
    mails_catch_up,
    originals_forget,
)
from vezne.flows.ticket_notices import reply_address
from vezne.notify.models import Delivery, Notification
from vezne.support import queries
from vezne.support.errors import MailNotWaiting, TicketNotFound, TooManyMails
from vezne.support.mail_reading import Envelope, read_body, read_head
from vezne.support.models import InboundMail, SupportTerms, Ticket, TicketEvent
from vezne.support.services.mail import MOST_OF_A_SENDER
from vezne.support.tests.counter import DAY, HOUR, NOW, Counter, actor, open_counter
from vezne.support.types import MailReason, MailState, Side, TicketState

pytestmark = pytest.mark.django_db
DOMAIN = "yanit.vezne.example"
MAILBOX = "destek@robo.example"
PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 9_000


@pytest.fixture
def desk(settings: Any, tmp_path: Path) -> Counter:
    settings.VEZNE_UPLOADS = str(tmp_path)
    settings.VEZNE_REPLY_DOMAIN = DOMAIN
    counter = open_counter()
    with acting_as_system("test"):
        SupportTerms.objects.update_or_create(
            seller=counter.seller, defaults={"mail_address": MAILBOX}
        )
    return counter


def letter(
    body: str = "Hâlâ açılmıyor.", *, sender: str = "muhasebe@papatya.example", **headers: str
) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = headers.pop("From", f"Muhasebe <{sender}>")
    mail["Subject"] = headers.pop("Subject", "Ynt: [#1001] Panel açılmıyor")
    mail["Message-ID"] = headers.pop("Message_ID", "<m1@papatya.example>")
    mail["Date"] = "Mon, 02 Mar 2026 12:00:00 +0300"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(body)
    return mail


def arrive(
    mail: EmailMessage | bytes,
    to: str,
    *,
    envelope_sender: str = "muhasebe@papatya.example",
    now: datetime = NOW,
) -> InboundMail:
    """It comes and is read; the row of it."""
    raw = mail if isinstance(mail, bytes) else mail.as_bytes()
    mail_arrived(raw=raw, envelope=Envelope(envelope_sender, (to,)), now=now)
    with acting_as_system("test"):
        row = InboundMail.objects.latest("pk")
        mail_take(mail_id=row.pk, now=now)
        return InboundMail.objects.get(pk=row.pk)


def address_of(ticket: Ticket) -> str:
    with acting_as_system("test"):
        return reply_address(ticket)


def said(ticket: Ticket) -> list[Any]:
    with acting_as_system("test"):
        return queries.conversation_of(ticket)


def bells(counter: Counter, kind: str) -> list[int]:
    with acting_as_system("test"):
        return list(
            Notification.objects.filter(kind=kind).order_by("pk").values_list("user_id", flat=True)
        )


def test_an_answer_from_any_mailbox_with_the_token_becomes_a_message(desk: Counter) -> None:
    ticket = desk.open()
    desk.answer(ticket)
    mail = letter("Şimdi oldu.\n\n--\nMuhasebe\n0216")
    mail.add_attachment(PNG, maintype="image", subtype="png", filename="ekran.png")

    row = arrive(mail, address_of(ticket))

    last = said(ticket)[-1]
    assert (row.state, row.reason) == (MailState.TAKEN, "")
    assert last.message.body == "Şimdi oldu."
    assert (last.message.author_label, last.message.author_email, last.message.author_id) == (
        "Muhasebe", "muhasebe@papatya.example", None,
    )  # fmt: skip
    assert (last.message.side, last.message.source) == (Side.BUYER, "mail")
    assert [file.name for file in last.files] == ["ekran.png"]
    assert desk.read(ticket).state == TicketState.OPEN
    assert b"0216" in file_read(row.raw_key)
    assert bells(desk, "ticket.by_mail") == [desk.ayse.pk]
    assert len(bells(desk, "ticket.replied")) > 0


def test_a_member_who_answers_gets_no_copy_of_it(desk: Counter) -> None:
    ticket = desk.open()

    arrive(letter(sender=desk.ayse.email), address_of(ticket))

    assert said(ticket)[-1].message.author_id == desk.ayse.pk
    assert bells(desk, "ticket.by_mail") == []


def test_the_same_mail_over_two_ways_is_one_message(desk: Counter) -> None:
    ticket = desk.open()
    mail = letter(To=f"{address_of(ticket)}, {MAILBOX}")

    arrive(mail, MAILBOX)
    arrive(mail, address_of(ticket))

    assert len(said(ticket)) == 2
    with acting_as_system("test"):
        assert InboundMail.objects.count() == 1


@pytest.mark.parametrize(
    ("headers", "envelope_sender", "reason"),
    [
        ({"Auto_Submitted": "auto-replied"}, "a@b.example", MailReason.AUTO_REPLY),
        ({"Precedence": "auto_reply"}, "a@b.example", MailReason.AUTO_REPLY),
        ({"X_Autoreply": "yes"}, "a@b.example", MailReason.AUTO_REPLY),
        ({"Precedence": "bulk"}, "a@b.example", MailReason.BULK),
        ({}, "", MailReason.BOUNCE),
        ({"From": "MAILER-DAEMON@mx.example"}, "x@mx.example", MailReason.BOUNCE),
        ({"From": "Vezne <bildirim@vezne.example>"}, "a@b.example", MailReason.LOOP),
        ({"From": f"destek+abc@{DOMAIN}"}, "a@b.example", MailReason.LOOP),
    ],
)
def test_what_a_program_wrote_bothers_nobody(
    desk: Counter, headers: dict[str, str], envelope_sender: str, reason: MailReason
) -> None:
    ticket = desk.open()

    row = arrive(letter(**headers), address_of(ticket), envelope_sender=envelope_sender)

    assert (row.state, row.reason) == (MailState.IGNORED, reason)
    assert len(said(ticket)) == 1
    assert bells(desk, "ticket.replied") == []


def test_our_own_mail_that_comes_back_is_known_by_its_id(desk: Counter) -> None:
    ticket = desk.open()
    with acting_as_system("test"):
        Delivery.objects.create(
            account=desk.buyer, channel="mail", kind="x", recipient="a@b.example", title="x",
            text="x", message_id="<dlv_1@vezne.example>", state="sent", created_at=NOW,
        )  # fmt: skip

    row = arrive(letter(Message_ID="<dlv_1@vezne.example>"), address_of(ticket))

    assert (row.state, row.reason) == (MailState.IGNORED, MailReason.LOOP)


def test_a_mail_group_answers_but_a_list_without_a_token_does_not(desk: Counter) -> None:
    ticket = desk.open()
    listed = {"List_Id": "<bilgi.papatya.example>", "Precedence": "list"}

    assert arrive(letter(**listed), address_of(ticket)).state == MailState.TAKEN
    assert arrive(letter(Message_ID="<m2@x>", **listed), MAILBOX).reason == MailReason.LIST


def test_a_closed_ticket_opens_again_and_one_long_over_gets_a_follow_up(desk: Counter) -> None:
    ticket = desk.open()
    desk.answer(ticket, closes=True)

    arrive(letter(), address_of(ticket), now=NOW + DAY)
    assert desk.read(ticket).state == TicketState.OPEN

    desk.answer(ticket, closes=True, now=NOW + 2 * DAY)
    row = arrive(letter(Message_ID="<m2@x>"), address_of(ticket), now=NOW + 40 * DAY)
    with acting_as_system("test"):
        follow_up = Ticket.objects.get(pk=row.ticket_id)
    assert desk.read(ticket).state == TicketState.CLOSED
    assert follow_up.subject == "Panel açılmıyor (#1001)"
    assert (follow_up.buyer_id, follow_up.source) == (desk.buyer.pk, "mail")


def test_a_wrong_token_and_a_known_sender_wait_with_a_suggestion(desk: Counter) -> None:
    with acting_as_system("test"):
        SupportTerms.objects.update(reply_domain="destek.robo.example")

    wrong = arrive(letter(sender=desk.ayse.email), "destek+yoktur@destek.robo.example")
    plain = arrive(letter(sender=desk.ayse.email, Message_ID="<m2@x>"), MAILBOX)

    for row, reason in ((wrong, MailReason.WRONG_TOKEN), (plain, MailReason.NO_TICKET)):
        assert (row.state, row.reason) == (MailState.WAITING, reason)
        assert row.suggested_buyer_id == desk.buyer.pk
        assert row.seller_id == desk.seller.pk
    with acting_as_system("test"):
        assert Ticket.objects.count() == 0


def test_what_it_refers_to_is_a_suggestion_and_no_key(desk: Counter) -> None:
    ticket = desk.open()

    row = arrive(letter(In_Reply_To=f"<{ticket.public_id}@{DOMAIN}>"), MAILBOX)

    assert (row.state, row.ticket_id) == (MailState.WAITING, ticket.pk)
    assert len(said(ticket)) == 1


def test_addresses_that_are_nobodys_are_refused_at_the_door(desk: Counter) -> None:
    ticket = desk.open()

    assert address_accepted(address_of(ticket).upper())
    assert address_accepted(MAILBOX)
    assert not address_accepted("baska@robo.example")
    assert not address_accepted("destek+abc@baska.example")


def test_staff_decides_what_waits(desk: Counter) -> None:
    ticket = desk.open()
    rows = [arrive(letter(f"Soru {n}", Message_ID=f"<m{n}@x>"), MAILBOX) for n in range(3)]
    deniz = actor(desk.deniz)

    written = mail_to_ticket(mail=rows[0], number=ticket.number, actor=deniz, now=NOW)
    opened = mail_to_buyer(mail=rows[1], buyer=desk.buyer.public_id, actor=deniz, now=NOW)
    mail_drop(mail=rows[2], words="Reklam", actor=deniz, now=NOW)

    assert written.ticket_id == ticket.pk
    assert said(ticket)[-1].message.body == "Soru 0"
    with acting_as_system("test"):
        assert opened.ticket.subject == "Panel açılmıyor"
        states = list(InboundMail.objects.order_by("pk").values_list("state", "ended_by"))
    assert states == [
        ("taken", "Deniz Demir"),
        ("taken", "Deniz Demir"),
        ("discarded", "Deniz Demir"),
    ]
    for row in rows:
        with pytest.raises(MailNotWaiting):
            mail_to_ticket(mail=row, number=ticket.number, actor=deniz, now=NOW)
    assert len(said(ticket)) == 2


def test_a_foreign_ticket_is_not_written_to(desk: Counter) -> None:
    other = open_counter("Baska").open()
    row = arrive(letter(), MAILBOX)
    with acting_as_system("test"):
        Ticket.objects.filter(pk=other.pk).update(number=7777)

    with pytest.raises(TicketNotFound):
        mail_to_ticket(mail=row, number=7777, actor=actor(desk.deniz), now=NOW)


def test_only_the_seller_sees_its_mails(desk: Counter) -> None:
    arrive(letter(), MAILBOX)

    with acting_as(desk.seller.pk, "desk"):
        assert InboundMail.objects.count() == 1
    for account, face in ((desk.buyer, "panel"), (desk.stranger, "desk")):
        with acting_as(account.pk, face):  # type: ignore[arg-type]
            rows = InboundMail.objects.raw("SELECT * FROM support_inboundmail")
            assert list(rows) == []


def test_a_sender_who_does_not_stop_is_asked_to_wait(desk: Counter) -> None:
    for number in range(MOST_OF_A_SENDER):
        mail_arrived(
            raw=letter(Message_ID=f"<m{number}@x>").as_bytes(),
            envelope=Envelope("a@b.example", (MAILBOX,)),
            now=NOW,
        )

    with pytest.raises(TooManyMails):
        arrive(letter(Message_ID="<last@x>"), MAILBOX)
    later = arrive(letter(Message_ID="<last@x>"), MAILBOX, now=NOW + HOUR + timedelta(seconds=1))
    assert later.state == MailState.WAITING


def test_files_that_are_not_taken_are_named_in_the_ticket(desk: Counter) -> None:
    ticket, mail = desk.open(), letter()
    mail.add_attachment(b"MZ\x90\x00", maintype="application", subtype="pdf", filename="a.pdf")
    mail.add_attachment(b"<svg onload='x'/>", maintype="image", subtype="svg+xml", filename="b.svg")
    mail.add_attachment(PNG, maintype="text", subtype="html", filename="../../c.html")

    arrive(mail, address_of(ticket))

    assert [file.name for file in said(ticket)[-1].files] == ["c.html.png"]
    with acting_as_system("test"):
        refused = TicketEvent.objects.filter(ticket=ticket, kind="file_refused").order_by("pk")
        assert [row.words for row in refused] == ["a.pdf", "b.svg"]


def test_a_lost_job_is_made_up_for_and_old_originals_are_forgotten(desk: Counter) -> None:
    mail_arrived(
        raw=letter(Auto_Submitted="auto-replied").as_bytes(),
        envelope=Envelope("a@b.example", (MAILBOX,)),
        now=NOW,
    )

    assert mails_catch_up(now=NOW + timedelta(minutes=1)) == 0
    assert mails_catch_up(now=NOW + timedelta(minutes=3)) == 1
    assert originals_forget(now=NOW + 10 * DAY) == 0
    assert originals_forget(now=NOW + 100 * DAY) == 1


# -- letters as they come -----------------------------------------------------------------------

TURKISH = "Şişli'de ığdır çöğürü"


@pytest.mark.parametrize(
    ("named", "written"),
    [
        ("iso-8859-9", "iso-8859-9"), ("windows-1254", "cp1254"), ("iso-8859-9", "cp1254"),
        ("utf-8", "cp1254"), ("us-ascii", "utf-8"), ("yok-boyle", "utf-8"),
        ("unicode_escape", "utf-8"), ("utf-16", "utf-16"),
    ],
)  # fmt: skip
def test_turkish_letters_survive_what_the_mail_says_of_them(named: str, written: str) -> None:
    raw = (
        b"From: a@b.example\r\nSubject: =?iso-8859-9?Q?=DE=FEli?=\r\n"
        b"Content-Type: text/plain; charset=" + named.encode() + b"\r\n"
        b"Content-Transfer-Encoding: 8bit\r\n\r\n" + TURKISH.encode(written)
    )

    body = read_body(raw)

    assert body is not None
    assert body.text == TURKISH
    assert read_head(raw, Envelope("a@b.example", ())).subject == "Şşli"


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"\r\n\r\n", b"\x00" * 500, b"From: " + b"(" * 50_000,
        b"From: =?utf-8?B?////?=\r\n\r\nx",
        b"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n" * 400,
        b"Content-Type: multipart/mixed\r\n\r\nx", b"Content-Type: ;;;=\r\n\r\nx",
        b"Content-Transfer-Encoding: base64\r\n\r\n!!!!", b"X" * 200_000,
        b"Content-Type: text/html\r\n\r\n" + b"<div>" * 50_000 + b"<!--" + b"<![CDATA[" * 5_000,
        b"Content-Disposition: attachment; filename*=utf-8''%ff%fe\r\n\r\nx",
        b"Message-ID: " + b"<" * 3_000 + b"\r\nDate: \xff\r\n\r\n\xed\xa0\x80",
        b"From: \"a\x00b\" <a\x00@b>\r\nReferences: <" + b"a" * 60_000 + b"\r\n\r\n",
    ],
    ids=range(14),
)  # fmt: skip
def test_a_broken_mail_is_kept_and_waits(desk: Counter, raw: bytes) -> None:
    row = arrive(raw, MAILBOX)

    assert row.state in (MailState.WAITING, MailState.IGNORED)
    assert row.size_bytes == len(raw)


BOMBS = {
    "parts": b"Content-Type: multipart/mixed; boundary=a\r\n\r\n" + b"--a\r\n\r\n\r\n" * 200_000,
    "mails": b"Content-Type: message/rfc822\r\n\r\n" * 100_000,
    "name": b"Content-Disposition: attachment; filename=" + b'"' * 60_000 + b"\r\n\r\nx",
    "names": b"From: " + b'"a" ' * 15_000 + b"\r\n\r\nx",
    "tags": b"Content-Type: text/html\r\n\r\n" + b"<" * 3_000_000,
    "links": b"Content-Type: text/html\r\n\r\n" + b"<a href='" * 500_000,
    "deep": b"Content-Type: text/html\r\n\r\n" + b"<div>" * 50_000,
    "bold": b"Content-Type: text/html\r\n\r\n" + b"<p><b><i>" * 20_000,
    "cells": b"Content-Type: text/html\r\n\r\n" + b"<table><tr><td>" * 12_000,
    "points": b"Content-Type: text/html\r\n\r\n" + b"<li>" * 50_000,
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_mail_that_is_made_to_be_slow_is_read_in_no_time(bomb: str) -> None:
    began = time.process_time()

    read_head(BOMBS[bomb], Envelope("a@b.example", ()))
    read_body(BOMBS[bomb])

    assert time.process_time() - began < 3


@hypothesis_settings(
    max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)
@given(
    st.lists(
        st.sampled_from(
            [
                b"From", b"Subject", b"Content-Type", b": ", b"\r\n", b"\r\n\r\n", b"--a", b"--a--",
                b"multipart/mixed; boundary=a", b"text/html; charset=", b"message/rfc822",
                b"=?utf-8?B?", b"?=", b"base64", b"Content-Transfer-Encoding: ", b"<", b">",
                b"\xff", b"\x00", b"\"", b"name*0*=utf-8''%ff",
                b"Content-Disposition: attachment; filename=",
                b"iso-8859-9", b"a@b.example", b"\xed\xa0\x80",
            ]
        ),
        max_size=60,
    ).map(b"".join)
)  # fmt: skip
def test_no_mail_is_too_strange_to_be_read(raw: bytes) -> None:
    envelope = Envelope("a@b.example", ("x@y.example",))

    head, body = read_head(raw, envelope), read_body(raw)

    head.sender_label.encode()
    (head.subject + head.message_id + head.sender).encode()
    if body is not None:
        body.text.encode()
