"""Mails that came in: each is kept as it came, sealed, whatever becomes of it."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from vezne.accounts.models import Account
from vezne.accounts.sides import side
from vezne.core.ids import PublicIdField
from vezne.core.scope import ScopedManager
from vezne.support.models.tickets import Ticket, TicketMessage
from vezne.support.types import MailReason, MailState


class InboundMail(models.Model):
    """One mail for one seller. Its sender is what the mail says: nobody has proven it."""

    public_id = PublicIdField(prefix="eml")
    seller = side()
    mail_key = models.CharField(max_length=64)  # the same for the same mail
    mail_id = models.CharField(max_length=255, blank=True)  # Message-ID, with its brackets
    sender = models.CharField(max_length=254, blank=True)  # address of From, lower case
    sender_label = models.CharField(max_length=200, blank=True)  # From as people read it
    envelope_sender = models.CharField(max_length=254, blank=True)  # "": a bounce
    recipients = ArrayField(models.CharField(max_length=300))  # the envelope's
    subject = models.CharField(max_length=300, blank=True)
    excerpt = models.CharField(max_length=300, blank=True)  # how its own words begin
    size_bytes = models.PositiveIntegerField()
    raw_key = models.CharField(max_length=60, blank=True)  # in the store; "": forgotten
    state = models.CharField(max_length=10, choices=MailState.choices)
    reason = models.CharField(max_length=12, choices=MailReason.choices, blank=True)
    ticket = models.ForeignKey(Ticket, null=True, on_delete=models.PROTECT, related_name="+")
    # taken: where it was written; else: which ticket its address or its references name
    message = models.ForeignKey(
        TicketMessage, null=True, on_delete=models.PROTECT, related_name="+"
    )
    suggested_buyer = models.ForeignKey(
        Account, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )  # who has a user with this sender's address
    words = models.CharField(max_length=200, blank=True)  # why it was discarded
    received_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=200, blank=True)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """A mail is kept once a seller; what waits is found by index."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["seller", "mail_key"], name="support_mail_once"),
            models.CheckConstraint(
                condition=Q(state=MailState.TAKEN, message__isnull=False)
                | ~Q(state=MailState.TAKEN) & Q(message=None),
                name="support_mail_taken",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["seller", "state", "-received_at"], name="support_mail_list"),
            models.Index(fields=["seller", "sender", "received_at"], name="support_mail_sender"),
            models.Index(
                fields=["received_at"],
                name="support_mail_open",
                condition=Q(state=MailState.RECEIVED),
            ),
        ]
