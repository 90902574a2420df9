"""The bank's open questions to holders, and the providers' notices to shops."""

from django.db import models


class ChallengeState(models.TextChoices):
    """Where the bank's page stands."""

    OPEN = "open", "Kod bekleniyor"
    CONFIRMED = "confirmed", "Onaylandı"
    REFUSED = "refused", "Onaylanmadı"


class Challenge(models.Model):
    """The bank asks a card's holder to confirm a payment."""

    token = models.CharField(max_length=60, unique=True)
    code = models.CharField(max_length=6, blank=True)  # cleared when the page is done
    wrong_codes = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=9, choices=ChallengeState.choices)
    md_status = models.CharField(max_length=2, blank=True)  # empty = not answered yet
    bank = models.CharField(max_length=60)
    shop = models.CharField(max_length=100)
    amount_text = models.CharField(max_length=40)
    last_four = models.CharField(max_length=4)
    card_fingerprint = models.CharField(max_length=64)
    phone = models.CharField(max_length=20)
    return_path = models.CharField(max_length=200)  # of the provider's page that asked
    created_at = models.DateTimeField()

    class Meta:
        db_table = "cardbank_challenge"


class ProviderNotice(models.Model):
    """One notice to a shop; sent until it answers as the provider wants it."""

    endpoint = models.CharField(max_length=60)  # names it for the switches and the log
    url = models.TextField()
    fields = models.JSONField()
    hash_field = models.CharField(max_length=20)  # the one that a switch spoils
    wanted = models.CharField(max_length=20, blank=True)  # answer's whole body; empty = any 2xx
    subject = models.CharField(max_length=80, db_index=True)  # the order that it is about
    tries = models.PositiveSmallIntegerField(default=0)
    most_tries = models.PositiveSmallIntegerField(default=5)
    due_at = models.DateTimeField(null=True, db_index=True)  # real time; null = finished
    is_taken = models.BooleanField(default=False)
    last_status = models.PositiveSmallIntegerField(null=True)  # null = no answer yet

    class Meta:
        db_table = "cardbank_provider_notice"
