"""Words and values of receivables; no table and no query is here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

LIRA = "TRY"


class EntryKind(models.TextChoices):
    """What staff book by hand."""

    OPENING_DEBT = "opening_debt", _("Devir borcu")  # owed since before the books began
    OPENING_CREDIT = "opening_credit", _("Devir alacağı")  # prepaid since before
    DEBIT_NOTE = "debit_note", _("Borç dekontu")
    CREDIT_NOTE = "credit_note", _("Alacak dekontu")
    RECEIVED = "received", _("Havale/EFT geldi")  # said of an invoice, without a bank movement
    REVERSAL = "reversal", _("Geri alma")  # of an entry of these


def needs_two(limit_minor: int | None, minor: int, currency: str) -> bool:
    """Whether two members decide on an amount; the seller's limit is in lira, None: there is none.

    Money of another currency always waits where there is a limit: no rate decides who looks.
    """
    return limit_minor is not None and (currency != LIRA or minor > limit_minor)


DEBTS = (EntryKind.OPENING_DEBT, EntryKind.DEBIT_NOTE)
"""Kinds that open an invoice; the others go to the wallet."""
WITHOUT_KDV = (EntryKind.OPENING_DEBT, EntryKind.OPENING_CREDIT, EntryKind.RECEIVED)
"""Brought from other books, where their tax was told, or money for what an invoice has taxed."""
BY_FORM = (
    EntryKind.OPENING_DEBT, EntryKind.OPENING_CREDIT, EntryKind.DEBIT_NOTE, EntryKind.CREDIT_NOTE,
)  # fmt: skip
"""What is asked for on a current account; the others begin at an invoice or at an entry."""


class EntryStatus(models.TextChoices):
    """Where a manual entry stands."""

    WAITING = "waiting", _("İkinci onay bekliyor")
    BOOKED = "booked", _("İşlendi")
    DECLINED = "declined", _("Onaylanmadı")


class LetterState(models.TextChoices):
    """Where a reconciliation letter stands."""

    WAITING = "waiting", _("Yanıt bekliyor")
    AGREED = "agreed", _("Mutabık")
    DISAGREED = "disagreed", _("Mutabık değil")
    WITHDRAWN = "withdrawn", _("Geri çekildi")
    EXPIRED = "expired", _("Süresi doldu")  # derived, never stored


class LateState(models.TextChoices):
    """Where a late charge stands."""

    WAITING = "waiting", _("İşlenecek")
    CHARGED = "charged", _("İşlendi")
    WAIVED = "waived", _("Silindi")


class PayoutState(models.TextChoices):
    """Where a pay-out request stands."""

    WAITING = "waiting", _("Onay bekliyor")
    SECONDED = "seconded", _("İkinci onay bekliyor")  # one has approved, above the limit
    APPROVED = "approved", _("Gönderilecek")
    SENT = "sent", _("Gönderildi")
    REFUSED = "refused", _("Reddedildi")
    WITHDRAWN = "withdrawn", _("Vazgeçildi")


OPEN_PAYOUTS = (PayoutState.WAITING, PayoutState.SECONDED, PayoutState.APPROVED)
"""Their money is reserved in the wallet."""


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """A manual entry as staff ask for it; amounts in minor units, net of KDV."""

    kind: str
    net_minor: int
    currency: str
    reason: str
    kdv_rate_bp: int = 0
    due_on: date | None = None  # of a debt; None: after the payment days
    description: str = ""  # what the statement and the buyer see
    pays_invoice_id: int | None = None  # whose transfer has come; of RECEIVED alone


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for one current account: its own terms over its seller's."""

    payment_days: int
    pays_from_wallet: bool
    is_late_exempt: bool


@dataclass(frozen=True, slots=True)
class PayoutDraft:
    """Where to and how much."""

    amount_minor: int
    currency: str
    iban: str  # as typed
    holder: str
