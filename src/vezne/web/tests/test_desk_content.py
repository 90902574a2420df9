"""Writing on the desk: forms, preview, order, pictures, who may."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.test import Client

from tests import factories
from tests.factories import make_member, make_seller, sign_in
from vezne.accounts.models import Account, Role
from vezne.content.models import Announcement, Article, Picture, Topic
from vezne.core.scope import acting_as_system
from vezne.web.tests.content import announce, write

pytestmark = pytest.mark.django_db

BASE = "/yonetim/icerik/"
ANNOUNCEMENT = {
    "title_tr": "Bakım", "body_tr": "Pazar gecesi.", "audience": "everybody",
    "starts_at": "02.03.2026 12:00", "is_pinned": "on",
}  # fmt: skip
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x02\x00\x00\x00\x01\x08\x02\x00\x00\x00"
    b"\x00\x00\x00\x00\x00\x00\x00\x00IEND\xaeB`\x82"
)


@pytest.fixture
def seller() -> Account:
    factories.set_clock(factories.NOW)
    return make_seller()


@pytest.fixture
def desk(seller: Account) -> Client:
    return sign_in(make_member(seller, Role.STAFF))


def post(client: Client, path: str, data: dict[str, Any], status: int = 302) -> str:
    answer = client.post(BASE + path, data)
    assert answer.status_code == status, answer.content.decode()
    return answer.content.decode()


def test_an_announcement_is_written_and_published_at_once(desk: Client, seller: Account) -> None:
    post(desk, "duyurular/ekle/", {**ANNOUNCEMENT, "publish": "1"})

    with acting_as_system("test"):
        row = Announcement.objects.get()
    assert (row.seller_id, row.state, row.title_tr, row.audience, row.is_pinned) == (
        seller.pk, "published", "Bakım", "everybody", True,
    )  # fmt: skip
    assert "Bakım" in desk.get(BASE).content.decode()


def test_an_audience_is_a_product_or_an_account_of_the_sellers(
    desk: Client, seller: Account
) -> None:
    product = factories.make_product(factories.make_platform(seller))
    buyer, foreign = factories.make_buyer(), factories.make_buyer("Başkası")
    factories.order_plan(buyer, factories.make_plan(product))

    post(desk, "duyurular/ekle/", {**ANNOUNCEMENT, "audience": f"product:{product.public_id}"})
    one = {**ANNOUNCEMENT, "audience": "account"}
    post(desk, "duyurular/ekle/", {**one, "account_number": buyer.number})
    page = post(desk, "duyurular/ekle/", {**one, "account_number": foreign.number}, 422)

    assert "Bu numarayla bir alıcınız yok." in page
    with acting_as_system("test"):
        rows = list(Announcement.objects.order_by("pk").values_list("product_id", "only_buyer_id"))
    assert rows == [(product.pk, None), (None, buyer.pk)]


def test_other_words_make_a_revision_and_a_small_correction_does_not(
    desk: Client, seller: Account
) -> None:
    row = announce(seller, "Bakım")
    path = f"duyurular/{row.public_id}/"

    post(desk, path, {**ANNOUNCEMENT, "is_small": "on"})
    post(desk, path, {**ANNOUNCEMENT, "body_tr": "Salı."})

    with acting_as_system("test"):
        assert Announcement.objects.get().revision == 2
    assert "2. sürüm" in desk.get(BASE).content.decode()


def test_it_is_taken_back_and_published_again(desk: Client, seller: Account) -> None:
    row = announce(seller, "Bakım")

    for state in ("draft", "published"):
        post(desk, f"duyurular/{row.public_id}/yayin/", {})
        with acting_as_system("test"):
            assert Announcement.objects.get().state == state


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title_tr": ""}, "Bu alanı doldurun."),
        ({"title_en": "Only a title"}, "İngilizce başlığın metnini de yazın."),
        ({"body_en": "Only a text"}, "İngilizce metnin başlığını da yazın."),
        ({"ends_at": "01.03.2026 12:00"}, "Bitiş, başlangıçtan sonra olmalı."),
        ({"body_tr": "a" * 60_001}, "60000"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(
    desk: Client, changes: dict[str, str], words: str
) -> None:
    page = post(desk, "duyurular/ekle/", {**ANNOUNCEMENT, **changes}, 422)

    assert words in page.replace(".", "" if words == "60000" else ".")
    with acting_as_system("test"):
        assert not Announcement.objects.exists()


def test_news_questions_and_guides_are_written_in_their_sections(
    desk: Client, seller: Account
) -> None:
    product = factories.make_product(factories.make_platform(seller))
    post(desk, "konu-ekle/", {"name_tr": "Ödeme", "name_en": "Payment"})
    with acting_as_system("test"):
        topic = Topic.objects.get()
    words = {"title_tr": "Başlık", "body_tr": "Metin"}

    post(desk, "haberler/ekle/", {**words, "kind": "offer", "is_public": "on"})
    post(desk, "sss/ekle/", {**words, "topic": topic.public_id, "publish": "1"})
    post(desk, "kilavuzlar/ekle/", {**words, "product": product.public_id})

    with acting_as_system("test"):
        rows = Article.objects.order_by("pk").values_list("kind", "state", "is_public")
        assert list(rows) == [
            ("offer", "draft", True), ("question", "published", False), ("guide", "draft", False),
        ]  # fmt: skip
    for section in ("haberler/", "sss/", "kilavuzlar/"):
        assert "Başlık" in desk.get(BASE + section).content.decode()


def test_questions_change_places_and_go(desk: Client, seller: Account) -> None:
    write(seller, "question", "Bir")
    row = write(seller, "question", "İki")

    post(desk, f"yazi/{row.public_id}/sira/", {"to": "up"})
    page = desk.get(f"{BASE}sss/").content.decode()
    assert page.index(">İki<") < page.index(">Bir<")

    post(desk, f"yazi/{row.public_id}/yayin/", {})
    post(desk, f"yazi/{row.public_id}/sil/", {})
    with acting_as_system("test"):
        assert [one.title_tr for one in Article.objects.all()] == ["Bir"]


def test_the_preview_is_as_clean_as_the_page(desk: Client) -> None:
    body = "**kalın** <script>alert(1)</script> [x](javascript:alert(1))"

    page = post(desk, "onizleme/", {"title_tr": "<b>Başlık", "body_tr": body}, 200)
    english = post(desk, "onizleme/", {"body_en": "*en*", "language": "en"}, 200)

    assert "<strong>kalın</strong>" in page
    assert "<script" not in page
    assert 'href="javascript' not in page
    assert "&lt;b&gt;Başlık" in page
    assert "<em>en</em>" in english


def test_a_picture_is_taken_by_its_content(desk: Client) -> None:
    def send(content: bytes, name: str) -> int:
        file = BytesIO(content)
        file.name = name
        return desk.post(f"{BASE}resimler/", {"file": file}).status_code

    assert send(PNG, "ekran.png") == 302
    assert send(b"<svg onload=alert(1)>", "ekran.png") == 422
    assert send(b"<script>alert(1)</script>", "ekran.jpg") == 422

    with acting_as_system("test"):
        row = Picture.objects.get()
    assert (row.width, row.height, row.media_type) == (2, 1, "image/png")
    assert row.public_id in desk.get(f"{BASE}resimler/").content.decode()


def test_another_sellers_texts_are_not_there(desk: Client) -> None:
    other = make_seller("Mavi")
    article, told = write(other, "news", "Mavi haber"), announce(other, "Mavi duyuru")

    for path in (f"yazi/{article.public_id}/", f"duyurular/{told.public_id}/"):
        assert desk.get(BASE + path).status_code == 404
    for path in (
        f"yazi/{article.public_id}/sil/", f"yazi/{article.public_id}/yayin/",
        f"duyurular/{told.public_id}/yayin/",
    ):  # fmt: skip
        post(desk, path, {}, 404)
    assert "Mavi" not in desk.get(BASE).content.decode()


def test_who_only_looks_does_not_write(seller: Account) -> None:
    viewer = sign_in(make_member(seller, Role.VIEWER))

    for path in ("", "duyurular/ekle/", "haberler/", "resimler/"):
        assert viewer.get(BASE + path).status_code == 403


def test_empty_sections_say_what_to_do(desk: Client) -> None:
    for path, words in (
        ("", "Henüz duyuru yok"), ("haberler/", "Henüz haber yok"), ("sss/", "Henüz soru yok"),
        ("kilavuzlar/", "Henüz kılavuz yok"), ("resimler/", "Henüz resim yok"),
    ):  # fmt: skip
        assert words in desk.get(BASE + path).content.decode()
