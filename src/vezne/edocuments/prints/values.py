"""The words of a print: everything finished, so that the page only places it; pure."""

from __future__ import annotations

from typing import Any

from vezne.core.money import CURRENCIES
from vezne.core.wording import number_words
from vezne.edocuments.draft import DocumentDraft, Identity, InvoiceType, Line, Party, Profile
from vezne.edocuments.notes import all_notes, try_words
from vezne.edocuments.qr import qr_svg, qr_text
from vezne.edocuments.rates import KDV_CODE
from vezne.edocuments.ubl.elements import percent
from vezne.edocuments.ubl.taxes import subtotals, withheld
from vezne.invoicing.rates import to_try

SLIP = "slip"
TITLES = {"efatura": "e-FATURA", "earsiv": "e-ARŞİV FATURA", SLIP: "GİDER PUSULASI"}
UNITS = {"C62": "Adet", "MON": "Ay", "ANN": "Yıl", "DAY": "Gün", "HUR": "Saat", "GB": "GB"}
SENT_NOTE = "e-Arşiv izni kapsamında elektronik ortamda iletilmiştir."
SHORT_LINES, SHORT_TEXT = 6, 1_000
"""Certainly one page: its number need not be found out by setting it twice."""
SIGN_NOTE = "İade eden (ad, soyad, imza):"
TRY_SIGN = "TL"


def print_values(
    draft: DocumentDraft,
    identity: Identity,
    *,
    kind: str,
    logo: str = "",
    is_cancelled: bool = False,
    reason: str = "",
) -> dict[str, Any]:
    """All that the page needs, as JSON values."""
    is_slip = kind == SLIP
    has_discount = any(line.discount_minor for line in draft.lines)
    has_other = any(line.oiv_minor for line in draft.lines)
    notes = _notes(draft, reason=reason, is_slip=is_slip)
    return {
        "number": identity.number,
        "title": TITLES.get(kind, TITLES["earsiv"]),
        "logo": logo,
        "qr": "" if is_slip else qr_svg(qr_text(draft, identity)),
        "seller_name": draft.seller.name,
        "seller": _seller(draft.seller),
        "buyer_name": draft.buyer.name,
        "buyer": _buyer(draft.buyer),
        "facts": _facts(draft, identity, is_slip=is_slip),
        "ettn": "" if is_slip else identity.ettn,
        "has_discount": has_discount,
        "has_other": has_other,
        "lines": [_line(line, place, draft.currency) for place, line in enumerate(draft.lines, 1)],
        "totals": _totals(draft),
        "payable": ["Ödenecek Tutar", amount_words(draft.payable_minor, draft.currency)],
        "equivalents": _equivalents(draft),
        "notes": notes,
        "is_short": len(draft.lines) <= SHORT_LINES
        and sum(map(len, [*notes, *(line.name for line in draft.lines)])) <= SHORT_TEXT,
        "banks": [[bank.name, _grouped(bank.iban), bank.currency] for bank in draft.banks],
        "sent": SENT_NOTE if draft.profile is Profile.EARSIV and not is_slip else "",
        "sign": SIGN_NOTE if is_slip else "",
        "stamp": "İPTAL" if is_cancelled else "",
        "reference": draft.reference,
    }


def amount_words(minor: int, currency: str) -> str:
    """`1.234,56 TL`, `99,00 USD`."""
    whole, rest = divmod(minor, 10 ** CURRENCIES[currency])
    sign = TRY_SIGN if currency == "TRY" else currency
    return f"{number_words(whole)},{rest:02d}\u00a0{sign}"


def _seller(party: Party) -> list[str]:
    rows = _address(party)
    rows += [f"Tel: {party.phone}"] if party.phone else []
    rows += [f"Web: {party.website}"] if party.website else []
    rows += [f"E-posta: {party.email}"] if party.email else []
    rows += [f"Vergi Dairesi: {party.tax_office}"] if party.tax_office else []
    rows.append(f"{'VKN' if party.is_firm else 'TCKN'}: {party.tax_id}")
    rows += [f"MERSİS No: {party.mersis}"] if party.mersis else []
    rows += [f"Ticaret Sicil No: {party.trade_register}"] if party.trade_register else []
    return rows


def _buyer(party: Party) -> list[str]:
    rows = _address(party)
    rows += [f"Tel: {party.phone}"] if party.phone else []
    rows += [f"E-posta: {party.email}"] if party.email else []
    rows += [f"Vergi Dairesi: {party.tax_office}"] if party.tax_office else []
    rows.append(f"{'VKN' if party.is_firm else 'TCKN'}: {party.tax_id}")
    return rows


