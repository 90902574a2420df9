"""What a buyer chooses with a plan, and what it costs."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from vezne.accounts.sides import side
from vezne.catalog.configuring import OptionKind, TextShape
from vezne.catalog.models.fields import PERIOD_UNITS
from vezne.catalog.models.products import Product
from vezne.core.ids import PublicIdField

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


class ProductOption(models.Model):
    """Something that a buyer configures of a product: a choice, an amount, a text, yes or no."""

    public_id = PublicIdField(prefix="opt")
    seller = side()
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
    seller = side()
    option = models.ForeignKey(ProductOption, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("Seçim"), max_length=80)
    is_active = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar[models.Manager[OptionChoice]] = models.Manager()


class ChoicePrice(models.Model):
    """One dated price of a choice for plans of one period; never changed (a trigger refuses)."""

    public_id = PublicIdField(prefix="ocp")
    seller = side()
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
