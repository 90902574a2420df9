"""19 February: Selin signs up, forgets her password three ways; Ayşe takes out who is signed in."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.film import Film
from tests.programs import eventually
from vezne.accounts.services import seller_profile_change
from vezne.core.audit import SYSTEM
from vezne.core.scope import acting_as_system

pytestmark = pytest.mark.journey

MAIL = "bilgi@incir.example"
PHONE = "0532 123 45 67"
PASSWORDS = (
    "mavi-vapur-ve-simit-4", "sari-tramvay-ile-kedi-5", "yesil-bisiklet-ve-cay-6",
    "beyaz-martilar-uctu-7",
)  # fmt: skip


def mailed_link(film: Film, to: str, path: str) -> str:
    """The newest mail's link that begins with `path`."""

    def find() -> str:
        for mail in film.sandbox.mails(to):
            found = re.search(rf"{re.escape(path)}\S+", str(mail["text"]))
            if found:
                return found[0]
        return ""

    eventually(lambda: bool(find()), seconds=15)
    return find()


def sms_code(film: Film, *, before: int) -> str:
    """The code of the SMS that came after `before` others."""
    eventually(lambda: len(film.sandbox.sms(PHONE.replace(" ", ""))) > before, seconds=15)
    return film.sandbox.latest_code(PHONE.replace(" ", ""))


def messages(film: Film) -> int:
    return len(film.sandbox.sms(PHONE.replace(" ", "")))


def choose(page: Page, password: str, again: str = "Parola Onayı", first: str = "Parola") -> None:
    page.get_by_label(first, exact=True).fill(password)
    page.get_by_label(again, exact=True).fill(password)


def test_people_come_forget_and_go(film: Film) -> None:
    with acting_as_system("film"):
        seller_profile_change(
            account_id=film.world.seller.pk,
            changes={"slug": "kule", "sign_up_open": True},
            now=film.now(),
            actor=SYSTEM,
        )
    _selin_signs_up(film)
    _she_forgets_her_password_and_gets_a_link(film)
    _and_a_code_by_sms(film)
    _and_over_the_call_centre(film)
    _ayse_adds_kemal_and_takes_him_out(film)


def _selin_signs_up(film: Film) -> None:
    page = film.page
    film.go("/giris/")
    film.press("Kayıt ol")
    film.see("Kule hesabı açın", "Bu adres sonradan değiştirilemez")
    film.shot("kayit", here=True)
    page.get_by_label("Firma unvanı").fill("İncir Gıda")
    page.get_by_label("VKN / TCKN").fill("4540536920")
    page.get_by_label("Ad", exact=True).fill("Selin")
    page.get_by_label("Soyad").fill("İncir")
    page.get_by_label("E-posta", exact=True).fill("incir@gmail.com")
    page.get_by_label("Cep telefonu").fill(PHONE)
    page.get_by_label("Parola", exact=True).press_sequentially("fenerbahce1907")
    expect(page.locator("#strength")).to_contain_text("Çok zayıf")
    choose(page, PASSWORDS[0])
    expect(page.locator("#strength")).to_contain_text("Çok güçlü")
    page.get_by_label("Üyelik sözleşmesi: okudum").check()
    page.get_by_label("KVKK aydınlatma metni: okudum").check()
    film.press("Kayıt ol")
    film.see("herkese açık bir posta sağlayıcısı")
    film.shot("kayit-hatali", here=True)
    page.get_by_label("E-posta", exact=True).fill(MAIL)
    choose(page, PASSWORDS[0])
    film.press("Kayıt ol")
    film.see("Postanıza bakın", MAIL)
    film.shot("posta-onayi", here=True)
    page.goto(mailed_link(film, MAIL, f"{film.stage.web_url}/kayit/e-posta/"))
    film.press("E-postamı onayla")
    film.see("Telefonunuza gelen kodu yazın", PHONE)
    page.get_by_label("Doğrulama kodu").fill(sms_code(film, before=0))
    film.shot("telefon-onayi", here=True)
    film.press("Onayla")
    film.see("Kullanıcı adınızı seçin")
    page.get_by_label("Kullanıcı adı").fill("selin.incir")
    film.shot("kullanici-adi", here=True)
    film.press("Kaydı bitir")
    page.wait_for_url(re.compile(r":\d+/$"))
    film.see("İncir Gıda")
    eventually(lambda: any("Hoş geldiniz" in m["subject"] for m in film.sandbox.mails(MAIL)))
    film.shot("panel", here=True)


def sign_in(film: Film, name: str, password: str) -> None:
    film.go("/giris/")
    film.page.get_by_label("E-posta, kullanıcı adı veya telefon").fill(name)
    film.page.get_by_label("Şifre", exact=True).fill(password)
    film.page.get_by_label("Şifre", exact=True).press("Enter")


