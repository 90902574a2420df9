"""Subscriptions: what a buyer has, until when, what blocks it, and what happened to it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from vezne.accounts.models import Account
from vezne.catalog.models import Plan, PlanVersion, Platform, Product
from vezne.core.ids import PublicIdField
from vezne.core.scope import ScopedManager
from vezne.ledger.models import CurrentAccount


def _side() -> models.ForeignKey[Account, Account]:
    return models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")


class Subscription(models.Model):
    """A plan that a buyer has from a seller, with the terms as they were sold.

    The state is a pure function of these times and the clock (`states.state_at`); no job has to
    run for access to end or to open. `open_until` is recomputed in every transaction that touches
    a period, an invoice or a block.
    """

    public_id = PublicIdField(prefix="sub")
    seller = _side()
    buyer = _side()
    current_account = models.ForeignKey(CurrentAccount, on_delete=models.PROTECT, related_name="+")
    platform = models.ForeignKey(Platform, on_delete=models.PROTECT, related_name="+")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="+")
    site = models.CharField(_("Site"), max_length=200, blank=True)
    # -- terms as sold; later changes of the plan change nothing here
    price_minor = models.BigIntegerField()  # net, per period
    currency = models.CharField(max_length=3)
    kdv_rate_bp = models.PositiveIntegerField()
    period_unit = models.CharField(max_length=5)
    period_count = models.PositiveSmallIntegerField()
    grace_days = models.PositiveSmallIntegerField()
    anchor_day = models.PositiveSmallIntegerField()  # day of month that periods return to
    # -- times
    started_at = models.DateTimeField()
    trial_ends_at = models.DateTimeField(null=True)  # null: never on trial
    period_starts_at = models.DateTimeField()  # newest period that was opened
    period_ends_at = models.DateTimeField()  # = renewal instant
    paid_until = models.DateTimeField()  # end of what is paid without a gap; start if nothing is
    cancels_at = models.DateTimeField(null=True)  # asked to end then (period end)
    cancel_asked_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # over, for good
    open_until = models.DateTimeField()  # access ends at this instant unless something is paid
    # -- a change that waits for the period's end
    next_version = models.ForeignKey(
        PlanVersion, null=True, on_delete=models.PROTECT, related_name="+"
    )
    written_state = models.CharField(max_length=16)  # last state whose transition was written
    renewal_parked = models.CharField(max_length=200, blank=True)  # why staff must look; empty: no

    objects: ClassVar[ScopedManager[Subscription]] = ScopedManager()

    class Meta:
        """Found by buyer and platform, by renewal instant, by shut-off instant."""

        indexes: ClassVar = [
            models.Index(fields=["buyer", "platform"], name="subscriptions_buyer_platform"),
            models.Index(fields=["seller", "-started_at"], name="subscriptions_seller"),
            models.Index(
                fields=["period_ends_at"],
                name="subscriptions_renewal",
                condition=models.Q(ended_at=None),
            ),
            models.Index(
                fields=["open_until"],
                name="subscriptions_shut_off",
                condition=models.Q(ended_at=None),
            ),
        ]


class PeriodKind(models.TextChoices):
    """Why a stretch of time was billed."""

    TRIAL = "trial", _("Deneme")  # free
    REGULAR = "regular", _("Dönem")
    UPGRADE = "upgrade", _("Yükseltme")


class Period(models.Model):
    """A billed stretch: *already billed?* is answered by this unique row, never by a query."""

    subscription = models.ForeignKey(Subscription, on_delete=models.PROTECT, related_name="periods")
    seller = _side()
    buyer = _side()
    kind = models.CharField(max_length=8, choices=PeriodKind.choices)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="+")
    invoice_id = models.BigIntegerField(null=True)  # null: free
    net_minor = models.BigIntegerField()  # price actually charged after discount, for pro rata
    paid_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True)

    objects: ClassVar[ScopedManager[Period]] = ScopedManager()

    class Meta:
        """One row per subscription, start and kind."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subscription", "starts_at", "kind"],
                name="subscriptions_period_once",
                condition=models.Q(voided_at=None),
            )
        ]
        indexes: ClassVar = [models.Index(fields=["invoice_id"], name="subscriptions_period_inv")]


class BlockKind(models.TextChoices):
    """Who shut a subscription besides its debt; each is lifted only by its owner."""

    STAFF = "staff", _("Yönetim")
    FRAUD = "fraud", _("Güvenlik")
    SELLER = "seller", _("Satıcı")


class Block(models.Model):
    """A reason why access is shut, apart from debt, which is computed from unpaid invoices."""

    subscription = models.ForeignKey(Subscription, on_delete=models.PROTECT, related_name="blocks")
    seller = _side()
    buyer = _side()
    kind = models.CharField(max_length=8, choices=BlockKind.choices)
    reason = models.CharField(max_length=200)
    starts_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)  # null: in force

    objects: ClassVar[ScopedManager[Block]] = ScopedManager()

    class Meta:
        """One block of a kind at a time."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subscription", "kind"],
                name="subscriptions_block_once",
                condition=models.Q(lifted_at=None),
            )
        ]


class TimelineEntry(models.Model):
    """What happened to a subscription and why, for people; append-only."""

    subscription = models.ForeignKey(
        Subscription, on_delete=models.PROTECT, related_name="timeline"
    )
    seller = _side()
    buyer = _side()
    kind = models.CharField(max_length=40)  # started, renewed, paid, suspended, opened, upgraded …
    details = models.JSONField(default=dict)  # amounts, plan names, references
    actor_label = models.CharField(max_length=200)
    at = models.DateTimeField()

    objects: ClassVar[ScopedManager[TimelineEntry]] = ScopedManager()

    class Meta:
        """Read in order."""

        indexes: ClassVar = [
            models.Index(fields=["subscription", "at", "id"], name="subscriptions_timeline")
        ]


class ReminderSent(models.Model):
    """A step of the reminder ladder was taken for an invoice: once, whatever runs twice."""

    seller = _side()
    buyer = _side()
    invoice_id = models.BigIntegerField()
    step = models.CharField(max_length=20)  # before-7 … day-0, after-1 … last-day, suspended
    sent_at = models.DateTimeField()

    objects: ClassVar[ScopedManager[ReminderSent]] = ScopedManager()

    class Meta:
        """Once per invoice and step."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["invoice_id", "step"], name="subscriptions_reminder_once"
            )
        ]
