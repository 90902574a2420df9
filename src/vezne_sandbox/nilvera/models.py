"""Firms, taxpayers, series, documents."""

from django.db import models
from django.db.models import Q


class Firm(models.Model):
    """A customer of the integrator."""

    key = models.CharField(max_length=100, unique=True)  # the API key
    tax_id = models.CharField(max_length=11)
    name = models.CharField(max_length=200)
    credits = models.IntegerField(default=100_000)  # 0 = code 2000
    makes_series = models.BooleanField(default=True)  # False: a series must be made first (3009)
    next_code = models.CharField(max_length=4, blank=True)  # the next document is refused with it
    next_fate = models.CharField(max_length=7, blank=True)  # "error": the tax office says no

    class Meta:
        db_table = "nilvera_firm"


class Taxpayer(models.Model):
    """Registered for e-Fatura."""

    tax_id = models.CharField(max_length=11, unique=True)
    name = models.CharField(max_length=200)
    alias = models.CharField(max_length=200)
    is_closed = models.BooleanField(default=False)  # the alias is not in use any more (2052)

    class Meta:
        db_table = "nilvera_taxpayer"


class Kind(models.TextChoices):
    """Two services with separate series and lists."""

    EINVOICE = "einvoice", "e-Fatura"
    EARCHIVE = "earchive", "e-Arşiv"


class Series(models.Model):
    """Letters that a firm uses for one kind."""

    firm = models.ForeignKey(Firm, on_delete=models.CASCADE, related_name="series")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    name = models.CharField(max_length=3)

    class Meta:
        db_table = "nilvera_series"
        constraints = [models.UniqueConstraint(fields=["firm", "name"], name="nilvera_series_once")]


class Document(models.Model):
    """What a firm sent."""

    firm = models.ForeignKey(Firm, on_delete=models.CASCADE, related_name="documents")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    uuid = models.CharField(max_length=36)
    number = models.CharField(max_length=16)
    buyer_tax_id = models.CharField(max_length=11)
    buyer_name = models.CharField(max_length=300)
    alias = models.CharField(max_length=200, blank=True)
    profile = models.CharField(max_length=20)
    issued_on = models.DateField()
    payable = models.CharField(max_length=30)  # as written in the XML
    currency = models.CharField(max_length=3)
    xml = models.BinaryField()
    fate = models.CharField(max_length=7, default="succeed")  # succeed, error
    is_declined = models.BooleanField(default=False)  # a TICARI invoice that its buyer refused
    cancelled_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()  # the panel's clock
    ends_at = models.DateTimeField()  # real time: until then it waits

    class Meta:
        db_table = "nilvera_document"
        constraints = [
            models.UniqueConstraint(fields=["firm", "uuid"], name="nilvera_uuid_once"),
            models.UniqueConstraint(fields=["firm", "number"], name="nilvera_number_once"),
            models.CheckConstraint(condition=~Q(uuid=""), name="nilvera_has_uuid"),
        ]


class Purchase(models.Model):
    """An invoice that somebody sent to a firm."""

    firm = models.ForeignKey(Firm, on_delete=models.CASCADE, related_name="purchases")
    uuid = models.CharField(max_length=36, unique=True)
    number = models.CharField(max_length=16)
    sender_tax_id = models.CharField(max_length=11)
    sender_name = models.CharField(max_length=200)
    issued_on = models.DateField()
    type = models.CharField(max_length=20, default="IADE")
    payable = models.CharField(max_length=30)
    currency = models.CharField(max_length=3, default="TRY")
    xml = models.TextField(default="")  # as the sender made it; empty: none is kept

    class Meta:
        db_table = "nilvera_purchase"
