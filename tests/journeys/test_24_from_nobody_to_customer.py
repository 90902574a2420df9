"""19 February: Selin signs up, shows who she is, orders by transfer, is approved, asks, answers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.film import Film
from tests.journeys.test_13_transfer import BANK, books_agree, open_bank
from tests.journeys.test_17_tickets import MAILBOX
from tests.journeys.test_18_sign_up import PASSWORDS, PHONE, choose, mailed_link, sms_code
from tests.journeys.test_20_order_with_approval import sell_hosting
from tests.journeys.test_22_requests import TCKN, id_card
from tests.programs import eventually
from vezne.accounts.services import seller_profile_change
from vezne.banking.reference import reference_of
from vezne.catalog.models import Product
from vezne.core.audit import SYSTEM
from vezne.core.scope import acting_as, acting_as_system
from vezne.ledger.models import CurrentAccount
from vezne.support.services import department_add, terms_set
from vezne.support.types import DepartmentTerms, TermsDraft

pytestmark = pytest.mark.journey
MAIL = "selin@incir.example"
DOMAIN = "selinincir.example"


def test_somebody_becomes_a_customer_and_is_helped(film: Film, tmp_path: Path) -> None:
    _kule_is_ready(film)
    selin = film.page
    _selin_signs_up(film)
    _she_may_not_order_before_she_is_known(film, tmp_path)
    _deniz_approves_her_identity(film)
    film.page = selin
    _she_orders_and_sends_the_money(film)
    _deniz_approves_the_order(film)
    film.page = selin
    _she_asks_about_it(film)
    _deniz_answers(film)
    _she_answers_by_mail(film)
    film.page = selin
    _it_stands_in_her_ticket(film)
    books_agree()


def _kule_is_ready(film: Film) -> None:
    """Its page takes sign-ups; hosting asks for an identity; transfers and mails come in."""
    seller_id, now = film.world.seller.pk, film.now()
    open_bank(film)
    version = sell_hosting(film)
    with acting_as_system("film"):
        seller_profile_change(
            account_id=seller_id,
            changes={"slug": "kule", "sign_up_open": True, "pages_open": True},
            now=now,
            actor=SYSTEM,
        )
        Product.objects.filter(pk=version.plan.product_id).update(is_identity_required=True)
    with acting_as(seller_id, "desk"):
        terms = DepartmentTerms("Teknik destek", "Çalışmayan her şey")
        department_add(seller_id=seller_id, terms=terms, actor=SYSTEM, now=now)
        draft = TermsDraft(mail_address=MAILBOX)
        terms_set(seller_id=seller_id, draft=draft, actor=SYSTEM, now=now)
    film.stage.start_mail()


def _selin_signs_up(film: Film) -> None:
    page = film.page
    film.go("/kule/")
    film.see("Web Hosting", "149,00 ₺")
    film.shot("vitrin", here=True)
    page.get_by_role("region", name="Web Hosting").get_by_role("link", name="İncele").click()
    film.see("Ek disk: 0 – 100 GB; birimi 1,50 ₺")
    film.shot("hizmet", here=True)
    film.go("/kule/kayit/")
    page.get_by_label("Kişi", exact=True).check()
    for label, typed in (("Ad", "Selin"), ("Soyad", "İncir")):
        page.get_by_label(label, exact=True).fill(typed)
    page.get_by_label("E-posta", exact=True).fill(MAIL)
    page.get_by_label("Cep telefonu").fill(PHONE)
    choose(page, PASSWORDS[0])
    page.get_by_label("Üyelik sözleşmesi: okudum").check()
    page.get_by_label("KVKK aydınlatma metni: okudum").check()
    film.press("Kayıt ol")
    film.see("Postanıza bakın", MAIL)
    page.goto(mailed_link(film, MAIL, f"{film.stage.web_url}/kayit/e-posta/"))
    film.press("E-postamı onayla")
    page.get_by_label("Doğrulama kodu").fill(sms_code(film, before=0))
    film.press("Onayla")
    page.get_by_label("Kullanıcı adı").fill("selin")
    film.press("Kaydı bitir")
    page.wait_for_url(re.compile(r":\d+/$"))
    film.see("Selin İncir")
    film.shot("ilk-sayfa", here=True)


def _she_may_not_order_before_she_is_known(film: Film, folder: Path) -> None:
    page = film.page
    film.go("/paketler/")
    film.press(re.compile("Başlangıç: yapılandır"))
    film.see("Kimlik doğrulaması gerekiyor")
    film.not_see("Sepete ekle")
    film.shot("kimlik-gerek", here=True)
    film.press(re.compile("^Kimliğimi doğrula"))
    page.locator("#id_first_name").fill("Selin")
    page.locator("#id_last_name").fill("İncir")
    page.locator("#id_tckn").fill(TCKN)
    page.locator("#id_paper_id_front").set_input_files(id_card(folder, "on.png"))
    page.locator("#id_paper_id_back").set_input_files(id_card(folder, "arka.png"))
    film.press("Başvuruyu gönder")
    film.see("Başvurunuz gönderildi")


def _at_the_desk(film: Film, path: str) -> None:
    film.page = film.open_browser()
    film.sign_in(film.world.deniz)
    film.go(path)


def _deniz_approves_her_identity(film: Film) -> None:
    _at_the_desk(film, "/yonetim/basvurular/?goster=bekleyen")
    film.press("Kimlik doğrulama")
    film.see("Selin", "İncir")
    film.press("Onayla ve uygula")
    film.see("Başvuru onaylandı ve uygulandı")


def _she_orders_and_sends_the_money(film: Film) -> None:
    page = film.page
    film.go("/paketler/")
    film.press(re.compile("Başlangıç: yapılandır"))
    page.get_by_label("Alan adı").fill(DOMAIN)
    expect(page.locator("#tutar")).to_contain_text("178,80")  # 149.00 with KDV
    film.press("Sepete ekle")
    page.wait_for_url(re.compile("/sepet/"))
    page.get_by_label("Havale/EFT").check()
    film.press(re.compile("sipariş ver"))
    page.wait_for_url(re.compile("/havale/$"))
    with acting_as_system("film"):
        account = CurrentAccount.objects.get(
            seller=film.world.seller, buyer__name__startswith="Selin"
        )
    film.see("178,80 ₺", reference_of(account.pk))
    film.shot("havale-bilgileri", here=True)
    film.sandbox.call("POST", "/_sandbox/clock")
    film.sandbox.call(
        "POST",
        f"{BANK}/movements",
        {
            "amount": "178.80",
            "description": f"hosting {reference_of(account.pk)}",
            "name": "SELİN İNCİR",
            "iban": "TR320010009999901234567890",
        },
    )
    page.locator("[data-paid]").wait_for()
    film.go("/siparislerim/")
    expect(film.row("Web Hosting")).to_contain_text("Onay bekliyor")
    film.go("/hizmetlerim/")
    film.shot("onay-bekliyor", here=True)


def _deniz_approves_the_order(film: Film) -> None:
    _at_the_desk(film, "/yonetim/onaylar/")
    film.see("Selin İncir", DOMAIN)
    film.page.get_by_role("button", name=re.compile("^Onayla")).click()
    film.see("Sipariş onaylandı")


def _she_asks_about_it(film: Film) -> None:
    page = film.page
    film.go("/hizmetlerim/")
    expect(film.row("Web Hosting")).to_contain_text("Aktif")
    film.go("/destek/yeni/")
    page.get_by_label("Konu").fill("Alan adım ne zaman açılır?")
    page.get_by_label("Birim").select_option(index=0)
    page.get_by_label("İlgili hizmet").select_option(index=1)
    page.get_by_label("Mesajınız").fill("Siparişim onaylandı; adım hâlâ açılmıyor.")
    film.press("Gönder")
    film.see("Talebiniz alındı")
    film.shot("talep", here=True)


def _deniz_answers(film: Film) -> None:
    _at_the_desk(film, "/yonetim/destek/")
    film.press("Alan adım ne zaman açılır?")
    film.see("Web Hosting · Başlangıç")
    film.page.locator("#id_body").fill("Merhaba Selin Hanım, bir saat içinde açılacak.")
    film.press("Yanıtı gönder")
    film.see("Yanıtınız gönderildi")


def _she_answers_by_mail(film: Film) -> None:
    def answered() -> bool:
        return any("bir saat içinde" in str(mail["text"]) for mail in film.sandbox.mails(MAIL))

    eventually(answered, seconds=20)
    newest = next(
        mail for mail in film.sandbox.mails(MAIL) if "bir saat içinde" in str(mail["text"])
    )
    film.page = film.open_browser(width=390)
    film.page.goto(f"{film.sandbox.base_url}/eposta/{newest['id']}")
    film.press("Yanıtla")
    film.page.get_by_label("İleti").fill("Açıldı, teşekkür ederim.")
    film.press("Gönder")
    film.see("Gönderildi.")
    said = "SELECT count(*) FROM support_ticketmessage WHERE source = 'mail'"
    eventually(lambda: film.sql(said) == [(1,)], seconds=20)


def _it_stands_in_her_ticket(film: Film) -> None:
    film.go("/destek/")
    film.press("Alan adım ne zaman açılır?")
    film.see("bir saat içinde açılacak", "Açıldı, teşekkür ederim.")
    film.shot("konusma", here=True)
