"""Tables of privacy; see the package's docstring."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from vezne.accounts.models import User
from vezne.core.ids import PublicIdField
from vezne.privacy.types import ErasureState


class Erasure(models.Model):
    """A person asks for the erasure of what is kept about them."""

    public_id = PublicIdField(prefix="era")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, choices=ErasureState.choices)
    words = models.CharField(max_length=500, blank=True)  # the person's own
    ip = models.GenericIPAddressField(null=True)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()  # the law's last day for an answer
    decided_at = models.DateTimeField(null=True)  # null: open
    decided_by = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=500, blank=True)  # of a refusal

    objects: ClassVar[models.Manager[Self]] = models.Manager()

    class Meta:
        """One open wish per person; the open ones by their last day."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user"],
                name="privacy_erasure_open_once",
                condition=models.Q(state=ErasureState.OPEN),
            ),
            models.CheckConstraint(
                condition=models.Q(state=ErasureState.OPEN, decided_at=None)
                | (~models.Q(state=ErasureState.OPEN) & models.Q(decided_at__isnull=False)),
                name="privacy_erasure_decided",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "due_at"], name="privacy_erasure_due")]


class Destruction(models.Model):
    """What was destroyed, by which rule; without personal data, and never changed."""

    what = models.CharField(max_length=60)  # a word of `queries.WHAT_WORDS`
    count = models.PositiveIntegerField()
    rule = models.CharField(max_length=60)  # a word of `queries.RULE_WORDS`
    subject = models.CharField(max_length=60, blank=True)  # public id of the wish behind it
    by = models.CharField(max_length=200)  # who did it: a person of staff, or the clock
    at = models.DateTimeField()

    objects: ClassVar[models.Manager[Self]] = models.Manager()

    class Meta:
        """Listed newest first."""

        indexes: ClassVar = [models.Index(fields=["-at", "-id"], name="privacy_destruction_list")]
