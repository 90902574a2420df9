"""The intent, its tries, and what each try heard."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from vezne.accounts.sides import side
from vezne.core.ids import PublicIdField
from vezne.core.scope import ScopedManager
from vezne.invoicing.models import Invoice
from vezne.ledger.models import CurrentAccount
from vezne.payments.models.cards import ProviderAccount, StoredCard


class PaymentStatus(models.TextChoices):
    """Where the intent stands, as its attempts left it."""

    OPEN = "open", _("Bekliyor")  # may be tried (again)
    PAID = "paid", _("Ödendi")  # an attempt captured; what is owed beyond it is another intent
    CANCELLED = "cancelled", _("Vazgeçildi")  # closed without money


class Payment(models.Model):
    """The wish to pay an invoice, or (without one) to load the wallet; one open per invoice."""

    public_id = PublicIdField(prefix="pay")
    seller = side()
    buyer = side()
    current_account = models.ForeignKey(CurrentAccount, on_delete=models.PROTECT, related_name="+")
    invoice = models.ForeignKey(
        Invoice, null=True, on_delete=models.PROTECT, related_name="+"
    )  # null: loads the wallet
    status = models.CharField(max_length=9, choices=PaymentStatus.choices)
    amount_minor = models.BigIntegerField()  # what of the invoice is paid, in its currency
    currency = models.CharField(max_length=3)
    billing_address = models.JSONField(null=True)  # of a load; an invoice keeps its own
    is_automatic = models.BooleanField(default=False)  # last tried by the clock
    created_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """One open intent per invoice: a second starts from the first."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["invoice"],
                name="payments_one_open_per_invoice",
                condition=models.Q(status="open"),
            ),
            models.CheckConstraint(
                condition=models.Q(amount_minor__gt=0), name="payments_amount_positive"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["buyer", "-created_at"], name="payments_payment_buyer"),
            models.Index(fields=["seller", "-created_at"], name="payments_payment_seller"),
        ]


class AttemptMethod(models.TextChoices):
    """How one try takes the money."""

    HOSTED_CARD = "hosted_card", _("Kart")  # typed on the provider's own form
    STORED_CARD = "stored_card", _("Kayıtlı kart")  # charged without its holder
    WALLET = "wallet", _("Bakiye")  # prepaid money; ends at once
    BANK_TRANSFER = "bank_transfer", _("Havale/EFT")  # has arrived, over the wallet; ends at once


class AttemptState(models.TextChoices):
    """Where one try stands; only certain answers end it."""

    CREATED = "created", _("Hazırlanıyor")  # committed before the provider is called
    REQUIRES_ACTION = "requires_action", _("Kart bekleniyor")  # the payer is on hosted pages
    PENDING = "pending", _("İşleniyor")  # the provider works on it
    UNKNOWN = "unknown", _("Sonuç bekleniyor")  # no certain answer: asked again, never recharged
    CAPTURED = "captured", _("Ödendi")
    FAILED = "failed", _("Reddedildi")  # certain: no money moved
    CANCELLED = "cancelled", _("Vazgeçildi")  # the form expired or was left; certain
    REFUNDED = "refunded", _("İade edildi")  # captured and wholly given back


class Attempt(models.Model):
    """One try with one provider, under our own reference."""

    public_id = PublicIdField(prefix="att")
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="attempts")
    seller = side()
    buyer = side()
    provider_account = models.ForeignKey(
        ProviderAccount, null=True, on_delete=models.PROTECT, related_name="+"
    )  # null: from the wallet
    method = models.CharField(max_length=16, choices=AttemptMethod.choices)
    reference = models.CharField(max_length=40, unique=True)  # our conversationId
    state = models.CharField(max_length=15, choices=AttemptState.choices)
    amount_minor = models.BigIntegerField()  # what the provider is asked for
    currency = models.CharField(max_length=3)  # the charge's; may differ from the payment's
    covers_minor = models.BigIntegerField()  # what it pays, in the payment's currency
    # What the wallet adds to it in the same checkout, in the payment's currency; taken with it.
    wallet_minor = models.BigIntegerField(default=0)
    wallet_hold_id = models.CharField(max_length=40, blank=True)  # public id of the ledger's hold
    rate_micro = models.BigIntegerField(null=True)  # TRY per unit × 10⁶ when exchanged
    rate_on = models.DateField(null=True)  # that rate's bulletin day
    instalments = models.PositiveSmallIntegerField(default=1)
    charged_minor = models.BigIntegerField(null=True)  # paid by the payer, instalment cost included
    wants_3d = models.BooleanField(default=True)
    wants_storing = models.BooleanField(default=False)  # Kartı Kaydet was ticked
    wants_renewal = models.BooleanField(default=False)  # own consent to automatic renewal
    # Of amount_minor, what went to the wallet because the invoice needed less (late success).
    surplus_minor = models.BigIntegerField(default=0)
    stored_card = models.ForeignKey(
        StoredCard, null=True, on_delete=models.PROTECT, related_name="+"
    )
    provider_token = models.CharField(max_length=80, blank=True, db_index=True)  # form's token
    provider_payment_id = models.CharField(max_length=40, blank=True)
    provider_item_id = models.CharField(max_length=40, blank=True)  # paymentTransactionId
    page_url = models.URLField(blank=True, max_length=500)  # hosted page
    form_fields = models.JSONField(default=list)  # [name, value]: posted there; empty: only opened
    error_code = models.CharField(max_length=30, blank=True)  # our closed vocabulary
    error_detail = models.CharField(max_length=200, blank=True)  # provider's own code and words
    card_brand = models.CharField(max_length=30, blank=True)
    card_last_four = models.CharField(max_length=4, blank=True)
    started_by = models.CharField(max_length=200, blank=True)  # label of the actor
    is_automatic = models.BooleanField(default=False)  # the clock charges a card that renews
    created_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)  # provider called: set before the call, once
    expires_at = models.DateTimeField(null=True)  # hosted form
    settled_at = models.DateTimeField(null=True)  # when its end became certain
    next_check_at = models.DateTimeField(null=True)  # janitor's next question; null: none
    checks = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """Surplus is a part of the charge; the janitor has its index.

        That nothing is counted twice is the invoice's own: paid never passes its total.
        """

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(
                    amount_minor__gt=0,
                    surplus_minor__gte=0,
                    surplus_minor__lte=models.F("amount_minor"),
                ),
                name="payments_attempt_amounts",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_check_at"],
                name="payments_attempt_due",
                condition=models.Q(next_check_at__isnull=False),
            )
        ]


class AttemptEvent(models.Model):
    """What happened to an attempt, in order; append-only (a trigger), scrubbed of card data."""

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="events")
    seller = side()
    buyer = side()
    kind = models.CharField(max_length=40)  # created, asked, answered, returned, webhook, settled
    source = models.CharField(max_length=16)  # web, webhook, poller, janitor, clock
    details = models.JSONField(default=dict)
    at = models.DateTimeField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """Read in order."""

        indexes: ClassVar = [models.Index(fields=["attempt", "id"], name="payments_event_order")]


class WebhookMessage(models.Model):
    """A provider's notice as it came: stored raw, answered, then applied by a job."""

    seller = side()
    provider_account = models.ForeignKey(
        ProviderAccount, on_delete=models.PROTECT, related_name="+"
    )
    event_key = models.CharField(max_length=120)  # provider's own id of the notice
    signature_ok = models.BooleanField()
    body = models.JSONField()
    received_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=60, blank=True)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """A notice is stored once, however often it is sent."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["provider_account", "event_key"], name="payments_webhook_once"
            )
        ]
