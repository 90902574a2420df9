"""Ayarlar → Fatura ve e-belge: identity, series, logo, integrator, preview."""

from __future__ import annotations

import secrets
import struct
import zlib
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import factories
from tests.sandbox_server import Sandbox
from vezne.accounts.models import Account, Role
from vezne.core.scope import acting_as_system
from vezne.edocuments.models import IntegratorAccount, Issuer
from vezne.edocuments.queries import issuer_tax_id
from vezne.web.pictures import picture_size
from vezne.web.tests.desk import Queries

pytestmark = pytest.mark.django_db
URL = "/yonetim/ayarlar/e-belge/"
MOST_QUERIES = 9
VKN = "1729171602"
FIELDS = {
    "tax_id": VKN, "title": "Nar Bilişim A.Ş.", "tax_office": "Kadıköy",
    "street": "Bağdat Cad. 10", "district": "Kadıköy", "city": "İstanbul",
    "phone": "0216 555 00 00", "email": "fatura@nar.example", "website": "nar.example",
    "mersis": "0172 9171 6020 0011", "trade_register": "123456-5", "issues_at": "payment",
    "profile": "TEMELFATURA", "efatura_letters": "nef", "earsiv_letters": "NEA",
    "slip_letters": "NGP", "sells_on_internet": "on", "note": "Vade 7 gündür.",
}  # fmt: skip


