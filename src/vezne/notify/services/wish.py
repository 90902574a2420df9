"""What people choose: wishes, the hour of the daily mail, consents to advertising."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from vezne.core.audit import Actor, record
from vezne.notify.errors import HourNotAllowed, NothingToStop
from vezne.notify.kinds import Group, kind_of, list_kinds
from vezne.notify.messages import DIGEST
from vezne.notify.models import ConsentSource, Delivery, DigestHour, OfferConsent, Preference
from vezne.notify.queries import wishes_of
from vezne.notify.tokens import read_stop_token
from vezne.notify.wishes import GROUP, Way, is_fixed


@transaction.atomic
def wishes_set(
    *,
    account_id: int,
    user_id: int,
    wishes: Mapping[tuple[str, str], bool | None],
    actor: Actor,
    now: datetime,
) -> None:
    """Keep a user's wishes by (kind or group, way); None forgets one: then its group decides.

    What cannot be chosen is not kept: unknown names, and bell and mail of a legal kind.
    """
    kinds = {kind.key: kind for kind in list_kinds()}
    groups = {GROUP + group.value for group in Group}
    said = wishes_of(account_id=account_id, user_id=user_id)
    changed: dict[str, str] = {}
    for (name, way), wish in wishes.items():
        is_known = name in groups or (name in kinds and not is_fixed(kinds[name], Way(way)))
        if not is_known or said.get((name, way)) == wish:
            continue
        rows = Preference.objects.filter(account_id=account_id, user_id=user_id, kind=name)
        if wish is None:
            rows.filter(channel=way).delete()
        else:
            Preference.objects.update_or_create(
                account_id=account_id,
                user_id=user_id,
                kind=name,
                channel=way,
                defaults={"is_wanted": wish},
            )
        changed[f"{name} {way}"] = {True: "on", False: "off", None: "group"}[wish]
    if changed:
        record(
            actor=actor,
            action="notice.wishes_changed",
            subject=f"user_{user_id}",
            now=now,
            account_id=account_id,
            **changed,
        )


@transaction.atomic
def digest_hour_set(*, account_id: int, user_id: int, hour: int | None) -> None:
    """Take mails of the chosen groups once a day at this hour of Istanbul; None: at once again.

    Raises: HourNotAllowed.
    """
    rows = DigestHour.objects.filter(account_id=account_id, user_id=user_id)
    if hour is None:
        rows.delete()
        return
    if hour not in range(24):
        raise HourNotAllowed
    if not rows.select_for_update().update(hour=hour):
        DigestHour.objects.create(account_id=account_id, user_id=user_id, hour=hour)


@transaction.atomic
def consent_record(
    *,
    account_id: int,
    seller_id: int,
    user_id: int,
    is_given: bool,
    source: ConsentSource,
    ip: str | None,
    now: datetime,
    text: str = "",
) -> OfferConsent:
    """Write down that a user consents to a seller's advertising, or no longer; at once in force.

    `text` is the public id of the words that were shown. Nothing is ever changed: a new row counts.
    """
    return OfferConsent.objects.create(
        account_id=account_id,
        seller_id=seller_id,
        user_id=user_id,
        is_given=is_given,
        source=source,
        text=text,
        ip=ip,
        said_at=now,
    )


def find_stop(token: str) -> Delivery | None:
    """The mail that an address to stop such mails came with; system scope. None: not ours."""
    public_id = read_stop_token(token)
    if public_id is None:
        return None
    rows = Delivery.objects.filter(public_id=public_id, may_stop=True, user__isnull=False)
    return rows.select_related("user", "account").first()


@transaction.atomic
def unsubscribe(*, token: str, ip: str | None, actor: Actor, now: datetime) -> Delivery:
    """Stop mails of the kind that a mail was of, for its reader; a second time changes nothing.

    Of advertising the consent is taken back; of the daily mail its groups end. In system scope:
    the address is the authority. Raises: NothingToStop.
    """
    mail = find_stop(token)
    if mail is None or mail.user_id is None:
        raise NothingToStop
    account_id, user_id = mail.account_id, mail.user_id
    wishes: dict[tuple[str, str], bool | None] = {(mail.kind, Way.MAIL): False}
    if mail.kind == DIGEST.key:
        said = wishes_of(account_id=account_id, user_id=user_id)
        wishes = {
            (name, Way.MAIL): False for (name, way), on in said.items() if way == Way.DIGEST and on
        }
    elif kind_of(mail.kind).needs_consent and mail.seller_id is not None:
        consent_record(
            account_id=account_id,
            seller_id=mail.seller_id,
            user_id=user_id,
            is_given=False,
            source=ConsentSource.LINK,
            ip=ip,
            now=now,
        )
        wishes = {}
    wishes_set(account_id=account_id, user_id=user_id, wishes=wishes, actor=actor, now=now)
    return mail
