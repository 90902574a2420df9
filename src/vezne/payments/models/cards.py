"""What is paid with: a seller's contracts with card providers, and stored cards."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from vezne.accounts.sides import side
from vezne.core.ids import PublicIdField
from vezne.core.scope import ScopedManager


class ProviderAccount(models.Model):
    """A seller's contract with a card provider; its keys are sealed."""

    public_id = PublicIdField(prefix="prv")
    seller = side()
    provider = models.CharField(max_length=20)  # iyzico, paytr, nestpay
    base_url = models.URLField()  # the provider's API; the sandbox's in the demo
    credentials_sealed = models.TextField()  # JSON of keys, encrypted
    currencies = models.JSONField(default=list)  # charged in these; others are exchanged to TRY
    # Currency → place in the seller's order of preference; a currency without one: newest first.
    positions = models.JSONField(default=dict)
    is_test = models.BooleanField(default=True)  # the clock moves only while all are test
    is_active = models.BooleanField(default=True)
    checked_at = models.DateTimeField(null=True)  # last successful *test*
    created_at = models.DateTimeField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()


class StoredCard(models.Model):
    """A card kept at the provider: token, brand and last four here, never the number."""

    public_id = PublicIdField(prefix="crd")
    seller = side()
    buyer = side()
    provider_account = models.ForeignKey(
        ProviderAccount, on_delete=models.PROTECT, related_name="+"
    )
    user_key_sealed = models.TextField()  # cardUserKey
    token_sealed = models.TextField()  # cardToken
    token_index = models.CharField(max_length=64)  # HMAC, so that a card is kept once
    brand = models.CharField(max_length=30)  # VISA, MASTER_CARD, TROY
    family = models.CharField(max_length=40, blank=True)
    last_four = models.CharField(max_length=4)
    expires_month = models.PositiveSmallIntegerField(null=True)
    expires_year = models.PositiveSmallIntegerField(null=True)
    renews_automatically = models.BooleanField(default=False)  # own consent; one click ends it
    consented_at = models.DateTimeField(null=True)
    expiry_warned_at = models.DateTimeField(null=True)
    blocked_reason = models.CharField(max_length=40, blank=True)  # hard decline: no more tries
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """One live row per card."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["seller", "buyer", "token_index"],
                name="payments_card_once",
                condition=models.Q(removed_at=None),
            )
        ]