def png(width: int = 12, height: int = 4) -> bytes:
    """A red picture."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        checked = kind + body
        return struct.pack(">I", len(body)) + checked + struct.pack(">I", zlib.crc32(checked))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = (b"\x00" + b"\xff\x00\x00" * width) * height
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def upload(body: bytes, name: str = "logo.png") -> dict[str, Any]:
    return {"logo": SimpleUploadedFile(name, body, content_type="image/png")}


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


@pytest.fixture
def seller() -> Account:
    return factories.make_seller()


@pytest.fixture
def deniz(seller: Account) -> Client:
    return factories.sign_in(factories.make_member(seller))


def issuer_of(seller: Account) -> Issuer:
    with acting_as_system("test"):
        return Issuer.objects.get(seller_id=seller.pk)


def test_only_admins_see_it(seller: Account, django_assert_max_num_queries: Queries) -> None:
    admin = factories.sign_in(factories.make_member(seller))
    manager = factories.sign_in(factories.make_member(seller, Role.MANAGER))
    admin.get(URL)

    with django_assert_max_num_queries(MOST_QUERIES):
        assert admin.get(URL).status_code == 200
    for tail in ("", "onizleme/", "logo/goster/"):
        assert manager.get(URL + tail).status_code == 403
    for tail in ("", "logo/", "entegrator/", "dene/", "durum/"):
        assert manager.post(URL + tail).status_code == 403


def test_it_begins_with_what_the_account_says(deniz: Client) -> None:
    page = text(deniz.get(URL))

    assert 'value="Nar Bilişim A.Ş."' in page
    assert f'value="{factories.VKNS[0]}"' in page
    assert 'value="EAR"' in page


def test_identity_and_series_are_kept(seller: Account, deniz: Client) -> None:
    answer = deniz.post(URL, FIELDS)

    assert answer.status_code == 302
    issuer = issuer_of(seller)
    with acting_as_system("test"):
        assert issuer_tax_id(issuer) == VKN
    assert (issuer.efatura_letters, issuer.mersis) == ("NEF", "0172917160200011")
    assert (issuer.website, issuer.phone) == ("https://nar.example", "+902165550000")
    assert 'value="NEF"' in text(deniz.get(URL))


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("tax_id", "1234567891", "VKN"),
        ("earsiv_letters", "NEF", "Üç seri birbirinden farklı olmalı."),
        ("earsiv_letters", "ŞİĞ", "Seri, A–Z harfi veya rakamdan üç karakterdir."),
        ("mersis", "123", "MERSİS no 16 hanedir."),
        ("website", "", "İnternet satışı için web sitesi gerekir."),
        ("phone", "12", "id_phone_error"),
        ("tax_id", "10000000146", "TCKN ile ad ve soyad gerekir."),
        ("tax_office", "", "Bu alanı doldurun."),
    ],
)
def test_what_cannot_be_used_is_said_at_its_field(
    seller: Account, deniz: Client, field: str, value: str, words: str
) -> None:
    answer = deniz.post(URL, {**FIELDS, field: value})

    assert answer.status_code == 422
    assert words in text(answer)
    with acting_as_system("test"):
        assert not Issuer.objects.filter(seller_id=seller.pk).exists()


def test_a_person_s_number_comes_back_masked_and_stays(seller: Account, deniz: Client) -> None:
    fields = {**FIELDS, "first_name": "Deniz", "family_name": "Kaya"}
    deniz.post(URL, {**fields, "tax_id": "10000000146"})

    page = text(deniz.get(URL))
    assert "10000000146" not in page
    assert 'value="*******0146"' in page
    deniz.post(URL, {**fields, "tax_id": "*******0146"})

    with acting_as_system("test"):
        assert issuer_tax_id(issuer_of(seller)) == "10000000146"


def test_a_logo_is_kept_shown_and_removed(seller: Account, deniz: Client) -> None:
    deniz.post(URL, FIELDS)

    deniz.post(f"{URL}logo/", upload(png()))
    shown = deniz.get(f"{URL}logo/goster/")

    assert (shown.content, shown["Content-Type"]) == (png(), "image/png")
    assert issuer_of(seller).logo_type == "png"
    deniz.post(f"{URL}logo/", {"remove": "1"})
    assert deniz.get(f"{URL}logo/goster/").status_code == 204


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "PNG veya JPEG resmi değil"),
        (b"\x89PNG not really", "PNG veya JPEG resmi değil"),
        (png(2_001, 1), "2.000 pikselden uzun"),
        (png()[:40], "PNG veya JPEG resmi değil"),
        (b"\x89PNG" + b"0" * 300_001, "300 kB"),
    ],
)
def test_what_is_no_small_picture_is_no_logo(
    seller: Account, deniz: Client, body: bytes, words: str
) -> None:
    deniz.post(URL, FIELDS)

    answer = deniz.post(f"{URL}logo/", upload(body))

    assert answer.status_code == 422
    assert words in text(answer)
    assert issuer_of(seller).logo is None


def test_the_preview_is_a_print_with_this_head(deniz: Client) -> None:
    assert "Önce belge bilgilerinizi" in text(deniz.get(f"{URL}onizleme/", follow=True))
    deniz.post(URL, FIELDS)

    answer = deniz.get(f"{URL}onizleme/")

    assert answer.content.startswith(b"%PDF-")
    assert answer["Content-Disposition"].startswith("inline")


def test_an_integrator_is_bound_and_tried(
    seller: Account, deniz: Client, sandbox: Sandbox, settings: Any
) -> None:
    settings.VEZNE_SANDBOX_URL = sandbox.base_url
    key = secrets.token_hex(8)
    sandbox.call("PUT", f"/_sandbox/nilvera/firms/{key}", {"tax_id": VKN, "name": "Nar Bilişim"})

    deniz.post(f"{URL}entegrator/", {"base_url": sandbox.base_url, "key": "yanlis"})
    wrong = deniz.post(f"{URL}dene/", follow=True)
    deniz.post(f"{URL}entegrator/", {"base_url": sandbox.base_url, "key": key})
    right = deniz.post(f"{URL}dene/", follow=True)

    assert "Entegratör bağlantıyı kabul etmedi" in text(wrong)
    assert "Bağlantı çalışıyor: Nar Bilişim." in text(right)
    assert "Deneme ortamı" in text(right)
    assert key not in text(deniz.get(URL))
    with acting_as_system("test"):
        row = IntegratorAccount.objects.get(seller_id=seller.pk)
    assert row.is_test
    assert key not in row.key_sealed


def test_an_address_of_somebody_else_is_refused(deniz: Client) -> None:
    answer = deniz.post(f"{URL}entegrator/", {"base_url": "https://evil.example", "key": "k"})

    assert answer.status_code == 422


def test_issuing_is_stopped_and_opened(seller: Account, deniz: Client) -> None:
    assert "Önce belge bilgilerinizi" in text(deniz.post(f"{URL}durum/", follow=True))
    deniz.post(URL, FIELDS)

    deniz.post(f"{URL}durum/", {"durum": "kapat"})
    assert not issuer_of(seller).is_active
    deniz.post(f"{URL}durum/", {"durum": "ac"})
    assert issuer_of(seller).is_active


def test_sizes_are_read_from_the_head_alone() -> None:
    jpeg = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08\x00\x20\x00\x40" + b"0" * 12

    assert picture_size(png(7, 9)) == (7, 9)
    assert picture_size(jpeg) == (64, 32)
    assert picture_size(b"\xff\xd8\xff\xe0\xff") is None
    assert picture_size(b"\xff\xd8\x00\x00\x00\x04") is None
    assert picture_size(b"\xff\xd8") is None
    assert picture_size(b"GIF89a") is None
