"""Coupons, and each use of one."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from vezne.accounts.sides import side
from vezne.catalog.models.products import Product
from vezne.core.ids import PublicIdField
from vezne.core.scope import ScopedManager


class CouponKind(models.TextChoices):
    """How a coupon lowers a price."""

    PERCENT = "percent", _("Yüzde")  # value in basis points of the net
    FIXED = "fixed", _("Tutar")  # value in minor units of its currency, off the net


class Coupon(models.Model):
    """A discount code (indirim kuponu) of a seller."""

    public_id = PublicIdField(prefix="cpn")
    seller = side()
    code = models.CharField(_("Kupon kodu"), max_length=40)  # upper-case ASCII
    kind = models.CharField(max_length=8, choices=CouponKind.choices)
    value = models.BigIntegerField()  # basis points or minor units
    currency = models.CharField(max_length=3, blank=True)  # for fixed
    product = models.ForeignKey(
        Product, null=True, on_delete=models.PROTECT, related_name="+"
    )  # null: every product
    max_uses = models.PositiveIntegerField(null=True)  # null: unlimited
    used_count = models.PositiveIntegerField(default=0)
    once_per_account = models.BooleanField(default=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)  # null: no end
    is_active = models.BooleanField(default=True)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """A code is unique within its seller; uses never pass the limit."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["seller", "code"], name="catalog_coupon_code_once"),
            models.CheckConstraint(
                condition=models.Q(max_uses=None) | models.Q(used_count__lte=models.F("max_uses")),
                name="catalog_coupon_uses",
            ),
        ]


class CouponUse(models.Model):
    """A coupon was spent on one invoice of one buyer."""

    seller = side()
    buyer = side()
    coupon = models.ForeignKey(Coupon, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=60)  # public id of the invoice
    discount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    used_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)  # the invoice was voided

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """Once per invoice."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["coupon", "subject"],
                name="catalog_couponuse_once",
                condition=models.Q(released_at=None),
            )
        ]
