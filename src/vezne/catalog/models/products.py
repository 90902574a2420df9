"""What a seller sells: platforms, products, plans whose sold versions never change."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from vezne.accounts.sides import side
from vezne.catalog.models.fields import PERIOD_UNITS, oiv_rate, tax_code
from vezne.core.ids import PublicIdField


class Platform(models.Model):
    """A seller's group of products: suspension shuts all entitlements of one platform."""

    public_id = PublicIdField(prefix="plt")
    seller = side()
    name = models.CharField(_("Platform"), max_length=80)
    url = models.URLField(_("Adres"), blank=True)  # the outside panel
    is_active = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar[models.Manager[Platform]] = models.Manager()

    class Meta:
        """Names are unique within a seller."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["seller", "name"], name="catalog_platform_name_once")
        ]


class Product(models.Model):
    """A service that a platform gives, with the entitlement keys it opens."""

    public_id = PublicIdField(prefix="prd")
    seller = side()
    platform = models.ForeignKey(Platform, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("Hizmet"), max_length=120)
    description = models.TextField(_("Açıklama"), blank=True)
    entitlement_keys = ArrayField(models.CharField(max_length=60), default=list)
    credit_unit = models.CharField(max_length=16, blank=True)  # unit its packs and quota count in
    asks_site = models.BooleanField(_("Site sorulur"), default=False)
    kdv_rate_bp = models.PositiveIntegerField(_("KDV"), default=2000)  # basis points
    oiv_rate_bp = oiv_rate()
    withholding_code = tax_code()  # counts for buyers that the seller marked as withholding
    exemption_code = tax_code()  # why KDV is 0, on the document; empty: not by an exemption
    max_instalments = models.PositiveSmallIntegerField(_("En çok taksit"), default=1)
    # Ways to pay (PayWay) whose paid orders wait for staff; empty: they open by themselves.
    approval_ways = ArrayField(models.CharField(max_length=8), default=list)
    is_identity_required = models.BooleanField(default=False)  # unverified buyers may only look
    is_active = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar[models.Manager[Product]] = models.Manager()

    @property
    def approval_names(self) -> list[str]:
        """The ways to pay whose orders wait for staff, as people read them."""
        return [str(way.label) for way in PayWay if way in self.approval_ways]

    @property
    def is_always_approved(self) -> bool:
        """Whether staff look at every order, however it was paid."""
        return set(PayWay) <= set(self.approval_ways)


class PayWay(models.TextChoices):
    """How an order was paid, as a product's approval rule sees it."""

    TRANSFER = "transfer", _("Havale/EFT")
    CARD = "card", _("Kart")
    WALLET = "wallet", _("Bakiye")


class Opening(models.TextChoices):
    """When a plan's service opens."""

    ON_ORDER = "on_order", _("Siparişte")  # at once; the payment days run from the start
    ON_PAYMENT = "on_payment", _("Ödemede")


class Plan(models.Model):
    """A subscription offer of a product; its price lies in versions."""

    public_id = PublicIdField(prefix="pln")
    seller = side()
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("Paket"), max_length=80)
    opening = models.CharField(max_length=12, choices=Opening.choices, default=Opening.ON_ORDER)
    is_trial = models.BooleanField(_("Deneme"), default=False)  # free, ends by itself, once
    is_active = models.BooleanField(default=True)  # can be bought; sold ones live on
    position = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar[models.Manager[Plan]] = models.Manager()


class PlanVersion(models.Model):
    """One dated price of a plan; never changed after it is made (a trigger refuses)."""

    public_id = PublicIdField(prefix="plv")
    seller = side()
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()  # 1, 2, 3 …; the highest is what is sold now
    price_minor = models.BigIntegerField()  # net of KDV, per period
    currency = models.CharField(max_length=3)
    kdv_rate_bp = models.PositiveIntegerField()
    oiv_rate_bp = oiv_rate()
    withholding_code = tax_code()
    exemption_code = tax_code()
    period_unit = models.CharField(max_length=5, choices=PERIOD_UNITS)
    period_count = models.PositiveSmallIntegerField(default=1)
    trial_days = models.PositiveSmallIntegerField(default=0)
    grace_days = models.PositiveSmallIntegerField(default=7)
    included_credits = models.BigIntegerField(default=0)  # of the product's unit, each period
    created_at = models.DateTimeField()

    objects: ClassVar[models.Manager[PlanVersion]] = models.Manager()

    class Meta:
        """Versions of a plan are numbered without doubles."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "number"], name="catalog_planversion_once"),
            models.CheckConstraint(
                condition=models.Q(price_minor__gte=0), name="catalog_planversion_price"
            ),
            models.CheckConstraint(
                condition=models.Q(period_count__gte=1), name="catalog_planversion_period"
            ),
        ]
