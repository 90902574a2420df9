"""What a payment at another rate made of an amount that a document gave in TRY."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from vezne.accounts.sides import listed_side
from vezne.core.ids import PublicIdField
from vezne.core.scope import ScopedManager
from vezne.edocuments.models.documents import Document
from vezne.invoicing.models import Invoice
from vezne.payments.models import Allocation


class DifferenceState(models.TextChoices):
    """Whose invoice an exchange difference asks for."""

    BILLED = "billed", _("Faturası düzenlendi")  # the seller's; `invoice` carries it
    BUYERS = "buyers", _("Alıcının düzenleyeceği")  # the rate fell: the buyer bills the seller
    BY_HAND = "by_hand", _("Elle düzenlenecek")  # KDV was withheld: an accountant decides
    NONE = "none", _("Fark yok")


class ExchangeDifference(models.Model):
    """One payment of a foreign-currency document after the day its tax arose (kur farkı)."""

    public_id = PublicIdField(prefix="exd")
    seller = listed_side()
    buyer = listed_side()
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="differences")
    allocation = models.OneToOneField(Allocation, on_delete=models.PROTECT, related_name="+")
    invoice = models.OneToOneField(
        Invoice, null=True, on_delete=models.PROTECT, related_name="+"
    )  # the seller's own for the difference
    state = models.CharField(max_length=7, choices=DifferenceState.choices)
    paid_on = models.DateField()
    amount_minor = models.BigIntegerField()  # paid, in the document's currency
    currency = models.CharField(max_length=3)  # the document's
    document_rate_micro = models.BigIntegerField()  # TRY per unit × 10⁶
    paid_rate_micro = models.BigIntegerField()
    difference_minor = models.BigIntegerField()  # kuruş, taxes in; below zero: the rate fell
    found_at = models.DateTimeField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """The sign says whose it is."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state="billed", difference_minor__gt=0, invoice__isnull=False)
                | models.Q(state="by_hand", invoice=None)
                | models.Q(state="buyers", difference_minor__lt=0, invoice=None)
                | models.Q(state="none", difference_minor=0, invoice=None),
                name="edocuments_difference_whose",
            )
        ]
