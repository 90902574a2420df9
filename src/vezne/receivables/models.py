"""The rows of what people decided on a current account, with who, when and why."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from vezne.accounts.models import Account
from vezne.accounts.sides import person, side
from vezne.core.ids import PublicIdField
from vezne.core.scope import ScopedManager
from vezne.invoicing.models import Invoice
from vezne.ledger.models import CurrentAccount
from vezne.receivables.types import (
    EntryKind,
    EntryStatus,
    LateState,
    LetterState,
    PayoutState,
)

TEN_THOUSAND = 10_000_00


def _current_account() -> models.ForeignKey[CurrentAccount, CurrentAccount]:
    return models.ForeignKey(CurrentAccount, on_delete=models.PROTECT, related_name="+")


class SellerTerms(models.Model):
    """A seller's rules for its current accounts; without a row the defaults hold."""

    seller = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="+")
    payment_days = models.PositiveSmallIntegerField(default=0)  # of debts booked by hand
    # Above it (kuruş, KDV included) a manual entry needs a second member; null: never.
    entry_limit_minor = models.BigIntegerField(null=True, default=TEN_THOUSAND)
    payout_limit_minor = models.BigIntegerField(null=True, default=TEN_THOUSAND)
    pays_from_wallet = models.BooleanField(default=False)  # renewals, unless the buyer says else
    load_least_minor = models.BigIntegerField(default=10_00)  # of one load by card
    load_most_minor = models.BigIntegerField(default=100_000_00)
    letter_days = models.PositiveSmallIntegerField(default=30)  # how long a letter can be answered
    late_rate_bp = models.PositiveIntegerField(default=0)  # a month, of what is owed; 0: none
    late_grace_days = models.PositiveSmallIntegerField(default=0)  # after the due day, free
    late_kdv_bp = models.PositiveIntegerField(default=2_000)
    late_review_days = models.PositiveSmallIntegerField(default=3)  # to waive before the charge
    late_since = models.DateField(null=True)  # days before it are free; null: none is charged
    late_next_month = models.DateField(null=True)  # first day of the month to be computed next

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """Rates have bounds."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(late_rate_bp__lte=10_000, late_kdv_bp__lte=10_000),
                name="receivables_terms_rates",
            )
        ]


class BuyerTerms(models.Model):
    """What differs for one current account; null: as the seller's."""

    current_account = models.OneToOneField(
        CurrentAccount, on_delete=models.PROTECT, related_name="+"
    )
    seller = side()
    buyer = side()
    payment_days = models.PositiveSmallIntegerField(null=True)
    pays_from_wallet = models.BooleanField(null=True)  # the buyer's own switch
    is_late_exempt = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True)  # nothing new is ordered since; null: open

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()


