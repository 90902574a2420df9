"""19 February to April: pay by transfer and see it come; too little, two, too much, taken back."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from playwright.sync_api import FilePayload, expect

from tests.journeys.audit import check_access, check_width
from tests.journeys.film import Film, say
from tests.programs import eventually
from vezne.banking.models import BankAccount, Movement
from vezne.banking.reference import reference_of
from vezne.banking.services.bank_account import (
    BankAccountTerms,
    bank_account_add,
    feed_push_set,
)
from vezne.core.audit import SYSTEM
from vezne.core.scope import acting_as, acting_as_system
from vezne.invoicing.models import Invoice
from vezne.ledger.check import ledger_check
from vezne.ledger.models import CurrentAccount
from vezne.ledger.queries import receivable_balance, wallet_available
from vezne.subscriptions.models import Subscription

pytestmark = pytest.mark.journey

IBAN = "TR300090100001234500050001"
BANK = f"/_sandbox/bank/accounts/{IBAN}"
PDF = b"%PDF-1.4\n%dekont\n"


def open_bank(film: Film) -> None:
    """Kule's account, here and at the sandbox's bank, which tells of its lines by signed calls."""
    terms = BankAccountTerms(
        bank_name="Körfez Bankası",
        branch="Mecidiyeköy",
        iban=IBAN,
        holder="Kule Yazılım ve Bilişim A.Ş.",
    )
    with acting_as(film.world.seller.pk, "desk"):
        row = bank_account_add(
            seller_id=film.world.seller.pk, terms=terms, actor=SYSTEM, now=film.now()
        )
        secret = feed_push_set(public_id=row.public_id, actor=SYSTEM, now=film.now())
    body = {
        "holder": terms.holder,
        "bankName": terms.bank_name,
        "noticeUrl": f"{film.stage.web_url}/api/v1/webhooks/bank/{row.public_id}",
        "noticeSecret": secret,
    }
    film.sandbox.call("PUT", BANK, body)


def account_of(film: Film) -> CurrentAccount:
    with acting_as_system("film"):
        return CurrentAccount.objects.get(seller=film.world.seller, buyer=film.world.cinar)


def send(film: Film, amount: str, description: str = "") -> dict[str, Any]:
    """Çınar's bank sends money; the sandbox's bank tells Kule of it."""
    film.sandbox.call("POST", "/_sandbox/clock")
    body = {
        "amount": amount,
        "description": description or reference_of(account_of(film).pk),
        "name": "Çınar Mobilya San. ve Tic. Ltd. Şti.",
        "iban": "TR320010009999901234567890",
    }
    line: dict[str, Any] = film.sandbox.call("POST", f"{BANK}/movements", body)
    return line


def take_back(film: Film, line: dict[str, Any]) -> None:
    """Geri al: the bank takes a line back."""
    film.sandbox.call("POST", f"{BANK}/movements/{line['id']}/reversal")


def states(film: Film) -> list[str]:
    with acting_as_system("film"):
        return list(Movement.objects.order_by("pk").values_list("state", flat=True))


def ordered(film: Film, plan: str = "aylik") -> Invoice:
    invoice = film.world.order(plan).invoice
    assert invoice is not None
    return invoice


def wallet(film: Film) -> int:
    with acting_as_system("film"):
        return wallet_available(current_account_id=account_of(film).pk, unit="TRY", now=film.now())


def debt(film: Film) -> int:
    with acting_as_system("film"):
        return receivable_balance(current_account_id=account_of(film).pk, unit="TRY")


def choose_transfer(film: Film, invoice: Invoice) -> None:
    film.go(f"/odeme/{invoice.public_id}/")
    film.press("Havale/EFT")
    film.page.wait_for_url(re.compile("/havale/$"))


def books_agree() -> None:
    with acting_as_system("film"):
        assert list(ledger_check()) == []


def test_a_transfer_is_chosen_sent_and_seen_to_arrive(film: Film) -> None:
    film.sign_in(film.world.ayse)
    expect(film.page.get_by_role("link", name="Banka Hesapları")).to_have_count(0)
    open_bank(film)
    invoice = ordered(film)
    code = reference_of(account_of(film).pk)

    _the_accounts_stand_behind_one_button(film, code)
    film.go(f"/odeme/{invoice.public_id}/")
    film.see("1.198,80 ₺", "Havale/EFT")
    film.shot("odeme-yontemi")
    choose_transfer(film, invoice)
    film.see("Havaleniz bekleniyor", "1.198,80 ₺", code, "TR30 0090 1000 0123 4500 0500 01")
    film.shot("havale-bilgileri")
    _on_a_phone(film, "havale-bilgileri")
    film.go("/odemeler/")
    film.see("Havale bekleniyor", "Havale bilgileri")
    film.shot("odemeler-bekliyor")
    film.press("Havale bilgileri")
    film.see("Havaleniz bekleniyor")

    began = time.monotonic()
    send(film, "1198.80")
    film.page.locator("[data-paid]").wait_for()
    say(f"seen on the page {time.monotonic() - began:.2f} s after the bank booked it")
    film.see("Havaleniz geldi, ödemeniz alındı", "1.198,80 ₺")
    film.shot("havale-geldi")
    film.go("/odemeler/")
    expect(film.row("1.198,80 ₺", "Havale/EFT")).to_contain_text("Ödendi")
    film.shot("odemeler-odendi")
    assert "Havaleniz geldi: 1.198,80\u00a0₺" in film.told(film.world.ayse)
    with acting_as_system("film"):
        assert Subscription.objects.get(pk=invoice.subscription_id).open_until is not None
    books_agree()


def _the_accounts_stand_behind_one_button(film: Film, code: str) -> None:
    film.go("/hizmetlerim/")
    button = film.page.get_by_role("link", name="Banka Hesapları")
    button.focus()
    film.page.keyboard.press("Enter")
    dialog = film.page.get_by_role("dialog", name="Banka Hesapları")
    expect(dialog).to_contain_text("Körfez Bankası")
    expect(dialog).to_contain_text(code)
    expect(dialog.locator(".vz-qr svg")).to_have_count(1)
    check_access(film.page)
    film.shot("banka-penceresi", here=True)
    film.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(button).to_be_focused()
    film.go("/banka-hesaplari/")
    film.see("TR30 0090 1000 0123 4500 0500 01")
    film.shot("banka-hesaplari")
    for theme in ("light", "dark"):
        phone = film.open_browser(width=390, theme=theme)
        film.sign_in(film.world.ayse, page=phone)
        phone.get_by_role("link", name="Banka Hesapları").click()
        expect(phone.get_by_role("dialog")).to_contain_text(code)
        check_width(phone)
        check_access(phone)
        film._picture(phone, f"telefon-pencere-{theme}")


def _on_a_phone(film: Film, name: str) -> None:
    path = film.page.url.removeprefix(film.stage.web_url)
    phone = film.open_browser(width=390, theme="dark")
    film.sign_in(film.world.ayse, page=phone)
    phone.goto(film.stage.web_url + path)
    check_width(phone)
    check_access(phone)
    film._picture(phone, f"telefon-{name}")
    film.watches.pop()
    film.contexts.pop().close()


def test_too_little_then_the_rest_then_too_much(film: Film) -> None:
    open_bank(film)
    first = ordered(film)
    film.sign_in(film.world.ayse)
    choose_transfer(film, first)

    send(film, "600.00")
    film.see("Kalan: 598,80 ₺", "Şimdiye kadar 600,00 ₺ ödendi.")
    film.shot("eksik-havale")
    send(film, "598.80")
    film.page.locator("[data-paid]").wait_for()
    film.see("600,00 ₺", "598,80 ₺", "Havaleniz geldi, ödemeniz alındı")
    assert wallet(film) == 0

    second = ordered(film, "randevu")
    choose_transfer(film, second)
    more = second.open_minor + 150_00
    send(film, f"{more // 100}.{more % 100:02d}")
    film.page.locator("[data-paid]").wait_for()
    film.see("Bakiyenize eklenen", "150,00 ₺")
    film.shot("fazla-havale", here=True)
    assert wallet(film) == 150_00
    film.go("/cari-hesap/")
    film.see("150,00 ₺")
    told = [title for title in film.told(film.world.ayse) if title.startswith("Havaleniz")]
    assert told == [
        "Havaleniz geldi: 600,00\u00a0₺, kalan 598,80\u00a0₺",
        "Havaleniz geldi: 598,80\u00a0₺",
        f"Havaleniz geldi: {more // 100},{more % 100:02d}\u00a0₺",
    ]
    books_agree()


def test_what_the_bank_takes_back_is_owed_again(film: Film) -> None:
    open_bank(film)
    invoice = ordered(film)
    film.sign_in(film.world.ayse)
    choose_transfer(film, invoice)
    line = send(film, "1198.80")
    film.page.locator("[data-paid]").wait_for()
    film.move_clock(days=2)

    film.sandbox.call("POST", "/_sandbox/clock")
    take_back(film, line)

    eventually(lambda: "reversed" in states(film), seconds=10)
    assert debt(film) == 1_198_80
    assert wallet(film) == 0
    film.go("/cari-hesap/")
    film.see("1.198,80 ₺")
    film.shot("geri-alindi")
    titles = film.told(film.world.ayse)
    assert any("geri aldı" in title for title in titles)
    books_agree()


def test_a_suspended_service_opens_by_transfer_and_a_notice_is_answered(film: Film) -> None:
    open_bank(film)
    invoice = ordered(film)
    film.move_clock(days=9)
    film.sign_in(film.world.ayse)
    film.go("/hizmetlerim/")
    film.see("Askıda")
    choose_transfer(film, invoice)
    film.see("anına kadar gelmezse")
    send(film, "1198.80", "kasim hizmet bedeli")  # says nothing of who it is
    eventually(lambda: states(film) == ["unmatched"], seconds=10)
    film.move_clock(hours=5)

    film.go(f"/odeme/{invoice.public_id}/havale/")
    film.press("Havale/EFT bildir")
    film.shot("bildir", here=True)
    film.page.get_by_label("Tutar").fill("1198.80")
    film.press("Bildir")
    film.see("Tutarı 1.234,56 biçiminde yazın.")
    film.shot("bildir-hatali", here=True)
    film.page.get_by_label("Tutar").fill("1.198,80")
    receipt = FilePayload(name="dekont.pdf", mimeType="application/pdf", buffer=PDF)
    film.page.get_by_label("Dekont").set_input_files(files=receipt)
    film.press("Bildir")
    film.see("Bildiriminiz satıcıya iletildi.", "İnceleniyor")
    film.shot("bildirimlerim")

    film.go(f"/odeme/{invoice.public_id}/havale/")
    send(film, "1198.80")
    film.page.locator("[data-paid]").wait_for()
    film.page.wait_for_url(re.compile("/hizmetlerim/"))
    film.see("Aktif")
    film.go("/havale-bildirimleri/")
    film.see("Havale bulundu")
    books_agree()


def test_a_link_s_holder_pays_by_transfer_and_a_buyer_of_another_firm_sees_nothing(
    film: Film,
) -> None:
    open_bank(film)
    invoice = ordered(film)
    film.sign_in(film.world.ayse)
    film.go(f"/odeme/{invoice.public_id}/")
    film.press("Ödeme bağlantısı oluştur")
    link = film.page.locator("[data-link]").input_value()
    film.page = film.open_browser(width=390)
    film.page.goto(link)
    film.press("Havale/EFT")
    film.see("Havaleniz bekleniyor", "TR30 0090 1000 0123 4500 0500 01")
    film.shot("baglanti-havale", here=True)
    send(film, "1198.80")
    film.page.locator("[data-paid]").wait_for()
    film.see("Havaleniz geldi")
    film.shot("baglanti-havale-geldi", here=True)
    with acting_as_system("film"):
        assert BankAccount.objects.count() == 1
    film.page = film.open_browser()
    film.sign_in(film.world.ceren)
    answer = film.page.goto(f"{film.stage.web_url}/odeme/{invoice.public_id}/havale/")
    assert answer is not None
    assert answer.status == 404
