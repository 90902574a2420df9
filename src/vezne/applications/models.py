"""Applications with their documents and events, a seller's rules, and the identity checks."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from vezne.accounts.models import Account
from vezne.accounts.sides import person, side
from vezne.applications.types import (
    ENDED,
    IDENTITY,
    LIVE,
    ApplicationState,
    EventKind,
    IdentityState,
    Source,
)
from vezne.core.ids import PublicIdField
from vezne.core.scope import ScopedManager


class ApplicationTerms(models.Model):
    """A seller's rules for applications; without a row the defaults hold."""

    seller = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="+")
    next_number = models.PositiveIntegerField(default=1001)  # of the next application
    mail_address = models.EmailField(blank=True)  # mail to it becomes a draft; "": none
    kinds_off = ArrayField(models.CharField(max_length=40), default=list)  # not offered
    document_days = models.PositiveSmallIntegerField(default=365)  # kept after the end
    identity_days = models.PositiveSmallIntegerField(default=90)  # the same of identity checks

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """An address is one seller's."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["mail_address"],
                name="applications_terms_mail_once",
                condition=~Q(mail_address=""),
            ),
        ]


class Application(models.Model):
    """One affair between a buyer and its seller."""

    public_id = PublicIdField(prefix="apl")
    seller = side()
    buyer = side()
    number = models.PositiveIntegerField()  # shown: #1001, counted per seller
    kind = models.CharField(max_length=40, blank=True)  # "": came by mail, nobody has said yet
    state = models.CharField(max_length=9, choices=ApplicationState.choices)
    source = models.CharField(max_length=5, choices=Source.choices)
    version = models.PositiveIntegerField(default=1)  # counts what its reader must have seen
    contents_sealed = models.TextField(blank=True)  # `types.Contents` as JSON, encrypted
    note = models.TextField(blank=True)  # the applicant's own words, or a mail's
    reason = models.CharField(max_length=500, blank=True)  # of the last return or rejection
    outcome = models.CharField(max_length=40, blank=True)  # public id of what approval made
    mail = models.CharField(max_length=40, blank=True)  # public id of the mail that it came by
    key = models.CharField(max_length=60, blank=True)  # of its form: once per pair
    opened_by = person()  # null: by mail
    opened_by_label = models.CharField(max_length=200)
    reviewer = person()  # who has taken it; null: nobody
    decided_by_label = models.CharField(max_length=200, blank=True)
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)  # the last time
    # Sent by a member of the buyer; false: staff typed what it was given.
    is_own = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True)
    documents_gone_at = models.DateTimeField(null=True)  # when they were destroyed

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """Numbered once; a form makes one; one live identity check; what ended has its time."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["seller", "number"], name="applications_number_once"),
            models.UniqueConstraint(
                fields=["seller", "buyer", "key"],
                name="applications_form_once",
                condition=~Q(key=""),
            ),
            models.UniqueConstraint(
                fields=["seller", "buyer"],
                name="applications_identity_once",
                condition=Q(kind=IDENTITY, state__in=LIVE),
            ),
            models.CheckConstraint(
                condition=Q(state__in=ENDED, ended_at__isnull=False)
                | ~Q(state__in=ENDED) & Q(ended_at=None),
                name="applications_ended",
            ),
            models.CheckConstraint(
                condition=~Q(kind="")
                | Q(state__in=[ApplicationState.DRAFT, ApplicationState.WITHDRAWN]),
                name="applications_kind_known",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["seller", "state", "sent_at"], name="applications_seller"),
            models.Index(fields=["seller", "-changed_at"], name="applications_newest"),
            models.Index(fields=["buyer", "-changed_at"], name="applications_buyer"),
            models.Index(
                fields=["ended_at"],
                name="applications_forget",
                condition=Q(documents_gone_at=None, ended_at__isnull=False),
            ),
        ]

    @property
    def tone(self) -> str:
        """Whose colour its badge has: one waits for the seller, one for the buyer, one is done."""
        tones = {
            ApplicationState.SENT: "in_review",
            ApplicationState.RETURNED: "waiting",
            ApplicationState.APPROVED: "done",
        }
        return tones.get(ApplicationState(self.state), self.state)


class ApplicationDocument(models.Model):
    """A paper of an application; its body lies sealed in the private store."""

    public_id = PublicIdField(prefix="apd")
    seller = side()
    buyer = side()
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    paper = models.CharField(max_length=40)  # which of those that the kind wants, or `other`
    name = models.CharField(max_length=160)  # as its sender called it, cleaned
    media_type = models.CharField(max_length=100)  # by its content, never by its name
    size_bytes = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    store_key = models.CharField(max_length=60, blank=True)  # "": taken back or destroyed
    is_scanned = models.BooleanField()  # false: no scanner is configured
    added_by_label = models.CharField(max_length=200)
    added_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True)  # its sender took it back
    destroyed_at = models.DateTimeField(null=True)  # its time was over

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()


class ApplicationEvent(models.Model):
    """What happened to an application; both sides read it."""

    seller = side()
    buyer = side()
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=EventKind.choices)
    side = models.CharField(max_length=6, blank=True)  # "": by itself
    actor_label = models.CharField(max_length=200)
    words = models.CharField(max_length=500, blank=True)  # why; which document
    happened_at = models.DateTimeField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()


class IdentityCheck(models.Model):
    """What a seller knows of who an individual is; made with the first application."""

    seller = side()
    buyer = side()
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=11, choices=IdentityState.choices)
    # HMAC of the name and number that were approved: others, and it holds no longer. "": none yet.
    facts_index = models.CharField(max_length=64, blank=True)
    reason = models.CharField(max_length=500, blank=True)  # of a rejection
    decided_by_label = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """One per pair; approved for a certain person."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["seller", "buyer"], name="applications_check_once"),
            models.CheckConstraint(
                condition=~Q(state=IdentityState.APPROVED) | ~Q(facts_index=""),
                name="applications_check_facts",
            ),
        ]
