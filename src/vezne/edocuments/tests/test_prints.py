from __future__ import annotations

import json
import zlib

import pytest

from tests import factories
from vezne.accounts.models import Account
from vezne.core.scope import acting_as, acting_as_system
from vezne.edocuments.errors import IssuerNotAllowed, SlipNotAllowed
from vezne.edocuments.models import DocumentKind
from vezne.edocuments.prints.values import print_values
from vezne.edocuments.qr import qr_svg, qr_text
from vezne.edocuments.queries import get_document, pdf_of
from vezne.edocuments.reckoning import Sold
from vezne.edocuments.services import issuer_logo_set, slip_issue
from vezne.edocuments.tests.drafts import (
    CONSUMER,
    FOREIGNER,
    RATE,
    make_draft,
    make_identity,
)
from vezne.edocuments.tests.world import NOW, draft_document, issue, make_issuer, paid_invoice


def picture() -> bytes:
    """A red pixel as PNG."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        crc = zlib.crc32(kind + body).to_bytes(4, "big")
        return len(body).to_bytes(4, "big") + kind + body + crc

    head = chunk(b"IHDR", bytes.fromhex("00000001000000010802000000"))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(
        b"IDAT", zlib.compress(b"\0\xff\0\0")
    ) + chunk(b"IEND", b"")  # fmt: skip


def test_the_code_says_what_the_guide_asks_for() -> None:
    draft = make_draft(Sold("a", 100_00, 2_000), Sold("b", 50_00, 1_000), buyer=CONSUMER)
    identity = make_identity()

    said = json.loads(qr_text(draft, identity))

    assert said == {
        "vkntckn": "4540536920",
        "avkntckn": "11111111111",
        "senaryo": "EARSIVFATURA",
        "tip": "SATIS",
        "tarih": "2026-03-02",
        "no": identity.number,
        "ettn": identity.ettn,
        "parabirimi": "TRY",
        "malhizmettoplam": "150.00",
        "kdvmatrah(20)": "100.00",
        "hesaplanankdv(20)": "20.00",
        "kdvmatrah(10)": "50.00",
        "hesaplanankdv(10)": "5.00",
        "vergidahil": "175.00",
        "odenecek": "175.00",
    }
    assert qr_svg("x").startswith("<svg")


def test_the_print_shows_sums_by_rate_and_withholding() -> None:
    draft = make_draft(
        Sold("Danışmanlık", 10_000_00, 2_000, withheld_code="602"), Sold("Kitap", 100_00, 1_000)
    )

    values = print_values(draft, make_identity(), kind="efatura")

    assert values["totals"] == [
        ["Mal Hizmet Toplam Tutarı", "10.100,00\u00a0TL"],
        ["KDV Matrahı (%20)", "10.000,00\u00a0TL"],
        ["Hesaplanan KDV (%20)", "2.000,00\u00a0TL"],
        ["KDV Matrahı (%10)", "100,00\u00a0TL"],
        ["Hesaplanan KDV (%10)", "10,00\u00a0TL"],
        ["KDV Tevkifat (602, %90)", "1.800,00\u00a0TL"],
        ["Vergiler Dahil Toplam Tutar", "12.110,00\u00a0TL"],
    ]
    assert values["payable"][1] == "10.310,00\u00a0TL"


def test_a_print_in_dollars_shows_liras_too() -> None:
    draft = make_draft(
        Sold("Hosting", 100_00, 0, exemption_code="302"),
        currency="USD",
        exchange=RATE,
        buyer=FOREIGNER,
    )

    values = print_values(draft, make_identity(), kind="earsiv")

    assert values["equivalents"][2] == ["Ödenecek (TL)", "4.123,45 TL"]
    assert "Vergi istisna muafiyet: 302 11/1-a Hizmet ihracatı" in values["notes"]


@pytest.fixture
def seller(db: None) -> Account:
    made = factories.make_seller()
    make_issuer(made)
    return made


def test_both_sides_get_the_same_pdf_with_the_logo(seller: Account) -> None:
    buyer = factories.make_buyer()
    with acting_as(seller.pk, "desk"):
        issuer_logo_set(seller_id=seller.pk, logo=picture(), actor=factories.DENIZ, now=NOW)
    document = issue(draft_document(paid_invoice(seller, buyer)))

    prints = []
    for account, face in ((buyer, "panel"), (seller, "desk")):
        with acting_as(account.pk, face):  # type: ignore[arg-type]
            prints.append(pdf_of(get_document(document.public_id)))

    assert prints[0] == prints[1]
    assert prints[0].startswith(b"%PDF-")


@pytest.mark.parametrize("logo", [b"GIF89a", picture()[:-20]])
def test_a_picture_that_cannot_be_printed_is_refused(seller: Account, logo: bytes) -> None:
    with acting_as(seller.pk, "desk"), pytest.raises(IssuerNotAllowed):
        issuer_logo_set(seller_id=seller.pk, logo=logo, actor=factories.DENIZ, now=NOW)


def test_a_slip_takes_part_of_a_consumers_invoice_and_never_more(seller: Account) -> None:
    buyer = factories.make_buyer()
    with acting_as_system("test"):
        Account.objects.filter(pk=buyer.pk).update(kind="person", tax_id_sealed="")
    origin = issue(draft_document(paid_invoice(seller, buyer)))
    with acting_as_system("test"):
        type(origin).objects.filter(pk=origin.pk).update(state="accepted")

        slip = slip_issue(
            document_id=origin.pk,
            total_minor=60_01,
            reason="Hizmet verilmedi",
            actor=factories.DENIZ,
            now=NOW,
        )

        assert (slip.kind, slip.number) == (DocumentKind.SLIP, "GPS2026000000001")
        assert slip.net_minor + slip.tax_minor == slip.total_minor == 60_01
        assert pdf_of(slip).startswith(b"%PDF-")
        with pytest.raises(SlipNotAllowed):
            slip_issue(
                document_id=origin.pk,
                total_minor=60_00,
                reason="x",
                actor=factories.DENIZ,
                now=NOW,
            )
        assert type(origin).objects.filter(kind="slip").count() == 1
