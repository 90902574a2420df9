"""Belgelerim: by month, one at a time and all in one zip; what a buyer must not see."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Any

import pytest

from tests import factories
from vezne.accounts.models import Role
from vezne.edocuments.models import DocumentState
from vezne.edocuments.types import ErrorCode, Refused
from vezne.web import document_files
from vezne.web.tests.desk import Queries
from vezne.web.tests.documents import Town, change

pytestmark = pytest.mark.django_db
LIST = "/belgelerim/"
MOST_QUERIES = 7


@pytest.fixture
def town() -> Town:
    return Town()


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_documents_stand_below_their_month_with_its_sum(
    town: Town, django_assert_max_num_queries: Queries
) -> None:
    first, second = town.accepted(), town.accepted()
    nurten = town.client(town.buyer, Role.VIEWER)
    nurten.get(LIST)

    with django_assert_max_num_queries(MOST_QUERIES):
        page = text(nurten.get(LIST))

    assert "Mart 2026" in page
    assert "2 belge" in page
    assert "240,00" in page
    assert first.number in page
    assert second.number in page
    assert "Kayıt bulunamadı" in text(nurten.get(f"{LIST}?ara=yok"))


def test_drafts_and_refused_ones_are_not_the_buyers_business(town: Town) -> None:
    blocked = town.blocked()
    refused = town.settled(town.issued(), Refused(ErrorCode.NOT_VALID, "2015"))
    ayse = town.client(town.buyer)

    assert "Henüz belgeniz yok" in text(ayse.get(LIST))
    for document in (blocked, refused):
        assert ayse.get(f"{LIST}{document.public_id}/").status_code == 404
        assert ayse.get(f"{LIST}{document.public_id}/pdf/").status_code == 404


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("issued", "Düzenlendi, iletiliyor"),
        ("sent", "Gelir İdaresinin yanıtı bekleniyor"),
        ("accepted", "Kesildi"),
        ("cancelled", "defterinize kaydetmeyin"),
        ("declined", "Reddettiniz"),
    ],
)
def test_the_state_is_told_in_plain_words(town: Town, state: str, words: str) -> None:
    document = change(town.issued(), state=state)

    assert words in text(town.client(town.buyer).get(f"{LIST}{document.public_id}/"))


def test_a_viewer_downloads_both_forms(town: Town) -> None:
    document = town.accepted()
    nurten = town.client(town.buyer, Role.VIEWER)

    assert nurten.get(f"{LIST}{document.public_id}/pdf/").content.startswith(b"%PDF-")
    assert document.number.encode() in nurten.get(f"{LIST}{document.public_id}/xml/").content
    assert nurten.get(f"{LIST}{document.public_id}/exe/").status_code == 404


def test_a_month_is_one_zip_with_safe_names_and_a_list(town: Town) -> None:
    accepted, cancelled = town.accepted(), town.accepted()
    change(cancelled, state=DocumentState.CANCELLED)
    town.issued()
    nurten = town.client(town.buyer, Role.VIEWER)

    answer = nurten.get(f"{LIST}ay/2026-03/")
    made = zipfile.ZipFile(BytesIO(b"".join(answer.streaming_content)))

    assert made.testzip() is None
    assert made.namelist() == [
        "liste.xlsx",
        f"nar-bilisim/{accepted.number}.pdf",
        f"nar-bilisim/{accepted.number}.xml",
        f"nar-bilisim/{cancelled.number}-iptal.pdf",
        f"nar-bilisim/{cancelled.number}-iptal.xml",
    ]
    assert answer["Content-Disposition"] == 'attachment; filename="belgeler-2026-03.zip"'
    for month in ("2026-04", "2026-13", "gecen-ay"):
        assert nurten.get(f"{LIST}ay/{month}/").status_code == 404


def test_a_month_that_is_too_long_for_one_zip_says_so(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(document_files, "MOST_ZIPPED", 1)
    town.accepted(), town.accepted()

    answer = town.client(town.buyer).get(f"{LIST}ay/2026-03/", follow=True)

    assert "2 belge var" in text(answer)


def test_a_strangers_firm_sees_nothing_of_it(town: Town) -> None:
    document = town.accepted()
    ceren = town.client(town.stranger)

    assert document.number not in text(ceren.get(LIST))
    assert ceren.get(f"{LIST}{document.public_id}/").status_code == 404
    assert ceren.get(f"{LIST}{document.public_id}/xml/").status_code == 404
    assert ceren.get(f"{LIST}ay/2026-03/").status_code == 404


def test_a_payment_leads_to_its_document(
    town: Town, django_assert_max_num_queries: Queries
) -> None:
    document, blocked = town.accepted(), town.blocked()
    ayse = town.client(town.buyer)
    ayse.get("/odemeler/")

    with django_assert_max_num_queries(MOST_QUERIES + 2):
        page = text(ayse.get("/odemeler/"))

    assert f"{LIST}{document.public_id}/pdf/" in page
    assert blocked.public_id not in page


def test_excel_of_the_same(town: Town) -> None:
    town.accepted()

    answer = town.client(town.buyer, Role.VIEWER).get(f"{LIST}excel/")

    assert answer.content.startswith(b"PK")


def test_both_languages(town: Town) -> None:
    town.accepted()
    user = factories.make_member(town.buyer)
    type(user).objects.filter(pk=user.pk).update(language="en")

    page = text(factories.sign_in(user).get(LIST))

    assert "My documents" in page
    assert "March 2026" in page
