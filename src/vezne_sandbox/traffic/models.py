"""The log of exchanges and the switches."""

from django.db import models
from django.db.models import Q


class Direction(models.TextChoices):
    """Who asked."""

    IN = "in", "gelen"
    OUT = "out", "giden"


class Exchange(models.Model):
    """One request and its answer, as text with every card number masked."""

    # The machine's own time: the log tells what happened when, whatever the panel's clock says.
    at = models.DateTimeField(db_index=True)
    direction = models.CharField(max_length=3, choices=Direction.choices)
    method = models.CharField(max_length=8)
    address = models.TextField()  # path and query coming in, the whole URL going out
    endpoint = models.CharField(max_length=60, blank=True)  # empty = a page
    status = models.PositiveSmallIntegerField()  # 0 = no answer
    duration_ms = models.PositiveIntegerField()
    request_body = models.TextField(blank=True)
    answer_body = models.TextField(blank=True)
    disturbances = models.CharField(max_length=200, blank=True)  # the switches that were used

    class Meta:
        db_table = "traffic_exchange"


class SwitchName(models.TextChoices):
    """What can be made to go wrong; the label says it on the page."""

    SLOW = "slow", "Yavaş: yanıttan önce bekler"
    ERROR_BEFORE = "error_before", "500: iş yapılmadan"
    ERROR_AFTER = "error_after", "500: iş yapıldıktan sonra"
    TIMEOUT_AFTER = "timeout_after", "Zaman aşımı: tahsil edilir, yanıt gelmez"
    DROP_AFTER = "drop_after", "Bağlantı kopar: tahsil edilir, yanıt yarım kalır"
    WRONG_SIGNATURE = "wrong_signature", "Yanlış imza: yanıtta ve bildirimde"
    DUPLICATE_WEBHOOK = "duplicate_webhook", "Bildirim iki kez gelir"
    NO_WEBHOOK = "no_webhook", "Bildirim hiç gelmez"
    NO_RETURN = "no_return", "Tarayıcı geri dönmez"


class Switch(models.Model):
    """One disturbance that is on."""

    name = models.CharField(max_length=30, choices=SwitchName.choices)
    endpoint = models.CharField(max_length=60, blank=True)  # empty = every endpoint
    remaining = models.PositiveIntegerField(null=True)  # uses left; null = until switched off
    wait_ms = models.PositiveIntegerField(null=True)  # slow and time-out only; null = its default

    class Meta:
        db_table = "traffic_switch"
        constraints = [
            models.UniqueConstraint(fields=["name", "endpoint"], name="one_switch_per_endpoint"),
            models.CheckConstraint(
                condition=Q(remaining__isnull=True) | Q(remaining__gt=0), name="switch_has_uses"
            ),
        ]