def _address(party: Party) -> list[str]:
    street = f"{party.street} No: {party.building}" if party.building else party.street
    place = " ".join(
        part for part in (party.postal_code, f"{party.district} / {party.city}") if part
    )
    return [row for row in (street, place, party.country_name) if row]


def _facts(draft: DocumentDraft, identity: Identity, *, is_slip: bool) -> list[list[str]]:
    facts = [] if is_slip else [["Özelleştirme No", "TR1.2"], ["Senaryo", draft.profile.value]]
    facts += [] if is_slip else [["Fatura Tipi", draft.type.value]]
    noun = "Belge" if is_slip else "Fatura"
    facts += [
        [f"{noun} No", identity.number],
        [f"{noun} Tarihi", f"{identity.issued_on:%d.%m.%Y}"],
        ["Düzenleme Saati", identity.issued_time[:5]],
    ]
    if draft.period is not None:
        first, last = draft.period
        facts.append(["Dönem", f"{first:%d.%m.%Y} – {last:%d.%m.%Y}"])
    if draft.returned is not None:
        facts.append(["İade Edilen", draft.returned.number])
        facts.append(["Tarihi", f"{draft.returned.issued_on:%d.%m.%Y}"])
    if draft.reference:
        facts.append(["Ödeme Talebi", draft.reference])
    return facts


def _line(line: Line, place: int, currency: str) -> list[str]:
    """Number, name, quantity, price, discount, KDV rate, KDV, other taxes, amount."""
    unit = UNITS.get(line.unit_code, line.unit_code)
    return [
        str(place),
        line.name,
        f"{number_words(line.quantity)} {unit}",
        amount_words(line.unit_price_minor, currency),
        amount_words(line.discount_minor, currency),
        f"%{percent(line.kdv_rate_bp).replace('.', ',')}",
        amount_words(line.kdv_minor, currency),
        amount_words(line.oiv_minor, currency),
        amount_words(line.net_minor, currency),
    ]


def _totals(draft: DocumentDraft) -> list[list[str]]:
    def shown(label: str, minor: int) -> list[str]:
        return [label, amount_words(minor, draft.currency)]

    rows = [shown("Mal Hizmet Toplam Tutarı", draft.net_minor + draft.discount_minor)]
    if draft.discount_minor:
        rows.append(shown("Toplam İskonto", draft.discount_minor))
        rows.append(shown("Vergi Hariç Tutar", draft.net_minor))
    parts = subtotals(draft.lines)
    has_many = len({part.rate for part in parts if part.code == KDV_CODE}) > 1
    for part in parts:
        rate = part.rate.replace(".", ",")
        if part.code != KDV_CODE:
            rows.append(shown(f"ÖİV (%{rate})", part.tax_minor))
            continue
        if has_many:
            rows.append(shown(f"KDV Matrahı (%{rate})", part.base_minor))
        rows.append(shown(f"Hesaplanan KDV (%{rate})", part.tax_minor))
    for part in withheld(draft.lines):
        rows.append(shown(f"KDV Tevkifat ({part.code}, %{part.rate})", part.tax_minor))
    rows.append(shown("Vergiler Dahil Toplam Tutar", draft.inclusive_minor))
    return rows


def _equivalents(draft: DocumentDraft) -> list[list[str]]:
    """The sums in TL of a document in another currency."""
    if draft.exchange is None:
        return []
    rate = draft.exchange.rate_micro
    return [
        ["Matrah (TL)", try_words(to_try(draft.net_minor, rate))],
        ["KDV (TL)", try_words(to_try(draft.kdv_minor, rate))],
        ["Ödenecek (TL)", try_words(to_try(draft.payable_minor, rate))],
    ]


def _notes(draft: DocumentDraft, *, reason: str, is_slip: bool) -> list[str]:
    notes = all_notes(draft)
    for part in subtotals(draft.lines):
        if part.exemption_code:
            notes.append(f"Vergi istisna muafiyet: {part.exemption_code} {part.exemption_words}")
    for part in withheld(draft.lines):
        notes.append(f"Tevkifat {part.code}: {part.name}. Alıcının beyan edeceği KDV: %{part.rate}")
    if is_slip and reason and reason not in notes:
        notes.append(reason)
    if draft.type is InvoiceType.IADE and draft.returned is not None and not is_slip:
        notes.append(f"{draft.returned.number} numaralı faturanın iadesidir.")
    return notes


def _grouped(iban: str) -> str:
    return " ".join(iban[place : place + 4] for place in range(0, len(iban), 4))
