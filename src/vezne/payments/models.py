"""Payments: the intent, its tries, what each try heard, refunds, stored cards, provider keys."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from vezne.accounts.sides import side
from vezne.core.ids import PublicIdField
from vezne.core.scope import ScopedManager
from vezne.invoicing.models import Invoice
from vezne.ledger.models import CurrentAccount
from vezne.payments.types import DifferenceKind


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


class RefundState(models.TextChoices):
    """Where a refund stands."""

    CREATED = "created", _("Hazırlanıyor")
    UNKNOWN = "unknown", _("Sonuç bekleniyor")
    DONE = "done", _("İade edildi")
    FAILED = "failed", _("Reddedildi")


class Refund(models.Model):
    """Money going back for one captured attempt.

    What remains of the attempt = captured − (done + created + unknown).
    """

    public_id = PublicIdField(prefix="rfd")
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="refunds")
    seller = side()
    buyer = side()
    amount_minor = models.BigIntegerField()  # in the attempt's currency
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=8, choices=RefundState.choices)
    reason = models.CharField(max_length=200)
    reference = models.CharField(max_length=40, unique=True)
    requested_by = models.CharField(max_length=200, blank=True)  # label of the actor
    host_reference = models.CharField(max_length=60, blank=True)  # bank's, when done
    hold_public_id = models.CharField(max_length=40)  # of the ledger: reserves the wallet's money
    second_hold_public_id = models.CharField(max_length=40, blank=True)  # where two wallets give
    error_code = models.CharField(max_length=30, blank=True)
    error_detail = models.CharField(max_length=200, blank=True)  # provider's own code and words
    created_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)  # provider called: set before the call, once
    settled_at = models.DateTimeField(null=True)
    next_check_at = models.DateTimeField(null=True)  # janitor's next question; null: none
    checks = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """Refunds of an attempt are summed; the open ones are found."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(amount_minor__gt=0), name="payments_refund_positive"
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_check_at"],
                name="payments_refund_due",
                condition=models.Q(next_check_at__isnull=False),
            )
        ]


class Allocation(models.Model):
    """So much of a captured try pays so much of an invoice; the only link between them."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="+")
    attempt = models.ForeignKey(
        Attempt, null=True, on_delete=models.PROTECT, related_name="+"
    )  # null: written before tries were told apart
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="+")
    seller = side()
    buyer = side()
    amount_minor = models.BigIntegerField()  # in the invoice's currency
    currency = models.CharField(max_length=3)
    created_at = models.DateTimeField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """A try pays an invoice once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["attempt", "invoice"], name="payments_allocation_once"),
            models.CheckConstraint(
                condition=models.Q(amount_minor__gt=0), name="payments_allocation_positive"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["created_at"],
                name="payments_allocation_foreign",
                condition=~models.Q(currency="TRY"),
            )
        ]


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
