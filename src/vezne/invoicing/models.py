"""Open invoices (ödeme talebi): what is owed, for what, until when.

Amounts change only while nothing is paid, when a coupon is put on or taken off; the difference is
booked in the same transaction.
"""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from vezne.accounts.sides import listed_side
from vezne.core.ids import PublicIdField
from vezne.core.scope import ScopedManager
from vezne.ledger.models import CurrentAccount


class InvoiceStatus(models.TextChoices):
    """Where an open invoice stands."""

    OPEN = "open", _("Ödenecek")  # something is still owed
    PAID = "paid", _("Ödendi")  # allocations cover the total
    VOID = "void", _("İptal")  # withdrawn; its posting is reversed


class InvoiceKind(models.TextChoices):
    """What an invoice asks for."""

    PERIOD = "period", _("Dönem")  # one period of a subscription
    UPGRADE = "upgrade", _("Yükseltme")  # the rest of a period on a dearer plan
    PACK = "pack", _("Kontör")  # a credit pack
    OPENING = "opening", _("Devir")  # owed since before the books began; books no revenue
    DEBIT = "debit", _("Borç dekontu")  # what staff charged by hand
    LATE = "late", _("Vade farkı")  # the charge for paying late
    # What a payment in another currency brought above its document's TRY; owed by nobody.
    EXCHANGE = "exchange", _("Kur farkı")


