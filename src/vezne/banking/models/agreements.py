"""What people have said: a confirmed payer, a promised transfer, a notice with its receipt."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from vezne.accounts.sides import side
from vezne.banking.models.accounts import BankAccount
from vezne.banking.models.movements import Movement
from vezne.banking.types import NoticeState, PayerKind
from vezne.core.ids import PublicIdField
from vezne.core.scope import ScopedManager
from vezne.invoicing.models import Invoice
from vezne.ledger.models import CurrentAccount


class KnownPayer(models.Model):
    """An IBAN or tax id that a person has tied to a buyer; several buyers may share one."""

    public_id = PublicIdField(prefix="kpy")
    seller = side()
    buyer = side()
    current_account = models.ForeignKey(CurrentAccount, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=6, choices=PayerKind.choices)
    value_sealed = models.TextField()
    value_index = models.CharField(max_length=64)  # HMAC, the same as the movement's
    tail = models.CharField(max_length=4)
    name = models.CharField(max_length=140, blank=True)  # as the bank wrote it
    learned_by = models.CharField(max_length=200)  # label of the person who confirmed it
    learned_from = models.CharField(max_length=40, blank=True)  # public id of the movement
    learned_at = models.DateTimeField()
    forgotten_at = models.DateTimeField(null=True)  # null: counts

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """Once per buyer; found by the seller's index."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["current_account", "kind", "value_index"],
                name="banking_payer_once",
                condition=models.Q(forgotten_at=None),
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["seller", "value_index"],
                name="banking_payer_index",
                condition=models.Q(forgotten_at=None),
            )
        ]


class Promise(models.Model):
    """A buyer chose transfer for an invoice: what it was told to send, at which rate."""

    public_id = PublicIdField(prefix="prm")
    seller = side()
    buyer = side()
    current_account = models.ForeignKey(CurrentAccount, on_delete=models.PROTECT, related_name="+")
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="+")
    bank_account = models.ForeignKey(
        BankAccount, null=True, on_delete=models.PROTECT, related_name="+"
    )  # null: any of those shown
    amount_minor = models.BigIntegerField()  # to be sent
    currency = models.CharField(max_length=3)
    covers_minor = models.BigIntegerField()  # of the invoice, in its currency
    rate_micro = models.BigIntegerField(null=True)  # TRY per unit × 10⁶ where exchanged
    rate_on = models.DateField(null=True)  # that rate's bulletin day
    valid_until = models.DateTimeField()  # the rate's; an amount in the invoice's own stays true
    made_at = models.DateTimeField()
    kept_at = models.DateTimeField(null=True)  # the invoice was paid by a transfer
    ended_at = models.DateTimeField(null=True)  # kept, or replaced by another way to pay

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """One open promise per invoice."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["invoice"],
                name="banking_promise_once",
                condition=models.Q(ended_at=None),
            ),
            models.CheckConstraint(
                condition=models.Q(amount_minor__gt=0, covers_minor__gt=0),
                name="banking_promise_positive",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["current_account"],
                name="banking_promise_open",
                condition=models.Q(ended_at=None),
            )
        ]


class TransferNotice(models.Model):
    """Havale/EFT bildir: a buyer says that it has paid; staff finds the movement, or not."""

    public_id = PublicIdField(prefix="ntc")
    seller = side()
    buyer = side()
    current_account = models.ForeignKey(CurrentAccount, on_delete=models.PROTECT, related_name="+")
    bank_account = models.ForeignKey(
        BankAccount, null=True, on_delete=models.PROTECT, related_name="+"
    )
    invoice = models.ForeignKey(Invoice, null=True, on_delete=models.PROTECT, related_name="+")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    sent_on = models.DateField()
    sender_name = models.CharField(max_length=140)
    iban_sealed = models.CharField(max_length=120, blank=True)
    iban_index = models.CharField(max_length=64, blank=True)
    note = models.CharField(max_length=300, blank=True)
    receipt_key = models.CharField(max_length=60, blank=True)  # in the store (`core.files`)
    receipt_sealed = models.TextField(blank=True)  # where it lay once; moved out by and by
    receipt_type = models.CharField(max_length=40, blank=True)  # as sniffed, not as claimed
    state = models.CharField(max_length=7, choices=NoticeState.choices)
    movement = models.ForeignKey(
        Movement, null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )  # what it was; null unless found
    answer = models.CharField(max_length=300, blank=True)  # of staff to the buyer
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """The open ones are found by seller."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(amount_minor__gt=0), name="banking_notice_positive"
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["seller", "currency", "amount_minor"],
                name="banking_notice_open",
                condition=models.Q(state="open"),
            )
        ]
