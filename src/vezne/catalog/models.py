"""What a seller sells: platforms, products, plans and packs whose sold versions never change."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from vezne.accounts.models import Account
from vezne.catalog.configuring import OptionKind, TextShape
from vezne.core.calendar import PeriodUnit
from vezne.core.ids import PublicIdField
from vezne.core.scope import ScopedManager

PERIOD_UNITS = [
    (PeriodUnit.DAY.value, _("gün")),
    (PeriodUnit.MONTH.value, _("ay")),
    (PeriodUnit.YEAR.value, _("yıl")),
]

OPTION_KINDS = [
    (OptionKind.SELECT.value, _("Listeden seçim")),
    (OptionKind.QUANTITY.value, _("Adet")),
    (OptionKind.TEXT.value, _("Metin")),
    (OptionKind.YES_NO.value, _("Evet / hayır")),
]
TEXT_SHAPES = [
    (TextShape.ANY.value, _("Serbest")),
    (TextShape.DOMAIN.value, _("Alan adı")),
    (TextShape.NAME.value, _("Makine adı")),
    (TextShape.DIGITS.value, _("Yalnız rakam")),
]


def _seller() -> models.ForeignKey[Account, Account]:
    return models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")


def _oiv_rate() -> models.PositiveIntegerField[int, int]:
    """Özel iletişim vergisi in basis points, beside KDV and not in its base; 0: none."""
    return models.PositiveIntegerField(default=0)


def _tax_code() -> models.CharField[str, str]:
    """A code of GİB's lists (`taxes`); empty: none."""
    return models.CharField(max_length=3, blank=True, default="")


class Platform(models.Model):
    """A seller's group of products: suspension shuts all entitlements of one platform."""

    public_id = PublicIdField(prefix="plt")
    seller = _seller()
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
    seller = _seller()
    platform = models.ForeignKey(Platform, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("Hizmet"), max_length=120)
    description = models.TextField(_("Açıklama"), blank=True)
    entitlement_keys = ArrayField(models.CharField(max_length=60), default=list)
    credit_unit = models.CharField(max_length=16, blank=True)  # unit its packs and quota count in
    asks_site = models.BooleanField(_("Site sorulur"), default=False)
    kdv_rate_bp = models.PositiveIntegerField(_("KDV"), default=2000)  # basis points
    oiv_rate_bp = _oiv_rate()
    withholding_code = _tax_code()  # counts for buyers that the seller marked as withholding
    exemption_code = _tax_code()  # why KDV is 0, on the document; empty: not by an exemption
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
    seller = _seller()
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
    seller = _seller()
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()  # 1, 2, 3 …; the highest is what is sold now
    price_minor = models.BigIntegerField()  # net of KDV, per period
    currency = models.CharField(max_length=3)
    kdv_rate_bp = models.PositiveIntegerField()
    oiv_rate_bp = _oiv_rate()
    withholding_code = _tax_code()
    exemption_code = _tax_code()
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


class ProductOption(models.Model):
    """Something that a buyer configures of a product: a choice, an amount, a text, yes or no."""

    public_id = PublicIdField(prefix="opt")
    seller = _seller()
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("Seçenek"), max_length=80)
    help_text = models.CharField(_("Açıklama"), max_length=200, blank=True)
    kind = models.CharField(max_length=8, choices=OPTION_KINDS)
    is_required = models.BooleanField(default=True)
    # -- quantity: from … to …, in steps counted from the least; its one choice is the unit
    least = models.PositiveIntegerField(default=0)
    most = models.PositiveIntegerField(default=1)
    step = models.PositiveIntegerField(default=1)
    # -- text
    shape = models.CharField(max_length=8, blank=True, choices=TEXT_SHAPES)  # empty: any words
    max_length = models.PositiveSmallIntegerField(default=100)
    is_active = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar[models.Manager[ProductOption]] = models.Manager()

    class Meta:
        """A quantity has room between its bounds, and a step that moves."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(step__gte=1, most__gte=models.F("least")),
                name="catalog_option_bounds",
            )
        ]


class OptionChoice(models.Model):
    """What an option can be set to; the unit of a quantity, and the *yes* of yes or no, are one."""

    public_id = PublicIdField(prefix="och")
    seller = _seller()
    option = models.ForeignKey(ProductOption, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("Seçim"), max_length=80)
    is_active = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar[models.Manager[OptionChoice]] = models.Manager()


class ChoicePrice(models.Model):
    """One dated price of a choice for plans of one period; never changed (a trigger refuses)."""

    public_id = PublicIdField(prefix="ocp")
    seller = _seller()
    choice = models.ForeignKey(OptionChoice, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()  # the highest of a period and currency is sold now
    currency = models.CharField(max_length=3)
    period_unit = models.CharField(max_length=5, choices=PERIOD_UNITS)
    period_count = models.PositiveSmallIntegerField(default=1)
    price_minor = models.BigIntegerField()  # net of KDV, per period, and per unit of a quantity
    setup_minor = models.BigIntegerField(default=0)  # net, once, per unit of a quantity
    created_at = models.DateTimeField()

    objects: ClassVar[models.Manager[ChoicePrice]] = models.Manager()

    class Meta:
        """Prices of a choice, period and currency are numbered without doubles."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["choice", "currency", "period_unit", "period_count", "number"],
                name="catalog_choiceprice_once",
            ),
            models.CheckConstraint(
                condition=models.Q(price_minor__gte=0, setup_minor__gte=0, period_count__gte=1),
                name="catalog_choiceprice_amounts",
            ),
        ]


class CreditPack(models.Model):
    """A pack of credits (kontör paketi) of a product; its price lies in versions."""

    public_id = PublicIdField(prefix="pck")
    seller = _seller()
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("Kontör paketi"), max_length=80)
    needs_approval = models.BooleanField(_("Onay gerekir"), default=False)
    is_active = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar[models.Manager[CreditPack]] = models.Manager()


class PackVersion(models.Model):
    """One dated price of a credit pack; never changed after it is made (a trigger refuses)."""

    public_id = PublicIdField(prefix="pkv")
    seller = _seller()
    pack = models.ForeignKey(CreditPack, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    quantity = models.BigIntegerField()  # credits of the product's unit
    price_minor = models.BigIntegerField()  # net of KDV
    currency = models.CharField(max_length=3)
    kdv_rate_bp = models.PositiveIntegerField()
    oiv_rate_bp = _oiv_rate()
    withholding_code = _tax_code()
    exemption_code = _tax_code()
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


class CouponKind(models.TextChoices):
    """How a coupon lowers a price."""

    PERCENT = "percent", _("Yüzde")  # value in basis points of the net
    FIXED = "fixed", _("Tutar")  # value in minor units of its currency, off the net


class Coupon(models.Model):
    """A discount code (indirim kuponu) of a seller."""

    public_id = PublicIdField(prefix="cpn")
    seller = _seller()
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

    seller = _seller()
    buyer = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
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
