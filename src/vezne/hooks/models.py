"""Outgoing webhooks: where a seller's programs listen, and every delivery to them."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from vezne.accounts.sides import side
from vezne.core.ids import PublicIdField
from vezne.core.scope import ScopedManager


class Endpoint(models.Model):
    """An address of a seller that is told of events, signed by the Standard Webhooks rules."""

    public_id = PublicIdField(prefix="whe")
    account = side()
    url = models.URLField(max_length=300)  # public addresses only, checked at sending
    secret_sealed = models.TextField()  # whsec_…
    kinds = ArrayField(models.CharField(max_length=80), default=list)  # empty: all
    is_active = models.BooleanField(default=True)
    failing_since = models.DateTimeField(null=True)  # null: last delivery arrived
    created_at = models.DateTimeField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()


class WebhookState(models.TextChoices):
    """Where a delivery stands."""

    WAITING = "waiting", _("Sırada")
    DELIVERED = "delivered", _("Ulaştı")
    FAILED = "failed", _("Ulaşmadı")  # given up after the last try; can be replayed


class WebhookDelivery(models.Model):
    """One event to one endpoint: tried with growing waits until a 2xx answer."""

    public_id = PublicIdField(prefix="msg")
    account = side()
    endpoint = models.ForeignKey(Endpoint, on_delete=models.PROTECT, related_name="+")
    event_id = models.BigIntegerField()  # core outbox row
    kind = models.CharField(max_length=80)
    body = models.JSONField()
    state = models.CharField(max_length=9, choices=WebhookState.choices)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)  # real time
    last_status = models.PositiveSmallIntegerField(null=True)
    last_error = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """An event goes to an endpoint once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["endpoint", "event_id"], name="hooks_delivery_once")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_try_at"],
                name="hooks_delivery_due",
                condition=models.Q(state="waiting"),
            )
        ]
