"""The provider's books beside ours: a day's comparison and its differences."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from vezne.accounts.sides import side
from vezne.core.ids import PublicIdField
from vezne.core.scope import ScopedManager
from vezne.payments.models.cards import ProviderAccount
from vezne.payments.models.payment import Attempt
from vezne.payments.types import DifferenceKind


class ReconciliationState(models.TextChoices):
    """Where the comparison of a day stands."""

    OPEN = "open", _("Sırada")  # not compared yet, or the provider did not answer
    DONE = "done", _("Karşılaştırıldı")
    FAILED = "failed", _("Karşılaştırılamadı")  # the provider refuses the report; staff look at it


class Reconciliation(models.Model):
    """One day of Istanbul of one contract: the provider's books beside ours."""

    public_id = PublicIdField(prefix="rcn")
    seller = side()
    provider_account = models.ForeignKey(
        ProviderAccount, on_delete=models.PROTECT, related_name="+"
    )
    day = models.DateField()  # Istanbul's
    state = models.CharField(max_length=6, choices=ReconciliationState.choices)
    # Per currency {"sales", "refunds", "fees", "ours_sales", "ours_refunds"} in minor units.
    totals = models.JSONField(default=dict)
    error_detail = models.CharField(max_length=200, blank=True)  # why it could not be compared
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)  # null: none
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """A day is compared once."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["provider_account", "day"], name="payments_reconciliation_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_try_at"],
                name="payments_reconciliation_due",
                condition=models.Q(next_try_at__isnull=False),
            )
        ]


class DifferenceState(models.TextChoices):
    """What became of a difference."""

    OPEN = "open", _("Açık")
    EXPLAINED = "explained", _("Açıklandı")  # by staff, in words
    GONE = "gone", _("Kendiliğinden kapandı")  # a later comparison found both sides equal


class Difference(models.Model):
    """One thing on which a provider's books and ours do not agree."""

    public_id = PublicIdField(prefix="dif")
    seller = side()
    reconciliation = models.ForeignKey(
        Reconciliation, on_delete=models.PROTECT, related_name="differences"
    )
    kind = models.CharField(max_length=13, choices=DifferenceKind.choices)
    state = models.CharField(max_length=9, choices=DifferenceState.choices)
    reference = models.CharField(max_length=80)  # of the charge, as far as it is ours
    attempt = models.ForeignKey(
        Attempt, null=True, on_delete=models.PROTECT, related_name="+"
    )  # null: none of ours
    currency = models.CharField(max_length=3)
    ours_minor = models.BigIntegerField(null=True)  # null: nothing here
    theirs_minor = models.BigIntegerField(null=True)  # null: nothing there
    explanation = models.CharField(max_length=500, blank=True)
    explained_by = models.CharField(max_length=200, blank=True)  # label of the actor
    found_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # explained, or gone

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """A day finds a thing once."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["reconciliation", "kind", "reference"], name="payments_difference_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["seller", "state", "-id"], name="payments_difference_desk")
        ]
