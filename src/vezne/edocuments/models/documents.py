"""One legal document of one open invoice, and what became of it."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from vezne.accounts.sides import listed_side
from vezne.core.ids import PublicIdField
from vezne.core.scope import ScopedManager
from vezne.invoicing.models import Invoice


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
    seller = listed_side()
    buyer = listed_side()
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
    seller = listed_side(is_copy=True)
    buyer = listed_side(is_copy=True)
    kind = models.CharField(max_length=20)  # drafted, blocked, issued, asked, sent, accepted …
    details = models.JSONField(default=dict)
    at = models.DateTimeField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """Read in order."""

        indexes: ClassVar = [models.Index(fields=["document", "id"], name="edocuments_events")]
