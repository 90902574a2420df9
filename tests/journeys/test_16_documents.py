"""February and March: from a payment to a legal document, refused, mended, cancelled; a month."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Any

import pytest
from django.db.models import Sum
from efatura_kontrol.kontrol import kontrol_et

from tests.journeys.film import Film
from tests.pdf_text import pdf_text
from tests.programs import eventually
from vezne.banking.models import BankAccount
from vezne.banking.reference import reference_of
from vezne.banking.services.bank_account import BankAccountTerms, bank_account_add
from vezne.banking.types import Channel, Line
from vezne.config.demo.people import phone, vkn
from vezne.core.audit import SYSTEM
from vezne.core.calendar import istanbul_date
from vezne.core.scope import acting_as, acting_as_system
from vezne.edocuments.models import Document, DocumentState
from vezne.edocuments.queries import series_faults
from vezne.edocuments.services import integrator_set, issuer_set
from vezne.edocuments.types import IssuerTerms
from vezne.flows.bank import movement_arrive
from vezne.flows.bank_promises import transfer_choose
from vezne.flows.paying import wallet_settle
from vezne.invoicing.models import Invoice
from vezne.ledger.check import ledger_check
from vezne.ledger.models import CurrentAccount
from vezne.ledger.queries import wallet_available
from vezne.ledger.services import month_close
from vezne.payments.models import Difference, Reconciliation
from vezne.reports.statement import Span, statement_head

pytestmark = pytest.mark.journey

KEY = "film-entegrator"
IBAN = "TR300090100001234500050001"
SETTINGS = "/yonetim/ayarlar/e-belge/"
DESK = "/yonetim/belgeler/"
MINE = "/belgelerim/"
TAX_OFFICE_SECONDS = 2.3
"""So long the sandbox's tax office takes, in real time."""


def firm(film: Film, **changes: Any) -> None:
    """Kule's account at the integrator."""
    fields = {"tax_id": vkn(1), "name": "Kule Yazılım ve Bilişim A.Ş.", **changes}
    film.sandbox.call("PUT", f"/_sandbox/nilvera/firms/{KEY}", fields)


def set_up(film: Film) -> None:
    """Kule issues, without a look at its settings."""
    firm(film)
    terms = IssuerTerms(
        tax_id=vkn(1), title="Kule Yazılım ve Bilişim A.Ş.", tax_office="Mecidiyeköy",
        street="Büyükdere Cad. 127", district="Şişli", city="İstanbul", phone=phone(1),
        website="https://kule.example", earsiv_letters="KEA", efatura_letters="KEF",
    )  # fmt: skip
    seller_id = film.world.seller.pk
    with acting_as(seller_id, "desk"):
        issuer_set(seller_id=seller_id, terms=terms, actor=SYSTEM, now=film.now())
        integrator_set(
            seller_id=seller_id,
            provider="nilvera",
            base_url=film.sandbox.base_url,
            key=KEY,
            is_test=True,
            actor=SYSTEM,
            now=film.now(),
        )


def carry(film: Film) -> None:
    """Issued and sent, then accepted and told."""
    film.move_clock(hours=1)
    film.wait(TAX_OFFICE_SECONDS)
    film.move_clock(hours=1)


def newest(film: Film) -> Document:
    with acting_as_system("film"):
        return Document.objects.select_related("invoice").latest("pk")


def fetch(film: Film, path: str) -> bytes:
    """What the signed-in person's browser downloads."""
    answer = film.page.request.get(film.stage.web_url + path)
    assert answer.ok, f"{path}: {answer.status}"
    return answer.body()


def as_person(film: Film, name: str, path: str) -> None:
    """A browser of their own."""
    film.page = film.open_browser()
    film.sign_in(film.world.people[name])
    film.go(path)


def paid_plan(film: Film, plan: str = "aylik") -> Invoice:
    """Ayşe buys a plan and pays it by card."""
    invoice = film.world.order(plan).invoice
    assert invoice is not None
    film.pay(invoice.public_id)
    return invoice


def check(xml: bytes) -> None:
    """GİB's schema and rules have nothing to say: no error, no warning."""
    report = kontrol_et(xml)
    found = [(one.seviye, one.mesaj) for one in report.bulgular if one.seviye != "bilgi"]
    assert report.gecerli, found
    assert found == []


