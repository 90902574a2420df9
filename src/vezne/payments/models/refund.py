"""Money back, and which invoices a captured payment paid."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from vezne.accounts.sides import side
from vezne.core.ids import PublicIdField
from vezne.core.scope import ScopedManager
from vezne.invoicing.models import Invoice
from vezne.payments.models.payment import Attempt, Payment


class RefundState(models.TextChoices):
    """Where a refund stands."""

    CREATED = "created", _("Hazırlanıyor")
    UNKNOWN = "unknown", _("Sonuç bekleniyor")
    DONE = "done", _("İade edildi")
    FAILED = "failed", _("Reddedildi")


class Refund(models.Model):
    """Money going back for one captured attempt.

    What remains of the attempt = captured − (done + created + unknown).
    """

    public_id = PublicIdField(prefix="rfd")
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="refunds")
    seller = side()
    buyer = side()
    amount_minor = models.BigIntegerField()  # in the attempt's currency
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=8, choices=RefundState.choices)
    reason = models.CharField(max_length=200)
    reference = models.CharField(max_length=40, unique=True)
    requested_by = models.CharField(max_length=200, blank=True)  # label of the actor
    host_reference = models.CharField(max_length=60, blank=True)  # bank's, when done
    hold_public_id = models.CharField(max_length=40)  # of the ledger: reserves the wallet's money
    second_hold_public_id = models.CharField(max_length=40, blank=True)  # where two wallets give
    error_code = models.CharField(max_length=30, blank=True)
    error_detail = models.CharField(max_length=200, blank=True)  # provider's own code and words
    created_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)  # provider called: set before the call, once
    settled_at = models.DateTimeField(null=True)
    next_check_at = models.DateTimeField(null=True)  # janitor's next question; null: none
    checks = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """Refunds of an attempt are summed; the open ones are found."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(amount_minor__gt=0), name="payments_refund_positive"
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_check_at"],
                name="payments_refund_due",
                condition=models.Q(next_check_at__isnull=False),
            )
        ]


class Allocation(models.Model):
    """So much of a captured try pays so much of an invoice; the only link between them."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="+")
    attempt = models.ForeignKey(
        Attempt, null=True, on_delete=models.PROTECT, related_name="+"
    )  # null: written before tries were told apart
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="+")
    seller = side()
    buyer = side()
    amount_minor = models.BigIntegerField()  # in the invoice's currency
    currency = models.CharField(max_length=3)
    created_at = models.DateTimeField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """A try pays an invoice once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["attempt", "invoice"], name="payments_allocation_once"),
            models.CheckConstraint(
                condition=models.Q(amount_minor__gt=0), name="payments_allocation_positive"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["created_at"],
                name="payments_allocation_foreign",
                condition=~models.Q(currency="TRY"),
            )
        ]
