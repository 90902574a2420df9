"""What a seller sets up: rules, promises per priority, departments, canned replies."""

from __future__ import annotations

from datetime import time
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from vezne.accounts.models import Account
from vezne.accounts.sides import side
from vezne.core.ids import PublicIdField
from vezne.core.scope import ScopedManager
from vezne.support.types import Priority


def weekdays() -> list[int]:
    """Monday to Friday."""
    return [1, 2, 3, 4, 5]


class SupportTerms(models.Model):
    """A seller's rules for its tickets; without a row the defaults hold."""

    seller = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="+")
    days = ArrayField(models.SmallIntegerField(), default=weekdays)  # ISO: Monday is 1
    opens_at = models.TimeField(default=time(9, 0))  # in Istanbul
    closes_at = models.TimeField(default=time(18, 0))
    keeps_holidays = models.BooleanField(default=True)
    reopen_days = models.PositiveSmallIntegerField(default=14)  # a reply opens it again
    close_days = models.PositiveSmallIntegerField(default=7)  # of the buyer's silence; 0: never
    reply_domain = models.CharField(max_length=120, blank=True)  # of reply addresses; "": ours
    mail_address = models.EmailField(blank=True)  # mail to it becomes a ticket; "": none
    next_number = models.PositiveIntegerField(default=1001)  # of the next ticket

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """Hours have a length; an address is one seller's."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="support_terms_hours"
            ),
            models.UniqueConstraint(
                fields=["mail_address"],
                name="support_terms_mail_once",
                condition=~Q(mail_address=""),
            ),
        ]


class ServiceLevel(models.Model):
    """Within how many working minutes a seller answers and solves tickets of a priority."""

    seller = side()
    priority = models.CharField(max_length=6, choices=Priority.choices)
    answer_minutes = models.PositiveIntegerField()
    solve_minutes = models.PositiveIntegerField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """One promise a priority."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["seller", "priority"], name="support_level_once")
        ]


class Department(models.Model):
    """Where a ticket goes, e.g. technical support or accounting; buyers choose it."""

    public_id = PublicIdField(prefix="dep")
    seller = side()
    name = models.CharField(max_length=60)
    description = models.CharField(max_length=160, blank=True)  # for which questions
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)  # off: no new tickets

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """Names tell them apart."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["seller", "name"], name="support_department_once")
        ]


class CannedReply(models.Model):
    """Words that the seller's people use again; `{musteri}` and `{numara}` are filled."""

    public_id = PublicIdField(prefix="cnr")
    seller = side()
    title = models.CharField(max_length=80)
    body = models.TextField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()
