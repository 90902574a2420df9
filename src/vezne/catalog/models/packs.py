"""Credit packs whose sold versions never change."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from vezne.accounts.sides import side
from vezne.catalog.models.fields import oiv_rate, tax_code
from vezne.catalog.models.products import Product
from vezne.core.ids import PublicIdField


class CreditPack(models.Model):
    """A pack of credits (kontör paketi) of a product; its price lies in versions."""

    public_id = PublicIdField(prefix="pck")
    seller = side()
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("Kontör paketi"), max_length=80)
    needs_approval = models.BooleanField(_("Onay gerekir"), default=False)
    is_active = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar[models.Manager[CreditPack]] = models.Manager()


class PackVersion(models.Model):
    """One dated price of a credit pack; never changed after it is made (a trigger refuses)."""

    public_id = PublicIdField(prefix="pkv")
    seller = side()
    pack = models.ForeignKey(CreditPack, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    quantity = models.BigIntegerField()  # credits of the product's unit
    price_minor = models.BigIntegerField()  # net of KDV
    currency = models.CharField(max_length=3)
    kdv_rate_bp = models.PositiveIntegerField()
    oiv_rate_bp = oiv_rate()
    withholding_code = tax_code()
    exemption_code = tax_code()
    validity_days = models.PositiveIntegerField(null=True)  # null: credits never expire
    created_at = models.DateTimeField()

    objects: ClassVar[models.Manager[PackVersion]] = models.Manager()

    class Meta:
        """Versions of a pack are numbered without doubles."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["pack", "number"], name="catalog_packversion_once"),
            models.CheckConstraint(
                condition=models.Q(price_minor__gte=0, quantity__gt=0),
                name="catalog_packversion_amounts",
            ),
        ]
