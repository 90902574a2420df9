"""What buyers send: their own iade invoices."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from vezne.accounts.sides import listed_side
from vezne.core.ids import PublicIdField
from vezne.core.scope import ScopedManager
from vezne.edocuments.models.documents import Document


class IncomingSource(models.TextChoices):
    """How an incoming document came to be known."""

    STAFF = "staff", _("Elle girildi")
    INTEGRATOR = "integrator", _("Entegratörden geldi")


class IncomingDocument(models.Model):
    """A firm's own iade invoice to the seller: what it gives back of a document of ours."""

    public_id = PublicIdField(prefix="inc")
    seller = listed_side()
    buyer = listed_side()
    document = models.ForeignKey(
        Document, null=True, on_delete=models.PROTECT, related_name="+"
    )  # what it gives back; null: not told
    number = models.CharField(max_length=16)
    ettn = models.UUIDField(null=True)
    issued_on = models.DateField()
    currency = models.CharField(max_length=3)
    net_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()
    total_minor = models.BigIntegerField()
    # As its XML says (`incoming_xml`); empty: recorded by hand, or it could not be read.
    taxes = models.JSONField(default=list)  # [{rate_bp, base_minor, tax_minor}]
    lines = models.JSONField(default=list)  # [{name, quantity, net_minor, rate_bp}]
    source = models.CharField(max_length=10, choices=IncomingSource.choices)
    note = models.CharField(max_length=200, blank=True)
    recorded_by = models.CharField(max_length=200, blank=True)  # label of the actor
    recorded_at = models.DateTimeField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """A firm's number once."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["seller", "buyer", "number"], name="edocuments_incoming_once"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    net_minor__gte=0,
                    tax_minor__gte=0,
                    total_minor=models.F("net_minor") + models.F("tax_minor"),
                ),
                name="edocuments_incoming_sum",
            ),
        ]
