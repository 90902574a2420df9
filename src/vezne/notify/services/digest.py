"""The daily mail: what was held for a reader, carried in one mail, exactly once.

The held rows themselves are the list of what is to be told. One transaction locks them, writes the
mail and marks them as carried by it, so whoever comes second finds nothing, a kill in between
leaves everything held, and a day without a worker is made up by the next run. The mail then goes
out as every other, under its own Message-ID.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import translation

from vezne.accounts.types import Recipient
from vezne.core import ports
from vezne.core.calendar import ISTANBUL
from vezne.core.ids import new_public_id
from vezne.core.wording import instant_words
from vezne.notify.kinds import kind_of, list_kinds
from vezne.notify.messages import DIGEST, NOTICES_PATH
from vezne.notify.models import Channel, Delivery, DeliveryState, DigestHour
from vezne.notify.queries import consents_of, wishes_of
from vezne.notify.render import render_message
from vezne.notify.services.message import message_id_of
from vezne.notify.tokens import stop_url
from vezne.notify.types import DigestLine, Rendered, Voice
from vezne.notify.wishes import Way, is_wanted


def last_slot(now: datetime, hour: int) -> datetime:
    """The last instant, not after `now`, at which it was this hour in Istanbul."""
    here = now.astimezone(ISTANBUL)
    slot = datetime.combine(here.date(), time(hour), tzinfo=ISTANBUL)
    return slot if slot <= here else slot - timedelta(days=1)


@transaction.atomic
def digest_write(
    *,
    account_id: int,
    user_id: int,
    person: Recipient | None,
    voice_of: Callable[[int | None], Voice],
    now: datetime,
) -> list[Delivery]:
    """Write the daily mail that is due to a reader: one for each seller that wrote to him.

    Not due before the hour that he chose, and once for each such hour; what came after it waits
    for the next. Without an hour any more, what is held goes now. `person` is None for somebody
    who left the account: then nothing goes. What he no longer wants by mail is dropped.
    """
    hours = DigestHour.objects.select_for_update()
    hour = hours.filter(account_id=account_id, user_id=user_id).first()
    rows = Delivery.objects.filter(
        account_id=account_id, user_id=user_id, state=DeliveryState.HELD
    ).order_by("id")
    if hour is not None:
        slot = last_slot(now, hour.hour)
        if hour.done_until is not None and hour.done_until >= slot:
            return []
        rows = rows.filter(created_at__lt=slot)
    held = list(rows.select_for_update())
    if not held:
        return []
    if hour is not None:
        hour.done_until = slot
        hour.save(update_fields=["done_until"])
    wanted = [] if person is None else _still_wanted(held, account_id, user_id)
    Delivery.objects.filter(pk__in={row.pk for row in held} - {row.pk for row in wanted}).update(
        state=DeliveryState.DROPPED
    )
    sellers = dict.fromkeys(row.seller_id for row in wanted)
    assert person is not None or not sellers
    return [
        _write(person, [row for row in wanted if row.seller_id == seller], voice_of(seller), now)
        for seller in sellers
        if person is not None
    ]


def _still_wanted(held: Sequence[Delivery], account_id: int, user_id: int) -> list[Delivery]:
    """What may go by mail as of now: somebody may have stopped it since."""
    wishes = wishes_of(account_id=account_id, user_id=user_id)
    consents = consents_of(account_id=account_id, user_id=user_id)
    known = {kind.key for kind in list_kinds()}
    kept = []
    for row in held:
        kind = kind_of(row.kind) if row.kind in known else None
        if kind is not None:
            if not is_wanted(kind, Way.MAIL, wishes):
                continue
            consent = consents.get(row.seller_id or 0)
            if kind.needs_consent and (consent is None or not consent.is_given):
                continue
        kept.append(row)
    return kept


def _write(person: Recipient, rows: Sequence[Delivery], voice: Voice, now: datetime) -> Delivery:
    public_id = new_public_id("dlv")
    words = _words(person, rows, voice, public_id, now)
    mail = Delivery.objects.create(
        public_id=public_id,
        account_id=rows[0].account_id,
        seller_id=rows[0].seller_id,
        user_id=person.user_id,
        channel=Channel.MAIL,
        kind=DIGEST.key,
        recipient=person.email,
        title=words.title[:200],
        text=words.text,
        html=words.html,
        path=NOTICES_PATH,
        message_id=message_id_of(public_id),
        may_stop=True,
        state=DeliveryState.QUEUED,
        created_at=now,
    )
    Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=DeliveryState.DIGESTED, digest=mail, sent_at=now
    )
    ports.jobs().defer("notify.deliver", delivery_id=mail.pk)
    return mail


def _words(
    person: Recipient, rows: Sequence[Delivery], voice: Voice, public_id: str, now: datetime
) -> Rendered:
    with translation.override(person.language):
        lines = [
            DigestLine(
                title=row.title,
                text=row.summary,
                at=instant_words(row.created_at),
                url=settings.VEZNE_WEB_URL + row.path,
            )
            for row in rows
        ]
        day = instant_words(now)
    return render_message(
        kind=DIGEST,
        language=person.language,
        context={"count": len(rows), "day": day},
        voice=voice,
        url=settings.VEZNE_WEB_URL + NOTICES_PATH,
        stop_url=stop_url(public_id),
        lines=lines,
    )
