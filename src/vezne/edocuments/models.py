"""Legal documents: who issues them, their numbers, what became of each, and what came back."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from vezne.accounts.models import Account
from vezne.core.ids import PublicIdField
from vezne.core.scope import ScopedManager
from vezne.invoicing.models import Invoice


def _side(*, is_copy: bool = False) -> models.ForeignKey[Account, Account]:
    """Seller or buyer; found through the composite indexes. A copy is as good as its document's,
    and checking it would share-lock a busy seller's row with every number."""
    return models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=not is_copy,
    )


class IssuesAt(models.TextChoices):
    """When an open invoice gets its document."""

    PAYMENT = "payment", _("Ödeme alınınca")
    PERIOD_START = "period_start", _("Dönem başında")


class Issuer(models.Model):
    """A seller as it stands on its documents, and how it wants them."""

    seller = models.OneToOneField(
        Account, primary_key=True, on_delete=models.PROTECT, related_name="+"
    )
    title = models.CharField(_("Unvan"), max_length=250)
    tax_id_sealed = models.TextField()  # VKN, or a person's TCKN
    tax_id_tail = models.CharField(max_length=4)
    first_name = models.CharField(_("Ad"), max_length=80, blank=True)  # with a TCKN
    family_name = models.CharField(_("Soyad"), max_length=80, blank=True)
    tax_office = models.CharField(_("Vergi dairesi"), max_length=80)
    street = models.CharField(_("Adres"), max_length=300)
    building = models.CharField(_("Bina no"), max_length=20, blank=True)
    district = models.CharField(_("İlçe"), max_length=60)
    city = models.CharField(_("İl"), max_length=60)
    postal_code = models.CharField(_("Posta kodu"), max_length=10, blank=True)
    mersis = models.CharField(_("MERSİS no"), max_length=16, blank=True)
    trade_register = models.CharField(_("Ticaret sicil no"), max_length=20, blank=True)
    website = models.URLField(_("Web sitesi"), blank=True)
    phone = models.CharField(_("Telefon"), max_length=16, blank=True)  # E.164
    email = models.EmailField(_("E-posta"), blank=True)
    note = models.CharField(_("Belge notu"), max_length=300, blank=True)  # on every document
    logo = models.BinaryField(null=True)  # PNG, JPEG or SVG; null: the name is printed
    logo_type = models.CharField(max_length=4, blank=True)  # png, jpg, svg
    issues_at = models.CharField(max_length=12, choices=IssuesAt.choices)
    profile = models.CharField(max_length=12, default="TEMELFATURA")  # of e-Fatura: or TICARIFATURA
    efatura_letters = models.CharField(_("e-Fatura serisi"), max_length=3, default="EFA")
    earsiv_letters = models.CharField(_("e-Arşiv serisi"), max_length=3, default="EAR")
    slip_letters = models.CharField(_("Gider pusulası serisi"), max_length=3, default="GPS")
    sells_on_internet = models.BooleanField(_("İnternet satışı"), default=True)
    starts_at = models.DateTimeField()  # documents for what is paid or begins from here on
    is_active = models.BooleanField(default=True)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """The three series are told apart by their letters."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(efatura_letters=models.F("earsiv_letters"))
                & ~models.Q(slip_letters=models.F("earsiv_letters"))
                & ~models.Q(slip_letters=models.F("efatura_letters")),
                name="edocuments_issuer_letters_differ",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    efatura_letters__regex=r"^[A-Z0-9]{3}$",
                    earsiv_letters__regex=r"^[A-Z0-9]{3}$",
                    slip_letters__regex=r"^[A-Z0-9]{3}$",
                ),
                name="edocuments_issuer_letters",
            ),
        ]


class Series(models.Model):
    """One run of numbers: the last one taken, and the date it was taken for."""

    seller = _side()
    letters = models.CharField(max_length=3)
    year = models.PositiveSmallIntegerField()
    last_number = models.PositiveIntegerField(default=0)  # 0: none yet
    last_on = models.DateField(null=True)  # dates never fall back

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """One row per seller, letters and year."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["seller", "letters", "year"], name="edocuments_series_once"
            ),
            models.CheckConstraint(
                condition=models.Q(last_number__lte=999_999_999), name="edocuments_series_fits"
            ),
        ]