def test_a_payment_becomes_a_document_in_the_buyers_hands(film: Film) -> None:
    firm(film)
    as_person(film, "deniz", DESK)
    film.see("Belge düzenleme henüz kurulmadı")
    film.shot("belgeler-bos")
    _deniz_sets_it_up(film)
    as_person(film, "ayse", MINE)
    film.see("Henüz belgeniz yok")
    film.shot("belgelerim-bos")
    paid_plan(film)
    carry(film)

    _ayse_has_it(film)
    _nurten_takes_the_month(film)
    told = [title for title in film.told(film.world.ayse) if "faturanız hazır" in title]
    assert told == ["KEA2026000000001 numaralı faturanız hazır"]
    as_person(film, "deniz", DESK)
    film.see("KEA2026000000001", "Kesildi")
    film.shot("belgeler")
    film.press("KEA2026000000001")
    film.see("Gelir İdaresi kabul etti", "Numara verildi")
    film.shot("belge")


def _deniz_sets_it_up(film: Film) -> None:
    page = film.page
    film.go(SETTINGS)
    film.shot("ayarlar-bos")
    page.get_by_label("Vergi dairesi").fill("Mecidiyeköy")
    page.get_by_label("Adres", exact=True).fill("Büyükdere Cad. 127")
    page.get_by_label("İlçe").fill("Şişli")
    page.get_by_label("İl", exact=True).select_option("İstanbul")
    page.get_by_label("Web sitesi").fill("https://kule.example")
    page.get_by_label("e-Arşiv serisi").fill("EFA")
    page.locator("form", has=page.get_by_label("İlçe")).get_by_role("button", name="Kaydet").click()
    film.see("Üç seri birbirinden farklı olmalı.")
    film.shot("ayarlar-hatali", here=True)
    page.get_by_label("e-Arşiv serisi").fill("KEA")
    page.locator("form", has=page.get_by_label("İlçe")).get_by_role("button", name="Kaydet").click()
    film.see("Belge bilgileri kaydedildi.")
    page.get_by_text("Entegratör bağla").click()
    page.get_by_label("API anahtarı").fill(KEY)
    section = page.locator("section", has=page.get_by_label("API anahtarı"))
    section.get_by_role("button", name="Kaydet").click()
    film.see("Entegratör kaydedildi; şimdi deneyin.")
    film.press("Bağlantıyı dene")
    film.see("Bağlantı çalışıyor: Kule Yazılım ve Bilişim A.Ş..")
    film.shot("ayarlar")
    words = pdf_text(fetch(film, f"{SETTINGS}onizleme/"))
    assert "ÖRNEK" in words
    assert "Büyükdere Cad. 127" in words


def _ayse_has_it(film: Film) -> None:
    document = newest(film)
    assert document.state == DocumentState.ACCEPTED
    film.go("/odemeler/")
    film.see("KEA2026000000001", "Kesildi")
    film.shot("odemeler")
    film.go(MINE)
    film.see("Şubat 2026", "KEA2026000000001", "1.198,80 ₺")
    film.shot("belgelerim")
    film.press("KEA2026000000001")
    film.see("Kule Yazılım ve Bilişim A.Ş.", str(document.ettn))
    film.shot("belgem")

    path = f"{MINE}{document.public_id}/"
    check(fetch(film, f"{path}xml/"))
    words = pdf_text(fetch(film, f"{path}pdf/"))
    for said in (
        "e-ARŞİV FATURA", "KEA2026000000001", "19.02.2026", "Çınar Mobilya San. ve Tic. Ltd. Şti.",
        "Hesaplanan KDV (%20) 199,80 TL", "Ödenecek Tutar 1.198,80 TL",
        "BinYüzDoksanSekizTürkLirasıSeksenKuruş",
    ):  # fmt: skip
        assert said in words, words
    (mail,) = [
        one for one in film.sandbox.mails(film.world.ayse.email) if "hazır" in one["subject"]
    ]
    assert "Belgeyi PDF ve XML olarak indirebilirsiniz." in mail["text"]


def _nurten_takes_the_month(film: Film) -> None:
    """Who only looks hands the month to the accountant."""
    as_person(film, "nurten", MINE)
    film.see("Ayın hepsi (zip)")
    made = zipfile.ZipFile(BytesIO(fetch(film, f"{MINE}ay/2026-02/")))
    assert made.namelist() == [
        "liste.xlsx", "kule-yazilim/KEA2026000000001.pdf", "kule-yazilim/KEA2026000000001.xml",
    ]  # fmt: skip
    check(made.read("kule-yazilim/KEA2026000000001.xml"))


