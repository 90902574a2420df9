"""The tables of the ledger: who trades with whom, the accounts, and what moved between them.

Only the database functions in `sql/` write balances, transfers, holds, lots and their uses.
Transfers copy seller and buyer from their current account, which never changes them. Their foreign
keys have no constraint in the database: checking five per posting would cost a fifth of the speed
and share-lock a hot seller's row; the rows they point at cannot be deleted (triggers), and
`ledger_check` proves every reference. For the same reason what holds for one posting (amount above
zero, two different accounts) is checked by the function that writes it: PostgreSQL reads a CHECK's
expression anew in every statement.
"""

from __future__ import annotations

from typing import ClassVar, Self, TypeVar

from django.db import models

from vezne.accounts.models import Account
from vezne.accounts.sides import side
from vezne.core.ids import PublicIdField
from vezne.core.scope import ScopedManager
from vezne.ledger.types import LedgerKind

M = TypeVar("M", bound=models.Model)


def _unchecked(to: type[M]) -> models.ForeignKey[M, M]:
    return models.ForeignKey(
        to, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )


def _party() -> models.ForeignKey[Account, Account]:
    return _unchecked(Account)


class CurrentAccount(models.Model):
    """One seller–buyer pair (cari hesap); seller = buyer is the seller's house account."""

    public_id = PublicIdField(prefix="cur")
    seller = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    buyer = side()
    # How far the receivable in TRY may go, in kuruş; null: no limit.
    credit_limit_minor = models.BigIntegerField(null=True)
    # The buyer declares part of the KDV itself (belirlenmiş alıcı); the seller says so.
    withholds_kdv = models.BooleanField(default=False, db_default=False)
    last_sequence = models.BigIntegerField(default=0)  # of its transfers; written with them
    # No hold or lot of this account expires before this instant; null: none will.
    next_expiry_at = models.DateTimeField(null=True)
    closed_before = models.DateField(null=True)  # first open date of the seller; null: all open
    created_at = models.DateTimeField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """One per pair."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["seller", "buyer"], name="ledger_current_account_once"),
        ]

    @property
    def is_house(self) -> bool:
        """The seller's account with itself: bank, unmatched money, fees, clearing."""
        return self.seller_id == self.buyer_id


class LedgerAccount(models.Model):
    """A balance of one kind and unit inside a current account; made when first posted to."""

    current_account = models.ForeignKey(
        CurrentAccount, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    seller = _party()
    buyer = _party()
    kind = models.CharField(max_length=24, choices=LedgerKind.choices)
    unit = models.CharField(max_length=20)  # TRY, or a credit such as ILETI
    balance = models.BigIntegerField(default=0)  # debits − credits
    held = models.BigIntegerField(default=0)  # sum of pending holds that will debit it
    # balance + held never pass this: 0 for wallet and credit; null: free, or (receivable in TRY)
    # bound by the current account's credit limit, which a bank's reversal may pass.
    ceiling = models.BigIntegerField(null=True)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """One per kind and unit; the floor of wallets and credits holds whoever writes."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["current_account", "kind", "unit"], name="ledger_account_once"
            ),
            models.CheckConstraint(
                condition=models.Q(balance__lte=models.F("ceiling") - models.F("held")),
                name="ledger_never_below_zero",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["seller", "kind", "unit"], name="ledger_account_seller"),
            models.Index(fields=["buyer"], name="ledger_account_buyer"),
        ]


class Transfer(models.Model):
    """A movement of value between two accounts of one current account; never changed."""

    current_account = _unchecked(CurrentAccount)
    seller = _party()
    buyer = _party()
    journal_id = models.BigIntegerField(null=True)  # shared over current accounts; null: alone
    debit = _unchecked(LedgerAccount)
    credit = _unchecked(LedgerAccount)
    amount = models.BigIntegerField()  # minor units or credits, > 0
    unit = models.CharField(max_length=20)
    reason = models.CharField(max_length=40)  # types.Reason, or another package's own
    subject = models.CharField(max_length=60, blank=True)  # public id of what it is about
    description = models.CharField(max_length=200, blank=True)  # shown in statements
    sequence = models.BigIntegerField()  # 1, 2, 3 … in the current account, without a gap
    debit_balance_after = models.BigIntegerField()
    credit_balance_after = models.BigIntegerField()
    booked_at = models.DateTimeField()  # the clock when it was posted
    value_on = models.DateField()  # the business date it counts for
    idempotency_key = models.CharField(max_length=120)  # of the entry it belongs to
    line = models.SmallIntegerField()  # place in that entry, from 0
    body_hash = models.BinaryField(max_length=16)  # of the entry as it was asked for
    reverses = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )  # the transfer that this one takes back

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """Gapless order, one entry per key, one reversal at most."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["current_account", "sequence"], name="ledger_transfer_order"
            ),
            models.UniqueConstraint(
                fields=["current_account", "idempotency_key", "line"], name="ledger_transfer_key"
            ),
            models.UniqueConstraint(
                fields=["reverses"],
                name="ledger_transfer_reversed_once",
                condition=models.Q(reverses__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["current_account", "value_on"], name="ledger_transfer_value_on"),
            models.Index(
                fields=["journal_id"],
                name="ledger_transfer_journal",
                condition=models.Q(journal_id__isnull=False),
            ),
        ]


