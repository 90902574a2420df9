"""Subscriptions: what a buyer has, until when, what blocks it, and what happened to it."""

from __future__ import annotations

from typing import ClassVar, Self, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from vezne.accounts.sides import listed_side
from vezne.catalog.models import Plan, PlanVersion, Platform, Product
from vezne.core.ids import PublicIdField
from vezne.core.scope import ScopedManager
from vezne.ledger.models import CurrentAccount
from vezne.subscriptions.types import BlockKind, PeriodKind, State, TimelineKind

M = TypeVar("M", bound=models.Model)


def _unsought(to: type[M]) -> models.ForeignKey[M, M]:
    """A row that nothing is looked for by: every renewal would write its index for nothing."""
    return models.ForeignKey(to, on_delete=models.PROTECT, related_name="+", db_index=False)


class Subscription(models.Model):
    """A plan that a buyer has from a seller, with the terms as they were sold.

    The state is a pure function of these times and the clock (`states.state_at`); no job has to
    run for access to end or to open. The times marked *derived* are written by one function
    (`services.recompute`) in every transaction that touches a period, an invoice or a block.
    """

    public_id = PublicIdField(prefix="sub")
    seller = listed_side()
    buyer = listed_side()
    current_account = _unsought(CurrentAccount)
    platform = _unsought(Platform)
    product = _unsought(Product)
    plan = _unsought(Plan)
    version = _unsought(PlanVersion)
    site = models.CharField(_("Site"), max_length=200, blank=True)
    # -- terms as sold; later changes of the plan change nothing here
    price_minor = models.BigIntegerField()  # net, per period, options included
    options = models.JSONField(default=list)  # what was configured (catalog.configuring), as sold
    currency = models.CharField(max_length=3)
    kdv_rate_bp = models.PositiveIntegerField()
    period_unit = models.CharField(max_length=5)
    period_count = models.PositiveSmallIntegerField()
    grace_days = models.PositiveSmallIntegerField()
    renewal_lead_days = models.PositiveSmallIntegerField(default=7)  # invoice opens so early
    # -- decided
    started_at = models.DateTimeField()  # moves to the first payment where that opens it
    is_trial = models.BooleanField(default=False)  # free until trial_ends_at; nothing billed yet
    awaits_payment = models.BooleanField(default=False)  # or, where nothing is owed, approval
    trial_ends_at = models.DateTimeField(null=True)  # null: never on trial
    trial_warned_at = models.DateTimeField(null=True)  # told that it ends soon; null: not yet
    cancels_at = models.DateTimeField(null=True)  # asked to end then (period end)
    cancel_asked_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # over, for good
    # -- derived
    period_starts_at = models.DateTimeField()  # newest period that was opened
    period_ends_at = models.DateTimeField()  # = renewal instant
    anchor_day = models.PositiveSmallIntegerField()  # day of month that periods return to
    paid_until = models.DateTimeField()  # end of what is paid; the start if nothing is
    open_until = models.DateTimeField()  # access ends at this instant unless something is paid
    debt_at = models.DateTimeField(null=True)  # debt shuts the platform from here; null: none
    renews_at = models.DateTimeField(null=True)  # next invoice is opened then; null: never
    checks_at = models.DateTimeField(null=True)  # time alone may change the state then
    # -- a change that waits for the period's end
    next_version = models.ForeignKey(
        PlanVersion, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    # Last state whose transition was written and told; what holds now is `states.state_at`.
    written_state = models.CharField(max_length=16, choices=State.choices)
    renewal_parked = models.CharField(max_length=200, blank=True)  # why staff must look; empty: no

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """Found by buyer and platform, by renewal instant, by the next change of state."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["buyer", "product"],
                name="subscriptions_trial_once",
                condition=models.Q(trial_ends_at__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["buyer", "platform"], name="subscriptions_buyer_platform"),
            models.Index(fields=["seller", "-started_at"], name="subscriptions_seller"),
            models.Index(
                fields=["renews_at"],
                name="subscriptions_renewal",
                condition=models.Q(renews_at__isnull=False, renewal_parked=""),
            ),
            models.Index(
                fields=["checks_at"],
                name="subscriptions_checks",
                condition=models.Q(checks_at__isnull=False),
            ),
        ]


class Period(models.Model):
    """A billed stretch: *already billed?* is answered by this unique row, never by a query."""

    subscription = models.ForeignKey(Subscription, on_delete=models.PROTECT, related_name="periods")
    seller = listed_side(is_copy=True)
    buyer = listed_side(is_copy=True)
    kind = models.CharField(max_length=8, choices=PeriodKind.choices)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    anchor_day = models.PositiveSmallIntegerField()  # day of month that it was counted from
    version = _unsought(PlanVersion)
    opened_at = models.DateTimeField()
    invoice_id = models.BigIntegerField(null=True)  # of the package invoicing; null: free
    shuts_off_at = models.DateTimeField(null=True)  # unpaid then: access ends; null: never blocks
    net_minor = models.BigIntegerField()  # charged after discount, without what is paid once
    options = models.JSONField(default=list)  # what its version holds with; as sold
    carried_minor = models.BigIntegerField(default=0)  # old value that a switch took over
    paid_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """One row per subscription, start and kind."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subscription", "starts_at", "kind"],
                name="subscriptions_period_once",
                condition=models.Q(voided_at=None),
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["invoice_id"], name="subscriptions_period_inv"),
            models.Index(
                fields=["id"],
                name="subscriptions_period_owed",
                condition=models.Q(paid_at=None, voided_at=None),
            ),
        ]

    @property
    def worth_minor(self) -> int:
        """What this time is worth for pro rata: really paid, now or before a switch."""
        return self.net_minor + self.carried_minor


class Block(models.Model):
    """A reason why access is shut, apart from debt, which is computed from unpaid invoices."""

    subscription = models.ForeignKey(Subscription, on_delete=models.PROTECT, related_name="blocks")
    seller = listed_side(is_copy=True)
    buyer = listed_side(is_copy=True)
    kind = models.CharField(max_length=8, choices=BlockKind.choices)
    reason = models.CharField(max_length=200)
    starts_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)  # null: in force

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

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
        Subscription, on_delete=models.PROTECT, related_name="timeline", db_index=False
    )
    seller = listed_side(is_copy=True)
    buyer = listed_side(is_copy=True)
    kind = models.CharField(max_length=40, choices=TimelineKind.choices)
    details = models.JSONField(default=dict)  # amounts, plan names, references
    actor_label = models.CharField(max_length=200)
    at = models.DateTimeField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """Read in order."""

        indexes: ClassVar = [
            models.Index(fields=["subscription", "at", "id"], name="subscriptions_timeline")
        ]


class ReminderSent(models.Model):
    """A step of the reminder ladder was taken for an invoice: once, whatever runs twice."""

    seller = listed_side()
    buyer = listed_side()
    invoice_id = models.BigIntegerField()
    step = models.CharField(max_length=20)  # before-7 … day-0, after-1 … last-day, suspended
    sent_at = models.DateTimeField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """Once per invoice and step."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["invoice_id", "step"], name="subscriptions_reminder_once"
            )
        ]
