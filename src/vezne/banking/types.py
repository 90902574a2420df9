"""Words and values of banking that other packages use; no table and no query is here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _


class Line(NamedTuple):
    """One line of a bank, whatever it came in; texts are clean, short and never null.

    A tuple, as all that is made once for each line of a file: three times cheaper than an object,
    to make and to hand to another process.

    `amount_minor` is signed: above zero came in. `bank_id` is the bank's own number of the line
    (empty: it gave none), `reference` the end-to-end one that a transfer shares with its fee and
    with what takes it back.
    """

    row: int  # where it stood: line of the file, place in the message
    amount_minor: int
    currency: str
    booked_on: date
    value_on: date | None = None
    at: datetime | None = None  # the bank's own instant, aware; None: it says only the day
    bank_id: str = ""
    reference: str = ""
    description: str = ""
    counterparty_name: str = ""
    counterparty_iban: str = ""  # whole and valid, else empty
    counterparty_tax_id: str = ""  # whole and valid, else empty
    balance_minor: int | None = None  # after this line
    is_reversal: bool = False  # takes an earlier line back
    is_pending: bool = False  # announced, not booked
    takes_back: str = ""  # the bank's id of the line that this one takes back
    code: str = ""  # the bank's own word for the kind of transaction


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A row that gave no line, and why, in a sentence for people."""

    row: int
    reason: str
    is_harmless: bool = False  # nothing is missing because of it (an amount of zero)


@dataclass(frozen=True, slots=True)
class StatementOpened:
    """The head of a statement: what follows belongs to it, until `StatementClosed`."""

    iban: str  # as the file says it; empty: it does not
    currency: str  # empty: it does not say
    number: str = ""
    opening_minor: int | None = None
    opening_on: date | None = None


@dataclass(frozen=True, slots=True)
class StatementClosed:
    """The foot of a statement."""

    closing_minor: int | None = None
    closing_on: date | None = None


Item = Line | RowProblem | StatementOpened | StatementClosed
"""What a reader gives, in the order of the file."""


class Channel(models.TextChoices):
    """How a movement came."""

    FILE = "file", _("Dosya")
    PUSH = "push", _("Bildirim")  # signed webhook
    PULL = "pull", _("Banka sorgusu")


class MovementKind(models.TextChoices):
    """What a movement is."""

    CREDIT = "credit", _("Gelen")
    DEBIT = "debit", _("Giden")
    FEE = "fee", _("Banka masrafı")
    OWN = "own", _("Kendi hesabımız")  # between two accounts of the seller
    PAYOUT = "payout", _("Kart tahsilatı")  # a card provider pays what it held
    REVERSAL = "reversal", _("Geri alma")  # takes an earlier movement back


class MovementState(models.TextChoices):
    """Where a movement stands; the package's docstring says each."""

    PENDING = "pending", _("Bankada bekliyor")
    RECEIVED = "received", _("İşleniyor")
    CREDITED = "credited", _("Hesaba geçti")
    UNMATCHED = "unmatched", _("Eşleşmedi")
    BOOKED = "booked", _("Kaydedildi")
    RETURNED = "returned", _("İade edilecek")
    IGNORED = "ignored", _("Müşteri parası değil")
    REVERSED = "reversed", _("Geri alındı")


class Tier(models.TextChoices):
    """By what a movement was recognised, the surest first."""

    REFERENCE_EXACT = "reference_exact", _("Açıklama kodu ve tam tutar")
    REFERENCE = "reference", _("Açıklama kodu")
    IBAN = "iban", _("Bilinen IBAN")
    TAX_ID = "tax_id", _("Vergi veya kimlik no")
    PHONE = "phone", _("Telefon")
    STAFF = "staff", _("Elle")
    NONE = "", _("Eşleşmedi")


class PayerPolicy(models.TextChoices):
    """What a known payer's transfer does without a person."""

    OFF = "off", _("Yalnızca öner")
    EXACT = "exact", _("Tutar tam uyuyorsa hesaba geçir")
    ALWAYS = "always", _("Her zaman hesaba geçir")


class OtherAmount(models.TextChoices):
    """What happens to a transfer with a reference whose amount fits nothing that is open."""

    ACCOUNT = "account", _("Hesaba geçir, en eski faturadan başla")
    QUEUE = "queue", _("Personele sor")


class FeedKind(models.TextChoices):
    """Where the movements of a bank account come from, besides files."""

    NONE = "none", _("Yalnızca dosya")
    PUSH = "push", _("İmzalı bildirim")
    OHVPS = "ohvps", _("ÖHVPS sorgusu")


class PayerKind(models.TextChoices):
    """By what a payer is known."""

    IBAN = "iban", _("IBAN")
    TAX_ID = "tax_id", _("VKN/TCKN")


class ImportState(models.TextChoices):
    """Where an uploaded statement stands."""

    WAITING = "waiting", _("Başlatılmadı")  # previewed; or it cannot be read at all
    RUNNING = "running", _("İşleniyor")
    DONE = "done", _("Bitti")
    FAILED = "failed", _("Durdu")  # the file cannot be read further; what was read stands


class NoticeState(models.TextChoices):
    """Where a Havale/EFT notice stands."""

    OPEN = "open", _("İnceleniyor")
    FOUND = "found", _("Havale bulundu")
    REFUSED = "refused", _("Bulunamadı")


class TaskKind(models.TextChoices):
    """What a person must look at."""

    REVERSAL_DEBT = "reversal_debt", _("Geri alınan para borç oluşturdu")
    UNASSIGNED_DEBT = "unassigned_debt", _("Yanlış yazılan havale borç bıraktı")
    REVERSAL_UNKNOWN = "reversal_unknown", _("Geri alınan hareket bulunamadı")
    LATE = "late", _("Hareket geç geldi")
    FEED_SILENT = "feed_silent", _("Banka sorgusu yanıt vermiyor")
    GAP = "gap", _("Ekstrede boşluk")
    STUCK = "stuck", _("Hareket işlenemedi")
    DAY = "day", _("Gün sonu bakiyesi uyuşmuyor")


class DayState(models.TextChoices):
    """What a compared day of a bank account came to."""

    AGREED = "agreed", _("Uyuşuyor")
    DIFFERS = "differs", _("Uyuşmuyor")  # lines are missing: before the day, or within it
    UNTOLD = "untold", _("Banka bakiye bildirmiyor")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A buyer that a movement may belong to, with the reasons, the likeliest first."""

    current_account_id: int
    buyer_id: int
    buyer_public_id: str
    buyer_name: str
    score: int  # 0–100
    reasons: tuple[str, ...]  # sentences for staff
    current_account_public_id: str = ""
    buyer_number: int = 0
    notice_public_id: str = ""  # the Havale/EFT notice that an assignment would answer


@dataclass(frozen=True, slots=True)
class Gap:
    """Two statements that do not join, or one whose lines do not sum to its balances."""

    bank_account_id: int
    expected_minor: int
    found_minor: int
    currency: str
    on: date
    is_inside: bool  # within one statement; else between two
    numbers: tuple[str, str]

    @property
    def missing_minor(self) -> int:
        """What is not accounted for, signed as the movements would be."""
        return self.found_minor - self.expected_minor