class ManualEntry(models.Model):
    """An entry that staff book by hand, above the seller's limit after a second look."""

    public_id = PublicIdField(prefix="ent")
    seller = side()
    buyer = side()
    current_account = _current_account()
    kind = models.CharField(max_length=16, choices=EntryKind.choices)
    status = models.CharField(max_length=8, choices=EntryStatus.choices)
    currency = models.CharField(max_length=3)
    net_minor = models.BigIntegerField()
    kdv_rate_bp = models.PositiveIntegerField(default=0)
    kdv_minor = models.BigIntegerField(default=0)
    total_minor = models.BigIntegerField()
    due_on = models.DateField(null=True)  # of a debt; null: none
    reason = models.CharField(max_length=200)  # for the seller's own people
    description = models.CharField(max_length=200, blank=True)  # for the statement
    needs_second_look = models.BooleanField()
    asked_by = person()
    asked_by_label = models.CharField(max_length=200)
    asked_at = models.DateTimeField()
    decided_by = person()  # null: undecided, or no second look was needed
    decided_by_label = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True)
    decision_note = models.CharField(max_length=200, blank=True)
    reverses = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    invoice = models.ForeignKey(
        Invoice, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )  # what a booked debt opened
    pays = models.ForeignKey(
        Invoice, null=True, on_delete=models.PROTECT, related_name="+"
    )  # whose transfer has come, as staff say; null: another kind

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """Two different people above the limit; one reversal at most, one transfer that waits."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(total_minor=F("net_minor") + F("kdv_minor"), net_minor__gt=0),
                name="receivables_entry_sum",
            ),
            models.CheckConstraint(
                condition=~Q(status=EntryStatus.BOOKED, needs_second_look=True)
                | Q(decided_by__isnull=False, asked_by__isnull=False)
                & ~Q(decided_by=F("asked_by")),
                name="receivables_entry_two_people",
            ),
            models.UniqueConstraint(
                fields=["reverses"],
                name="receivables_entry_reversed_once",
                condition=Q(reverses__isnull=False) & ~Q(status=EntryStatus.DECLINED),
            ),
            models.UniqueConstraint(
                fields=["pays"],
                name="receivables_entry_one_transfer_waits",
                condition=Q(status=EntryStatus.WAITING),
            ),
            models.CheckConstraint(
                condition=Q(kind=EntryKind.RECEIVED, pays__isnull=False)
                | (~Q(kind=EntryKind.RECEIVED) & Q(pays__isnull=True)),
                name="receivables_entry_received_pays",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["seller", "status", "-asked_at"], name="receivables_entry_seller"),
            models.Index(fields=["current_account", "-asked_at"], name="receivables_entry_account"),
        ]


class Letter(models.Model):
    """A reconciliation letter (mutabakat): what the books say at a day's end, and the answer."""

    public_id = PublicIdField(prefix="mut")
    seller = side()
    buyer = side()
    current_account = _current_account()
    as_of = models.DateField()  # the balance at the end of this day
    currency = models.CharField(max_length=3)
    balance_minor = models.BigIntegerField()  # positive: the buyer owes
    state = models.CharField(max_length=9, choices=LetterState.choices)
    sent_by_label = models.CharField(max_length=200)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)  # null: no answer
    answered_by_label = models.CharField(max_length=200, blank=True)
    answered_from = models.GenericIPAddressField(null=True)
    note = models.CharField(max_length=500, blank=True)  # the buyer's

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """One letter waits at a time for each current account and currency."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["current_account", "currency"],
                name="receivables_letter_one_waiting",
                condition=Q(state=LetterState.WAITING),
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=False)
                | ~Q(state__in=[LetterState.AGREED, LetterState.DISAGREED]),
                name="receivables_letter_answered",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["seller", "-sent_at"], name="receivables_letter_seller"),
            models.Index(fields=["buyer", "-sent_at"], name="receivables_letter_buyer"),
        ]

    def state_at(self, now: datetime) -> LetterState:
        """The state at an instant; a waiting letter ends by itself."""
        if self.state == LetterState.WAITING and self.expires_at <= now:
            return LetterState.EXPIRED
        return LetterState(self.state)


class LateCharge(models.Model):
    """The charge for one invoice that was overdue in one month (vade farkı)."""

    public_id = PublicIdField(prefix="vdf")
    seller = side()
    buyer = side()
    current_account = _current_account()
    invoice = models.ForeignKey(
        Invoice, on_delete=models.PROTECT, related_name="+", db_index=False
    )  # the one that was paid late
    month = models.DateField()  # its first day
    state = models.CharField(max_length=7, choices=LateState.choices)
    currency = models.CharField(max_length=3)
    days = models.PositiveSmallIntegerField()  # whole days that were charged
    owed_days_minor = models.BigIntegerField()  # sum over these days of what was owed
    rate_bp = models.PositiveIntegerField()  # a month of 30 days
    amount_minor = models.BigIntegerField()  # net of KDV
    kdv_rate_bp = models.PositiveIntegerField()
    found_at = models.DateTimeField()
    charge_at = models.DateTimeField()  # charged then, unless waived before
    charged_at = models.DateTimeField(null=True)
    charge = models.ForeignKey(
        Invoice, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )  # the invoice that asks for it
    waived_by_label = models.CharField(max_length=200, blank=True)
    waived_at = models.DateTimeField(null=True)
    waive_reason = models.CharField(max_length=200, blank=True)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """Once per invoice and month."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["invoice", "month"], name="receivables_late_once"),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0, month__day=1), name="receivables_late_amount"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["charge_at"],
                name="receivables_late_due",
                condition=Q(state=LateState.WAITING),
            )
        ]


class Payout(models.Model):
    """Money of the wallet that the buyer wants at its bank; reserved from the asking on."""

    public_id = PublicIdField(prefix="pyo")
    seller = side()
    buyer = side()
    current_account = _current_account()
    state = models.CharField(max_length=9, choices=PayoutState.choices)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    iban_sealed = models.TextField()
    iban_tail = models.CharField(max_length=4)
    holder = models.CharField(max_length=120)
    hold_id = models.CharField(max_length=40)  # public id of the ledger's hold
    needs_second_look = models.BooleanField()
    asked_by_label = models.CharField(max_length=200)
    asked_at = models.DateTimeField()
    approved_by = person()
    approved_by_label = models.CharField(max_length=200, blank=True)
    approved_at = models.DateTimeField(null=True)
    seconded_by = person()  # the second of two
    seconded_by_label = models.CharField(max_length=200, blank=True)
    ended_by_label = models.CharField(max_length=200, blank=True)  # who sent, refused, withdrew
    ended_at = models.DateTimeField(null=True)
    bank_reference = models.CharField(max_length=60, blank=True)  # of the transfer
    refuse_reason = models.CharField(max_length=200, blank=True)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """Two different people above the limit."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0), name="receivables_payout_amount"
            ),
            models.CheckConstraint(
                condition=~Q(
                    state__in=[PayoutState.APPROVED, PayoutState.SENT], needs_second_look=True
                )
                | Q(approved_by__isnull=False, seconded_by__isnull=False)
                & ~Q(approved_by=F("seconded_by")),
                name="receivables_payout_two_people",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["seller", "state", "asked_at"], name="receivables_payout_seller"),
            models.Index(fields=["buyer", "-asked_at"], name="receivables_payout_buyer"),
        ]
