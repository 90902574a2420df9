"""Reads of the bell, of what went out, and of who wants what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet

from vezne.core.compiled import compiled
from vezne.notify.kinds import MessageKind, list_kinds
from vezne.notify.models import (
    Broadcast,
    Channel,
    Delivery,
    DeliveryState,
    DigestHour,
    Notification,
    OfferConsent,
    Preference,
    PushDevice,
)
from vezne.notify.wishes import GROUP, Way, Wishes

MOST_COUNTED = 100
"""Above this the bell says 99+."""


def unread_count(*, account_id: int, user_id: int) -> int:
    """How many lines behind the bell are new; counted to `MOST_COUNTED`, by index alone."""
    rows = Notification.objects.filter(account_id=account_id, user_id=user_id, read_at=None)
    return rows[:MOST_COUNTED].count()


@compiled
def list_notifications(*, account_id: int, user_id: int, limit: int = 50) -> QuerySet[Notification]:
    """The newest lines behind a user's bell."""
    rows = Notification.objects.filter(account_id=account_id, user_id=user_id)
    return rows.order_by("-created_at", "-id")[:limit]


def notifications_of(*, account_id: int, user_id: int) -> QuerySet[Notification]:
    """Everything behind a user's bell, newest first."""
    rows = Notification.objects.filter(account_id=account_id, user_id=user_id)
    return rows.order_by("-created_at", "-id")


def find_notification(*, account_id: int, public_id: str) -> Notification | None:
    """One line behind the bell of somebody of an account."""
    return Notification.objects.filter(account_id=account_id, public_id=public_id).first()


def list_deliveries_for(*, account_id: int, limit: int = 100) -> list[Delivery]:
    """What went out to an account, newest first."""
    rows = Delivery.objects.filter(account_id=account_id)
    return list(rows.order_by("-created_at", "-id")[:limit])


def list_queued_ids(*, limit: int = 500, channel: str = Channel.MAIL) -> list[int]:
    """Deliveries of a channel that still wait, oldest first; for the clock and after a stop."""
    rows = Delivery.objects.filter(state=DeliveryState.QUEUED, channel=channel)
    return list(rows.order_by("id").values_list("id", flat=True)[:limit])


# -- who wants what --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the people of one message chose; `consenting` is asked for where a consent is needed."""

    said: dict[int, dict[tuple[str, str], bool]] = field(default_factory=dict)
    by_user: dict[int, list[PushDevice]] = field(default_factory=dict)
    consenting: frozenset[int] = frozenset()

    def wishes(self, user_id: int) -> Wishes:
        """The wishes of one of them."""
        return self.said.get(user_id, {})

    def devices(self, user_id: int) -> list[PushDevice]:
        """Where one of them takes pushes."""
        return self.by_user.get(user_id, [])


def chosen_for(
    *, kind: MessageKind, account_id: int, seller_id: int | None, user_ids: Sequence[int]
) -> Chosen:
    """What these people want of one kind: wishes, digest hours, devices, consents; few queries."""
    if not user_ids:
        return Chosen()
    names = [kind.key, GROUP + kind.belongs_to]
    rows = Preference.objects.filter(account_id=account_id, user_id__in=user_ids, kind__in=names)
    said: dict[int, dict[tuple[str, str], bool]] = {}
    for user_id, name, way, is_wanted in rows.values_list(
        "user_id", "kind", "channel", "is_wanted"
    ):
        said.setdefault(user_id, {})[name, way] = is_wanted
    waiting = [user for user, wishes in said.items() if wishes.get((names[1], Way.DIGEST))]
    if waiting:  # a group without an hour waits for nothing
        hours = DigestHour.objects.filter(account_id=account_id, user_id__in=waiting)
        for user_id in set(waiting) - set(hours.values_list("user_id", flat=True)):
            said[user_id].pop((names[1], Way.DIGEST))
    devices: dict[int, list[PushDevice]] = {}
    for row in PushDevice.objects.filter(user_id__in=user_ids).order_by("id"):
        devices.setdefault(row.user_id, []).append(row)
    consenting = _consenting(account_id, seller_id, user_ids) if kind.needs_consent else []
    return Chosen(said, devices, frozenset(consenting))


def _consenting(account_id: int, seller_id: int | None, user_ids: Sequence[int]) -> list[int]:
    rows = OfferConsent.objects.filter(
        account_id=account_id, seller_id=seller_id, user_id__in=user_ids
    )
    newest = rows.order_by("user_id", "-id").distinct("user_id")
    return [row.user_id for row in newest if row.is_given]


def is_unconsented(row: Delivery) -> bool:
    """Whether a delivery is advertising to somebody who does not consent to it by now."""
    kind = next((one for one in list_kinds() if one.key == row.kind), None)
    if kind is None or not kind.needs_consent or row.user_id is None:
        return False
    return not _consenting(row.account_id, row.seller_id, [row.user_id])


def wishes_of(*, account_id: int, user_id: int) -> dict[tuple[str, str], bool]:
    """Everything that a user said about one account."""
    rows = Preference.objects.filter(account_id=account_id, user_id=user_id)
    return {
        (name, way): said for name, way, said in rows.values_list("kind", "channel", "is_wanted")
    }


def find_digest_hour(*, account_id: int, user_id: int) -> int | None:
    """At which hour a user takes the daily mail; None: never."""
    rows = DigestHour.objects.filter(account_id=account_id, user_id=user_id)
    return rows.values_list("hour", flat=True).first()


def consents_of(*, account_id: int, user_id: int) -> dict[int, OfferConsent]:
    """The newest word of a user to each seller about advertising."""
    rows = OfferConsent.objects.filter(account_id=account_id, user_id=user_id)
    return {row.seller_id: row for row in rows.order_by("seller_id", "-id").distinct("seller_id")}


def devices_of(*, user_id: int) -> list[PushDevice]:
    """Where a user takes pushes, the newest first."""
    return list(PushDevice.objects.filter(user_id=user_id).order_by("-id"))


# -- messages to many ---------------------------------------------------------------------------


def broadcasts_stalled(*, before: datetime) -> list[int]:
    """What is under way and has not moved since: its job was lost."""
    rows = Broadcast.objects.filter(ended_at=None, moved_at__lt=before)
    return list(rows.order_by("moved_at").values_list("pk", flat=True))


def broadcasts_of(seller_id: int, subjects: Sequence[str]) -> dict[str, Broadcast]:
    """The last telling of each subject; in the seller's scope."""
    rows = Broadcast.objects.filter(seller_id=seller_id, subject__in=subjects)
    return {row.subject: row for row in rows.order_by("version")}


# -- the daily mail --------------------------------------------------------------------------


def digests_waiting() -> list[tuple[int, int]]:
    """Everybody for whom mails are held, as (account, user)."""
    held = Delivery.objects.filter(state=DeliveryState.HELD)
    return list(held.values_list("account_id", "user_id").distinct().order_by())
