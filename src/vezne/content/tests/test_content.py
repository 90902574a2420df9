"""Contacts, versions of texts and acceptances in the database."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction

from vezne.catalog.tests.shop import DENIZ, NOW, Shop, open_shop
from vezne.content import queries
from vezne.content.errors import (
    ContactNotAllowed,
    ForeignText,
    PlaceNotFilled,
    TextEmpty,
    UnknownPlace,
)
from vezne.content.models import Acceptance, LegalText, SupportContact
from vezne.content.services import (
    acceptance_record,
    contact_add,
    contact_change,
    contact_remove,
    text_publish,
    texts_start,
)
from vezne.content.texts import PLACES
from vezne.content.types import ContactTerms, TextDraft
from vezne.core.errors import NotFound
from vezne.core.models import AuditEntry
from vezne.core.scope import acting_as, acting_as_system

VALUES = {name: f"<{name}>" for name in PLACES}
DRAFT = TextDraft(
    kind="distance_sale",
    title="Sözleşme",
    body_tr="{alici} öder.\n\nBitti.",
    body_en="{alici} pays.",
)
PHONE = ContactTerms(kind="phone", value="+902122223344", label="09:00–18:00")


@pytest.fixture
def shop(db: None) -> Shop:
    return open_shop()


def publish(shop: Shop, draft: TextDraft = DRAFT) -> LegalText:
    with acting_as(shop.seller.pk, "desk"):
        return text_publish(seller_id=shop.seller.pk, draft=draft, actor=DENIZ, now=NOW)


# -- contacts --------------------------------------------------------------------------------


def add(shop: Shop, terms: ContactTerms) -> SupportContact:
    with acting_as(shop.seller.pk, "desk"):
        return contact_add(seller_id=shop.seller.pk, terms=terms, actor=DENIZ, now=NOW)


def test_every_buyer_reads_how_a_seller_is_reached(shop: Shop) -> None:
    phone = add(shop, replace(PHONE, position=2))
    mail = add(shop, ContactTerms(kind="email", value="destek@robo.example", position=1))
    web = add(shop, ContactTerms(kind="web", value="https://robo.example/yardim", position=3))
    add(open_shop("Başka"), PHONE)

    with acting_as(shop.ayse.pk, "panel"):
        assert queries.contacts_for(shop.seller.pk) == [mail, phone, web]


@pytest.mark.parametrize(
    "terms",
    [
        ContactTerms(kind="email", value="destek"),
        ContactTerms(kind="web", value="javascript:alert(1)"),
        ContactTerms(kind="phone", value="0212 222 33 44"),
        ContactTerms(kind="whatsapp", value=""),
        ContactTerms(kind="fax", value="+902122223344"),
    ],
)
def test_a_contact_that_is_not_of_its_kind_is_refused(shop: Shop, terms: ContactTerms) -> None:
    with pytest.raises(ContactNotAllowed):
        add(shop, terms)
    assert queries.contacts_for(shop.seller.pk) == []


def test_a_contact_is_changed_and_removed_and_the_log_keeps_it(shop: Shop) -> None:
    contact = add(shop, PHONE)
    seller = shop.seller.pk
    with acting_as(seller, "desk"):
        terms = replace(PHONE, kind="whatsapp")
        contact_change(contact_id=contact.pk, terms=terms, actor=DENIZ, now=NOW)
        assert queries.get_contact(seller, contact.public_id).kind == "whatsapp"
        contact_remove(contact_id=contact.pk, actor=DENIZ, now=NOW)
        with pytest.raises(NotFound):
            queries.get_contact(seller, contact.public_id)
        actions = AuditEntry.objects.filter(subject=contact.public_id).order_by("pk")
        assert [row.action for row in actions] == [
            "contact.added",
            "contact.changed",
            "contact.removed",
        ]


def test_another_sellers_desk_changes_no_contact(shop: Shop) -> None:
    contact = add(shop, PHONE)
    other = open_shop("Başka")

    with acting_as(other.seller.pk, "desk"), pytest.raises(NotFound):
        contact_remove(contact_id=contact.pk, actor=DENIZ, now=NOW)
    assert queries.contacts_for(shop.seller.pk) == [contact]


# -- texts -----------------------------------------------------------------------------------


def test_a_new_version_replaces_the_old_and_the_old_stays(shop: Shop) -> None:
    first = publish(shop)
    second = publish(shop, replace(DRAFT, body_tr="{alici} hemen öder."))
    again = publish(shop, replace(DRAFT, body_tr="{alici} hemen öder."))

    assert (first.number, second.number, again) == (1, 2, second)
    with acting_as(shop.ayse.pk, "panel"):
        assert queries.texts_for(shop.seller.pk) == {"distance_sale": second}
        assert queries.find_text(first.public_id) == first
        assert queries.text_versions_of(shop.seller.pk, "distance_sale") == [second, first]


def test_a_text_with_a_place_that_nobody_fills_is_not_published(shop: Shop) -> None:
    for draft in (replace(DRAFT, body_tr="{fiyat}"), replace(DRAFT, body_en="{price}")):
        with pytest.raises(UnknownPlace):
            publish(shop, draft)
    for draft in (replace(DRAFT, title=" "), replace(DRAFT, body_tr="")):
        with pytest.raises(TextEmpty):
            publish(shop, draft)
    with pytest.raises(ValueError, match="joke"):
        publish(shop, replace(DRAFT, kind="joke"))
    assert queries.texts_for(shop.seller.pk) == {}


def test_a_new_seller_starts_from_the_default_texts_and_keeps_its_own(shop: Shop) -> None:
    own = publish(shop)
    with acting_as(shop.seller.pk, "desk"):
        started = texts_start(seller_id=shop.seller.pk, actor=DENIZ, now=NOW)
        assert texts_start(seller_id=shop.seller.pk, actor=DENIZ, now=NOW) == []

    texts = queries.texts_for(shop.seller.pk)
    assert {text.kind for text in started} == {
        "pre_information", "card_storing", "membership", "privacy", "marketing",
    }  # fmt: skip
    assert texts["distance_sale"] == own
    for text in started:
        for language in ("tr", "en"):
            assert queries.text_rendered(text, VALUES, language=language).paragraphs


def test_the_database_refuses_to_change_a_published_text(shop: Shop) -> None:
    publish(shop)

    with (
        acting_as_system("test"),
        pytest.raises(IntegrityError, match="never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE content_legaltext SET body_tr = ''")


def test_a_text_is_shown_in_the_language_asked_for(shop: Shop) -> None:
    text = publish(shop)

    turkish = queries.text_rendered(text, VALUES)
    english = queries.text_rendered(text, VALUES, language="en")
    fallback = queries.text_rendered(
        publish(shop, replace(DRAFT, body_en="")), VALUES, language="en"
    )

    assert (turkish.title, turkish.paragraphs) == ("Sözleşme", ("<alici> öder.", "Bitti."))
    assert (english.title, english.paragraphs) == ("Distance sale contract", ("<alici> pays.",))
    assert fallback.title == "Sözleşme"
    assert turkish.plain == "Sözleşme\n\n<alici> öder.\n\nBitti."
    with pytest.raises(PlaceNotFilled):
        queries.text_rendered(text, {})


# -- acceptances -----------------------------------------------------------------------------


def accept(shop: Shop, text: LegalText, *, seller_id: int | None = None) -> Acceptance:
    with acting_as(shop.ayse.pk, "panel"):
        return acceptance_record(
            text=text,
            rendered=queries.text_rendered(text, VALUES),
            seller_id=seller_id or shop.seller.pk,
            buyer_id=shop.ayse.pk,
            user_id=None,
            subject="pay_1",
            ip="192.0.2.7",
            now=NOW,
        )


def test_an_acceptance_keeps_the_words_and_comes_once(shop: Shop) -> None:
    text = publish(shop)

    first, second = accept(shop, text), accept(shop, text)

    assert first == second
    assert first.rendered == "Sözleşme\n\n<alici> öder.\n\nBitti."
    with acting_as(shop.seller.pk, "desk"):
        assert queries.acceptances_of("pay_1") == [first]
    with acting_as(shop.ceren.pk, "panel"):
        assert queries.acceptances_of("pay_1") == []


def test_another_sellers_text_is_not_accepted(shop: Shop) -> None:
    text = publish(shop)

    with pytest.raises(ForeignText):
        accept(shop, text, seller_id=shop.ceren.pk)


def test_the_database_refuses_to_change_an_acceptance(shop: Shop) -> None:
    accept(shop, publish(shop))

    with (
        acting_as_system("test"),
        pytest.raises(IntegrityError, match="never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM content_acceptance")
