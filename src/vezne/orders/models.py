"""Orders: what a buyer asked for, from the click to the running service."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from vezne.accounts.models import Account
from vezne.accounts.sides import side
from vezne.catalog.configuring import SoldOption, period_total, setup_total, sold_options
from vezne.catalog.models import Coupon, CreditPack, PackVersion, Plan, PlanVersion
from vezne.core.ids import PublicIdField
from vezne.core.scope import ScopedManager
from vezne.ledger.models import CurrentAccount


class OrderState(models.TextChoices):
    """Where an order stands; paid but not yet approved is a real state."""

    PLACED = "placed", _("Alındı")
    AWAITING_PAYMENT = "awaiting_payment", _("Ödeme bekliyor")
    AWAITING_APPROVAL = "awaiting_approval", _("Onay bekliyor")
    PROVISIONING = "provisioning", _("Hazırlanıyor")
    ACTIVE = "active", _("Tamamlandı")
    FAILED_SETUP = "failed_setup", _("Kurulum başarısız")  # retryable, never created twice
    REJECTED = "rejected", _("Reddedildi")  # money back to the balance
    EXPIRED = "expired", _("Süresi doldu")  # never paid
    CANCELLED = "cancelled", _("Vazgeçildi")  # by the buyer, before it was paid


class Order(models.Model):
    """One plan or one credit pack that a buyer asked a seller for.

    What is ordered together in a cart is a row each, with its own state, on one invoice.
    """

    public_id = PublicIdField(prefix="ord")
    seller = side()
    buyer = side()
    current_account = models.ForeignKey(CurrentAccount, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=18, choices=OrderState.choices)
    plan_version = models.ForeignKey(
        PlanVersion, null=True, on_delete=models.PROTECT, related_name="+"
    )  # exactly one of plan_version and pack_version
    pack_version = models.ForeignKey(
        PackVersion, null=True, on_delete=models.PROTECT, related_name="+"
    )
    site = models.CharField(max_length=200, blank=True)
    options = models.JSONField(default=list)  # as configured and priced; a trigger keeps it
    cart_item = models.CharField(max_length=40, blank=True)  # public id; empty: one click
    coupon = models.ForeignKey(Coupon, null=True, on_delete=models.PROTECT, related_name="+")
    invoice_id = models.BigIntegerField(null=True, db_index=True)  # null: nothing to pay
    subscription_id = models.BigIntegerField(null=True, db_index=True)  # made by this order
    placed_at = models.DateTimeField()
    placed_by = models.CharField(max_length=200)
    closed_at = models.DateTimeField(null=True)
    close_reason = models.CharField(max_length=200, blank=True)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """A plan or a pack, never both, never none; a second click finds the order that waits."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["buyer", "plan_version", "site", "cart_item"],
                name="orders_order_one_waiting_plan",
                condition=models.Q(state__in=["placed", "awaiting_payment"], pack_version=None),
            ),
            models.UniqueConstraint(
                fields=["buyer", "pack_version"],
                name="orders_order_one_waiting_pack",
                condition=models.Q(state__in=["placed", "awaiting_payment"], plan_version=None),
            ),
            models.CheckConstraint(
                condition=models.Q(plan_version__isnull=True, pack_version__isnull=False)
                | models.Q(plan_version__isnull=False, pack_version__isnull=True),
                name="orders_order_one_thing",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["buyer", "-placed_at"], name="orders_order_buyer"),
            models.Index(fields=["seller", "-placed_at"], name="orders_order_seller"),
            models.Index(
                fields=["seller", "placed_at"],
                name="orders_order_approval",
                condition=models.Q(state="awaiting_approval"),
            ),
        ]

    @property
    def offer(self) -> Plan | CreditPack:
        """The plan or pack that was ordered; its version must be at hand."""
        if self.pack_version is not None:
            return self.pack_version.pack
        assert self.plan_version is not None  # a constraint says so
        return self.plan_version.plan

    @property
    def configured(self) -> tuple[SoldOption, ...]:
        """What was configured, as sold."""
        return sold_options(self.options)

    @property
    def price_minor(self) -> int:
        """Of a pack, or of a plan's first payment: net, in its version's currency."""
        version = self.pack_version or self.plan_version
        assert version is not None
        return version.price_minor + period_total(self.configured) + setup_total(self.configured)

    @property
    def currency(self) -> str:
        """Of its price."""
        version = self.pack_version or self.plan_version
        assert version is not None
        return version.currency


class Cart(models.Model):
    """What a buyer has put together of one seller and in one currency; one open cart of a pair."""

    public_id = PublicIdField(prefix="crt")
    seller = side()
    buyer = side()
    currency = models.CharField(max_length=3)
    coupon_code = models.CharField(max_length=40, blank=True)  # as typed; spent when it is ordered
    opened_at = models.DateTimeField()
    ordered_at = models.DateTimeField(null=True)  # null: open
    invoice_id = models.BigIntegerField(null=True)  # what it became; null: open, or nothing to pay

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """One open cart of a buyer at a seller."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["buyer", "seller"],
                name="orders_cart_one_open",
                condition=models.Q(ordered_at=None),
            )
        ]


class CartItem(models.Model):
    """A plan with the answers to its options; priced anew whenever it is looked at."""

    public_id = PublicIdField(prefix="cit")
    cart = models.ForeignKey(Cart, on_delete=models.PROTECT, related_name="items")
    seller = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    buyer = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+", db_index=False)
    site = models.CharField(max_length=200, blank=True)
    answers = models.JSONField(default=dict)  # texts by the public id of their option
    seen_minor = models.BigIntegerField()  # net with what is paid once, as the buyer saw it last
    added_at = models.DateTimeField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()
