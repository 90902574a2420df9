"""Words and values of metering that other packages use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

MAX_EVENTS = 1_000
"""Most events of one batch."""


class Outcome(models.TextChoices):
    """What became of one event of a batch."""

    ACCEPTED = "accepted", _("Kabul edildi")  # counted and spent
    DUPLICATE = "duplicate", _("Zaten kayıtlı")  # the same event came before; nothing is spent
    REFUSED = "refused", _("Reddedildi")  # `code` says why; nothing is spent


@dataclass(frozen=True, slots=True)
class UsageInput:
    """So many units were used at an instant; `key` is the caller's own id of the event."""

    key: str
    unit: str
    quantity: int
    used_at: datetime
    description: str = ""
    actor_label: str = ""
    is_at_receipt: bool = False  # the caller named no instant: a repeat has another `used_at`


@dataclass(frozen=True, slots=True)
class EventResult:
    """The answer for one event, in the order given.

    `code` of a refusal: invalid_key, invalid_unit, invalid_quantity, invalid_time, invalid_text,
    key_conflict (the key came before with other content), insufficient_credits.
    """

    key: str
    outcome: Outcome
    code: str = ""


@dataclass(frozen=True, slots=True)
class QuotaLot:
    """One lot of credits as shown: granted, left and its end."""

    quantity: int
    left: int
    granted_at: datetime
    expires_at: datetime | None  # None: never


@dataclass(frozen=True, slots=True)
class Quota:
    """What a buyer has of one unit: the lots that are open, or the last one when all are used."""

    unit: str
    granted: int
    used: int
    left: int
    granted_total: int  # ever
    lots: tuple[QuotaLot, ...]  # in the order of their use

    @property
    def used_percent(self) -> int:
        """How much is used, rounded down, so that 100 means nothing is left."""
        return self.used * 100 // self.granted if self.granted else 100


@dataclass(frozen=True, slots=True)
class UsageSum:
    """Usage of one unit by one person on one Istanbul date."""

    used_on: date
    unit: str
    actor_label: str
    quantity: int
    events: int