def test_staff_sees_why_a_document_stands_still_mends_it_and_it_goes(film: Film) -> None:
    set_up(film)
    as_person(film, "ayse", "/")
    invoice = paid_plan(film)
    film.sql(
        "UPDATE invoicing_invoice SET billing_address = "
        "jsonb_set(billing_address, '{district}', '\"\"') WHERE id = %s RETURNING id",
        invoice.pk,
    )
    film.move_clock(hours=1)
    assert newest(film).state == DocumentState.BLOCKED
    _the_buyer_is_corrected(film)
    _the_integrator_refuses_and_staff_replaces(film)
    with acting_as_system("film"):
        assert series_faults() == []


def _the_buyer_is_corrected(film: Film) -> None:
    film.move_clock(days=5)
    as_person(film, "deniz", DESK)
    film.see("1 belgenin 7 günlük süresi doluyor", "Düzeltme bekliyor")
    film.shot("sure-doluyor")
    film.page.get_by_role("link", name="Çınar Mobilya").first.click()
    film.see("İlçe veya il eksik.", "Alıcı bilgilerini bu sayfadan düzeltin")
    film.shot("belge-duruyor")
    film.press("Alıcı bilgilerini düzelt")
    film.page.get_by_label("İlçe").fill("Ümraniye")
    film.shot("alici-duzelt", here=True)
    film.press("Kaydet ve yeniden dene")
    film.see("Belge sıraya alındı")
    eventually(lambda: newest(film).number == "KEA2026000000001", seconds=25)
    film.wait(TAX_OFFICE_SECONDS)
    film.move_clock(hours=1)
    assert newest(film).state == DocumentState.ACCEPTED
    held = [title for title in film.bell(film.world.deniz) if "düzeltme bekliyor" in title]
    assert len(held) == 1


def _the_integrator_refuses_and_staff_replaces(film: Film) -> None:
    firm(film, next_code="2015")
    as_person(film, "ayse", "/")
    pack = film.world.order_pack("1k").invoice
    assert pack is not None
    film.pay(pack.public_id)
    film.move_clock(hours=1)
    refused = newest(film)
    as_person(film, "deniz", f"{DESK}{refused.public_id}/")
    film.see("Entegratör belgenin içeriğini kabul etmedi.", "2015", "Numarası harcandı")
    film.shot("belge-reddedildi")
    film.press("Yerine yeni belge düzenle")
    film.see("Yeni belge hazırlanıyor.")
    eventually(lambda: newest(film).number == "KEA2026000000003", seconds=25)
    film.wait(TAX_OFFICE_SECONDS)
    film.move_clock(hours=1)
    film.page.reload()
    film.see("KEA2026000000003", "Gelir İdaresi kabul etti")
    as_person(film, "ayse", MINE)
    film.not_see(refused.number)


def test_a_document_is_cancelled_with_a_reason_and_the_buyer_sees_it(film: Film) -> None:
    set_up(film)
    as_person(film, "ayse", "/")
    paid_plan(film)
    carry(film)
    document = newest(film)
    as_person(film, "deniz", f"{DESK}{document.public_id}/")
    film.press("Belgeyi iptal et")
    film.press("Devam")
    film.see("Bu alanı doldurun.")
    film.shot("iptal-nedensiz", here=True)
    film.page.get_by_label("Neden").fill("Şube adı yanlış")
    film.press("Devam")
    film.see("Belge iptal edilsin mi?", "Şube adı yanlış")
    film.shot("iptal-sorusu", here=True)
    film.press("Evet, iptal et")
    film.see("Belge iptal edildi.", "İptal edildi")
    film.shot("iptal-edildi")
    (sent,) = film.sandbox.call("GET", "/_sandbox/nilvera/documents")["documents"]
    assert sent["isCancelled"]

    as_person(film, "ayse", f"{MINE}{document.public_id}/")
    film.see("Bu belge iptal edildi", "defterinize kaydetmeyin")
    film.shot("iptal-alici")
    assert "İPTAL" in pdf_text(fetch(film, f"{MINE}{document.public_id}/pdf/"))


