"""Rows of the machinery that belongs to no domain."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Clock(models.Model):
    """The installation's time as a distance from the real one; one row, sandbox mode only."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    offset_seconds = models.BigIntegerField()  # ≤ 0: never beyond the real time
    moved_at = models.DateTimeField()  # real time of the last move

    class Meta:
        """One row."""

        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(id=1), name="core_clock_one_row"),
            models.CheckConstraint(
                condition=models.Q(offset_seconds__lte=0), name="core_clock_not_ahead"
            ),
        ]


class AuditEntry(models.Model):
    """Who did what to what, from where; never changed, never deleted (a trigger refuses)."""

    account_id = models.BigIntegerField(null=True, db_index=True)  # whose log shows it
    actor_kind = models.CharField(max_length=16)  # user, api_key, system, provider
    actor_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=200)  # name as it was then
    action = models.CharField(max_length=80)  # e.g. payment.captured
    subject = models.CharField(max_length=60)  # public id
    details = models.JSONField(default=dict)
    ip = models.GenericIPAddressField(null=True)
    at = models.DateTimeField()


class OutboxEvent(models.Model):
    """A fact written in the transaction of its change; handled after commit, at least once."""

    kind = models.CharField(max_length=80)  # e.g. subscription.suspended
    account_id = models.BigIntegerField()  # the seller whose trade it is about
    subject = models.CharField(max_length=60)  # public id
    payload = models.JSONField(default=dict)
    occurred_at = models.DateTimeField()  # installation clock
    handled_at = models.DateTimeField(null=True)  # null: still to be handled
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(default="", blank=True)

    class Meta:
        """Found by what is still open."""

        indexes: ClassVar = [
            models.Index(
                fields=["id"], name="core_outbox_open", condition=models.Q(handled_at=None)
            )
        ]


class IdempotencyKey(models.Model):
    """The answer that a key got: same key + same body = same answer, another body = 409."""

    scope = models.CharField(max_length=80)  # who and which operation, e.g. api:12:payments
    key = models.CharField(max_length=120)
    body_hash = models.CharField(max_length=64)
    answer = models.JSONField(null=True)  # null while the first call is under way
    status = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        """One answer per key."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scope", "key"], name="core_idempotency_once")
        ]


class JobFailure(models.Model):
    """Why a job of the queue failed, as the operator reads it; the queue itself keeps no reason."""

    job_id = models.BigIntegerField(db_index=True)  # row of the queue
    task_name = models.CharField(max_length=128)
    error = models.TextField()  # kind and message, the last lines of the trace
    at = models.DateTimeField()  # real time
