"""What the package hands out and takes: findings, verdicts, answers of an integrator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class FindingCode(models.TextChoices):
    """Why a document may not be issued; the label is what staff reads."""

    SELLER_TAX_ID = "seller_tax_id", _("Satıcının VKN/TCKN’si geçersiz.")
    BUYER_TAX_ID = "buyer_tax_id", _("Alıcının VKN/TCKN’si geçersiz.")
    SAME_PARTY = "same_party", _("Alıcı ile satıcı aynı.")
    SELLER_INCOMPLETE = "seller_incomplete", _("Satıcı bilgileri eksik.")
    BUYER_INCOMPLETE = "buyer_incomplete", _("Alıcının adı veya unvanı eksik.")
    TAX_OFFICE = "tax_office", _("Vergi dairesi eksik.")
    DISTRICT = "district", _("İlçe veya il eksik.")
    NO_LINES = "no_lines", _("Belgede satır yok.")
    LINE_NAME = "line_name", _("Bir satırın adı boş.")
    NEGATIVE = "negative", _("Belgede eksi tutar veya miktar var.")
    LINE_SUM = "line_sum", _("Satır tutarı miktar, fiyat ve indirimle uyuşmuyor.")
    TAX_SUM = "tax_sum", _("Vergi tutarı matrah ve oranla uyuşmuyor.")
    TOTAL = "total", _("Belgenin toplamı ödeme talebiyle uyuşmuyor.")
    KDV_RATE = "kdv_rate", _("KDV oranı bu tarihte yürürlükte değil.")
    OIV_RATE = "oiv_rate", _("ÖİV oranı bu tarihte yürürlükte değil.")
    EXEMPTION = "exemption", _("KDV’siz satırda istisna kodu veya açıklaması eksik.")
    WITHHOLDING = "withholding", _("Tevkifat kodu ile oranı uyuşmuyor.")
    MIXED_TYPES = "mixed_types", _("Tevkifat ile istisna aynı belgede olamaz; belgeyi bölün.")
    TYPE = "type", _("Fatura tipi satırlarla uyuşmuyor.")
    RETURN_REFERENCE = "return_reference", _("İade edilen faturanın numarası veya tarihi eksik.")
    EXCHANGE = "exchange", _("Dövizli belgede kur eksik ya da TL belgede kur var.")
    LATE = "late", _("7 günlük düzenleme süresi geçmiş.")
    FUTURE = "future", _("Belge tarihi gelecekte.")
    NUMBER = "number", _("Belge numarası kurala uymuyor.")
    NUMBER_YEAR = "number_year", _("Belge numarasının yılı tarihle uyuşmuyor.")
    ISSUE_TIME = "issue_time", _("Düzenleme saati eksik.")
    LINE_COUNT = "line_count", _("Satır sayısı yanlış yazılmış.")
    LINE_TAX = "line_tax", _("Bir satırda vergi bilgisi eksik.")
    SEND_TYPE = "send_type", _("e-Arşiv gönderim şekli eksik.")
    INTERNET = "internet", _("İnternet satışı bilgileri eksik.")
    WORDS = "words", _("Yazıyla tutar notu eksik veya yanlış.")
    DECIMALS = "decimals", _("Bir tutar iki ondalık basamakla yazılmamış.")
    CHECKER = "checker", _("e-Belge denetimi hata verdi.")


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason why a document may not go out; `detail` says where, or in the checker's words."""

    code: FindingCode
    detail: str = ""

    def to_json(self) -> dict[str, str]:
        """As it is kept with the document."""
        return {"code": self.code.value, "detail": self.detail}


class ErrorCode(models.TextChoices):
    """What an integrator says no with, whatever it calls it; the label is what staff reads."""

    ALIAS_UNKNOWN = "alias_unknown", _("Alıcının e-Fatura etiketi bulunamadı.")
    ALIAS_CLOSED = "alias_closed", _("Alıcının e-Fatura etiketi artık kullanılmıyor.")
    SERIES_UNKNOWN = "series_unknown", _("Seri, entegratörde tanımlı değil.")
    SERIES_YEAR = "series_year", _("Serinin yılı ile belgenin yılı uyuşmuyor.")
    SERIES_USED = "series_used", _("Bu seri entegratörde başka bir belge türünde kullanılıyor.")
    SELLER_MISMATCH = "seller_mismatch", _("Entegratör hesabı bu VKN’ye ait değil.")
    ALREADY_SENT = "already_sent", _("Bu ETTN daha önce gönderilmiş.")
    NUMBER_USED = "number_used", _("Bu numara entegratörde başka bir belgede kullanılmış.")
    NO_CREDIT = "no_credit", _("Entegratörde kontör kalmadı.")
    NOT_VALID = "not_valid", _("Entegratör belgenin içeriğini kabul etmedi.")
    BUYER_IS_REGISTERED = (
        "buyer_is_registered",
        _("Alıcı e-Fatura’ya kayıtlı; e-Arşiv olmaz."),
    )
    BUYER_NOT_REGISTERED = "buyer_not_registered", _("Alıcı e-Fatura mükellefi değil.")
    KEY_REFUSED = "key_refused", _("Entegratör anahtarı geçersiz veya yetkisi yok.")
    CANCEL_REFUSED = "cancel_refused", _("Entegratör iptali kabul etmedi.")
    TAX_OFFICE_REFUSED = "tax_office_refused", _("Gelir İdaresi belgeyi kabul etmedi.")
    UNREACHABLE = "unreachable", _("Entegratöre ulaşılamadı.")
    OTHER = "other", _("Entegratör belgeyi kabul etmedi.")


