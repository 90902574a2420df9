"""Everything that is due at an instant, found from the data, done until nothing is left.

The clock calls it after each move, the queue once a minute. Every part is idempotent and finds its
own work, so a stop of a day is caught up, two ticks at once do nothing twice, and the order of the
parts decides only who hears of it first.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend

from vezne.accounts.queries import seller_profile_of
from vezne.banking.services.message import messages_forget
from vezne.core import outbox
from vezne.core.clock import read_now, real_now
from vezne.core.errors import DomainError
from vezne.core.locks import LockKind, session_lock
from vezne.core.scope import acting_as_system
from vezne.flows.announcing import articles_put_out, tellings_begin
from vezne.flows.automatic import charge_due
from vezne.flows.bank import movements_due
from vezne.flows.bank_feeds import feeds_poll, messages_due
from vezne.flows.digests import digests_write_due
from vezne.flows.document_ends import incoming_due
from vezne.flows.document_notices import deadlines_warn, documents_tell
from vezne.flows.documents import (
    documents_begin,
    documents_carry,
    documents_drop,
    documents_issue,
)
from vezne.flows.dunning import remind_due
from vezne.flows.exchange_differences import differences_find
from vezne.flows.expiry import expire_due
from vezne.flows.forgetting import forget_due
from vezne.flows.housekeeping import cards_warn, trials_warn
from vezne.flows.late import late_book_due, late_find_due
from vezne.flows.rates import rates_fetch
from vezne.flows.reconciling import bank_days_compare, reconcile_due
from vezne.flows.refunds import refund_due
from vezne.flows.renewal import renew_due
from vezne.flows.settlement import ask_and_settle
from vezne.flows.task_notices import tasks_tell
from vezne.flows.ticket_mail import mails_catch_up, originals_forget
from vezne.flows.tickets import tickets_close_silent, tickets_warn
from vezne.flows.wallet import wallet_renew_due
from vezne.hooks.queries import list_due_ids
from vezne.hooks.services import delivery_send as webhook_send
from vezne.notify.models import Channel, Delivery
from vezne.notify.queries import list_queued_ids
from vezne.notify.services import delivery_send
from vezne.payments.queries import due_attempts
from vezne.subscriptions.services import transitions_write

logger = logging.getLogger(__name__)
MAX_ROUNDS = 50
"""A part that still finds work after this many rounds is broken, not busy."""


def tick(*, now: datetime, waits: bool = True) -> dict[str, int]:
    """Do all that is due at `now`; returns how much each part did.

    One run at a time: another waits for it, or (`waits=False`) leaves the work to it.
    """
    with acting_as_system("tick"), session_lock(LockKind.TICK, waits=waits) as is_ours:
        if not is_ours:
            return {}
        done = {
            "rates": rates_fetch(now=now),
            "attempts": _until_done(lambda: ask_due(now=now)),
            "bank_feeds": feeds_poll(now=now),
            "bank_messages": messages_due(now=now),
            "bank_movements": movements_due(now=now),
            "refunds": _until_done(lambda: refund_due(now=now)),
            "orders": expire_due(now=now),
            "renewals": _until_done(lambda: renew_due(now=now)),
            "opened": _until_done(lambda: outbox.handle_open(now=now)),  # before its reminders
            "late_months": _until_done(lambda: late_find_due(now=now)),
            "late_charges": _until_done(lambda: late_book_due(now=now)),
            "from_wallets": wallet_renew_due(now=now),  # before the stored card is tried
            "charges": charge_due(now=now),
            "transitions": _until_done(lambda: transitions_write(now=now)),
            "reminders": remind_due(now=now),
            "cards": cards_warn(now=now),
            "trials": trials_warn(now=now),
            "bank_forgotten": messages_forget(now=now),
            "exchange_differences": differences_find(now=now),
            "documents_begun": _until_done(lambda: documents_begin(now=now)),
            "documents_dropped": documents_drop(now=now),
            "documents_issued": _until_done(lambda: documents_issue(now=now)),
            "documents_carried": _until_done(lambda: documents_carry(now=now)),
            "documents_told": documents_tell(now=now),
            "document_alarms": deadlines_warn(now=now),
            "returns": incoming_due(now=now),
            "bank_days": bank_days_compare(now=now),
            "books": _until_done(lambda: reconcile_due(now=now)),
            "mails_read": mails_catch_up(now=now),
            "originals_forgotten": originals_forget(now=now),
            "tickets_late": _until_done(lambda: tickets_warn(now=now)),
            "tickets_closed": _until_done(lambda: tickets_close_silent(now=now)),
            "forgotten": forget_due(),
            "tasks": tasks_tell(now=now),
            "news": articles_put_out(now=now),
            "tellings": tellings_begin(now=now),
            "events": _until_done(lambda: outbox.handle_open(now=now)),
            "digests": digests_write_due(now=now),
            "mails": send_queued(now=now),
            "sms_and_pushes": send_others(now=now),
            "webhooks": send_webhooks(),
        }
    return {part: count for part, count in done.items() if count}


def _until_done(work: Callable[[], int]) -> int:
    total = 0
    for _round in range(MAX_ROUNDS):
        done = work()
        total += done
        if not done:
            break
    return total


def ask_due(*, now: datetime) -> int:
    """The janitor: ask the provider about every attempt whose turn has come."""
    ids = due_attempts(now=now)
    asked = 0
    for attempt_id in ids:
        with suppress(DomainError):  # too many calls at once: asked by the next tick
            ask_and_settle(attempt_id=attempt_id, source="janitor", now=now)
            asked += 1
    return asked


def send_queued(*, now: datetime, limit: int = 500) -> int:
    """Send the mails that wait, over one connection; a failed one is tried by a later tick."""
    ids = list_queued_ids(limit=limit)
    if not ids:
        return 0
    connection = get_connection()
    try:
        connection.open()
        return sum(send_delivery(delivery_id=pk, now=now, connection=connection) for pk in ids)
    except OSError:
        logger.warning("the mail server does not answer")
        return 0
    finally:
        connection.close()


def send_others(*, now: datetime) -> int:
    """Send the SMS and pushes whose job was lost or whose other side was away."""
    ids = list_queued_ids(channel=Channel.SMS) + list_queued_ids(channel=Channel.PUSH)
    return sum(send_delivery(delivery_id=pk, now=now) for pk in ids)


def send_delivery(
    *, delivery_id: int, now: datetime, connection: BaseEmailBackend | None = None
) -> bool:
    """Send one mail, SMS or push in its seller's voice; in system scope."""
    seller_id = Delivery.objects.filter(pk=delivery_id).values_list("seller_id", flat=True).first()
    profile = seller_profile_of(seller_id) if seller_id else None
    return delivery_send(
        delivery_id=delivery_id,
        brand=(profile.mail_from_name or profile.brand_name) if profile else "",
        reply_to=profile.mail_reply_to if profile else "",
        sms_header=profile.sms_header if profile else "",
        now=now,
        real_now=real_now(),
        connection=connection,
    )


def send_webhooks() -> int:
    """Send the webhook deliveries whose turn has come, by the time outside."""
    real = real_now()
    return sum(webhook_send(delivery_id=pk, real_now=real) for pk in list_due_ids(real_now=real))


def tick_now(*, waits: bool = True) -> dict[str, int]:
    """`tick` at the installation's present time; for the queue and the command line."""
    return tick(now=read_now(), waits=waits)
