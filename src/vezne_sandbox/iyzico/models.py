"""The processor's books. Amounts are decimals in major units, as on the wire."""

from django.db import models
from django.db.models import F, Q


class AmountField(models.DecimalField):  # type: ignore[type-arg]
    """Major units; eight decimals, because commissions have them."""

    def __init__(self, **options: object) -> None:
        super().__init__(**{"max_digits": 20, "decimal_places": 8, **options})  # type: ignore[arg-type]


class Merchant(models.Model):
    """A shop that has an API key."""

    api_key = models.CharField(max_length=100, unique=True)
    secret_key = models.CharField(max_length=100)
    merchant_id = models.CharField(max_length=40)
    webhook_url = models.TextField(blank=True)  # empty = no notices
    # Charges without the holder need the processor's permission; off = 10217 for every card.
    is_mit_allowed = models.BooleanField(default=True)
    # From this amount on the processor's fraud desk looks at a payment first; null = never.
    review_from = AmountField(null=True)

    class Meta:
        db_table = "iyzico_merchant"


class CardUser(models.Model):
    """One holder in a shop's vault."""

    merchant = models.ForeignKey(Merchant, on_delete=models.CASCADE, related_name="+")
    card_user_key = models.CharField(max_length=60, unique=True)
    email = models.CharField(max_length=200)
    external_id = models.CharField(max_length=100, blank=True)

    class Meta:
        db_table = "iyzico_card_user"


