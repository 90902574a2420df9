"""Who looks after a buyer, and what is to be done by when."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from vezne.accounts.models import Account, User
from vezne.accounts.sides import person, side
from vezne.core.ids import PublicIdField
from vezne.core.scope import ScopedManager
from vezne.followup.types import TaskState


class Representative(models.Model):
    """The member of the seller that a buyer calls; both sides see it."""

    seller = side()
    buyer = side()
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """One a pair."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["seller", "buyer"], name="followup_representative_once")
        ]


class Task(models.Model):
    """Something that one of the seller's people has to do by a day; no buyer sees it."""

    public_id = PublicIdField(prefix="tsk")
    seller = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", db_index=False
    )  # the index below begins with it
    about = models.ForeignKey(
        Account, null=True, on_delete=models.PROTECT, related_name="+"
    )  # the buyer; null: about none
    assignee = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=500)
    due_on = models.DateField()  # in Istanbul
    state = models.CharField(max_length=4, choices=TaskState.choices, default=TaskState.OPEN)
    outcome = models.CharField(max_length=300, blank=True)  # of the last time it was done
    created_by = person()
    created_at = models.DateTimeField()
    done_by = person()  # null: not done
    done_at = models.DateTimeField(null=True)
    told_on = models.DateField(null=True)  # the morning when its assignee heard of it

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """What is done has its time; lists go by day."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state=TaskState.DONE, done_at__isnull=False)
                | Q(state=TaskState.OPEN, done_at=None),
                name="followup_task_done",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["seller", "state", "due_on"], name="followup_task_listed"),
            models.Index(
                fields=["due_on"],
                name="followup_task_untold",
                condition=Q(state=TaskState.OPEN, told_on=None),
            ),
        ]
