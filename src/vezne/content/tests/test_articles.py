"""News, questions and guides: written, published, found, and seen by whom they are for."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection

from vezne.catalog.tests.shop import DENIZ, NOW, Shop, open_shop
from vezne.content.errors import NothingWritten, PictureRefused, TextTooLong, TopicInUse, TopicTaken
from vezne.content.markdown import LONGEST
from vezne.content.models import Article, Picture, State
from vezne.content.queries import (
    GUIDES,
    NEWS,
    QUESTIONS,
    articles_for,
    articles_of,
    get_article,
    get_article_for,
    guides_about,
    is_shown_to_strangers,
    shown,
    topics_of,
)
from vezne.content.services import (
    article_add,
    article_change,
    article_move,
    article_publish,
    article_remove,
    article_withdraw,
    picture_add,
    picture_keep,
    topic_add,
    topic_change,
    topic_move,
    topic_remove,
)
from vezne.content.types import ArticleDraft, Wording
from vezne.core.errors import NotFound
from vezne.core.files import file_read
from vezne.core.models import AuditEntry
from vezne.core.scope import acting_as, acting_as_system

WORDING = Wording("Faturamı nereden görürüm?", "**Belgelerim** sayfasından.")
QUESTION = ArticleDraft("question", WORDING, is_public=True)


@pytest.fixture
def shop(db: None) -> Shop:
    return open_shop()


def write(shop: Shop, draft: ArticleDraft = QUESTION, *, is_out: bool = True) -> Article:
    with acting_as(shop.seller.pk, "desk"):
        row = article_add(seller_id=shop.seller.pk, draft=draft, actor=DENIZ, now=NOW)
        return article_publish(article_id=row.pk, actor=DENIZ, now=NOW) if is_out else row


def titles(shop: Shop, search: str = "", *, place: str = "public") -> list[str]:
    rows = articles_for([shop.seller.pk], place, QUESTIONS, search=search)  # type: ignore[arg-type]
    return [row.title_tr for row in rows]


def worded(title: str, body: str = "Yanıt.") -> ArticleDraft:
    return replace(QUESTION, wording=Wording(title, body))


# -- who sees what ---------------------------------------------------------------------------


def test_strangers_read_what_is_published_and_public_alone(shop: Shop) -> None:
    write(shop)
    write(shop, worded("Taslak"), is_out=False)
    write(shop, replace(worded("Yalnız panel"), is_public=False))
    write(shop, replace(worded("Yalnız dışarısı"), is_in_panel=False))

    assert titles(shop) == [WORDING.title_tr, "Yalnız dışarısı"]
    with acting_as(shop.ayse.pk, "panel"):
        assert titles(shop, place="panel") == [WORDING.title_tr, "Yalnız panel"]


def test_a_draft_is_shut_away_by_the_database_too(shop: Shop) -> None:
    row = write(shop, is_out=False)

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM content_article WHERE id = %s", [row.pk])
        assert cursor.fetchone() == (0,)
    with acting_as(shop.ayse.pk, "panel"):
        assert not Article.objects.filter(pk=row.pk).exists()
    with acting_as(shop.seller.pk, "desk"):
        assert Article.objects.filter(pk=row.pk).exists()


def test_another_seller_neither_reads_drafts_nor_writes(shop: Shop) -> None:
    row, other = write(shop, is_out=False), open_shop("Başka")

    with acting_as(other.seller.pk, "desk"):
        assert articles_of(shop.seller.pk, QUESTIONS) == []
        with pytest.raises(NotFound):
            get_article(shop.seller.pk, row.public_id)
        with pytest.raises(NotFound):
            article_publish(article_id=row.pk, actor=DENIZ, now=NOW)
    with acting_as(shop.ayse.pk, "panel"), pytest.raises(NotFound):
        article_change(article_id=row.pk, draft=QUESTION, actor=DENIZ, now=NOW)


def test_what_is_withdrawn_is_gone_and_keeps_its_first_day(shop: Shop) -> None:
    row = write(shop)
    later = NOW + timedelta(days=3)

    with acting_as(shop.seller.pk, "desk"):
        article_withdraw(article_id=row.pk, actor=DENIZ, now=later)
        assert titles(shop) == []
        back = article_publish(article_id=row.pk, actor=DENIZ, now=later)

    assert (back.state, back.published_at) == (State.PUBLISHED, NOW)
    assert titles(shop) == [WORDING.title_tr]


def test_the_log_says_who_wrote_published_and_removed_it(shop: Shop) -> None:
    row = write(shop)

    with acting_as(shop.seller.pk, "desk"):
        article_change(article_id=row.pk, draft=worded("Yeni"), actor=DENIZ, now=NOW)
        article_remove(article_id=row.pk, actor=DENIZ, now=NOW)
        log = AuditEntry.objects.filter(subject=row.public_id).order_by("pk")
        assert [(line.action, line.actor_label) for line in log] == [
            (f"article.{what}", "Deniz Staff")
            for what in ("added", "published", "changed", "removed")
        ]


# -- words -----------------------------------------------------------------------------------


def test_english_readers_get_english_or_else_turkish(shop: Shop) -> None:
    both = replace(QUESTION, wording=Wording("Başlık", "Metin", "Title", "*Text*"))
    only = write(shop)

    english, fallen = shown(write(shop, both), "en"), shown(only, "en")

    assert (english.title, english.language) == ("Title", "en")
    assert english.html == "<p><em>Text</em></p>\n"
    assert (fallen.title, fallen.language) == (WORDING.title_tr, "tr")
    assert shown(only, "tr").plain == "Belgelerim sayfasından."


@pytest.mark.parametrize(
    "wording",
    [
        Wording("", "Metin"), Wording("Başlık", " "),
        Wording("Başlık", "Metin", "Title"), Wording("Başlık", "Metin", "", "Text"),
    ],
)  # fmt: skip
def test_half_written_texts_are_refused(shop: Shop, wording: Wording) -> None:
    with pytest.raises(NothingWritten):
        write(shop, replace(QUESTION, wording=wording))


def test_a_huge_text_is_kept_to_its_limit_and_found(shop: Shop) -> None:
    words = " ".join(f"kelime{n}" for n in range(LONGEST // 14))
    write(shop, worded("Uzun", words[:LONGEST]))

    assert titles(shop, "kelime3999") == ["Uzun"]
    with pytest.raises(TextTooLong):
        write(shop, worded("Daha uzun", "a" * (LONGEST + 1)))


# -- search ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "search",
    ["İSTANBUL", "istanbul", "ıstanbul", "Istanbul", "ISTANBUL", "istan", "şubesi", "SUBESI",
     "istanbul şube", "  İstanbul  ", "i̇stanbul"],
)  # fmt: skip
def test_turkish_letters_and_case_hide_nothing(shop: Shop, search: str) -> None:
    write(shop, worded("İstanbul şubesi nerede?"))
    write(shop, worded("Ankara"))

    assert titles(shop, search) == ["İstanbul şubesi nerede?"]


def test_words_are_found_by_their_beginnings_in_title_text_and_both_languages(shop: Shop) -> None:
    write(shop, replace(QUESTION, wording=Wording("Iğdır", "ödeme", "Paying", "invoices")))

    for search in ("igdir", "IĞDIR", "öde", "ODEME", "pay", "invoice", "iğdır fatura"):
        assert titles(shop, search) == ([] if "fatura" in search else ["Iğdır"]), search


def test_the_title_counts_more_than_the_text(shop: Shop) -> None:
    write(shop, worded("Başka bir konu", "burada fatura geçer"))
    write(shop, worded("Fatura", "yalnız burada"))

    assert titles(shop, "fatura") == ["Fatura", "Başka bir konu"]


@pytest.mark.parametrize(
    "search", ["' OR 1=1 --", ":*", "a & | !", "%", "\\", "(((", "<script>", "\x00", "x" * 5_000]
)
def test_no_search_breaks_or_finds_what_is_not_there(shop: Shop, search: str) -> None:
    write(shop, worded("Konu", "metin"))

    assert titles(shop, search) == []


def test_a_search_stays_with_its_seller(shop: Shop) -> None:
    other = open_shop("Başka")
    write(shop)
    write(other, worded("Fatura başkasında"))

    assert titles(other, "fatura") == ["Fatura başkasında"]
    assert titles(shop, "fatura") == [WORDING.title_tr]


def test_a_search_reads_the_rows_of_its_seller_and_kind_alone(shop: Shop) -> None:
    write(shop)

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
    rows = articles_for([shop.seller.pk], "public", QUESTIONS, search="fatura")

    assert "content_article_listed" in rows.explain()


# -- order, headings, products, pictures -----------------------------------------------------


def test_questions_stand_below_their_headings_in_the_order_given(shop: Shop) -> None:
    seller = shop.seller.pk
    with acting_as(seller, "desk"):
        pay = topic_add(seller_id=seller, name_tr="Ödeme", name_en="", actor=DENIZ, now=NOW)
        start = topic_add(seller_id=seller, name_tr="Başlarken", name_en="", actor=DENIZ, now=NOW)
        topic_move(topic_id=start.pk, is_up=True, actor=DENIZ, now=NOW)
        topic_move(topic_id=start.pk, is_up=True, actor=DENIZ, now=NOW)  # is the first already
    write(shop, replace(worded("Kart"), topic_id=pay.pk))
    last = write(shop, replace(worded("Havale"), topic_id=pay.pk))
    write(shop, replace(worded("Kayıt"), topic_id=start.pk))
    write(shop, worded("Başlıksız"))

    with acting_as(seller, "desk"):
        article_move(article_id=last.pk, is_up=True, actor=DENIZ, now=NOW)

    assert titles(shop) == ["Kayıt", "Havale", "Kart", "Başlıksız"]
    assert [topic.name_tr for topic in topics_of(seller)] == ["Başlarken", "Ödeme"]


def test_a_heading_stands_once_and_goes_when_it_is_empty(shop: Shop) -> None:
    seller = shop.seller.pk
    with acting_as(seller, "desk"):
        topic = topic_add(seller_id=seller, name_tr="Ödeme", name_en="", actor=DENIZ, now=NOW)
        with pytest.raises(TopicTaken):
            topic_add(seller_id=seller, name_tr="Ödeme", name_en="", actor=DENIZ, now=NOW)
        topic_change(topic_id=topic.pk, name_tr="Para", name_en="Money", actor=DENIZ, now=NOW)
    row = write(shop, replace(worded("Kart"), topic_id=topic.pk))

    with acting_as(seller, "desk"):
        with pytest.raises(TopicInUse):
            topic_remove(topic_id=topic.pk, actor=DENIZ, now=NOW)
        article_remove(article_id=row.pk, actor=DENIZ, now=NOW)
        topic_remove(topic_id=topic.pk, actor=DENIZ, now=NOW)

    assert topics_of(seller) == []


def test_a_guide_is_found_at_its_product(shop: Shop) -> None:
    guide = ArticleDraft("guide", Wording("İlk adım", "Metin"), product_id=shop.product.pk)
    row = write(shop, guide)
    write(shop, replace(guide, wording=Wording("Taslak", "Metin")), is_out=False)

    with acting_as(shop.ayse.pk, "panel"):
        assert guides_about(shop.product.pk) == [row]
        assert get_article_for([shop.seller.pk], "panel", GUIDES, row.public_id) == row
        with pytest.raises(NotFound):
            get_article_for([open_shop("Başka").seller.pk], "panel", GUIDES, row.public_id)


def test_news_go_by_their_day(shop: Shop) -> None:
    for days, kind, title in ((0, "news", "Eski"), (2, "offer", "Yeni"), (1, "news", "Ara")):
        with acting_as(shop.seller.pk, "desk"):
            draft = ArticleDraft(kind, Wording(title, "Metin"), is_public=True)
            row = article_add(seller_id=shop.seller.pk, draft=draft, actor=DENIZ, now=NOW)
            article_publish(article_id=row.pk, actor=DENIZ, now=NOW + timedelta(days=days))

    rows = articles_for([shop.seller.pk], "public", NEWS)

    assert [row.title_tr for row in rows] == ["Yeni", "Ara", "Eski"]


PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20


def keep(shop: Shop, content: bytes = PNG) -> Picture:
    file = picture_keep(content, "ekran.png", (20, 10))
    with acting_as(shop.seller.pk, "desk"):
        return picture_add(seller_id=shop.seller.pk, file=file, size=(20, 10), actor=DENIZ, now=NOW)


@pytest.mark.parametrize(
    ("content", "size"),
    [
        (b"<svg onload=alert(1)>", (20, 10)),
        (b"GIF89a....", (20, 10)),
        (b"%PDF-1.7", (20, 10)),
        (PNG, None),
        (PNG, (9_000, 10)),
        (PNG + b"x" * (5 * 1024 * 1024), (20, 10)),
    ],
)
def test_what_is_no_picture_is_not_kept(
    shop: Shop, content: bytes, size: tuple[int, int] | None
) -> None:
    with pytest.raises(PictureRefused):
        picture_keep(content, "ekran.png", size)


def test_strangers_see_the_pictures_of_public_texts_alone(shop: Shop) -> None:
    picture = keep(shop)
    assert file_read(picture.store_key) == PNG
    body = f"![Ekran](/resim/{picture.public_id}/)"
    row = write(shop, replace(worded("Panel", body), is_public=False))
    assert not is_shown_to_strangers(picture)

    with acting_as(shop.seller.pk, "desk"):
        article_change(article_id=row.pk, draft=worded("Panel", body), actor=DENIZ, now=NOW)

    assert is_shown_to_strangers(picture)
    with acting_as_system("test"):
        assert Picture.objects.count() == 1
