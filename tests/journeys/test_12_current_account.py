"""19 February to April: debts by hand, a load, part by wallet and part by card, letter, pay-out."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.journeys.film import Film
from tests.journeys.world import PASSWORD, Person
from vezne.accounts.models import Role
from vezne.accounts.services import membership_grant, user_create
from vezne.core.audit import SYSTEM
from vezne.core.scope import acting_as_system
from vezne.ledger.check import ledger_check
from vezne.ledger.models import CurrentAccount

pytestmark = pytest.mark.journey

IBAN = "TR33 0006 1005 1978 6457 8413 26"
DESK = "/yonetim/cari-hesaplar/"


def account_id(film: Film) -> str:
    with acting_as_system("film"):
        row = CurrentAccount.objects.get(seller=film.world.seller, buyer=film.world.cinar)
        return str(row.public_id)


def second_member(film: Film) -> Person:
    """Efe, who gives the second look at Kule."""
    with acting_as_system("film"):
        email = "efe@kule.example"
        user = user_create(
            first_name="Efe", last_name="Kule", username="", email=email, phone="",
            password=PASSWORD, email_verified=True, now=film.now(), actor=SYSTEM,
        )  # fmt: skip
        membership_grant(
            user_id=user.pk,
            account_id=film.world.seller.pk,
            role=Role.MANAGER,
            now=film.now(),
            actor=SYSTEM,
        )
    return Person(user, email, Role.MANAGER, film.world.seller)


def as_person(film: Film, person: Person, *, desk: bool) -> None:
    """A browser of their own."""
    film.page = film.open_browser()
    film.sign_in(person)
    film.go(DESK if desk else "/cari-hesap/")


def test_a_current_account_from_its_first_entry_to_the_pay_out(film: Film) -> None:
    account = account_id(film)
    efe = second_member(film)
    as_person(film, film.world.deniz, desk=True)
    film.shot("liste-bos")
    _an_entry_needs_two(film, efe, account)
    _ayse_pays_part_from_her_wallet(film, account)
    _a_letter_is_answered_without_signing_in(film, account)
    _money_goes_back_to_the_bank(film, efe, account)
    _late_charges_are_asked_for(film, account)
    with acting_as_system("film"):
        assert list(ledger_check()) == []


def _an_entry_needs_two(film: Film, efe: Person, account: str) -> None:
    page = film.page
    film.go(f"{DESK}hesap/{account}/kayit/")
    page.get_by_label("Tür").select_option("debit_note")
    page.get_by_label("Tutar (KDV hariç)").fill("12.5")
    page.get_by_label("Açıklama").fill("Kurulum ve eğitim")
    film.press("Kaydet")
    film.see("Tutarı 1.234,56 biçiminde yazın.")
    film.shot("elle-kayit-hatali", here=True)
    page.get_by_label("Tutar (KDV hariç)").fill("20.000,00")
    page.get_by_label("KDV oranı").fill("20")
    page.get_by_label("Neden").fill("Sözleşme eki 2")
    film.press("Kaydet")
    film.see("Kayıt ikinci onayı bekliyor")
    film.shot("cari-hesap-bekleyen")
    film.go(f"{DESK}kayitlar/")
    film.see("onayı başka bir yetkili verir")
    as_person(film, efe, desk=True)
    film.go(f"{DESK}kayitlar/")
    film.shot("ikinci-onay", here=True)
    film.press(re.compile("Onayla"))
    film.see("Kayıt onaylandı ve işlendi.")
    film.go(DESK)
    film.see("24.000,00 ₺ (B)")
    film.shot("liste")


def _ayse_pays_part_from_her_wallet(film: Film, account: str) -> None:
    as_person(film, film.world.ayse, desk=False)
    film.see("24.000,00 ₺", "Borç dekontu")
    film.shot("panel-cari-hesap")
    film.go(f"/cari-hesap/{account}/yukle/")
    film.page.get_by_label("Yüklenecek tutar").fill("5.000,00")
    film.shot("bakiye-yukle", here=True)
    film.press("Karta geç")
    film.fill_card()
    film.type_code()
    film.page.wait_for_url(re.compile("/odeme/sonuc/"))
    film.see("Tutar bakiyenize yüklendi")
    film.page.wait_for_url(re.compile(r"/cari-hesap/"))
    film.see("5.000,00 ₺", "19.000,00 ₺ (B)")
    film.page.get_by_role("link", name=re.compile("^ÖT-")).first.click()
    film.see("Bakiyeden öde", "karttan 19.000,00 ₺ çekilir")
    film.page.get_by_label("Bakiyemi de kullan").check()
    film.shot("bakiye-ve-kart", here=True)
    film.start_paying()
    film.fill_card()
    film.type_code()
    film.page.wait_for_url(re.compile("/odeme/sonuc/"))
    film.see("Ödemeniz alındı")
    film.go(f"/cari-hesap/{account}/")
    film.see("Kapanış bakiyesi")
    film.shot("panel-odenmis")


def _a_letter_is_answered_without_signing_in(film: Film, account: str) -> None:
    as_person(film, film.world.deniz, desk=True)
    film.go(f"{DESK}hesap/{account}/mektup/")
    film.page.get_by_label("Bakiye tarihi").fill(f"{film.now():%d.%m.%Y}")
    film.press("Gönder")
    film.see("Mutabakat mektubu gönderildi.")
    film.shot("mektup-yonetim")
    link = film.page.locator("code").inner_text()
    film.page = film.open_browser(width=390, theme="dark")
    film.page.goto(link)
    film.see("aramızda bakiye görünmüyor")
    film.page.get_by_label("Mutabık değiliz").check()
    film.page.get_by_label("Adınız soyadınız").fill("Ayşe Çınar")
    film.press("Yanıtı gönder")
    film.see("Farkın nedenini veya sizdeki bakiyeyi yazın.")
    film.shot("mektup-eksik", here=True)
    film.page.get_by_label("Not").fill("Bizde 100,00 alacak görünüyor")
    film.press("Yanıtı gönder")
    film.see("Mutabık olmadığınızı bildirdiniz")
    film.shot("mektup-yanitli", here=True)
    as_person(film, film.world.deniz, desk=True)
    film.go(f"{DESK}mutabakat/")
    film.see("Mutabık değil", "Bizde 100,00 alacak görünüyor")
    film.shot("mektuplar")


def _money_goes_back_to_the_bank(film: Film, efe: Person, account: str) -> None:
    film.go(f"{DESK}hesap/{account}/kayit/")
    film.page.get_by_label("Tür").select_option("credit_note")
    film.page.get_by_label("Tutar (KDV hariç)").fill("750,00")
    film.page.get_by_label("Neden").fill("Yıl sonu indirimi")
    film.press("Kaydet")
    film.see("Kayıt işlendi.", "750,00 ₺ (A)")
    as_person(film, film.world.ayse, desk=False)
    film.press("Para çek")
    film.page.get_by_label("Tutar (₺)").fill("750,00")
    film.page.get_by_label("IBAN").fill("TR12")
    film.page.get_by_label("Hesap sahibi").fill("Çınar Mobilya")
    film.press("İste")
    film.shot("para-cek-hatali", here=True)
    film.page.get_by_label("IBAN").fill(IBAN)
    film.press("İste")
    film.see("İsteğiniz satıcıya iletildi", "Onay bekliyor")
    as_person(film, efe, desk=True)
    film.go(f"{DESK}para-cekme/")
    film.see(IBAN)
    film.shot("para-cekme", here=True)
    film.press(re.compile("^Onayla"))
    film.see("bankadan gönderip işaretleyin")
    film.page.locator("summary", has_text="Gönderildi olarak işaretle").first.click()
    film.page.get_by_label("Banka işlem no").fill("EFT 20260219")
    film.press("Gönderildi olarak işaretle")
    film.see("Bekleyen istek yok", "EFT 20260219")
    film.shot("para-cekme-bitti")


def _late_charges_are_asked_for(film: Film, account: str) -> None:
    as_person(film, film.world.deniz, desk=True)
    film.go("/yonetim/ayarlar/cari-hesap/")
    film.page.get_by_label("Aylık vade farkı oranı").fill("4,5")
    film.press("Kaydet")
    film.see("Cari hesap ayarları kaydedildi.")
    film.shot("ayarlar")
    film.go(f"{DESK}hesap/{account}/kayit/")
    film.page.get_by_label("Tür").select_option("debit_note")
    film.page.get_by_label("Tutar (KDV hariç)").fill("1.000,00")
    film.page.get_by_label("Neden").fill("Ek lisans")
    film.press("Kaydet")
    film.see("Kayıt işlendi.")
    film.move_clock(to=film.now() + timedelta(days=12))  # into March: February is over
    film.go(f"{DESK}vade-farki/")
    film.see("9 gün, ayda %4,5", "13,50 ₺", "İşlenecek")
    film.shot("vade-farki")
    film.move_clock(days=4)
    film.go(f"{DESK}vade-farki/")
    film.see("İşlendi")
    film.go(f"{DESK}hesap/{account}/")
    expect(film.page.locator("body")).to_contain_text("Vade farkı")
    film.shot("cari-hesap-vade-farki")
    film.page.set_viewport_size({"width": 390, "height": 844})
    film.shot("cari-hesap-telefon", here=True)
