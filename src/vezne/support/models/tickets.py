"""A ticket with what was said, noted and done, and the files that came with it."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from vezne.accounts.sides import person, side
from vezne.core.ids import PublicIdField
from vezne.core.scope import ScopedManager
from vezne.support.models.setup import Department
from vezne.support.types import EventKind, Priority, Side, Source, TicketState


class Ticket(models.Model):
    """One affair between a seller and a buyer."""

    public_id = PublicIdField(prefix="tkt")
    seller = side()
    buyer = side()
    number = models.PositiveIntegerField()  # shown: #1001, counted per seller
    department = models.ForeignKey(
        Department, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )  # null: the seller has none
    subject = models.CharField(max_length=160)
    search_key = models.TextField()  # number and subject, folded
    about = models.CharField(max_length=60, blank=True)  # public id of the service
    about_label = models.CharField(max_length=160, blank=True)  # its name at that time
    priority = models.CharField(max_length=6, choices=Priority.choices)
    state = models.CharField(max_length=8, choices=TicketState.choices)
    source = models.CharField(max_length=4, choices=Source.choices, default=Source.WEB)
    opened_by = person()  # null: by mail from somebody without an account here
    opened_by_label = models.CharField(max_length=200)
    assignee = person()  # null: nobody's yet
    reply_token = models.CharField(max_length=24, unique=True)  # in the reply address of mails
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()  # last words or change of state; lists are sorted by it
    answer_due_at = models.DateTimeField(null=True)  # null: no answer is due
    answered_at = models.DateTimeField(null=True)  # the first answer
    solve_due_at = models.DateTimeField(null=True)  # null: the clock stands or it is over
    solve_left_minutes = models.IntegerField(default=0)  # when the clock stood; below 0: late by
    late_told_at = models.DateTimeField(null=True)  # that this answer is late was told
    closed_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="+", db_index=True
    )
    rating = models.PositiveSmallIntegerField(null=True)  # 1–5
    rating_note = models.CharField(max_length=500, blank=True)
    rated_at = models.DateTimeField(null=True)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """Numbered once; a merged ticket says into which; lists by either side."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["seller", "number"], name="support_ticket_number_once"),
            models.CheckConstraint(
                condition=Q(state=TicketState.MERGED, merged_into__isnull=False)
                | ~Q(state=TicketState.MERGED) & Q(merged_into=None),
                name="support_ticket_merged",
            ),
            models.CheckConstraint(
                condition=Q(rating=None) | Q(rating__gte=1, rating__lte=5),
                name="support_ticket_rating",
            ),
            models.CheckConstraint(
                condition=Q(answer_due_at=None) | Q(state=TicketState.OPEN),
                name="support_ticket_due",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["seller", "state", "-changed_at"], name="support_ticket_seller"),
            models.Index(fields=["seller", "-changed_at"], name="support_ticket_newest"),
            models.Index(fields=["buyer", "-changed_at"], name="support_ticket_buyer"),
            models.Index(
                fields=["answer_due_at"],
                name="support_ticket_late",
                condition=Q(late_told_at=None, answer_due_at__isnull=False),
            ),
            models.Index(
                fields=["changed_at"],
                name="support_ticket_silent",
                condition=Q(state=TicketState.ANSWERED),
            ),
        ]


class TicketMessage(models.Model):
    """What one side said to the other; never changed."""

    public_id = PublicIdField(prefix="tms")
    seller = side()
    buyer = side()
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=6, choices=Side.choices)
    source = models.CharField(max_length=4, choices=Source.choices)
    author = person()
    author_label = models.CharField(max_length=200)
    author_email = models.CharField(max_length=254, blank=True)  # of a mail's sender
    body = models.TextField()
    search_key = models.TextField()  # folded
    key = models.CharField(max_length=80)  # of its form or mail: once per ticket
    mail_id = models.CharField(max_length=300, blank=True)  # Message-ID of an incoming mail
    said_at = models.DateTimeField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """Each is written once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ticket", "key"], name="support_message_once")
        ]


class TicketNote(models.Model):
    """What the seller's people tell each other; no buyer's scope reaches this table."""

    seller = side()
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    author = person()
    author_label = models.CharField(max_length=200)
    body = models.TextField()
    noted_at = models.DateTimeField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()


class TicketEvent(models.Model):
    """What happened to a ticket beside the words; both sides may read it."""

    seller = side()
    buyer = side()
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=EventKind.choices)
    side = models.CharField(max_length=6, choices=Side.choices, blank=True)  # "": by itself
    actor_label = models.CharField(max_length=200)
    words = models.CharField(max_length=200, blank=True)  # to whom, from what to what
    happened_at = models.DateTimeField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()


class Attachment(models.Model):
    """A file of a message; its body lies sealed in the private store."""

    public_id = PublicIdField(prefix="fil")
    seller = side()
    buyer = side()
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    message = models.ForeignKey(TicketMessage, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=160)  # as its sender called it, cleaned
    media_type = models.CharField(max_length=100)  # by its content, never by its name
    size_bytes = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    store_key = models.CharField(max_length=60)
    is_scanned = models.BooleanField()  # false: no scanner is configured

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()


class NoteFile(models.Model):
    """A file of a note; as far from the buyer as the note."""

    public_id = PublicIdField(prefix="fil")
    seller = side()
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    note = models.ForeignKey(TicketNote, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=160)
    media_type = models.CharField(max_length=100)
    size_bytes = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    store_key = models.CharField(max_length=60)
    is_scanned = models.BooleanField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()
