"""What the bank says, line by line.

A movement's foreign keys have no constraint in the database, as the ledger's (its models say why):
a file of a million lines would check five million references that cannot be wrong, for the rows
they point at are never deleted and the writer has just read them.
"""

from __future__ import annotations

from typing import ClassVar, Self, TypeVar

from django.db import models

from vezne.accounts.models import Account
from vezne.accounts.sides import side
from vezne.banking.models.accounts import BankAccount
from vezne.banking.models.arrivals import StatementImport
from vezne.banking.types import Channel, MovementKind, MovementState, Tier
from vezne.core.ids import PublicIdField
from vezne.core.scope import ScopedManager
from vezne.ledger.models import CurrentAccount

M = TypeVar("M", bound=models.Model)


def _unchecked(to: type[M]) -> models.ForeignKey[M, M]:
    return models.ForeignKey(
        to, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )


def _perhaps(to: type[M]) -> models.ForeignKey[M | None, M | None]:
    return models.ForeignKey(
        to, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False,
        null=True,
    )  # fmt: skip


class Movement(models.Model):
    """One line of a bank account; a buyer sees the ones that were credited to it."""

    public_id = PublicIdField(prefix="mov")
    seller = _unchecked(Account)
    buyer = _perhaps(Account)  # null: nobody's, several's (a split), or no customer's
    bank_account = _unchecked(BankAccount)
    # The bank's own id as `id:…`; without one `fp:…`: twin, and which of the day's equal lines.
    bank_key = models.CharField(max_length=100)
    # Date, amount and words as one number: the same line without an id over another channel.
    twin = models.BigIntegerField()
    channel = models.CharField(max_length=4, choices=Channel.choices)
    kind = models.CharField(max_length=8, choices=MovementKind.choices)
    state = models.CharField(max_length=9, choices=MovementState.choices)
    tier = models.CharField(max_length=15, choices=Tier.choices, blank=True)
    reason = models.CharField(max_length=24, blank=True)  # why it waits: matching.decide.REASONS
    current_account = _perhaps(CurrentAccount)  # null as `buyer`
    amount_minor = models.BigIntegerField()  # signed: above zero came in
    currency = models.CharField(max_length=3)
    booked_on = models.DateField()  # the bank's business date
    value_on = models.DateField(null=True)  # valör
    bank_at = models.DateTimeField(null=True)  # the bank's instant; null: it says only the day
    balance_minor = models.BigIntegerField(null=True)  # after it, as the bank says
    reference = models.CharField(max_length=80, blank=True)  # shared by a transfer and its return
    takes_back = models.CharField(max_length=80, blank=True)  # the bank's id of what it reverses
    code = models.CharField(max_length=20, blank=True)  # the bank's kind of transaction
    description = models.CharField(max_length=500, blank=True)
    counterparty_name = models.CharField(max_length=140, blank=True)
    iban_sealed = models.CharField(max_length=120, blank=True)  # of the other side
    iban_index = models.CharField(max_length=64, blank=True)  # HMAC
    iban_tail = models.CharField(max_length=4, blank=True)
    tax_id_sealed = models.CharField(max_length=120, blank=True)
    tax_id_index = models.CharField(max_length=64, blank=True)  # HMAC, as accounts' own
    statement_import = _perhaps(StatementImport)
    reverses = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )  # the movement that this one takes back
    # How often it was taken out of a wrong account again: its entries' keys count on.
    rounds = models.PositiveSmallIntegerField(default=0, db_default=0)
    received_at = models.DateTimeField()  # the clock when we first had it
    settled_at = models.DateTimeField(null=True)  # when it got its present state

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """A line stands once over all channels; the queue and the lists have their indexes."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["bank_account", "bank_key"], name="banking_line_once"),
            models.CheckConstraint(
                condition=~models.Q(amount_minor=0), name="banking_movement_not_zero"
            ),
            models.CheckConstraint(
                condition=~models.Q(tier__gt="", state="credited", amount_minor__lt=0),
                name="banking_movement_credit_came_in",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["bank_account", "booked_on", "twin"], name="banking_movement_twin"
            ),
            models.Index(
                fields=["bank_account", "twin"],
                name="banking_movement_nameless",
                condition=models.Q(bank_key__startswith="fp:"),
            ),
            models.Index(fields=["seller", "booked_on"], name="banking_movement_seller"),
            models.Index(
                fields=["seller", "state", "id"],
                name="banking_movement_queue",
                condition=models.Q(state__in=["unmatched", "received", "pending", "returned"]),
            ),
            models.Index(
                fields=["current_account", "id"],
                name="banking_movement_of",
                condition=models.Q(current_account__isnull=False),
            ),
        ]


class MovementPart(models.Model):
    """How much of a split movement went to which buyer."""

    movement = models.ForeignKey(Movement, on_delete=models.PROTECT, related_name="parts")
    seller = side()
    buyer = side()
    current_account = models.ForeignKey(CurrentAccount, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()  # from 1; part of the ledger's key
    amount_minor = models.BigIntegerField()  # > 0, in the movement's currency
    created_at = models.DateTimeField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """Parts are numbered and above zero."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["movement", "position"], name="banking_part_once"),
            models.CheckConstraint(
                condition=models.Q(amount_minor__gt=0), name="banking_part_positive"
            ),
        ]