def _she_forgets_her_password_and_gets_a_link(film: Film) -> None:
    signed_in = film.page
    film.page = film.open_browser(width=390)
    film.go("/giris/")
    film.press("Şifremi Unuttum")
    dialog = film.page.get_by_role("dialog")
    dialog.get_by_label("Kayıtlı e-posta adresiniz").fill(MAIL)
    film.shot("sifremi-unuttum", here=True)
    dialog.get_by_role("button", name="Şifre Sıfırlama Talebi").click()
    film.see("şifre sıfırlama bağlantısını gönderdik")
    film.shot("baglanti-gonderildi", here=True)
    link = mailed_link(film, MAIL, f"{film.stage.web_url}/sifremi-unuttum/")
    film.page.goto(link)
    choose(film.page, PASSWORDS[1], again="Yeni şifre (yeniden)", first="Yeni şifre")
    film.press("Şifreyi kaydet")
    film.see("Şifre Sıfırlama Başarılıyla Gerçekleştirildi")
    film.shot("sifirlandi", here=True)
    film.page.goto(link)
    film.see("Bu Bağlantının Süresi Doldu")
    film.shot("suresi-doldu", here=True)
    signed_in.reload()
    expect(signed_in).to_have_url(re.compile("/giris/"))
    sign_in(film, "selin.incir", PASSWORDS[1])
    film.see("İncir Gıda")


def _type_code_and_choose(film: Film, code: str, password: str) -> None:
    film.page.get_by_label("Kayıtlı cep telefonunuz").fill(PHONE)
    film.page.get_by_label("Doğrulama kodu").fill(code)
    film.shot("kod", here=True)
    film.press("Devam")
    choose(film.page, password)
    film.press("Şifreyi kaydet")
    film.see("Şifre Sıfırlama Başarılıyla Gerçekleştirildi")


def _and_a_code_by_sms(film: Film) -> None:
    film.page = film.open_browser(theme="dark")
    film.go("/sifremi-unuttum/sms/")
    before = messages(film)
    film.page.get_by_label("Kayıtlı cep telefonunuz").fill(PHONE)
    film.shot("sms-ile", here=True)
    film.press("Kod gönder")
    film.see("Numara kayıtlıysa kodu gönderdik")
    _type_code_and_choose(film, sms_code(film, before=before), PASSWORDS[2])
    sign_in(film, PHONE, PASSWORDS[2])
    film.see("İncir Gıda")


def _and_over_the_call_centre(film: Film) -> None:
    film.page = film.open_browser()
    film.sign_in(film.world.deniz)
    film.go("/yonetim/hesaplar/?ara=incir")
    film.press("İncir Gıda")
    film.press("Kullanıcılar")
    film.shot("alicinin-kullanicilari")
    film.press(re.compile("Şifresini unuttu"))
    for answer in ("Adını ve soyadını söyledi", "Hesap numarasını söyledi"):
        film.page.get_by_label(answer).check()
    film.press("Kayıtlı telefona kod gönder")
    film.see("en az üç doğru yanıt gerekir")
    film.page.get_by_label("Kayıtlı e-posta adresini söyledi").check()
    film.shot("arayani-dogrula", here=True)
    before = messages(film)
    film.press("Kayıtlı telefona kod gönder")
    film.see("kayıtlı telefonuna gönderildi")
    film.page = film.open_browser()
    film.go("/sifremi-unuttum/kod/")
    _type_code_and_choose(film, sms_code(film, before=before), PASSWORDS[3])
    sign_in(film, MAIL, PASSWORDS[3])
    film.see("İncir Gıda")
    film.go("/hesabim/oturumlar/")
    film.see("Bu oturum")
    film.shot("oturumlar", here=True)


def _ayse_adds_kemal_and_takes_him_out(film: Film) -> None:
    ayse = film.page = film.open_browser()
    film.sign_in(film.world.ayse)
    film.press("Kullanıcılar", within=ayse.locator("aside"))
    film.shot("kullanicilar", here=True)
    film.press("Hangi rol neyi yapabilir?")
    film.shot("roller", here=True)
    film.go("/kullanicilar/ekle/")
    for label, typed in (("Ad", "Kemal"), ("Soyad", "Öz"), ("Kullanıcı adı", "kemal.oz")):
        ayse.get_by_label(re.compile(f"^{label}( |$)")).fill(typed)
    choose(ayse, PASSWORDS[0])
    film.shot("yeni-kullanici", here=True)
    film.press("Kullanıcı oluştur")
    film.see("Kemal Öz", "İlk parolasında")

    kemal = film.page = film.open_browser(width=390)
    sign_in(film, "kemal.oz", PASSWORDS[0])
    film.see("Parolanızı belirleyin")
    film.shot("ilk-parola", here=True)
    choose(kemal, PASSWORDS[1])
    film.press("Parolayı kaydet")
    kemal.wait_for_url(re.compile(r":\d+/$"))

    film.page = ayse
    film.go("/kullanicilar/")
    ayse.get_by_role("link", name="Kemal Öz", exact=True).click()
    film.press("Çıkar")
    film.see("Kemal Öz çıkarılsın mı?")
    film.shot("cikar", here=True)
    film.press("Çıkar")
    film.see("Kullanıcı çıkarıldı; açık oturumları kapandı.")
    kemal.goto(film.stage.web_url + "/hizmetlerim/")
    expect(kemal).to_have_url(re.compile("/giris/"))
    film.go("/kayitlar/")
    film.see("Kullanıcı çıkarıldı", "Ayşe Çınar")
    film.shot("kayitlar", here=True)
