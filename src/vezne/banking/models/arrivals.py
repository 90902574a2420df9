"""How movements come in: files with their cursor, signed calls; and what a person must look at."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from vezne.accounts.sides import side
from vezne.banking.models.accounts import BankAccount
from vezne.banking.types import ImportState, TaskKind
from vezne.core.ids import PublicIdField
from vezne.core.scope import ScopedManager


class StatementImport(models.Model):
    """An uploaded statement file; the file itself is deleted when all of it was read."""

    public_id = PublicIdField(prefix="imp")
    seller = side()
    bank_account = models.ForeignKey(BankAccount, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200)  # as the person had it
    size_bytes = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    format = models.CharField(max_length=5)  # readers.StatementFormat
    profile = models.CharField(max_length=20, blank=True)  # of a CSV; empty: by its headings
    state = models.CharField(max_length=7, choices=ImportState.choices)
    cursor_items = models.BigIntegerField(default=0)  # items of the file that are done with
    lines = models.BigIntegerField(default=0)
    added = models.BigIntegerField(default=0)  # movements that were new
    known = models.BigIntegerField(default=0)  # had come before, by whatever channel
    matched = models.BigIntegerField(default=0)  # of the new: went to a buyer by themselves
    problem_count = models.BigIntegerField(default=0)
    problems = models.JSONField(default=list)  # the first 500: [{row, reason, is_harmless}]
    failure = models.CharField(max_length=300, blank=True)  # why it stopped
    uploaded_by = models.CharField(max_length=200, blank=True)  # label of the actor
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """The same file once; a failed one may come again."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["bank_account", "sha256"],
                name="banking_import_once",
                condition=~models.Q(state="failed"),
            )
        ]


class StatementSpan(models.Model):
    """What one statement of a file opened and closed with, and what its lines sum to."""

    seller = side()
    bank_account = models.ForeignKey(BankAccount, on_delete=models.PROTECT, related_name="+")
    statement_import = models.ForeignKey(
        StatementImport, on_delete=models.PROTECT, related_name="+"
    )
    place = models.PositiveIntegerField()  # which statement of the file, from 1
    number = models.CharField(max_length=20, blank=True)  # the bank's
    opening_minor = models.BigIntegerField(null=True)  # null: the file does not say
    opening_on = models.DateField(null=True)
    closing_minor = models.BigIntegerField(null=True)
    closing_on = models.DateField(null=True)
    sum_minor = models.BigIntegerField(default=0)  # of its booked lines
    line_count = models.BigIntegerField(default=0)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """Written once per statement; read in the order of time."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["statement_import", "place"], name="banking_span_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["bank_account", "opening_on", "id"], name="banking_span_order")
        ]


class BankMessage(models.Model):
    """A signed call with movements as it came: stored sealed, answered, then applied by a job."""

    seller = side()
    bank_account = models.ForeignKey(BankAccount, on_delete=models.PROTECT, related_name="+")
    message_id = models.CharField(max_length=100)  # the sender's own id of the call
    body_sealed = models.TextField()  # emptied thirty days after it was applied
    received_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)
    outcome = models.JSONField(default=dict)  # counts, problems

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """A call is stored once, however often it is sent."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["bank_account", "message_id"], name="banking_message_once"
            )
        ]


class BankTask(models.Model):
    """Something that a person must look at; closed with a note."""

    public_id = PublicIdField(prefix="btk")
    seller = side()
    bank_account = models.ForeignKey(BankAccount, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=TaskKind.choices)
    key = models.CharField(max_length=80)  # what it is about, so that it is raised once
    movement_public_id = models.CharField(max_length=40, blank=True)
    details = models.JSONField(default=dict)
    raised_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)  # null: open
    closed_by = models.CharField(max_length=200, blank=True)  # label of the actor
    note = models.CharField(max_length=300, blank=True)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """One open task about one thing."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["bank_account", "kind", "key"],
                name="banking_task_once",
                condition=models.Q(closed_at=None),
            )
        ]
