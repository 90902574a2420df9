"""A day at the desk's bank: what is nobody's, what is learned, phones, a split, a reversal."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import expect

from tests.journeys.film import Film
from vezne.accounts.services import user_phone_change
from vezne.banking.models import BankAccount, Movement
from vezne.banking.reference import reference_of
from vezne.banking.services.notice import NoticeEntry, notice_send, receipt_keep
from vezne.banking.types import Channel, Line
from vezne.core.audit import SYSTEM
from vezne.core.calendar import istanbul_date
from vezne.core.money import Money
from vezne.core.scope import acting_as_system
from vezne.flows.bank import movement_arrive
from vezne.ledger.check import ledger_check
from vezne.ledger.models import CurrentAccount
from vezne.ledger.queries import wallet_available

pytestmark = pytest.mark.journey

IBAN = "TR33 0006 1005 1978 6457 8413 26"
PAYERS_IBAN = "TR320010009999901234567890"
DESK = "/yonetim/banka/"
EIGHT_WAYS = (
    "0532 111 22 33", "05321112233", "532 111 22 33", "+90 532 111 22 33",
    "905321112233", "0(532)1112233", "0532-111-22-33", "0532.111.22.33",
)  # fmt: skip


class Bank:
    """The bank says a line, and the house hears it at once; over HTTP it is the sandbox's."""

    def __init__(self, film: Film) -> None:
        self.film, self.number = film, 0
        with acting_as_system("film"):
            self.account = BankAccount.objects.get(seller=film.world.seller)

    def send(self, minor: int, description: str, **more: Any) -> Movement:
        """One line; its movement as it stands afterwards."""
        self.number += 1
        now = self.film.now()
        line = Line(
            row=1,
            amount_minor=minor,
            currency="TRY",
            booked_on=istanbul_date(now),
            at=now,
            bank_id=f"FT26{self.number:06d}",
            description=description,
            **more,
        )
        found = movement_arrive(
            bank_account_id=self.account.pk, line=line, channel=Channel.PUSH, now=now
        )
        with acting_as_system("film"):
            return Movement.objects.get(pk=found.movement_id)


def account_of(film: Film, buyer: Any = None) -> CurrentAccount:
    with acting_as_system("film"):
        return CurrentAccount.objects.get(seller=film.world.seller, buyer=buyer or film.world.cinar)


def wallet(film: Film, account: CurrentAccount) -> int:
    with acting_as_system("film"):
        return wallet_available(current_account_id=account.pk, unit="TRY", now=film.now())


def test_a_day_at_the_bank_s_desk(film: Film) -> None:
    film.sign_in(film.world.deniz)
    _the_first_account(film)
    bank = Bank(film)
    _an_unmatched_transfer_is_learned(film, bank)
    _two_at_once(film)
    _a_split(film, bank)
    _a_notice_meets_its_transfer(film, bank)
    _a_reversal_leaves_a_debt(film, bank)
    with acting_as_system("film"):
        assert list(ledger_check()) == []


def _the_first_account(film: Film) -> None:
    page = film.page
    film.go(f"{DESK}hesaplar/")
    film.see("Henüz banka hesabı yok")
    film.shot("hesaplar-bos")
    film.press(re.compile("Banka hesabı ekle"))
    page.get_by_label("IBAN").fill("TR33 0006 1005 1978 6457 8413 27")
    page.get_by_label("Banka", exact=True).fill("Örnek Bank")
    page.get_by_label("Hesap sahibi").fill("Kule Yazılım ve Bilişim A.Ş.")
    film.press("Ekle")
    film.see("Lütfen kontrol edin")
    film.shot("hesap-hatali", here=True)
    page.get_by_label("IBAN").fill(IBAN)
    film.press("Ekle")
    film.see("Banka hesabı eklendi")
    film.press(re.compile("İmzalı bildirimi aç"))
    film.see("Şimdi kopyalayın; bir daha gösterilmez.", "/api/v1/webhooks/bank/")
    film.shot("baglanti-sir", here=True)
    film.go(f"{DESK}hesaplar/")
    film.see(IBAN, "İmzalı bildirim")
    film.shot("hesaplar")


