"""The queue's thin entrances: each reads the time, enters a scope and calls one function."""

from __future__ import annotations

import smtplib
from contextlib import suppress
from datetime import date

from django.db import InterfaceError, OperationalError
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from vezne.core import outbox
from vezne.core.audit import Actor
from vezne.core.clock import read_now, real_now
from vezne.core.errors import FileScanUnavailable
from vezne.core.scope import acting_as_system
from vezne.edocuments.errors import IntegratorUnavailable
from vezne.flows.announcing import telling_bring_on
from vezne.flows.bank_feeds import message_apply
from vezne.flows.bank_statement import statement_run
from vezne.flows.document_mending import document_bring_on
from vezne.flows.letters import letters_mail_all
from vezne.flows.people_mail import (
    code_sms_send,
    invitation_mail_send,
    password_changed_send,
    password_mail_send,
    sign_up_mail_send,
)
from vezne.flows.settlement import ask_and_settle, webhook_apply
from vezne.flows.tick import send_delivery, tick_now
from vezne.flows.ticket_mail import mail_take
from vezne.hooks.services import delivery_send as webhook_send
from vezne.payments.errors import ProviderUnavailable

AGAIN = RetryStrategy(
    max_attempts=6,
    wait=1,
    exponential_wait=2,
    retry_exceptions=(OperationalError, InterfaceError, ProviderUnavailable),
)
"""A database that restarted under a job, or too many calls at once: soon again, for two minutes."""

AGAIN_SCANNED = RetryStrategy(
    max_attempts=6,
    wait=1,
    exponential_wait=2,
    retry_exceptions=(OperationalError, InterfaceError, FileScanUnavailable),
)
"""What has files: they wait for the scanner."""

AGAIN_BY_MAIL = RetryStrategy(
    max_attempts=8,
    wait=1,
    exponential_wait=2,
    retry_exceptions=(OperationalError, InterfaceError, OSError, smtplib.SMTPException),
)
"""A mail that lets somebody in, while the mail server is away; later one asks for a new one."""


@app.task(name="core.outbox", retry=AGAIN)
def handle_event(*, event_id: int) -> None:
    """Run the subscribers of one event."""
    with acting_as_system("job core.outbox"):
        outbox.handle(event_id=event_id, now=read_now())


@app.task(name="core.outbox_many", retry=AGAIN)
def handle_events(*, event_ids: list[int]) -> None:
    """Run the subscribers of events that were written together."""
    with acting_as_system("job core.outbox"):
        for event_id in event_ids:
            outbox.handle(event_id=event_id, now=read_now())


@app.task(name="notify.deliver", retry=AGAIN)
def deliver(*, delivery_id: int) -> None:
    """Send one mail, SMS or push; a failed one waits for the next tick."""
    with acting_as_system("job notify.deliver"):
        send_delivery(delivery_id=delivery_id, now=read_now())


@app.task(name="hooks.deliver", retry=AGAIN)
def deliver_webhook(*, delivery_id: int) -> None:
    """Send one webhook; a failed one waits for its next turn."""
    with acting_as_system("job hooks.deliver"):
        webhook_send(delivery_id=delivery_id, real_now=real_now())


@app.task(name="payments.webhook", retry=AGAIN)
def apply_webhook(*, message_id: int) -> None:
    """Act on a provider's notice that was stored raw."""
    webhook_apply(message_id=message_id, now=read_now())


@app.task(name="banking.statement", retry=AGAIN)
def read_statement(*, import_id: int) -> None:
    """Read an uploaded statement from its cursor to its end."""
    statement_run(import_id=import_id, now=read_now())


@app.task(name="banking.message", retry=AGAIN)
def apply_bank_message(*, message_id: int) -> None:
    """Act on a bank's signed call that was stored."""
    message_apply(message_id=message_id, now=read_now())


@app.task(name="payments.check", retry=AGAIN)
def check_attempt(*, attempt_id: int) -> None:
    """Ask what became of an attempt, e.g. when the browser never came back."""
    ask_and_settle(attempt_id=attempt_id, source="poller", now=read_now())


@app.task(name="receivables.letters", retry=AGAIN)
def mail_letters(
    *, seller_id: int, as_of: str, currency: str, actor_id: int | None, actor_label: str
) -> None:
    """A letter to every buyer of a seller with a balance; a repeat sends the rest."""
    letters_mail_all(
        seller_id=seller_id,
        as_of=date.fromisoformat(as_of),
        currency=currency,
        actor=Actor(kind="user", id=actor_id, label=actor_label),
        now=read_now(),
    )


@app.task(name="edocuments.bring_on", retry=AGAIN)
def bring_document_on(*, document_id: int) -> None:
    """Check, number and send a document that a person mended; a later turn is the tick's."""
    with suppress(IntegratorUnavailable):
        document_bring_on(document_id=document_id, now=read_now())


@app.task(name="support.mail", retry=AGAIN_SCANNED)
def read_mail(*, mail_id: int) -> None:
    """Read a mail that came in; a later turn is the tick's."""
    mail_take(mail_id=mail_id, now=read_now())


@app.task(name="notify.broadcast", retry=AGAIN)
def tell_many(*, broadcast_id: int) -> None:
    """Tell the next batch of readers what a seller wrote; puts the next job itself."""
    telling_bring_on(broadcast_id=broadcast_id, now=read_now())


@app.periodic(cron="* * * * *")
@app.task(name="flows.tick", queueing_lock="flows.tick")
def periodic_tick(timestamp: int) -> None:
    """Once a minute: everything that is due; a missed minute is made up by the next."""
    del timestamp
    tick_now(waits=False)


@app.task(name="people.invitation", retry=AGAIN_BY_MAIL)
def send_invitation(*, invitation_id: int) -> None:
    """Mail the link of an invitation, once."""
    invitation_mail_send(invitation_id=invitation_id)


@app.task(name="people.sign_up", retry=AGAIN_BY_MAIL)
def send_sign_up(*, sign_up_id: int) -> None:
    """Mail link and code of a sign-up, once."""
    sign_up_mail_send(sign_up_id=sign_up_id)


@app.task(name="people.code", retry=AGAIN)
def send_code(*, code_id: int) -> None:
    """Send the SMS of a code, at most once."""
    code_sms_send(code_id=code_id, real_now=real_now())


@app.task(name="people.password_mail", retry=AGAIN_BY_MAIL)
def send_password_mail(*, code_id: int) -> None:
    """Mail the link of a forgotten password."""
    password_mail_send(code_id=code_id, real_now=real_now())


@app.task(name="people.password_changed", retry=AGAIN_BY_MAIL)
def send_password_changed(*, user_id: int) -> None:
    """Mail that a password was changed, or a forgotten one set anew."""
    password_changed_send(user_id=user_id)
