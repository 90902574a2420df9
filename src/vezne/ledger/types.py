"""Words and values of the ledger that other packages use; no table and no query is here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _


class LedgerKind(models.TextChoices):
    """What a ledger account inside a current account stands for.

    Balances are debits − credits. What the seller owes the buyer (wallet, credit) is therefore
    negative while the buyer has something; what the buyer owes (receivable) is positive.
    """

    WALLET = "wallet", _("Bakiye")  # prepaid money of the buyer
    RECEIVABLE = "receivable", _("Alacak")  # what the buyer owes
    REVENUE = "revenue", _("Gelir")
    TAX = "tax", _("KDV")
    CASH = "cash", _("Kart tahsilatı")  # money that card providers hold for the seller
    BANK = "bank", _("Banka")
    CLEARING = "clearing", _("Geçici hesap")  # on its way between two places
    SUSPENSE = "suspense", _("Eşleşmeyen")  # arrived, belongs to nobody yet
    FEE = "fee", _("Komisyon")
    FX = "fx", _("Kur")  # both legs of an exchange pass here
    INSTALMENT_DIFFERENCE = "instalment_difference", _("Vade farkı")
    DISCOUNT = "discount", _("İndirim")
    WRITE_OFF = "write_off", _("Silinen alacak")
    CREDIT = "credit", _("Kontör")  # the buyer's prepaid units, always in lots
    CREDIT_ISSUED = "credit_issued", _("Verilen kontör")
    CREDIT_USED = "credit_used", _("Kullanılan kontör")
    CREDIT_EXPIRED = "credit_expired", _("Süresi dolan kontör")


class Reason(models.TextChoices):
    """Why value moved; other packages may add their own (40 characters)."""

    INVOICE = "invoice", _("Fatura")
    INVOICE_VOID = "invoice_void", _("Fatura iptali")
    PAYMENT = "payment", _("Ödeme")
    TOP_UP = "top_up", _("Bakiye yükleme")
    WALLET_PAYMENT = "wallet_payment", _("Bakiyeden ödeme")
    REFUND = "refund", _("İade")
    BANK_REVERSAL = "bank_reversal", _("Geri alınan ödeme")  # may pass the credit limit
    REVERSAL = "reversal", _("Ters kayıt")
    CORRECTION = "correction", _("Düzeltme")
    FEE = "fee", _("Komisyon")
    EXCHANGE = "exchange", _("Kur çevrimi")
    INSTALMENT_DIFFERENCE = "instalment_difference", _("Vade farkı")
    DISCOUNT = "discount", _("İndirim")
    WRITE_OFF = "write_off", _("Alacağın silinmesi")
    CREDIT_GRANT = "credit_grant", _("Kontör yükleme")
    CREDIT_SPEND = "credit_spend", _("Kontör kullanımı")
    CREDIT_EXPIRY = "credit_expiry", _("Kontör süresinin dolması")


class Posting(NamedTuple):
    """One movement: `amount` (minor units or credits, > 0) from the credit to the debit account."""

    debit_kind: str
    credit_kind: str
    amount: int
    unit: str
    reason: str
    subject: str = ""  # public id of the invoice, payment … it is about
    description: str = ""  # what a statement shows, at most 200 characters


class Entry(NamedTuple):
    """One or more postings under one key in one current account: all of them or none."""

    current_account_id: int
    key: str
    postings: tuple[Posting, ...]
    value_on: date | None = None  # business date; None: the Istanbul date of `now`
    journal_id: int | None = None  # shared by entries of one operation


@dataclass(frozen=True, slots=True)
class ReadyBatch:
    """Entries that only wait for the database: checked, and in its words."""

    entries: tuple[Entry, ...]
    lines: str  # JSON, objects of the database type `ledger_line`
    now: datetime


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where an entry stands in its current account."""

    current_account_id: int
    first_sequence: int
    last_sequence: int
    is_replay: bool  # the key had been posted before; nothing was written now


class BatchResult(NamedTuple):
    """What became of one entry of a batch, in the order given."""

    code: str  # posted, duplicate, or the code of the error that refused it
    first_sequence: int | None = None
    last_sequence: int | None = None

    @property
    def is_booked(self) -> bool:
        """The entry stands in the books, from now or from before."""
        return self.code in {"posted", "duplicate"}


@dataclass(frozen=True, slots=True)
class LotPart:
    """How much of one lot a spend took."""

    lot_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Spent:
    """A spend of credits with the lots it took them from, earliest expiry first."""

    receipt: Receipt
    parts: tuple[LotPart, ...]


@dataclass(frozen=True, slots=True)
class HoldTicket:
    """A hold as its caller keeps it."""

    public_id: str
    amount: int
    expires_at: datetime | None
    is_replay: bool


@dataclass(frozen=True, slots=True)
class AccountBalance:
    """Stored balance of one ledger account with the holds that are alive at the asked instant."""

    kind: str
    unit: str
    balance: int  # debits − credits
    held: int  # reserved by live holds that will debit it

    @property
    def available(self) -> int:
        """What the buyer can still spend of a wallet or of credits."""
        return -self.balance - self.held


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One line of a statement; `running` is the balance after it, positive = the buyer owes."""

    sequence: int
    booked_at: datetime
    value_on: date
    reason: str
    subject: str
    description: str
    debit: int
    credit: int
    running: int


@dataclass(frozen=True, slots=True)
class Statement:
    """A buyer's entries of a period in one currency; positive balances are owed by the buyer."""

    unit: str
    opening: int
    closing: int
    lines: tuple[StatementLine, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that `ledger_check` found wrong."""

    check: str  # which proof failed
    current_account_id: int
    subject: str  # which row: "account 12", "transfer 7" …
    expected: str
    found: str