def _an_unmatched_transfer_is_learned(film: Film, bank: Bank) -> None:
    account = account_of(film)
    film.go(DESK)
    film.see("Eşleşmeyen hareket yok")
    film.shot("kuyruk-bos")
    bank.send(
        1_500_00,
        "GELEN FAST - AYŞE ÇINAR - MART ÖDEMESİ",
        counterparty_name="AYŞE ÇINAR",
        counterparty_iban=PAYERS_IBAN,
    )
    bank.send(80_00, "GELEN EFT", counterparty_name="BİLİNMEYEN A.Ş.")
    film.go(DESK)
    film.see("Gönderen adı benziyor", "sonraki havaleleri kendiliğinden bu hesaba geçer")
    film.shot("kuyruk")
    card = film.page.locator("section.vz-wait-card").filter(has_text="AYŞE ÇINAR")
    card.get_by_label(re.compile("Bu göndereni öğren")).check()
    card.get_by_role("button", name=re.compile("Bu hesaba yaz")).first.press("Enter")
    film.see("hesabına yazıldı; göndereni bundan sonra tanınır.")
    assert wallet(film, account) == 1_500_00
    second = bank.send(
        40_00, "GELEN FAST", counterparty_name="A CINAR", counterparty_iban=PAYERS_IBAN
    )
    assert (second.state, second.tier) == ("credited", "iban")
    film.go(f"{DESK}hareketler/{second.public_id}/")
    film.see("Gönderen IBAN daha önce bir personelin onayıyla bu hesaba bağlandı.", "Çınar Mobilya")
    film.shot("hareket")
    film.go(f"{DESK}gonderenler/")
    film.see("•••• 7890", "Çınar Mobilya", "Deniz Kule")
    film.shot("gonderenler")


def _two_at_once(film: Film) -> None:
    """Deniz has the queue open twice; what one window did, the other is told."""
    film.go(DESK)
    other = film.new_tab()
    other.goto(film.stage.web_url + DESK)
    for page in (film.page, other):
        card = page.locator("section.vz-wait-card").filter(has_text="BİLİNMEYEN")
        card.get_by_label("Hesap adı, unvanı ya da numarası").fill("golge")
        button = card.get_by_role("button", name="Bu hesaba yaz Gölge Optik")
        expect(button).to_be_visible()
        if page is film.page:
            film.shot("kuyruk-arama", here=True)
    for page in (film.page, other):
        card = page.locator("section.vz-wait-card").filter(has_text="BİLİNMEYEN")
        card.get_by_role("button", name="Bu hesaba yaz Gölge Optik").click()
        page.wait_for_load_state()
    expect(other.locator("body")).to_contain_text(
        "bu havaleyi sizden önce Gölge Optik hesabına yazdı."
    )
    other.close()
    with acting_as_system("film"):
        golge = CurrentAccount.objects.exclude(buyer=film.world.cinar).get(
            seller=film.world.seller, buyer__name="Gölge Optik"
        )
    assert wallet(film, golge) == 80_00


def _a_split(film: Film, bank: Bank) -> None:
    row = bank.send(300_00, "İKİ FİRMA İÇİN", counterparty_name="ORTAK MUHASEBE")
    film.go(DESK)
    film.page.get_by_text("Böl, iade et ya da ayır").click()
    film.press(re.compile("Birden çok hesaba böl"))
    page = film.page
    for name in ("cinar", "golge"):
        page.get_by_label("Hesap adı, unvanı ya da numarası").fill(name)
        film.press("Ara")
        film.press(re.compile("^Ekle"))
    page.get_by_label("Çınar Mobilya").fill("100,00")
    film.shot("bol", here=True)
    film.press("Böl")
    film.see("Havale 2 hesaba bölündü.", "200,00 ₺", "Gölge Optik")
    film.shot("bolunmus")
    film.go(f"{DESK}hareketler/?ara=iki+firma&yon=gelen")
    film.see("ORTAK MUHASEBE", "1 sonuçtan")
    film.shot("hareketler")
    assert row.state == "unmatched"