class Reaction(StrEnum):
    """What a refusal asks for."""

    LATER = "later"  # the same document again: nothing is wrong with it
    ASK = "ask"  # it may be there already: ask by its ETTN
    REPLACE = "replace"  # its number is spent; a new document takes its place
    STAFF = "staff"  # settings are wrong: a person must act, then the same again


REACTIONS: dict[ErrorCode, Reaction] = {
    ErrorCode.ALIAS_UNKNOWN: Reaction.LATER,
    ErrorCode.ALIAS_CLOSED: Reaction.LATER,
    ErrorCode.SERIES_UNKNOWN: Reaction.STAFF,
    ErrorCode.SERIES_YEAR: Reaction.REPLACE,
    ErrorCode.SERIES_USED: Reaction.STAFF,
    ErrorCode.SELLER_MISMATCH: Reaction.STAFF,
    ErrorCode.ALREADY_SENT: Reaction.ASK,
    ErrorCode.NUMBER_USED: Reaction.ASK,
    ErrorCode.NO_CREDIT: Reaction.LATER,
    ErrorCode.NOT_VALID: Reaction.REPLACE,
    ErrorCode.BUYER_IS_REGISTERED: Reaction.REPLACE,
    ErrorCode.BUYER_NOT_REGISTERED: Reaction.REPLACE,
    ErrorCode.KEY_REFUSED: Reaction.STAFF,
    ErrorCode.CANCEL_REFUSED: Reaction.STAFF,
    ErrorCode.TAX_OFFICE_REFUSED: Reaction.REPLACE,
    ErrorCode.UNREACHABLE: Reaction.LATER,
    ErrorCode.OTHER: Reaction.STAFF,
}


@dataclass(frozen=True, slots=True)
class Delivered:
    """The integrator has the document; the tax office has not answered yet."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """Legally issued."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Certain: not issued."""

    code: ErrorCode
    detail: str = ""  # the integrator's own code and words


@dataclass(frozen=True, slots=True)
class Unknown:
    """No certain answer: ask by the ETTN before anything else."""

    reason: str


@dataclass(frozen=True, slots=True)
class Missing:
    """Certain: the integrator has no document with this ETTN."""


@dataclass(frozen=True, slots=True)
class Declined:
    """The buyer refused a TICARI invoice."""

    detail: str = ""


Outcome = Delivered | Accepted | Refused | Unknown | Missing | Declined


@dataclass(frozen=True, slots=True)
class Registration:
    """Whether a tax number is registered for e-Fatura, and where its invoices go."""

    aliases: tuple[str, ...] = ()

    @property
    def is_registered(self) -> bool:
        """e-Fatura; otherwise e-Arşiv."""
        return bool(self.aliases)


@dataclass(frozen=True, slots=True)
class Incoming:
    """An invoice that somebody sent to the seller, as the integrator lists it."""

    ettn: str
    number: str
    sender_tax_id: str
    sender_name: str
    issued_on: date
    currency: str
    total_minor: int
    type: str


@dataclass(frozen=True, slots=True)
class IssuerTerms:
    """Who issues and how; what the desk's form fills in."""

    tax_id: str
    title: str
    street: str
    district: str
    city: str
    tax_office: str = ""
    first_name: str = ""  # of a person with a TCKN
    family_name: str = ""
    building: str = ""
    postal_code: str = ""
    mersis: str = ""
    trade_register: str = ""
    website: str = ""
    phone: str = ""
    email: str = ""
    note: str = ""
    issues_at: str = "payment"  # models.IssuesAt
    profile: str = "TEMELFATURA"  # of e-Fatura
    efatura_letters: str = "EFA"
    earsiv_letters: str = "EAR"
    slip_letters: str = "GPS"
    sells_on_internet: bool = True
    bills_exchange: bool = True  # of documents in another currency, paid at a higher rate


Transcript = Mapping[str, Any]
