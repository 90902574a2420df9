"""Orders: what a buyer asked for, from the click to the running service."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from vezne.accounts.models import Account
from vezne.catalog.models import Coupon, PackVersion, PlanVersion
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


class Order(models.Model):
    """One plan or one credit pack that a buyer asked a seller for."""

    public_id = PublicIdField(prefix="ord")
    seller = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    buyer = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    current_account = models.ForeignKey(CurrentAccount, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=18, choices=OrderState.choices)
    plan_version = models.ForeignKey(
        PlanVersion, null=True, on_delete=models.PROTECT, related_name="+"
    )  # exactly one of plan_version and pack_version
    pack_version = models.ForeignKey(
        PackVersion, null=True, on_delete=models.PROTECT, related_name="+"
    )
    site = models.CharField(max_length=200, blank=True)
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
                fields=["buyer", "plan_version", "site"],
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