def _a_notice_meets_its_transfer(film: Film, bank: Bank) -> None:
    account = account_of(film)
    entry = NoticeEntry(
        Money(275_00, "TRY"),
        istanbul_date(film.now()),
        "Çınar Mobilya",
        note="Nisan yenilemesi",
    )
    receipt = receipt_keep(b"%PDF-1.7 dekont")
    with acting_as_system("film"):
        notice_send(current_account=account, entry=entry, now=film.now(), receipt=receipt)
    bank.send(275_00, "GELEN HAVALE", counterparty_name="C M")
    film.go(f"{DESK}bildirilenler/")
    film.see("Nisan yenilemesi", "Bu havale, hesaba yaz")
    film.shot("bildirilenler")
    film.press("Bu havale, hesaba yaz")
    film.see("bildirim kapandı", "Havale bulundu")


def _a_reversal_leaves_a_debt(film: Film, bank: Bank) -> None:
    account = account_of(film)
    code = reference_of(account.pk)
    film.world.order("yillik")
    first = bank.send(11_988_00, f"HAVALE {code}", counterparty_name="ÇINAR MOBİLYA")
    assert (first.state, first.tier) == ("credited", "reference_exact")
    bank.send(-11_988_00, f"İADE {code}", is_reversal=True, takes_back=first.bank_key[3:])
    film.go("/yonetim/")
    film.see("Geri alınan para borç oluşturdu")
    film.shot("genel-bakis")
    film.go(f"{DESK}isler/")
    film.see("Geri alınan para borç oluşturdu", "Kalan borç")
    film.shot("isler")
    film.go(f"{DESK}hareketler/{first.public_id}/")
    film.see("Geri alındı", "Banka geri aldı")
    film.shot("geri-alinan")
    film.go(f"{DESK}isler/")
    film.page.get_by_text("Tamamlandı, kapat").click()
    film.page.get_by_label("Ne yapıldı").fill("Ayşe Hanım yeniden gönderecek")
    film.press("Kapat")
    film.see("İş kapatıldı.", "Ayşe Hanım yeniden gönderecek")


def test_what_stood_in_a_wrong_account_is_put_right(film: Film) -> None:
    film.sign_in(film.world.deniz)
    _the_first_account(film)
    bank = Bank(film)
    film.move_clock(hours=1)
    code = reference_of(account_of(film).pk)
    row = bank.send(1_500_00, f"HAVALE {code}", counterparty_name="ŞIK ÇİÇEK")
    at = f"{DESK}hareketler/{row.public_id}/"
    film.go(at)
    film.page.get_by_text("Yanlış hesaba yazıldı, geri al").click()
    film.see("düşülür", "ödenmiş faturalar ödenmiş kalır")
    film.press("Hesaptan geri al")
    film.see("Lütfen kontrol edin")
    film.shot("geri-al", here=True)
    film.page.get_by_label("Neden").fill("Şık Çiçek başka bir firma")
    film.press("Hesaptan geri al")
    film.see("hareket yeniden yazılmayı bekliyor", "Yanlış hesaptan geri alındı")
    film.shot("geri-alindi")
    assert wallet(film, account_of(film)) == 0
    for sender in ("ŞIK ÇİÇEK", "AYŞE ÇINAR"):
        bank.send(80_00, f"HAVALE {code}", counterparty_name=sender)
    back = bank.send(-80_00, "İPTAL", is_reversal=True)
    film.go(f"{DESK}hareketler/{back.public_id}/")
    film.see("Banka hangi hareketi geri aldı?", "AYŞE ÇINAR")
    film.shot("hangisi")
    film.page.get_by_label("AYŞE ÇINAR").check()
    film.page.get_by_label("Neden").first.fill("Banka söyledi")
    film.press("Seçileni geri al")
    film.see("Seçilen hareket geri alındı.")
    with acting_as_system("film"):
        assert list(ledger_check()) == []


def test_agents_pay_in_with_their_phone_however_they_write_it(film: Film) -> None:
    with acting_as_system("film"):
        user_phone_change(
            user_id=film.world.ayse.user.pk, phone="0532 111 22 33", actor=SYSTEM, now=film.now()
        )
    film.sign_in(film.world.deniz)
    _the_first_account(film)
    bank = Bank(film)
    film.move_clock(hours=1)
    waits = bank.send(10_00, "YATAN 0532 111 22 33")
    assert waits.state == "unmatched"
    film.go("/yonetim/ayarlar/banka/")
    film.see("telefonu açıklamaya başkası da yazabilir")
    film.page.get_by_label("Açıklamadaki telefonla eşleştir").check()
    film.press("Kaydet")
    film.see("Eşleştirme kuralları kaydedildi.")
    film.shot("kurallar")
    for written in EIGHT_WAYS:
        row = bank.send(100_00, f"PARA YATIRMA {written} MEHMET")
        assert (row.state, row.tier) == ("credited", "phone"), written
    assert wallet(film, account_of(film)) == 800_00
    film.go(f"{DESK}hareketler/?yol=phone")
    film.see("8 sonuçtan", "0(532)1112233")
    film.shot("telefonla")
    film.go(DESK)
    film.see("Açıklamadaki telefon bu hesabın kullanıcısının.")


