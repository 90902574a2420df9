"""19 February: Ayşe asks for a user with the copy of an ID; Nil shows who she is and may order."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.film import Film
from tests.journeys.test_18_sign_up import choose, mailed_link, sign_in
from tests.journeys.world import PASSWORD, Person
from vezne.accounts.models import Account, AccountKind, Role
from vezne.accounts.services import (
    ProfileChanges,
    account_create,
    membership_grant,
    seller_profile_change,
    user_create,
)
from vezne.catalog.models import Product
from vezne.core.audit import SYSTEM
from vezne.core.scope import acting_as_system
from vezne.ledger.services import current_account_open

pytestmark = pytest.mark.journey
TCKN = "10000000146"
NEW_PASSWORD = "menekse-tarlasi-73"
KEMAL = "kemal@cinar.example"


def test_a_user_by_application_and_an_identity_that_opens_a_product(
    film: Film, tmp_path: Path
) -> None:
    nil = _the_world_is_ready(film)
    _ayse_asks_for_kemal(film, tmp_path)
    _deniz_looks_and_approves(film)
    _kemal_chooses_a_password_and_is_in(film)
    product = _a_product_asks_for_an_identity(film)
    hers = _nil_may_only_look(film, nil, product)
    _nil_shows_who_she_is(film, hers, tmp_path)
    _deniz_refuses(film)
    _nil_reads_why(film, hers)
    _nil_shows_who_she_is(film, hers, tmp_path)
    _deniz_approves(film)
    _nil_may_order(film, hers, nil, product)


def id_card(folder: Path, name: str) -> Path:
    """A picture that a browser can show: a plain card."""
    width, height = 320, 200
    line = b"\0" + b"\xd7\xe3\xf4" * width
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(line * height)),
        (b"IEND", b""),
    )
    body = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )
    path = folder / name
    path.write_bytes(body)
    return path


def _the_world_is_ready(film: Film) -> Person:
    """Kule keeps its buyers' users to itself; Nil is an individual who buys from it."""
    now = film.now()
    with acting_as_system("film"):
        seller_profile_change(
            account_id=film.world.seller.pk,
            changes=ProfileChanges(users_by_request=True),
            now=now,
            actor=SYSTEM,
        )
        account = account_create(
            kind=AccountKind.PERSON,
            name="Nil Arı",
            legal_name="Nil Arı",
            email="nil@kisi.example",
            now=now,
            actor=SYSTEM,
        )
        user = user_create(
            first_name="Nil",
            last_name="Arı",
            email="nil@kisi.example",
            password=PASSWORD,
            email_verified=True,
            now=now,
            actor=SYSTEM,
        )
        membership_grant(
            user_id=user.pk, account_id=account.pk, role=Role.ADMIN, now=now, actor=SYSTEM
        )
        current_account_open(seller_id=film.world.seller.pk, buyer_id=account.pk, now=now)
    return Person(user, user.email, Role.ADMIN, account)


def _ayse_asks_for_kemal(film: Film, folder: Path) -> None:
    page = film.page = film.open_browser(width=390)
    film.sign_in(film.world.ayse)
    film.go("/kullanicilar/")
    film.see("başvurunuz üzerine ekler ve çıkarır")
    film.go("/basvurular/")
    film.shot("basvurular-bos", here=True)
    film.press("Yeni başvuru")
    film.see("Kullanıcı ekleme", "Bilgi değişikliği")
    film.shot("basvuru-turleri", here=True)
    film.press("Kullanıcı ekleme")
    page.locator("#id_first_name").fill("Kemal")
    page.locator("#id_last_name").fill("Öz")
    page.locator("#id_tckn").fill(TCKN)
    page.locator("#id_email").fill(KEMAL)
    page.locator("#id_role").select_option("staff")
    page.locator("#id_paper_id_front").set_input_files(id_card(folder, "on.png"))
    page.locator("#id_paper_id_back").set_input_files(id_card(folder, "arka.png"))
    film.shot("kullanici-basvurusu", here=True)
    film.press("Başvuruyu gönder")
    film.see("Başvurunuz gönderildi", "Kemal", "Kimlik ön yüzü")
    film.shot("basvuru", here=True)
    with page.expect_download() as download:
        film.press("Formu indir")
    assert download.value.suggested_filename.endswith(".pdf")