class DocumentKind(models.TextChoices):
    """What kind of paper it is."""

    UNDECIDED = "", _("Belirlenecek")  # a draft whose buyer was not asked about yet
    EFATURA = "efatura", _("e-Fatura")
    EARSIV = "earsiv", _("e-Arşiv Fatura")
    SLIP = "slip", _("Gider pusulası")  # a consumer gives something back


class DocumentState(models.TextChoices):
    """Where a document stands."""

    DRAFT = "draft", _("Hazırlanıyor")  # ETTN fixed, no number
    BLOCKED = "blocked", _("Düzeltme bekliyor")  # a check says no; no number
    ISSUED = "issued", _("Düzenlendi")  # numbered; not yet at the integrator
    UNKNOWN = "unknown", _("Yanıt bekleniyor")  # sent without a certain answer
    SENT = "sent", _("Gönderildi")  # the integrator has it
    ACCEPTED = "accepted", _("Kesildi")  # legally issued
    REFUSED = "refused", _("Reddedildi")  # certain no; its number is spent
    DECLINED = "declined", _("Alıcı reddetti")  # TICARI, within eight days
    CANCELLED = "cancelled", _("İptal edildi")
    DROPPED = "dropped", _("Vazgeçildi")  # never numbered: its invoice was withdrawn


DEAD_STATES = (
    DocumentState.REFUSED,
    DocumentState.DECLINED,
    DocumentState.CANCELLED,
    DocumentState.DROPPED,
)
"""Another document may take the place of one of these."""
UNNUMBERED_STATES = (DocumentState.DRAFT, DocumentState.BLOCKED, DocumentState.DROPPED)


