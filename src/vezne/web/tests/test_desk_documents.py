"""Belgeler on the desk: list, page, what holds one back, what staff does."""

from __future__ import annotations

import zipfile
from datetime import timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from tests import factories
from vezne.accounts.models import Account, Address, Role
from vezne.core.scope import acting_as_system
from vezne.edocuments.models import Document, DocumentState, IncomingDocument
from vezne.edocuments.types import ErrorCode, FindingCode, Refused
from vezne.invoicing.models import Invoice
from vezne.notify.models import Delivery
from vezne.web.tests.desk import Queries
from vezne.web.tests.documents import NOW, Town, change, reference_of, state_of

pytestmark = pytest.mark.django_db
LIST = "/yonetim/belgeler/"
MOST_QUERIES = 11
PAGE_QUERIES = 13


@pytest.fixture
def town() -> Town:
    return Town()


def url(document: Document, tail: str = "") -> str:
    return f"{LIST}{document.public_id}/{tail}"


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_the_list_shows_finds_filters_and_sorts(
    town: Town, django_assert_max_num_queries: Queries
) -> None:
    accepted, waiting = town.accepted(), reference_of(town.blocked())
    deniz = town.client(town.seller)
    deniz.get(LIST)

    with django_assert_max_num_queries(MOST_QUERIES):
        page = text(deniz.get(LIST))

    assert accepted.number in page
    assert waiting in page
    assert "Kesildi" in page
    assert "Düzeltme bekliyor" in page
    assert accepted.number in text(deniz.get(f"{LIST}?ara={accepted.number[-4:]}"))
    assert waiting not in text(deniz.get(f"{LIST}?ara={accepted.number}"))
    assert accepted.number in text(deniz.get(f"{LIST}?ara=papatya&durum=accepted&tur=earsiv"))
    assert accepted.number not in text(deniz.get(f"{LIST}?durum=blocked"))
    assert accepted.number not in text(deniz.get(f"{LIST}?bas=03.03.2026"))
    assert accepted.number in text(deniz.get(f"{LIST}?bas=01.03.2026&bit=31.03.2026&sirala=no"))
    assert "Kayıt bulunamadı" in text(deniz.get(f"{LIST}?ara=yokboyle"))


def test_the_alarm_stands_above_the_list_when_seven_days_run_out(town: Town) -> None:
    blocked = town.blocked()
    deniz = town.client(town.seller)
    assert "7 günlük süresi doluyor" not in text(deniz.get(LIST))

    factories.set_clock(NOW + timedelta(days=5))
    page = text(deniz.get(LIST))

    assert "1 belgenin 7 günlük süresi doluyor" in page
    assert f"son gün {blocked.deadline_on:%d.%m.%Y}" in page


def test_all_that_is_listed_comes_in_one_zip_by_month(town: Town) -> None:
    accepted, other = town.accepted(), town.accepted()
    town.blocked()
    deniz = town.client(town.seller)

    answer = deniz.get(f"{LIST}zip/?ara={accepted.number}")
    made = zipfile.ZipFile(BytesIO(b"".join(answer.streaming_content)))

    month = f"{accepted.issued_on:%Y-%m}"
    assert made.testzip() is None
    assert made.namelist() == [
        "liste.xlsx", f"{month}/{accepted.number}.pdf", f"{month}/{accepted.number}.xml",
    ]  # fmt: skip
    whole = deniz.get(f"{LIST}zip/").streaming_content
    names = zipfile.ZipFile(BytesIO(b"".join(whole))).namelist()
    assert f"{month}/{other.number}.pdf" in names
    assert len(names) == 5, "what has no number is no document"


def test_a_zip_of_nothing_says_so(town: Town) -> None:
    town.blocked()

    answer = town.client(town.seller).get(f"{LIST}zip/", follow=True)

    assert answer.redirect_chain
    assert answer.status_code == 200