def _deniz_looks_and_approves(film: Film) -> None:
    page = film.page = film.open_browser()
    film.sign_in(film.world.deniz)
    film.go("/yonetim/basvurular/")
    film.shot("kuyruk")
    film.press("Kullanıcı ekleme")
    film.see("Kemal", KEMAL, "Çınar Mobilya")
    film.shot("karar")
    film.press("Kimlik ön yüzü")
    expect(page.locator(".vz-paper img")).to_be_visible()
    film.shot("belge", here=True)
    seen = "SELECT count(*) FROM core_auditentry WHERE action = 'application.document_seen'"
    assert film.sql(seen)[0][0] >= 2
    film.press("#1001")
    film.press("Onayla ve uygula")
    film.see("Başvuru onaylandı ve uygulandı", "Sonuç")


def _kemal_chooses_a_password_and_is_in(film: Film) -> None:
    page = film.page = film.open_browser(width=390)
    page.goto(mailed_link(film, KEMAL, f"{film.stage.web_url}/sifremi-unuttum/"))
    choose(page, NEW_PASSWORD, again="Yeni şifre (yeniden)", first="Yeni şifre")
    film.press("Şifreyi kaydet")
    film.see("Şifre Sıfırlama Başarılıyla Gerçekleştirildi")
    sign_in(film, KEMAL, NEW_PASSWORD)
    film.see("Çınar Mobilya")
    film.shot("kemal-girdi", here=True)


def _a_product_asks_for_an_identity(film: Film) -> str:
    with acting_as_system("film"):
        product = Product.objects.filter(seller=film.world.seller, is_active=True).earliest("pk")
        product.is_identity_required = True
        product.save(update_fields=["is_identity_required"])
        return str(product.public_id)


def _nil_may_only_look(film: Film, nil: Person, product: str) -> Page:
    film.page = film.open_browser(width=390)
    film.sign_in(nil)
    film.go(f"/paketler/hizmet/{product}/")
    film.see("Kimlik doğrulaması gerekiyor")
    film.not_see("Sepete ekle")
    film.shot("kimlik-gerek", here=True)
    return film.page


def _nil_shows_who_she_is(film: Film, page: Page, folder: Path) -> None:
    film.page = page
    film.go("/basvurular/yeni/?tur=identity_check")
    page.locator("#id_first_name").fill("Nil")
    page.locator("#id_last_name").fill("Arı")
    page.locator("#id_tckn").fill(TCKN)
    page.locator("#id_paper_id_front").set_input_files(id_card(folder, "on.png"))
    page.locator("#id_paper_id_back").set_input_files(id_card(folder, "arka.png"))
    film.press("Başvuruyu gönder")
    film.see("Başvurunuz gönderildi")


def _at_the_last_identity(film: Film) -> None:
    film.page = film.open_browser()
    film.sign_in(film.world.deniz)
    film.go("/yonetim/basvurular/?goster=bekleyen")
    film.press("Kimlik doğrulama")


def _deniz_refuses(film: Film) -> None:
    _at_the_last_identity(film)
    film.page.get_by_text("Reddet", exact=True).first.click()
    film.page.locator("#id_ret-reason").fill("Arka yüz okunmuyor; yeniden çekin.")
    film.page.get_by_role("button", name="Reddet").click()
    film.see("Başvuru reddedildi")


def _nil_reads_why(film: Film, page: Page) -> None:
    film.page = page
    film.go("/basvurular/")
    film.see("Arka yüz okunmuyor")
    expect(page.get_by_role("link", name="Yeniden başvur")).to_be_visible()
    film.shot("kimlik-red", here=True)


def _deniz_approves(film: Film) -> None:
    _at_the_last_identity(film)
    film.shot("kimlik-karar", here=True)
    film.press("Onayla ve uygula")
    film.see("Başvuru onaylandı ve uygulandı")


def _nil_may_order(film: Film, page: Page, nil: Person, product: str) -> None:
    film.page = page
    film.go(f"/paketler/hizmet/{product}/")
    film.not_see("Kimlik doğrulaması gerekiyor")
    expect(film.page.get_by_role("button", name="Sepete ekle")).to_be_visible()
    with acting_as_system("film"):
        assert Account.objects.get(pk=nil.account.pk).tax_id_tail == TCKN[-4:]
