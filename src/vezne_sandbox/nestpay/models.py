"""The bank's books; amounts in minor units."""

from django.db import models


class Shop(models.Model):
    """A shop with its API user and store key."""

    client_id = models.CharField(max_length=20, unique=True)
    user_name = models.CharField(max_length=40)
    password = models.CharField(max_length=60)
    store_key = models.CharField(max_length=60)

    class Meta:
        db_table = "nestpay_shop"


class VisitState(models.TextChoices):
    """Where one visit of the gate stands."""

    OPEN = "open", "Kart bekleniyor"
    AT_BANK = "at_bank", "3D sayfasında"
    DONE = "done", "Yanıtlandı"


class Visit(models.Model):
    """One form that a browser posted to the gate."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    token = models.CharField(max_length=60, unique=True)
    oid = models.CharField(max_length=64, db_index=True)
    state = models.CharField(max_length=8, choices=VisitState.choices)
    form = models.JSONField()  # as it was posted, without any card
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)  # 949 …
    card_fingerprint = models.CharField(max_length=64, blank=True)
    bin_number = models.CharField(max_length=8, blank=True)
    last_four = models.CharField(max_length=4, blank=True)
    expire_month = models.CharField(max_length=2, blank=True)
    expire_year = models.CharField(max_length=4, blank=True)
    challenge_token = models.CharField(max_length=60, blank=True)
    answer = models.JSONField(default=dict)  # what goes back to the shop, signed
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        db_table = "nestpay_visit"


class TransactionKind(models.TextChoices):
    """What moved; the letters are NestPay's."""

    SALE = "S", "Satış"
    CREDIT = "C", "İade"


class Transaction(models.Model):
    """One line of an order's history."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    oid = models.CharField(max_length=64, db_index=True)
    kind = models.CharField(max_length=1, choices=TransactionKind.choices)
    status = models.CharField(max_length=4)  # S done, D refused, V void
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    code = models.CharField(max_length=4)  # ProcReturnCode
    trans_id = models.CharField(max_length=30)
    host_reference = models.CharField(max_length=30)
    auth_code = models.CharField(max_length=10, blank=True)
    masked_pan = models.CharField(max_length=25, blank=True)
    md_status = models.CharField(max_length=2, blank=True)
    words = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "nestpay_transaction"
