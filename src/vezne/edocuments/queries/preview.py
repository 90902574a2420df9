"""What a seller looks at before its first document: the print with invented data, the addresses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from vezne.core.calendar import ISTANBUL
from vezne.edocuments.draft import DocumentDraft, Identity, InvoiceType, Line, Party, Profile
from vezne.edocuments.integrators.addresses import LIVE_ADDRESSES, TEST_ADDRESSES
from vezne.edocuments.models import DocumentKind, Issuer
from vezne.edocuments.prints import sample_pdf
from vezne.edocuments.queries.settings import party_of

NAMES = {"nilvera": "Nilvera"}
NO_ETTN = "00000000-0000-4000-8000-000000000000"
SAMPLE_BUYER = Party(
    tax_id="4540536920",
    title="Örnek Mobilya San. ve Tic. Ltd. Şti.",
    street="Çınar Sok. No: 12 Daire 4",
    district="Ümraniye",
    city="İstanbul",
    tax_office="Ümraniye",
    phone="+902165550000",
    email="muhasebe@ornek.example",
)
SAMPLE_LINES = (
    Line("Profesyonel Aylık", 1, 999_00, 999_00, 2000, 199_80),
    Line("10.000 SMS", 2, 1_250_00, 2_250_00, 2000, 450_00, discount_minor=250_00),
    Line("Basılı kılavuz", 1, 180_00, 180_00, 1000, 18_00),
)


@dataclass(frozen=True, slots=True)
class IntegratorChoice:
    """An integrator's host that a contract may lead to."""

    provider: str
    name: str
    address: str
    is_test: bool


def integrator_choices() -> list[IntegratorChoice]:
    """Every host that is an integrator's own, the real ones first."""
    live = [IntegratorChoice(key, NAMES[key], url, False) for key, url in LIVE_ADDRESSES.items()]
    return live + [
        IntegratorChoice(key, NAMES[key], url, True) for key, url in TEST_ADDRESSES.items()
    ]


def preview_pdf(issuer: Issuer, *, now: datetime) -> bytes:
    """The print of an invented e-Arşiv with this seller's head, logo and note, marked as such."""
    local = now.astimezone(ISTANBUL)
    draft = DocumentDraft(
        profile=Profile.EARSIV,
        type=InvoiceType.SATIS,
        currency="TRY",
        seller=party_of(issuer),
        buyer=SAMPLE_BUYER,
        lines=SAMPLE_LINES,
        event_on=local.date(),
        notes=(issuer.note,) if issuer.note else (),
        reference="ÖT-7K3M9P2A",
    )
    number = f"{issuer.earsiv_letters}{local.year}{0:09d}"
    identity = Identity(number, NO_ETTN, local.date(), f"{local:%H:%M:%S}")
    return sample_pdf(draft, identity, issuer, kind=DocumentKind.EARSIV, now=now)