class Invoice(models.Model):
    """A request for payment from a seller to a buyer, booked as a receivable when it is opened."""

    public_id = PublicIdField(prefix="inv")
    reference = models.CharField(max_length=16)  # for people: ÖT-7K3M9P2A
    seller = listed_side()
    buyer = listed_side()
    current_account = models.ForeignKey(
        CurrentAccount, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=8, choices=InvoiceKind.choices)
    status = models.CharField(max_length=5, choices=InvoiceStatus.choices)
    currency = models.CharField(max_length=3)
    net_minor = models.BigIntegerField()  # after discount
    discount_minor = models.BigIntegerField(default=0)  # off the net, already taken off net_minor
    kdv_minor = models.BigIntegerField()
    oiv_minor = models.BigIntegerField(default=0, db_default=0)  # special communication tax
    withheld_minor = models.BigIntegerField(default=0, db_default=0)  # KDV that the buyer declares
    total_minor = models.BigIntegerField()  # net + KDV + ÖİV − withheld
    paid_minor = models.BigIntegerField(default=0)  # sum of its allocations
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()  # from when it is owed: the start of what it pays for
    shuts_off_at = models.DateTimeField(null=True)  # unpaid then: access ends; null: never blocks
    paid_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True)
    void_reason = models.CharField(max_length=200, blank=True)
    subscription_id = models.BigIntegerField(null=True, db_index=True)  # a row of a higher package
    order_id = models.BigIntegerField(null=True, db_index=True)  # a row of a higher package
    billing_address = models.JSONField(null=True)  # snapshot, taken at checkout; null before
    opening_key = models.CharField(max_length=120)  # idempotency key of the opening
    # Discounts posted so far: part of the next posting's key, so that each is booked once.
    repricings = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """Sums hold; lists are read by side and by what is open."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reference"], name="invoicing_invoice_reference_once"),
            models.UniqueConstraint(
                fields=["current_account", "opening_key"], name="invoicing_invoice_key_once"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    total_minor=models.F("net_minor")
                    + models.F("kdv_minor")
                    + models.F("oiv_minor")
                    - models.F("withheld_minor")
                ),
                name="invoicing_invoice_sum",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    oiv_minor__gte=0,
                    withheld_minor__gte=0,
                    withheld_minor__lte=models.F("kdv_minor"),
                ),
                name="invoicing_invoice_taxes",
            ),
            models.CheckConstraint(
                condition=models.Q(paid_minor__gte=0, paid_minor__lte=models.F("total_minor")),
                name="invoicing_invoice_paid_within",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="paid")
                | models.Q(paid_minor=models.F("total_minor"), paid_at__isnull=False),
                name="invoicing_invoice_paid_fully",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["buyer", "-opened_at"], name="invoicing_invoice_buyer"),
            models.Index(fields=["seller", "-opened_at"], name="invoicing_invoice_seller"),
            models.Index(
                fields=["buyer", "due_at"],
                name="invoicing_invoice_open",
                condition=models.Q(status="open"),
            ),
        ]

    @property
    def tax_minor(self) -> int:
        """What the seller owes the tax office of it."""
        return self.kdv_minor + self.oiv_minor - self.withheld_minor

    @property
    def open_minor(self) -> int:
        """What is still owed, in minor units; 0 for paid and void ones."""
        return self.total_minor - self.paid_minor if self.status == InvoiceStatus.OPEN else 0


class InvoiceLine(models.Model):
    """One line: what, how much of it, and its share of net and taxes."""

    invoice = models.ForeignKey(
        Invoice, on_delete=models.PROTECT, related_name="lines", db_index=False
    )
    seller = listed_side(is_copy=True)
    buyer = listed_side(is_copy=True)
    position = models.PositiveSmallIntegerField()
    description = models.CharField(max_length=300)  # as sold, e.g. product — plan
    product_name = models.CharField(max_length=120)  # snapshot
    plan_name = models.CharField(max_length=120)  # snapshot of the plan's or pack's name
    quantity = models.PositiveIntegerField(default=1)
    unit_price_minor = models.BigIntegerField()  # net
    discount_minor = models.BigIntegerField(default=0)  # off this line's net, a coupon's included
    opening_discount_minor = models.BigIntegerField(default=0)  # of it, agreed at the opening
    net_minor = models.BigIntegerField()  # quantity × unit price − discount
    kdv_rate_bp = models.PositiveIntegerField()
    kdv_minor = models.BigIntegerField()
    oiv_rate_bp = models.PositiveIntegerField(default=0, db_default=0)
    oiv_minor = models.BigIntegerField(default=0, db_default=0)
    # GİB's code, kept where the buyer withholds; below the floor nothing is withheld by it.
    withheld_code = models.CharField(max_length=3, blank=True, default="", db_default="")
    withheld_minor = models.BigIntegerField(default=0, db_default=0)
    exemption_code = models.CharField(max_length=3, blank=True, default="", db_default="")
    product_id = models.BigIntegerField(null=True)  # catalog row, for coupon scope and reports
    version_id = models.BigIntegerField(null=True)  # plan or pack version that was sold
    # Whose line it is where the invoice is for several subscriptions; null: the invoice's own.
    subscription_id = models.BigIntegerField(null=True)
    period_starts_at = models.DateTimeField(null=True)  # half-open period that is paid for
    period_ends_at = models.DateTimeField(null=True)
    credit_unit = models.CharField(max_length=16, blank=True)  # credits given when paid
    credit_quantity = models.BigIntegerField(default=0)
    credit_validity_days = models.PositiveIntegerField(null=True)  # null: never expire

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """Lines are numbered from 1."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["invoice", "position"], name="invoicing_line_once")
        ]

    @property
    def gross_minor(self) -> int:
        """Its share of what is to be paid."""
        return self.net_minor + self.kdv_minor + self.oiv_minor - self.withheld_minor


class ExchangeRate(models.Model):
    """The central bank's buying rate (döviz alış) of a currency in TRY for one bulletin day."""

    currency = models.CharField(max_length=3)
    bulletin_on = models.DateField()  # the bulletin's own date, not the day it was read
    rate_micro = models.BigIntegerField()  # TRY per 1 unit × 1,000,000
    bulletin_number = models.CharField(max_length=16, blank=True)  # Bulten_No

    class Meta:
        """One rate per currency and bulletin."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["currency", "bulletin_on"], name="invoicing_rate_once"),
            models.CheckConstraint(
                condition=models.Q(rate_micro__gt=0), name="invoicing_rate_positive"
            ),
        ]
