"""Taking a document, as the integrator does, and what becomes of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from vezne_sandbox.clock import real_now
from vezne_sandbox.nilvera.models import Document, Firm, Kind, Series, Taxpayer
from vezne_sandbox.nilvera.reading import Reading, faults, read

WORDS = {
    "1000": "Gönderici VKN firma VKN'si ile uyuşmuyor.",
    "1001": "Bu UUID daha önce kaydedilmiş.",
    "1004": "Bu fatura daha önce eklenmiş.",
    "1005": "Seri başka bir belge türünde kullanılıyor.",
    "2000": "Kontör yetersiz.",
    "2015": "Şema veya şematron hatası.",
    "2025": "Alıcı e-Fatura mükellefidir.",
    "2052": "Etiket kullanımda değil.",
    "2053": "Alıcı e-Fatura mükellefi olmuş.",
    "2054": "Alıcı e-Fatura mükellefi değil.",
    "2075": "Kontör süresi dolmuş.",
    "2078": "Kontör tanımlı değil.",
    "2100": "Seri yılı ile belge yılı uyuşmuyor.",
    "3000": "Etiket bulunamadı.",
    "3009": "Seri bulunamadı.",
}


class NilveraError(Exception):
    """A refusal with Nilvera's code."""

    def __init__(self, code: str, detail: str = "", status: int = 422) -> None:
        super().__init__(code)
        self.code, self.detail, self.status = code, detail, status


@transaction.atomic
def document_take(firm: Firm, kind: str, *, xml: bytes, alias: str, now: datetime) -> Document:
    """Keep a document or say why not. Raises NilveraError."""
    firm = Firm.objects.select_for_update().get(pk=firm.pk)
    try:
        facts = read(xml)
    except ValueError as error:
        raise NilveraError("2015", str(error)) from error
    _refuse_known(firm, facts)
    _refuse_wanted(firm)
    _refuse_wrong(firm, kind, facts, alias)
    if found := faults(xml):
        raise NilveraError("2015", " ".join(found)[:500])
    fate, firm.next_fate = firm.next_fate or "succeed", ""
    firm.credits -= 1
    firm.save(update_fields=["next_fate", "credits"])
    return Document.objects.create(
        firm=firm,
        kind=kind,
        uuid=facts.uuid,
        number=facts.number,
        buyer_tax_id=facts.buyer_tax_id,
        buyer_name=facts.buyer_name,
        alias=alias,
        profile=facts.profile,
        issued_on=facts.issued_on,
        payable=facts.payable,
        currency=facts.currency,
        xml=xml,
        fate=fate,
        received_at=now,
        ends_at=real_now() + timedelta(milliseconds=settings.SANDBOX_NILVERA_DELAY_MS),
    )


def _refuse_known(firm: Firm, facts: Reading) -> None:
    mine = firm.documents
    if mine.filter(uuid__iexact=facts.uuid).exists():
        raise NilveraError("1001", facts.uuid, status=409)
    if mine.filter(number=facts.number).exists():
        raise NilveraError("1004", facts.number, status=409)


def _refuse_wanted(firm: Firm) -> None:
    """What the person at the sandbox wants the next document to meet."""
    if firm.next_code:
        # Outside this transaction's fate: the refusal is used up though nothing is kept.
        code = firm.next_code
        raise NilveraError(code)
    if firm.credits < 1:
        raise NilveraError("2000")


def _refuse_wrong(firm: Firm, kind: str, facts: Reading, alias: str) -> None:
    if facts.seller_tax_id != firm.tax_id:
        raise NilveraError("1000", facts.seller_tax_id)
    if facts.number[3:7] != str(facts.issued_on.year):
        raise NilveraError("2100", facts.number)
    _refuse_series(firm, kind, facts.number[:3])
    taxpayer = Taxpayer.objects.filter(tax_id=facts.buyer_tax_id).first()
    if kind == Kind.EARCHIVE:
        if taxpayer is not None:
            raise NilveraError("2025", facts.buyer_tax_id)
        return
    if taxpayer is None:
        raise NilveraError("2054", facts.buyer_tax_id)
    if taxpayer.alias != alias:
        raise NilveraError("3000", alias)
    if taxpayer.is_closed:
        raise NilveraError("2052", alias)


def _refuse_series(firm: Firm, kind: str, name: str) -> None:
    series = firm.series.filter(name=name).first()
    if series is None:
        if not firm.makes_series:
            raise NilveraError("3009", name)
        series = Series.objects.create(firm=firm, kind=kind, name=name)
    if series.kind != kind:
        raise NilveraError("1005", name)


def state_of(document: Document) -> str:
    """``waiting`` for a while, then its fate."""
    return "waiting" if real_now() < document.ends_at else document.fate
