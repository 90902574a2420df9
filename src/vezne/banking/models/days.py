"""A day of a bank account: what the bank says it opened and closed with, beside our lines."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from vezne.accounts.models import Account
from vezne.banking.models.accounts import BankAccount
from vezne.banking.types import DayState
from vezne.core.ids import PublicIdField
from vezne.core.scope import ScopedManager


class BankDay(models.Model):
    """One day that had movements, compared when it was over; again while it differs."""

    public_id = PublicIdField(prefix="bdy")
    seller = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    bank_account = models.ForeignKey(
        BankAccount, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    day = models.DateField()  # the bank's business date
    state = models.CharField(max_length=7, choices=DayState.choices)
    line_count = models.BigIntegerField()
    moved_minor = models.BigIntegerField()  # the sum of our lines
    opening_minor = models.BigIntegerField(null=True)  # as the bank says; null: it does not
    closing_minor = models.BigIntegerField(null=True)
    expected_minor = models.BigIntegerField(null=True)  # what the day before closed with
    breaks = models.PositiveIntegerField(default=0)  # places where a line is missing in between
    compared_at = models.DateTimeField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """A day once; lists are read by seller."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["bank_account", "day"], name="banking_day_once")
        ]
        indexes: ClassVar = [models.Index(fields=["seller", "-day"], name="banking_day_seller")]

    @property
    def difference_minor(self) -> int:
        """What moved at the bank between the day before and this one, without a line here."""
        if self.opening_minor is None or self.expected_minor is None:
            return 0
        return self.opening_minor - self.expected_minor