class HoldStatus(models.TextChoices):
    """Where a hold stands; a pending one whose time is over counts as expired everywhere."""

    PENDING = "pending"  # its amount is reserved
    POSTED = "posted"  # became a transfer
    VOIDED = "voided"  # given back
    EXPIRED = "expired"  # its time was over when a posting came by


class Hold(models.Model):
    """A pending transfer: reserves its amount on the debit account until it is posted or voided."""

    public_id = PublicIdField(prefix="hld")
    current_account = models.ForeignKey(CurrentAccount, on_delete=models.PROTECT, related_name="+")
    seller = _party()
    buyer = _party()
    debit = models.ForeignKey(LedgerAccount, on_delete=models.PROTECT, related_name="+")
    credit = models.ForeignKey(
        LedgerAccount, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    amount = models.BigIntegerField()
    unit = models.CharField(max_length=20)
    reason = models.CharField(max_length=40)
    subject = models.CharField(max_length=60, blank=True)
    description = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=8, choices=HoldStatus.choices)
    expires_at = models.DateTimeField(null=True)  # null: never (an outside call is behind it)
    placed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # null: pending
    transfer = models.ForeignKey(
        Transfer, on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )  # what it became; null unless posted
    idempotency_key = models.CharField(max_length=120)
    body_hash = models.BinaryField(max_length=16)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """One hold per key; the pending ones are found fast."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["current_account", "idempotency_key"], name="ledger_hold_key"
            ),
            models.CheckConstraint(
                condition=models.Q(amount__gt=0), name="ledger_hold_amount_positive"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["current_account", "expires_at"],
                name="ledger_hold_pending",
                condition=models.Q(status="pending"),
            )
        ]


class Lot(models.Model):
    """Credits granted together: they expire together and are used earliest expiry first."""

    current_account = models.ForeignKey(
        CurrentAccount, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    seller = _party()
    buyer = _party()
    unit = models.CharField(max_length=20)
    quantity = models.BigIntegerField()  # granted
    remaining = models.BigIntegerField()  # not yet used, taken back or expired
    held = models.BigIntegerField(default=0)  # part of remaining that pending holds reserve
    expires_at = models.DateTimeField(null=True)  # null: never
    granted_at = models.DateTimeField()
    grant = models.OneToOneField(Transfer, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=60, blank=True)  # public id of the sale

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """Nothing is used twice; the open ones are found in the order of their use."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(held__gte=0)
                & models.Q(remaining__gte=models.F("held"))
                & models.Q(quantity__gte=models.F("remaining")),
                name="ledger_lot_bounds",
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["current_account", "unit", "expires_at"],
                name="ledger_lot_open",
                condition=models.Q(remaining__gt=0),
            ),
            models.Index(fields=["current_account", "unit"], name="ledger_lot_all"),
        ]


class LotUse(models.Model):
    """How much a transfer took from a lot; negative where a reversal gave back. Never changed."""

    seller = _party()
    buyer = _party()
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="+")
    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="+")
    quantity = models.BigIntegerField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """A transfer takes from a lot once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["transfer", "lot"], name="ledger_lot_use_once"),
            models.CheckConstraint(condition=~models.Q(quantity=0), name="ledger_lot_use_not_zero"),
        ]


class HeldLot(models.Model):
    """Which lots a pending hold on credits reserves, and how much of each."""

    seller = _party()
    buyer = _party()
    hold = models.ForeignKey(Hold, on_delete=models.PROTECT, related_name="+")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="+")
    quantity = models.BigIntegerField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """A hold reserves from a lot once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["hold", "lot"], name="ledger_held_lot_once"),
            models.CheckConstraint(
                condition=models.Q(quantity__gt=0), name="ledger_held_positive_lot"
            ),
        ]


class ClosedMonth(models.Model):
    """A month that a seller has closed; it and all before it refuse new business dates."""

    seller = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    month = models.DateField()  # its first day
    closed_at = models.DateTimeField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """A month closes once, and is named by its first day."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["seller", "month"], name="ledger_closed_month_once"),
            models.CheckConstraint(
                condition=models.Q(month__day=1), name="ledger_closed_month_first_day"
            ),
        ]