def test_a_month_closes_to_the_kurus(film: Film) -> None:
    set_up(film)
    open_bank(film)
    as_person(film, "ayse", "/")
    by_card = paid_plan(film)
    by_transfer = _pay_by_transfer(film)
    by_wallet = _pay_from_the_wallet(film)
    carry(film)
    film.move_clock(days=14)  # into March, with the provider's day compared
    with acting_as_system("film"):
        month_close(
            seller_id=film.world.seller.pk,
            month=by_card.opened_at.date(),
            actor=SYSTEM,
            now=film.now(),
        )
        total = by_card.total_minor + by_transfer.total_minor + by_wallet.total_minor
        assert _documents_and_invoices(film) == (total, total, 3)
        assert _statement(film) == (total, total)
        assert _provider(film) == (by_card.total_minor, by_card.total_minor)
        assert list(Difference.objects.all()) == []
        assert list(ledger_check()) == []
        assert series_faults() == []


def open_bank(film: Film) -> None:
    """Kule's account."""
    terms = BankAccountTerms(
        bank_name="Körfez Bankası", branch="Mecidiyeköy", iban=IBAN, holder="Kule Yazılım A.Ş."
    )
    seller_id = film.world.seller.pk
    with acting_as(seller_id, "desk"):
        bank_account_add(seller_id=seller_id, terms=terms, actor=SYSTEM, now=film.now())


def send(film: Film, minor: int) -> None:
    """Çınar's bank sends money with the reference; Kule's bank tells of it."""
    now = film.now()
    with acting_as_system("film"):
        bank = BankAccount.objects.get(seller=film.world.seller)
    line = Line(
        row=1,
        amount_minor=minor,
        currency="TRY",
        booked_on=istanbul_date(now),
        at=now,
        bank_id=f"FT26{minor:06d}",
        description=reference_of(_account(film).pk),
    )
    movement_arrive(bank_account_id=bank.pk, line=line, channel=Channel.PUSH, now=now)


def _pay_by_transfer(film: Film) -> Invoice:
    """Chosen, sent with 50,00 too much, matched by its reference."""
    invoice = film.world.order_pack("1k").invoice
    assert invoice is not None
    with acting_as(film.world.cinar.pk, "panel"):
        transfer_choose(invoice=invoice, actor=film.world.ayse.actor, now=film.now())
    send(film, invoice.total_minor + 50_00)
    assert _is_paid(invoice)
    return invoice


def _pay_from_the_wallet(film: Film) -> Invoice:
    """A transfer without an invoice fills the balance, which pays."""
    invoice = film.world.order_pack("sms1k").invoice
    assert invoice is not None
    missing = invoice.total_minor - _wallet(film)
    assert 0 < missing < invoice.total_minor, "50,00 came too much before"
    send(film, missing)
    if not _is_paid(invoice):
        with acting_as_system("film"):
            wallet_settle(invoice_id=invoice.pk, now=film.now(), actor=film.world.ayse.actor)
    return invoice


def _is_paid(invoice: Invoice) -> bool:
    with acting_as_system("film"):
        return bool(Invoice.objects.get(pk=invoice.pk).status == "paid")


def _account(film: Film) -> CurrentAccount:
    with acting_as_system("film"):
        return CurrentAccount.objects.get(seller=film.world.seller, buyer=film.world.cinar)


def _wallet(film: Film) -> int:
    with acting_as_system("film"):
        return wallet_available(current_account_id=_account(film).pk, unit="TRY", now=film.now())


def _documents_and_invoices(film: Film) -> tuple[int, int, int]:
    seller = film.world.seller
    documents = Document.objects.filter(seller=seller, state=DocumentState.ACCEPTED)
    invoices = Invoice.objects.filter(seller=seller, status="paid")
    sums = [rows.aggregate(sum=Sum("total_minor"))["sum"] for rows in (documents, invoices)]
    return sums[0], sums[1], documents.count()


def _statement(film: Film) -> tuple[int, int]:
    """Debit and credit of February in the buyer's statement."""
    today = istanbul_date(film.now())
    first = today.replace(month=2, day=1)
    head = statement_head(Span(_account(film).pk, "TRY", first, today.replace(day=1)))
    return head.debit_minor, head.credit_minor


def _provider(film: Film) -> tuple[int, int]:
    """What iyzico says of the day, and what we do."""
    rows = Reconciliation.objects.filter(provider_account__provider="iyzico", state="done")
    totals = [row.totals.get("TRY", {}) for row in rows]
    return (
        sum(one.get("sales", 0) for one in totals),
        sum(one.get("ours_sales", 0) for one in totals),
    )
