"""Usage: events that spent credits, exactly once by key."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from vezne.accounts.sides import side
from vezne.core.scope import ScopedManager


class UsageEvent(models.Model):
    """So many units were used by a buyer at an instant; the spending is in the ledger."""

    seller = side()
    buyer = side()
    key = models.CharField(max_length=120)  # the caller's own id of the event
    unit = models.CharField(max_length=16)
    quantity = models.BigIntegerField()
    description = models.CharField(max_length=200, blank=True)
    actor_label = models.CharField(max_length=200, blank=True)  # who used it
    used_at = models.DateTimeField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """Once per buyer and key; history is read by date."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["seller", "buyer", "key"], name="metering_event_once"),
            models.CheckConstraint(
                condition=models.Q(quantity__gt=0), name="metering_event_positive"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["buyer", "unit", "-used_at"], name="metering_event_history")
        ]


class QuotaAlert(models.Model):
    """The owner was told that 80 or 100 % of a quota is used; once per lot and step."""

    seller = side()
    buyer = side()
    unit = models.CharField(max_length=16)
    step = models.PositiveSmallIntegerField()  # 80 or 100
    granted_total = models.BigIntegerField()  # credits ever granted when it was told
    told_at = models.DateTimeField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """Once per step until more is granted."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["seller", "buyer", "unit", "step", "granted_total"],
                name="metering_alert_once",
            )
        ]