def test_each_kind_of_file_is_uploaded_twice_and_counts_once(film: Film, tmp_path: Path) -> None:
    film.sign_in(film.world.deniz)
    _the_first_account(film)
    iban = IBAN.replace(" ", "")
    bank = f"/_sandbox/bank/accounts/{iban}"
    film.sandbox.call("PUT", bank, {"holder": "Kule Yazılım", "bankName": "Örnek Bank"})
    code = reference_of(account_of(film).pk)
    for amount, words in (
        ("1198.80", f"HAVALE {code}"),
        ("55.00", "GELEN EFT"),
        ("-4.20", "MASRAF"),
    ):
        order = {"amount": amount, "description": words, "name": "ŞIK ÇİÇEK", "channel": "FAST"}
        film.sandbox.call("POST", f"{bank}/movements", order)
    for place, kind in enumerate(("sta", "xml", "csv")):
        address = f"{film.sandbox.base_url}/hesaplar/{iban}/ekstre.{kind}"
        given = httpx.get(address, timeout=10)
        assert given.status_code == 200, address
        file = tmp_path / f"mart.{kind}"
        file.write_bytes(given.content)
        _upload(film, file, added=3 if place == 0 else 0, is_first=place == 0)
        film.go(f"{DESK}ekstreler/yukle/")
        film.page.get_by_label("Ekstre dosyası").set_input_files(file)
        film.press("Yükle ve önizle")
        film.see("Bu dosya daha önce yüklenmiş")
    with acting_as_system("film"):
        assert Movement.objects.count() == 3
        assert list(ledger_check()) == []
    film.go(f"{DESK}ekstreler/")
    film.see("mart.sta", "mart.xml", "mart.csv")
    film.shot("ekstreler")
    _an_ugly_file(film, tmp_path)


def _upload(film: Film, file: Path, *, added: int, is_first: bool) -> None:
    film.go(f"{DESK}ekstreler/yukle/")
    if is_first:
        film.shot("yukle")
    film.page.get_by_label("Ekstre dosyası").set_input_files(file)
    film.press("Yükle ve önizle")
    film.see("İlk satırlar", "ŞIK ÇİÇEK")
    film.shot(f"onizleme-{file.suffix[1:]}")
    film.press("Aktarmayı başlat")
    film.see("anında bitti.")
    figures = film.page.locator(".vz-figure .value")
    expect(figures.nth(0)).to_have_text("3")
    expect(figures.nth(1)).to_have_text(str(added))
    if is_first:
        expect(figures.nth(3)).to_have_text("1")  # by the code in its words
        film.shot("sonuc")


def _an_ugly_file(film: Film, tmp_path: Path) -> None:
    ugly = tmp_path / "tablo.xlsx"
    ugly.write_bytes(b"PK\x03\x04 not a statement")
    film.go(f"{DESK}ekstreler/yukle/")
    film.page.get_by_label("Ekstre dosyası").set_input_files(ugly)
    film.press("Yükle ve önizle")
    film.see("XLSX dosyası okunmaz; bankanızdan MT940, camt.053 veya CSV isteyin")
    film.shot("cirkin-dosya", here=True)
    broken = tmp_path / "bozuk.csv"
    head = "Tarih;Açıklama;Tutar;İşlem No\n"
    broken.write_text(head + "31.02.2026;YOK GÜN;10,00;B1\n19.02.2026;İYİ;10,00;B2\n", "cp1254")
    film.page.get_by_label("Ekstre dosyası").set_input_files(broken)
    film.press("Yükle ve önizle")
    film.see("Satır 2", "Windows-1254", "İYİ")
    film.shot("sorunlu-satir")
