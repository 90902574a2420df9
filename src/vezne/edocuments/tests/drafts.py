"""Drafts for tests: one by hand, and any that the law allows."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from vezne.edocuments.draft import (
    ANY_CONSUMER,
    ANY_FOREIGNER,
    DocumentDraft,
    Exchange,
    Identity,
    Internet,
    InvoiceType,
    PaidBy,
    Party,
    Profile,
    Returned,
    type_of,
)
from vezne.edocuments.rates import WITHHOLDINGS
from vezne.edocuments.reckoning import Sold, reckon

DAY = date(2026, 3, 2)
NUMBER = "EAR2026000000001"
SELLER = Party(
    tax_id="4540536920",
    title="Nar Bilişim A.Ş.",
    street="Bağdat Cad. Çiğdem İş Merkezi",
    building="10",
    district="Kadıköy",
    city="İstanbul",
    postal_code="34710",
    tax_office="Kadıköy",
    website="https://nar.example",
    mersis="0123456789000015",
    trade_register="123456",
    phone="+902165550000",
    email="fatura@nar.example",
)
FIRM = Party(
    tax_id="1729171602",
    title="Alıcı Yazılım A.Ş.",
    street="Atatürk Cad. 5",
    district="Çankaya",
    city="Ankara",
    tax_office="Çankaya",
)
PERSON = Party(
    tax_id="10000000146",
    first_name="Ayşe",
    family_name="Yılmaz",
    street="Atatürk Cad. 5",
    district="Çankaya",
    city="Ankara",
)
CONSUMER = Party(
    tax_id=ANY_CONSUMER,
    first_name="Iğdırlı",
    family_name="Şükrü",
    street="Gül Sok. 1",
    district="Iğdır",
    city="Iğdır",
)
FOREIGNER = Party(
    tax_id=ANY_FOREIGNER,
    title="Foreign & Sons Inc. <US>",
    street="5th Avenue 1",
    district="Manhattan",
    city="New York",
    country="US",
    country_name="Amerika Birleşik Devletleri",
)
RATE = Exchange(rate_micro=41_234_500, bulletin_on=date(2026, 2, 27), bulletin_number="2026/41")
INTERNET = Internet(website="https://nar.example", paid_by=PaidBy.CARD, paid_on=DAY)


def make_draft(*sold: Sold, **changes: Any) -> DocumentDraft:
    """An e-Arşiv sale of one thing to a firm, changed at will."""
    lines = reckon(sold or (Sold("Barındırma", 100_00, 2_000),))
    fields = {
        "profile": Profile.EARSIV,
        "type": type_of(lines),
        "currency": "TRY",
        "seller": SELLER,
        "buyer": FIRM,
        "lines": lines,
        "event_on": DAY,
        **changes,
    }
    return DocumentDraft(**fields)


def make_identity(number: str = NUMBER, day: date = DAY) -> Identity:
    """A number, a fresh ETTN, half past two."""
    return Identity(number=number, ettn=str(uuid.uuid4()), issued_on=day, issued_time="14:30:00")


names = st.text(
    alphabet="abcçdefgğhıijklmnoöprsştuüvyzABCÇDEFGĞHIİJKLMNOÖPRSŞTUÜVYZ0123456789 -/&<>'\"%.,",
    min_size=1,
    max_size=80,
).filter(lambda name: bool(name.strip()))


@st.composite
def sold_lines(draw: st.DrawFn, *, is_held: bool, is_exempt: bool) -> Sold:
    """One line; its discount lies within its price."""
    quantity = draw(st.integers(1, 400))
    price = draw(st.integers(0, 5_000_00))
    rate = 0 if is_exempt and draw(st.booleans()) else draw(st.sampled_from([0, 100, 1_000, 2_000]))
    return Sold(
        name=draw(names),
        unit_price_minor=price,
        kdv_rate_bp=rate,
        quantity=quantity,
        discount_minor=draw(st.integers(0, quantity * price)) if draw(st.booleans()) else 0,
        oiv_rate_bp=draw(st.sampled_from([0, 0, 1_000])),
        withheld_code=draw(st.sampled_from(["", *WITHHOLDINGS])) if is_held and rate else "",
        exemption_code=draw(st.sampled_from(["", "302", "350"])) if is_exempt else "",
        unit_code=draw(st.sampled_from(["C62", "MON", "ANN", "DAY", "HUR"])),
    )


@st.composite
def drafts(draw: st.DrawFn) -> DocumentDraft:
    """Any document that the law allows a seller of services."""
    is_held = draw(st.booleans())
    is_exempt = not is_held and draw(st.booleans())
    lines = reckon(
        draw(st.lists(sold_lines(is_held=is_held, is_exempt=is_exempt), min_size=1, max_size=12))
    )
    profile = draw(st.sampled_from(Profile))
    is_return = profile is not Profile.TICARI and not is_held and draw(st.integers(0, 5)) == 0
    currency = draw(st.sampled_from(["TRY", "TRY", "USD", "EUR", "GBP"]))
    buyers = (
        [FIRM, PERSON] if profile is not Profile.EARSIV else [FIRM, PERSON, CONSUMER, FOREIGNER]
    )
    is_internet = profile is Profile.EARSIV and draw(st.booleans())
    return DocumentDraft(
        profile=profile,
        type=InvoiceType.IADE if is_return else type_of(lines),
        currency=currency,
        seller=SELLER,
        buyer=draw(st.sampled_from(buyers)),
        lines=lines,
        event_on=DAY,
        notes=tuple(draw(st.lists(names, max_size=2))),
        exchange=None
        if currency == "TRY"
        else Exchange(draw(st.integers(1, 99_999_999_999)), DAY - timedelta(days=1), "2026/41"),
        internet=INTERNET if is_internet else None,
        returned=Returned("EAR2026000000007", DAY) if is_return else None,
        period=(DAY, DAY + timedelta(days=30)) if draw(st.booleans()) else None,
    )
