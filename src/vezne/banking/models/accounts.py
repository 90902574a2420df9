"""The seller's bank accounts, how each is connected, and what it lets happen without a person."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models

from vezne.accounts.models import Account
from vezne.accounts.sides import side
from vezne.banking.types import FeedKind, OtherAmount, PayerPolicy
from vezne.core.ids import PublicIdField
from vezne.core.scope import ScopedManager


class BankAccount(models.Model):
    """One account of a seller at a bank; its buyers read the row, so nothing of it is a secret."""

    public_id = PublicIdField(prefix="bnk")
    seller = side()
    bank_name = models.CharField(max_length=80)
    branch = models.CharField(max_length=80, blank=True)
    iban = models.CharField(max_length=34)  # shown to every buyer, so it lies in the open
    currency = models.CharField(max_length=3)
    holder = models.CharField(max_length=250)  # whom the payer writes as the receiver
    position = models.PositiveSmallIntegerField(default=0)  # order in the payer's list
    is_shown = models.BooleanField(default=True)  # buyers may pay to it
    is_active = models.BooleanField(default=True)  # movements are taken
    csv_profile = models.JSONField(null=True)  # the seller's own way of CSV; null: built-in ones
    created_at = models.DateTimeField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """An IBAN once per currency and seller."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["seller", "iban", "currency"], name="banking_account_once"
            )
        ]


class BankConnection(models.Model):
    """How an account's bank speaks to us and what it last said; its seller's alone, one each."""

    bank_account = models.OneToOneField(
        BankAccount, primary_key=True, on_delete=models.PROTECT, related_name="connection"
    )
    seller = side()
    kind = models.CharField(max_length=8, choices=FeedKind.choices, default=FeedKind.NONE)
    url = models.URLField(blank=True, max_length=300)  # of a pulled feed
    keys_sealed = models.TextField(blank=True)  # JSON of keys (pull) or the secret (push)
    cursor_at = models.DateTimeField(null=True)  # bank's instant of the newest line pulled
    polled_at = models.DateTimeField(null=True)  # last answer of the feed
    failing_since = models.DateTimeField(null=True)  # null: the last poll was answered
    error = models.CharField(max_length=200, blank=True)
    balance_minor = models.BigIntegerField(null=True)  # as the bank last said it
    balance_at = models.DateTimeField(null=True)  # when we heard it

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()


class MatchingRules(models.Model):
    """A seller's rules; a seller without a row has the defaults (`queries.rules_of`)."""

    seller = models.OneToOneField(
        Account, primary_key=True, on_delete=models.PROTECT, related_name="+"
    )
    uses_phones = models.BooleanField(default=False)  # agent networks switch it on
    iban_policy = models.CharField(
        max_length=6, choices=PayerPolicy.choices, default=PayerPolicy.ALWAYS
    )
    tax_id_policy = models.CharField(
        max_length=6, choices=PayerPolicy.choices, default=PayerPolicy.EXACT
    )
    other_amount = models.CharField(
        max_length=7, choices=OtherAmount.choices, default=OtherAmount.ACCOUNT
    )
    automatic_limit_minor = models.BigIntegerField(null=True)  # in the movement's currency
    notice_after_hours = models.PositiveSmallIntegerField(default=4)  # Havale/EFT bildir from then
    promise_days = models.PositiveSmallIntegerField(default=3)  # how long a promised rate holds
    payout_names = ArrayField(models.CharField(max_length=60), default=list)  # beside the known

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()
