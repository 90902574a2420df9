"""Accounts, movements and notices."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q


class Account(models.Model):
    """A seller's account at this bank."""

    iban = models.CharField(max_length=34, unique=True)
    holder = models.CharField(max_length=120)
    bank_name = models.CharField(max_length=80)
    branch = models.CharField(max_length=80, blank=True)
    currency = models.CharField(max_length=3, default="TRY")
    balance = models.DecimalField(max_digits=18, decimal_places=2, default=Decimal(0))
    last_number = models.PositiveBigIntegerField(default=0)
    token = models.CharField(max_length=100, blank=True)  # who may read it over open banking
    notice_url = models.CharField(max_length=300, blank=True)  # empty = tells nobody by itself
    notice_secret = models.CharField(max_length=100, blank=True)

    class Meta:
        db_table = "bank_account"

    @property
    def reference(self) -> str:
        """``hspRef``: how open banking names it."""
        return f"HSP{self.iban[-16:]}"

    @property
    def grouped(self) -> str:
        """The IBAN in groups of four."""
        return " ".join(self.iban[at : at + 4] for at in range(0, len(self.iban), 4))


class Channel(models.TextChoices):
    """By which way money moved."""

    FAST = "FAST", "FAST"
    EFT = "EFT", "EFT"
    TRANSFER = "HAVALE", "Havale"
    POS = "POS", "POS ödemesi"
    FEE = "MASRAF", "Masraf"
    REVERSAL = "IPTAL", "İptal"


class Movement(models.Model):
    """One line of an account; never changed once it is booked."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="movements")
    number = models.CharField(max_length=24)  # islNo: unique within the account
    end_to_end = models.CharField(max_length=24)  # refNo: shared with the fee of the same transfer
    at = models.DateTimeField(db_index=True)
    amount = models.DecimalField(max_digits=18, decimal_places=2)  # negative = out
    balance_after = models.DecimalField(max_digits=18, decimal_places=2)
    channel = models.CharField(max_length=6, choices=Channel.choices)
    description = models.CharField(max_length=200)
    name = models.CharField(max_length=120, blank=True)  # of the other side
    iban = models.CharField(max_length=34, blank=True)
    tax_id = models.CharField(max_length=11, blank=True)
    reverses = models.OneToOneField(
        "self", null=True, on_delete=models.CASCADE, related_name="reversal"
    )

    class Meta:
        db_table = "bank_movement"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["account", "number"], name="bank_number_once"),
            models.CheckConstraint(condition=~Q(amount=0), name="bank_moves_something"),
        ]

    @property
    def is_in(self) -> bool:
        """Money came."""
        return self.amount > 0

    @property
    def size(self) -> Decimal:
        """Without a sign."""
        return abs(self.amount)


class Notice(models.Model):
    """A movement on its way to the account's address."""

    movement = models.ForeignKey(Movement, on_delete=models.CASCADE, related_name="notices")
    due_at = models.DateTimeField(null=True)  # real time; null = no more tries
    tries = models.PositiveSmallIntegerField(default=0)
    last_status = models.PositiveSmallIntegerField(default=0)
    is_delivered = models.BooleanField(default=False)

    class Meta:
        db_table = "bank_notice"
        indexes = [
            models.Index(F("due_at"), name="bank_notice_due", condition=Q(due_at__isnull=False))
        ]