class StoredCard(models.Model):
    """A card in the vault, without its number."""

    card_user = models.ForeignKey(CardUser, on_delete=models.CASCADE, related_name="+")
    card_token = models.CharField(max_length=60, unique=True)
    alias = models.CharField(max_length=100, blank=True)
    holder = models.CharField(max_length=200)
    bin_number = models.CharField(max_length=8)
    last_four = models.CharField(max_length=4)
    fingerprint = models.CharField(max_length=64)  # keyed HMAC of the number
    expire_month = models.CharField(max_length=2)
    expire_year = models.CharField(max_length=4)
    # What the bank answers from now on, set by hand; empty = as the card does by itself.
    forced_error_code = models.CharField(max_length=10, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "iyzico_stored_card"
        constraints = [
            models.UniqueConstraint(
                fields=["card_user", "fingerprint"], name="one_token_per_card_and_user"
            )
        ]


class PaymentStatus(models.TextChoices):
    """Where a payment stands; the words are iyzico's."""

    INIT_THREEDS = "INIT_THREEDS", "Bankanın 3D sayfasında"
    CALLBACK_THREEDS = "CALLBACK_THREEDS", "3D onaylandı, tahsil edilmedi"
    SUCCESS = "SUCCESS", "Tahsil edildi"
    FAILURE = "FAILURE", "Reddedildi"


class PaymentSource(models.TextChoices):
    """How it began; decides how it ends and which event is told."""

    CHECKOUT_FORM = "CHECKOUT_FORM_AUTH", "Ödeme formu"
    DIRECT = "API_AUTH", "Doğrudan"
    THREE_DS = "THREE_DS_AUTH", "Doğrudan 3D"


class Payment(models.Model):
    """One attempt to charge one card."""

    merchant = models.ForeignKey(Merchant, on_delete=models.CASCADE, related_name="+")
    source = models.CharField(max_length=30, choices=PaymentSource.choices)
    status = models.CharField(max_length=20, choices=PaymentStatus.choices)
    phase = models.CharField(max_length=10, default="AUTH")  # AUTH, PRE_AUTH, POST_AUTH
    conversation_id = models.CharField(max_length=100, blank=True, db_index=True)
    basket_id = models.CharField(max_length=100, blank=True)
    price = AmountField()  # the basket
    paid_price = AmountField()  # what the card is charged, instalment cost included
    currency = models.CharField(max_length=3)
    installment = models.PositiveSmallIntegerField(default=1)
    error_code = models.CharField(max_length=10, blank=True)
    fraud_status = models.SmallIntegerField(default=1)  # 1 passed, 0 under review, -1 refused
    md_status = models.CharField(max_length=2, blank=True)
    is_threeds = models.BooleanField(default=False)
    callback_url = models.TextField(blank=True)
    form_token = models.CharField(max_length=60, blank=True)  # empty = no hosted form
    buyer_phone = models.CharField(max_length=20, blank=True)
    buyer_email = models.CharField(max_length=200, blank=True)

    card_holder = models.CharField(max_length=200, blank=True)
    card_fingerprint = models.CharField(max_length=64)
    bin_number = models.CharField(max_length=8)
    last_four = models.CharField(max_length=4)
    expire_month = models.CharField(max_length=2, blank=True)
    expire_year = models.CharField(max_length=4, blank=True)
    is_card_to_be_stored = models.BooleanField(default=False)
    card_user_key = models.CharField(max_length=60, blank=True)
    card_token = models.CharField(max_length=60, blank=True)

    acs_token = models.CharField(max_length=60, blank=True, db_index=True)  # the bank's page
    acs_code = models.CharField(max_length=6, blank=True)  # cleared when the page is done
    acs_wrong_codes = models.PositiveSmallIntegerField(default=0)

    auth_code = models.CharField(max_length=10, blank=True)
    host_reference = models.CharField(max_length=30, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)  # null = not cancelled

    class Meta:
        db_table = "iyzico_payment"

    @property
    def payment_id(self) -> str:
        """As the wire names it."""
        return str(self.pk)


class PaymentItem(models.Model):
    """One line of the basket; refunds by item name it."""

    payment = models.ForeignKey(Payment, on_delete=models.CASCADE, related_name="items")
    item_id = models.CharField(max_length=100)
    price = AmountField()
    paid_price = AmountField()
    refunded = AmountField(default=0)

    class Meta:
        db_table = "iyzico_payment_item"
        constraints = [
            models.CheckConstraint(
                condition=Q(refunded__gte=0) & Q(refunded__lte=F("paid_price")),
                name="item_refund_within_paid",
            )
        ]


class ReversalKind(models.TextChoices):
    """Money back after settlement, or undone on the same day."""

    REFUND = "REFUND", "İade"
    CANCEL = "CANCEL", "İptal"


class Reversal(models.Model):
    """A refund or a cancellation."""

    payment = models.ForeignKey(Payment, on_delete=models.CASCADE, related_name="reversals")
    item = models.ForeignKey(PaymentItem, on_delete=models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=ReversalKind.choices)
    price = AmountField()
    conversation_id = models.CharField(max_length=100, blank=True)
    host_reference = models.CharField(max_length=30)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "iyzico_reversal"


class CheckoutForm(models.Model):
    """A hosted form: what a shop asked for, behind a token."""

    merchant = models.ForeignKey(Merchant, on_delete=models.CASCADE, related_name="+")
    token = models.CharField(max_length=60, unique=True)
    locale = models.CharField(max_length=2, default="tr")
    is_preauth = models.BooleanField(default=False)
    is_threeds_forced = models.BooleanField(default=False)
    is_card_storable = models.BooleanField(default=True)  # registerCard 0 hides the box
    is_card_stored_by_default = models.BooleanField(default=False)  # registerCard 1 ticks it
    card_user_key = models.CharField(max_length=60, blank=True)
    order = models.JSONField()  # the checked request (`orders.Order`), without any card
    payment = models.OneToOneField(
        Payment, on_delete=models.CASCADE, null=True, related_name="form"
    )  # null = nobody has paid yet
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        db_table = "iyzico_checkout_form"


class WebhookDelivery(models.Model):
    """One notice to a shop; sent until it answers 2xx, three times at most."""

    merchant = models.ForeignKey(Merchant, on_delete=models.CASCADE, related_name="+")
    url = models.TextField()
    body = models.TextField()
    signature = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True, db_index=True)  # real time; null = finished
    due_on_clock_at = models.DateTimeField(null=True)  # the same by the panel's clock
    is_delivered = models.BooleanField(default=False)
    last_status = models.PositiveSmallIntegerField(null=True)  # null = no answer yet

    class Meta:
        db_table = "iyzico_webhook_delivery"