def test_excel_has_the_same_rows(town: Town) -> None:
    accepted, _blocked = town.accepted(), town.blocked()

    answer = town.client(town.seller).get(f"{LIST}excel/?durum=accepted")

    rows = list(openpyxl.load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert [row[0] for row in rows] == ["Belge no", accepted.number]


def test_a_page_says_what_it_is_about_and_what_happened(
    town: Town, django_assert_max_num_queries: Queries
) -> None:
    document = town.accepted()
    deniz = town.client(town.seller)
    deniz.get(LIST)

    with django_assert_max_num_queries(PAGE_QUERIES):
        page = text(deniz.get(url(document)))

    for words in (document.number, str(document.ettn), "Papatya", "Numara verildi", "120,00"):
        assert words in page
    assert "Gelir İdaresi kabul etti" in page


def test_print_opens_in_the_browser_and_xml_is_a_download(town: Town) -> None:
    document = town.accepted()
    client = town.client(town.seller, Role.VIEWER)

    pdf, xml = client.get(url(document, "dosya/pdf/")), client.get(url(document, "dosya/xml/"))

    assert pdf.content.startswith(b"%PDF-")
    assert pdf["Content-Disposition"] == f'inline; filename="{document.number}.pdf"'
    assert document.number.encode() in xml.content
    assert xml["Content-Disposition"] == f'attachment; filename="{document.number}.xml"'
    assert client.get(url(document, "dosya/exe/")).status_code == 404
    assert client.get(url(town.blocked(), "dosya/pdf/")).status_code == 404


@pytest.mark.parametrize(
    ("code", "detail", "words"),
    [
        (FindingCode.DISTRICT, "Papatya", "Alıcı bilgilerini bu sayfadan düzeltin"),
        (FindingCode.DISTRICT, "Nar Bilişim A.Ş.", "Ayarlar → Fatura ve e-belge"),
        (FindingCode.LATE, "02.03.2026", "Süresi geçtiği hâlde düzenle"),
        (FindingCode.KDV_RATE, "1. satır", "1. satır"),
        (FindingCode.CHECKER, "Schematron hatası", "desteğe bildirin"),
    ],
)
def test_what_holds_a_document_back_comes_with_line_and_remedy(
    town: Town, code: FindingCode, detail: str, words: str
) -> None:
    document = town.blocked(code, detail)

    page = text(town.client(town.seller).get(url(document)))

    assert str(code.label) in page
    assert detail in page
    assert words in page


def test_staff_tries_again_and_only_a_manager_past_the_seven_days(town: Town) -> None:
    document = town.blocked(FindingCode.LATE, "02.03.2026")
    staff, manager = town.client(town.seller, Role.STAFF), town.client(town.seller, Role.MANAGER)

    staff.post(url(document, "yeniden/"), {"late": "1"})
    assert not change(document).is_late_accepted
    assert state_of(document) == DocumentState.DRAFT

    manager.post(url(document, "yeniden/"), {"late": "1"})
    assert change(document).is_late_accepted


def test_a_numbered_document_is_not_tried_again(town: Town) -> None:
    document = town.accepted()

    answer = town.client(town.seller).post(url(document, "yeniden/"), follow=True)

    assert "Belge bu işlem için uygun durumda değil." in text(answer)


def test_the_buyer_is_corrected_and_the_document_tried_again(town: Town) -> None:
    document = town.blocked()
    staff = town.client(town.seller, Role.STAFF)
    fields = {
        "contact_name": "Ayşe Demir",
        "company_name": "Papatya Tekstil Ticaret Ltd. Şti.",
        "tax_id": factories.VKNS[0],
        "tax_office": "Şişli",
        "line": "Yeni Mah. 5",
        "district": "Kadıköy",
        "city": "İstanbul",
        "phone": "0541 123 45 67",
    }

    wrong = staff.post(url(document, "alici/"), {**fields, "tax_id": "1234567891"})
    right = staff.post(url(document, "alici/"), fields)

    assert wrong.status_code == 422
    assert right.status_code == 302
    with acting_as_system("test"):
        kept = Invoice.objects.get(pk=document.invoice_id).billing_address
    assert kept is not None
    assert kept["district"] == "Kadıköy"
    assert state_of(document) == DocumentState.DRAFT
    assert 'value="Kadıköy"' not in text(staff.get(url(town.accepted(), "alici/")))


def test_a_refusal_is_shown_in_words_with_what_comes_of_it(town: Town) -> None:
    document = town.settled(town.issued(), Refused(ErrorCode.NOT_VALID, "2015 Şema hatası"))
    staff, manager = town.client(town.seller, Role.STAFF), town.client(town.seller, Role.MANAGER)

    page = text(staff.get(url(document)))
    assert "Entegratör belgenin içeriğini kabul etmedi." in page
    assert "2015 Şema hatası" in page
    assert "Numarası harcandı" in page
    assert staff.post(url(document, "yenisi/")).status_code == 403

    answer = manager.post(url(document, "yenisi/"))
    with acting_as_system("test"):
        made = Document.objects.get(replaces=document)
    assert answer["Location"] == url(made)
    again = manager.post(url(made, "yenisi/"), follow=True)
    assert "uygun durumda değil" in text(again)


def test_a_number_that_will_never_be_taken_is_given_up(town: Town) -> None:
    document = town.settled(town.issued(), Refused(ErrorCode.SELLER_MISMATCH, "1000"))
    manager = town.client(town.seller, Role.MANAGER)
    assert "Numarasından vazgeç" in text(manager.get(url(document)))

    manager.post(url(document, "vazgec/"))
    assert state_of(document) == DocumentState.REFUSED
    manager.post(url(document, "yenisi/"))
    page = text(manager.get(url(document)))

    assert "Yerine yeni belge düzenle" not in page
    assert "<dt>Yerine</dt>" in page
    sent = town.issued()
    refused = text(manager.post(url(sent, "vazgec/"), follow=True))
    assert "uygun durumda değil" in refused
    assert state_of(sent) == DocumentState.ISSUED


def test_an_issued_document_is_mailed_again_once_for_each_press(town: Town) -> None:
    factories.make_member(town.buyer)
    document = town.accepted()
    staff = town.client(town.seller, Role.STAFF)

    for _ in range(2):
        staff.post(url(document, "gonder/"))

    with acting_as_system("test"):
        assert Delivery.objects.filter(kind="document.ready").count() == 2
    viewer = town.client(town.seller, Role.VIEWER)
    assert viewer.post(url(document, "gonder/")).status_code == 403


def test_cancelling_asks_for_a_reason_and_once_more(town: Town) -> None:
    document = town.accepted()
    manager = town.client(town.seller, Role.MANAGER)

    empty = manager.post(url(document, "iptal/"), {"reason": ""})
    asked = manager.post(url(document, "iptal/"), {"reason": "Yanlış alıcı"})
    sure = manager.post(url(document, "iptal/"), {"reason": "Yanlış alıcı", "sure": "1"})

    assert empty.status_code == 422
    assert "Belge iptal edilsin mi?" in text(asked)
    assert "Entegratöre şu an ulaşılamıyor" in text(sure)  # nobody answers there
    assert state_of(document) == DocumentState.ACCEPTED


def test_an_efatura_that_was_cancelled_outside_is_recorded(town: Town) -> None:
    document = change(town.accepted(), kind="efatura", profile="TEMELFATURA")
    manager = town.client(town.seller, Role.MANAGER)

    assert "GİB portalında" in text(manager.get(url(document, "iptal/")))
    manager.post(url(document, "iptal/"), {"reason": "Alıcı onayladı", "sure": "1"})

    assert state_of(document) == DocumentState.CANCELLED


def test_a_firms_iade_invoice_is_recorded_once(town: Town) -> None:
    document = town.accepted()
    manager = town.client(town.seller, Role.MANAGER)
    fields = {
        "number": "iad2026000000007", "issued_on": "03.03.2026",
        "net_minor": "100,00", "tax_minor": "20,00",
    }  # fmt: skip

    first = manager.post(url(document, "iade/"), fields)
    second = manager.post(url(document, "iade/"), fields)

    assert (first.status_code, second.status_code) == (302, 422)
    with acting_as_system("test"):
        (row,) = IncomingDocument.objects.all()
    assert (row.number, row.total_minor, row.document_id) == (
        "IAD2026000000007", 120_00, document.pk,
    )  # fmt: skip
    assert row.number in text(manager.get(url(document)))
    assert row.number in text(manager.get(f"{LIST}iadeler/?ara=IAD2026"))
    assert "Gider pusulası düzenle" not in text(manager.get(url(document)))


def test_a_consumers_return_is_a_slip_up_to_what_is_left(town: Town) -> None:
    with acting_as_system("test"):
        Account.objects.filter(pk=town.buyer.pk).update(kind="person", tax_id_sealed="")
        Address.objects.filter(account_id=town.buyer.pk).update(
            company_name="", tax_id_sealed="", tax_office=""
        )
    document = town.accepted()
    manager = town.client(town.seller, Role.MANAGER)
    assert "Gider pusulası düzenle" in text(manager.get(url(document)))

    too_much = manager.post(
        url(document, "gider-pusulasi/"), {"total_minor": "500,00", "reason": "İade"}
    )
    right = manager.post(
        url(document, "gider-pusulasi/"), {"total_minor": "60,00", "reason": "Yarısı iade"}
    )

    assert too_much.status_code == 422
    with acting_as_system("test"):
        slip = Document.objects.get(kind="slip")
    assert (slip.total_minor, right["Location"]) == (60_00, url(slip))
    assert manager.get(url(slip, "dosya/pdf/")).content.startswith(b"%PDF-")
    assert manager.get(url(slip, "dosya/xml/")).status_code == 404
    assert 'value="60,00"' in text(manager.get(url(document, "gider-pusulasi/")))


def test_another_seller_sees_nothing_of_it(town: Town) -> None:
    document = town.accepted()
    stranger = town.client(factories.make_seller("Mavi Bilişim"))

    assert document.number not in text(stranger.get(LIST))
    for tail in ("", "dosya/pdf/", "iptal/", "iade/"):
        assert stranger.get(url(document, tail)).status_code == 404


def test_a_seller_without_documents_is_told_how_to_begin() -> None:
    deniz = factories.sign_in(factories.make_member(factories.make_seller("Yeni")))

    page = text(deniz.get(LIST))

    assert "Belge düzenleme henüz kurulmadı" in page
    assert "Henüz belge yok" in page
