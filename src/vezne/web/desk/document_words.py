"""A document's page in words: what holds it back and what mends that, what the log says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vezne.edocuments.models import Document, DocumentEvent, DocumentState
from vezne.edocuments.types import REACTIONS, ErrorCode, FindingCode, Reaction

SELLER, BUYER, LATE, PRICE, PROGRAM = "seller", "buyer", "late", "price", "program"
BUYER_MENDS = _("Alıcı bilgilerini bu sayfadan düzeltin; belge hemen yeniden denenir.")
SELLER_MENDS = _("Ayarlar → Fatura ve e-belge sayfasında düzeltip yeniden deneyin.")
LATE_MENDS = _(
    "Tarihi geriye alınamaz. Mali müşavirinize danışın; yönetici yine de düzenletebilir."
)
PRICE_MENDS = _(
    "Satırlar değiştirilemez: ödeme talebini iptal edip doğru fiyatla yeni talep açın"
    " ya da paketin KDV oranını düzeltin."
)
PROGRAM_MENDS = _("Bu sizin elinizde değil: belgenin ETTN’siyle birlikte desteğe bildirin.")
REMEDIES: dict[str, str | Promise] = {
    SELLER: SELLER_MENDS,
    BUYER: BUYER_MENDS,
    LATE: LATE_MENDS,
    PRICE: PRICE_MENDS,
    PROGRAM: PROGRAM_MENDS,
}
WHOSE: dict[FindingCode, str] = {
    FindingCode.SELLER_TAX_ID: SELLER,
    FindingCode.SELLER_INCOMPLETE: SELLER,
    FindingCode.INTERNET: SELLER,
    FindingCode.BUYER_TAX_ID: BUYER,
    FindingCode.BUYER_INCOMPLETE: BUYER,
    FindingCode.SAME_PARTY: BUYER,
    FindingCode.TAX_OFFICE: BUYER,
    FindingCode.DISTRICT: BUYER,
    FindingCode.LATE: LATE,
    FindingCode.KDV_RATE: PRICE,
    FindingCode.OIV_RATE: PRICE,
    FindingCode.EXEMPTION: PRICE,
    FindingCode.WITHHOLDING: PRICE,
    FindingCode.MIXED_TYPES: PRICE,
    FindingCode.LINE_NAME: PRICE,
    FindingCode.NEGATIVE: PRICE,
    FindingCode.NO_LINES: PRICE,
}
"""Who can mend a finding; what is not here, the program must."""
REACTION_WORDS: dict[Reaction, str | Promise] = {
    Reaction.LATER: _("Belge geçerli, numarası korunur; kendiliğinden yeniden gönderilir."),
    Reaction.ASK: _("Entegratöre bu ETTN soruluyor; yanıta göre kendiliğinden sonuçlanır."),
    Reaction.REPLACE: _("Numarası harcandı, kayıtta kalır. Yerine yeni belge düzenlenir."),
    Reaction.STAFF: _("Belge numarasıyla bekliyor. Nedeni giderip yeniden gönderin."),
}
ERROR_MENDS: dict[ErrorCode, str | Promise] = {
    ErrorCode.SERIES_UNKNOWN: _("Entegratörünüzde bu seriyi tanımlayın."),
    ErrorCode.SERIES_USED: _("Entegratörde bu seriyi bu belge türüne ayırın."),
    ErrorCode.SELLER_MISMATCH: _("VKN’nizi veya entegratör anahtarını ayarlardan düzeltin."),
    ErrorCode.NO_CREDIT: _("Entegratörünüzden kontör alın."),
    ErrorCode.KEY_REFUSED: _("Entegratör anahtarını ayarlardan yenileyin."),
    ErrorCode.NOT_VALID: _("Entegratörün yazdığı nedeni giderip yeni belge düzenleyin."),
    ErrorCode.TAX_OFFICE_REFUSED: _("Nedenini entegratörünüzden öğrenip yeni belge düzenleyin."),
    ErrorCode.OTHER: _("Nedenini entegratörünüzden öğrenin."),
}
EVENTS: dict[str, tuple[str | Promise, str]] = {
    "drafted": (_("Hazırlandı"), ""),
    "blocked": (_("Denetim durdurdu"), "red"),
    "retried": (_("Yeniden denendi"), ""),
    "dropped": (_("Vazgeçildi"), "gray"),
    "issued": (_("Numara verildi"), ""),
    "asked": (_("Entegratöre gönderiliyor"), ""),
    "unknown": (_("Yanıt alınamadı, soruluyor"), "gray"),
    "sent": (_("Entegratör aldı"), ""),
    "accepted": (_("Gelir İdaresi kabul etti"), "green"),
    "refused": (_("Reddedildi"), "red"),
    "declined": (_("Alıcı reddetti"), "red"),
    "cancel_asked": (_("İptal istendi"), "gray"),
    "cancelled": (_("İptal edildi"), "gray"),
}
"""Title and colour of each line of the log."""


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """One reason that holds a document back."""

    words: str
    where: str  # the line, the name, or the checker's own words
    remedy: str | Promise
    whose: str


@dataclass(frozen=True, slots=True)
class ShownEvent:
    """A line of the time line, as `components/timeline.html` takes it."""

    at: datetime
    title: str | Promise
    text: str
    actor: str
    tone: str


def findings_shown(document: Document, seller_name: str) -> list[ShownFinding]:
    """What the checks found, each with what mends it."""
    return [_finding(one, seller_name) for one in document.findings]


def _finding(kept: dict[str, str], seller_name: str) -> ShownFinding:
    code, where = FindingCode(kept["code"]), kept["detail"]
    whose = WHOSE.get(code, PROGRAM)
    if whose == BUYER and where == seller_name:  # both sides have an office and a district
        whose = SELLER
    return ShownFinding(str(code.label), where, REMEDIES[whose], whose)


@dataclass(frozen=True, slots=True)
class ShownError:
    """What the integrator or the tax office said no with."""

    words: str
    detail: str
    reaction: str | Promise
    remedy: str | Promise


def error_shown(document: Document) -> ShownError | None:
    """The refusal that the document stands with, or None."""
    if not document.error_code:
        return None
    code = ErrorCode(document.error_code)
    return ShownError(
        words=str(code.label),
        detail=document.error_detail,
        reaction=REACTION_WORDS[REACTIONS[code]],
        remedy=ERROR_MENDS.get(code, ""),
    )


def events_shown(events: Sequence[DocumentEvent]) -> list[ShownEvent]:
    """The log, the newest first."""
    return [_event(event) for event in reversed(events)]


def _event(event: DocumentEvent) -> ShownEvent:
    title, tone = EVENTS.get(event.kind, (event.kind, ""))
    said = event.details
    texts = [said.get("number"), said.get("reason")]
    if said.get("error"):
        texts.append(str(ErrorCode(said["error"]).label))
    if event.kind == DocumentState.BLOCKED:
        texts += [str(FindingCode(one["code"]).label) for one in said.get("findings", ())]
    words = " ".join(str(text) for text in texts if text)
    return ShownEvent(event.at, title, words, str(said.get("by", "")), tone)


def settings_url() -> str:
    """Where the seller's own data are mended."""
    return reverse("web:desk_einvoice")
