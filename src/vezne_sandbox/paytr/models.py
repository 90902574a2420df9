"""PayTR's books; amounts in kuruş."""

from django.db import models


class Shop(models.Model):
    """A shop (mağaza) with its keys."""

    merchant_id = models.CharField(max_length=20, unique=True)
    merchant_key = models.CharField(max_length=60)
    merchant_salt = models.CharField(max_length=60)
    notice_url = models.TextField(blank=True)  # Bildirim URL; empty = payments never complete
    may_recur = models.BooleanField(default=True)  # charges without the holder

    class Meta:
        db_table = "paytr_shop"


class StoredCard(models.Model):
    """A card kept for a payer, without its number."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    utoken = models.CharField(max_length=64, db_index=True)
    ctoken = models.CharField(max_length=64, unique=True)
    fingerprint = models.CharField(max_length=64)
    last_four = models.CharField(max_length=4)
    holder = models.CharField(max_length=200)
    expire_month = models.CharField(max_length=2)
    expire_year = models.CharField(max_length=4)
    # What the bank answers from now on, set by hand; empty = as the card does by itself.
    forced_error_code = models.CharField(max_length=10, blank=True)

    class Meta:
        db_table = "paytr_stored_card"


class OrderState(models.TextChoices):
    """Where an order stands."""

    OPEN = "open", "Form açık"
    AT_BANK = "at_bank", "Bankanın 3D sayfasında"
    PAID = "paid", "Tahsil edildi"
    FAILED = "failed", "Başarısız"


class Order(models.Model):
    """One order number of a shop."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    merchant_oid = models.CharField(max_length=64, db_index=True)
    token = models.CharField(max_length=64, unique=True, null=True)  # null = without a form
    state = models.CharField(max_length=8, choices=OrderState.choices)
    email = models.CharField(max_length=100)
    user_name = models.CharField(max_length=100)
    user_phone = models.CharField(max_length=30)
    amount = models.BigIntegerField()  # asked for
    total = models.BigIntegerField(default=0)  # paid, instalment cost included
    currency = models.CharField(max_length=3)  # TL, USD …
    max_installment = models.PositiveSmallIntegerField(default=1)
    installment = models.PositiveSmallIntegerField(default=1)
    ok_url = models.TextField(blank=True)
    fail_url = models.TextField(blank=True)
    is_test = models.BooleanField(default=True)
    wants_storing = models.BooleanField(default=False)
    utoken = models.CharField(max_length=64, blank=True)
    error_code = models.CharField(max_length=10, blank=True)
    error_words = models.CharField(max_length=200, blank=True)
    card_fingerprint = models.CharField(max_length=64, blank=True)
    card_holder = models.CharField(max_length=200, blank=True)
    bin_number = models.CharField(max_length=8, blank=True)
    last_four = models.CharField(max_length=4, blank=True)
    expire_month = models.CharField(max_length=2, blank=True)
    expire_year = models.CharField(max_length=4, blank=True)
    challenge_token = models.CharField(max_length=60, blank=True)
    auth_code = models.CharField(max_length=10, blank=True)
    # Set by hand so that the day's figures differ from the shop's: left out of reports and status.
    is_hidden = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "paytr_order"


class Return(models.Model):
    """Money that went back."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="returns")
    amount = models.BigIntegerField()
    reference_no = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "paytr_return"