class Document(models.Model):
    """One legal document of one open invoice."""

    public_id = PublicIdField(prefix="doc")
    seller = _side()
    buyer = _side()
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=7, choices=DocumentKind.choices, blank=True)
    profile = models.CharField(max_length=12, blank=True)  # TEMELFATURA …; empty: not decided
    type = models.CharField(max_length=8, blank=True)  # SATIS, TEVKIFAT …; empty for a slip
    state = models.CharField(max_length=9, choices=DocumentState.choices)
    ettn = models.UUIDField(unique=True)  # kept over all retries
    number = models.CharField(max_length=16, blank=True)  # empty until issued; never changed
    issued_at = models.DateTimeField(null=True)  # date and time on the document
    issued_on = models.DateField(null=True)  # the same in Istanbul
    event_on = models.DateField()  # payment or period start
    deadline_on = models.DateField()  # last day to issue
    currency = models.CharField(max_length=3)
    net_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()  # KDV and ÖİV, the withheld part included
    withheld_minor = models.BigIntegerField(default=0)
    total_minor = models.BigIntegerField()  # payable
    draft_sealed = models.BinaryField()  # JSON of the draft, compressed and encrypted
    xml_sealed = models.BinaryField(null=True)  # compressed and encrypted; null: none (yet)
    xml_sha256 = models.CharField(max_length=64, blank=True)  # of the plain XML
    alias = models.CharField(max_length=200, blank=True)  # where an e-Fatura goes
    findings = models.JSONField(default=list)  # why it is blocked: code and detail each
    error_code = models.CharField(max_length=30, blank=True)  # types.ErrorCode
    error_detail = models.CharField(max_length=400, blank=True)  # the integrator's words
    reason = models.CharField(max_length=200, blank=True)  # of a cancellation or a slip
    replaces = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)  # integrator called: set before the call
    accepted_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)  # mailed to the buyer
    warned_at = models.DateTimeField(null=True)  # alarm before the deadline
    cancelled_at = models.DateTimeField(null=True)
    is_late_accepted = models.BooleanField(default=False)  # staff issues it after the 7 days
    next_check_at = models.DateTimeField(null=True)  # next step's turn; null: none
    checks = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """A number once; one live document per invoice and side; numbered means dated and kept."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["seller", "number"],
                name="edocuments_number_once",
                condition=~models.Q(number=""),
            ),
            models.UniqueConstraint(
                fields=["invoice"],
                name="edocuments_one_live",
                condition=~models.Q(state__in=["refused", "declined", "cancelled", "dropped"])
                & ~models.Q(kind="slip"),
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=["draft", "blocked", "dropped"], number="", issued_on__isnull=True
                )
                | (
                    ~models.Q(state__in=["draft", "blocked", "dropped"])
                    & models.Q(number__regex=r"^[A-Z0-9]{3}20[0-9]{11}$", issued_on__isnull=False)
                ),
                name="edocuments_numbered",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    net_minor__gte=0, tax_minor__gte=0, withheld_minor__gte=0, total_minor__gte=0
                ),
                name="edocuments_no_negative",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["invoice", "id"], name="edocuments_of_invoice"),
            models.Index(fields=["seller", "-id"], name="edocuments_seller"),
            models.Index(fields=["buyer", "-id"], name="edocuments_buyer"),
            models.Index(
                fields=["next_check_at"],
                name="edocuments_due",
                condition=models.Q(next_check_at__isnull=False),
            ),
            models.Index(
                fields=["deadline_on"],
                name="edocuments_unissued",
                condition=models.Q(state__in=["draft", "blocked"]),
            ),
        ]

    @property
    def is_live(self) -> bool:
        """Stands for its invoice; no other may be made."""
        return self.state not in DEAD_STATES

    @property
    def is_numbered(self) -> bool:
        """Has a number, which it keeps for ever."""
        return bool(self.number)


class DocumentEvent(models.Model):
    """What happened to a document, in order; append-only (a trigger)."""

    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="events", db_index=False
    )
    seller = _side(is_copy=True)
    buyer = _side(is_copy=True)
    kind = models.CharField(max_length=20)  # drafted, blocked, issued, asked, sent, accepted …
    details = models.JSONField(default=dict)
    at = models.DateTimeField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """Read in order."""

        indexes: ClassVar = [models.Index(fields=["document", "id"], name="edocuments_events")]


class IntegratorAccount(models.Model):
    """A seller's contract with an integrator; its key is sealed."""

    public_id = PublicIdField(prefix="itg")
    seller = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="+")
    provider = models.CharField(max_length=20)  # nilvera
    base_url = models.URLField()
    key_sealed = models.TextField()
    is_test = models.BooleanField(default=True)
    is_active = models.BooleanField(default=True)
    checked_at = models.DateTimeField(null=True)  # last successful *test*
    created_at = models.DateTimeField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()


class IncomingSource(models.TextChoices):
    """How an incoming document came to be known."""

    STAFF = "staff", _("Elle girildi")
    INTEGRATOR = "integrator", _("Entegratörden geldi")


class IncomingDocument(models.Model):
    """A firm's own iade invoice to the seller: what it gives back of a document of ours."""

    public_id = PublicIdField(prefix="inc")
    seller = _side()
    buyer = _side()
    document = models.ForeignKey(
        Document, null=True, on_delete=models.PROTECT, related_name="+"
    )  # what it gives back; null: not told
    number = models.CharField(max_length=16)
    ettn = models.UUIDField(null=True)
    issued_on = models.DateField()
    currency = models.CharField(max_length=3)
    net_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()
    total_minor = models.BigIntegerField()
    source = models.CharField(max_length=10, choices=IncomingSource.choices)
    note = models.CharField(max_length=200, blank=True)
    recorded_by = models.CharField(max_length=200, blank=True)  # label of the actor
    recorded_at = models.DateTimeField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """A firm's number once."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["seller", "buyer", "number"], name="edocuments_incoming_once"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    net_minor__gte=0,
                    tax_minor__gte=0,
                    total_minor=models.F("net_minor") + models.F("tax_minor"),
                ),
                name="edocuments_incoming_sum",
            ),
        ]
