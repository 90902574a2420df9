"""Addresses, cards, notifications, support."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories import (
    DENIZ,
    STORED_CARD,
    VKNS,
    make_plan,
    make_platform,
    make_product,
    make_seller,
    order_plan,
    provider_of,
    sign_in,
)
from vezne.accounts.models import Address
from vezne.accounts.queries import addresses_for
from vezne.accounts.types import AddressRow
from vezne.core.scope import acting_as, acting_as_system
from vezne.notify.queries import unread_count
from vezne.payments.models import StoredCard
from vezne.payments.services import provider_account_change
from vezne.payments.tests.scripted import scripted_provider
from vezne.web.tests.panel import World

pytestmark = pytest.mark.django_db
ENTRY = {
    "contact_name": "Bora Yılmaz",
    "company_name": "",
    "tax_id": "",
    "tax_office": "",
    "line": "Kazımdirik Mah. 296. Sok. No 8",
    "district": "Bornova",
    "city": "İzmir",
    "phone": "0532 111 22 33",
}


@pytest.fixture
def ayse(world: World) -> Client:
    return sign_in(world.ayse)


def rows_of(world: World) -> list[AddressRow]:
    with acting_as(world.buyer.pk, "panel"):
        return addresses_for(world.buyer.pk)


def test_an_address_is_added_with_its_numbers_as_people_type_them(
    world: World, ayse: Client
) -> None:
    entry = ENTRY | {"company_name": "Bora Ltd.", "tax_id": "454 053 69 20"}

    answer = ayse.post("/adreslerim/ekle/", entry, follow=True)

    assert "Adres eklendi." in answer.content.decode()
    added = rows_of(world)[-1]
    assert (added.phone, added.tax_id, added.city) == ("+905321112233", VKNS[0], "İzmir")
    assert not added.is_default


def test_an_address_added_on_the_way_to_a_payment_is_chosen_there(
    world: World, ayse: Client
) -> None:
    pay = f"/odeme/{world.owed_invoice.public_id}/"
    form = f"/adreslerim/ekle/?next={pay}"

    asked = ayse.get(pay).content.decode()
    refused = ayse.post(form, ENTRY | {"city": "Atlantis"}).content.decode()
    answer = ayse.post(form, ENTRY, follow=True)

    assert f'href="{form}"' in asked
    assert f'href="{pay}">Vazgeç' in refused
    added = rows_of(world)[-1]
    assert answer.redirect_chain == [(f"{pay}?adres={added.public_id}", 302)]
    assert answer.context["form"]["address"].value() == added.public_id
    assert not added.is_default


@pytest.mark.parametrize("elsewhere", ["https://kotu.example/", "//kotu.example/", "kotu"])
def test_after_an_address_nobody_is_sent_out_of_the_house(elsewhere: str, ayse: Client) -> None:
    answer = ayse.post(f"/adreslerim/ekle/?next={elsewhere}", ENTRY)

    assert answer.headers["Location"] == "/adreslerim/"


def test_the_payment_page_chooses_no_address_that_is_not_the_accounts(
    world: World, ayse: Client
) -> None:
    page = ayse.get(f"/odeme/{world.owed_invoice.public_id}/?adres=adr_yok")

    assert page.context["form"]["address"].value() == rows_of(world)[0].public_id


WRONG = (
    ("tax_id", "4540536921", "Vergi kimlik numarası geçersiz"),
    ("tax_id", "10000000147", "kimlik numarası geçersiz"),
    ("phone", "123", "Telefon"),
    ("city", "Atlantis", "Listeden bir il seçin."),
    ("contact_name", "", "Bu alanı doldurun."),
)


def test_a_wrong_field_is_told_beside_it_and_nothing_is_written(world: World, ayse: Client) -> None:
    for field, value, words in WRONG:
        answer = ayse.post("/adreslerim/ekle/", ENTRY | {field: value})
        assert answer.status_code == 422
        assert words in " ".join(answer.context["form"].errors[field])
        html = answer.content.decode()
        assert "data-error-summary" in html
        assert "Hata:" in html
    assert len(rows_of(world)) == 1


def test_a_company_needs_its_tax_number(ayse: Client) -> None:
    answer = ayse.post("/adreslerim/ekle/", ENTRY | {"company_name": "Bora Ltd."})

    assert answer.context["form"].errors["tax_id"] == ["Şirket faturası için VKN veya TCKN girin."]


def test_a_masked_number_is_kept_when_the_form_is_saved(world: World, ayse: Client) -> None:
    ayse.post("/adreslerim/ekle/", ENTRY | {"tax_id": "10000000146"})
    added = rows_of(world)[-1]
    shown = ayse.get(f"/adreslerim/{added.public_id}/").context["form"].initial

    ayse.post(f"/adreslerim/{added.public_id}/", shown | {"district": "Konak"})

    with acting_as_system("test"):
        kept = Address.objects.get(public_id=added.public_id)
    assert shown["tax_id"] == "*******0146"
    assert (kept.tax_id_tail, kept.district) == ("0146", "Konak")


def test_another_address_becomes_the_default_and_the_heir(world: World, ayse: Client) -> None:
    ayse.post("/adreslerim/ekle/", ENTRY)
    first, second = rows_of(world)

    ayse.post(f"/adreslerim/{second.public_id}/varsayilan/")
    after_default = [row.public_id for row in rows_of(world) if row.is_default]
    ayse.post(f"/adreslerim/{second.public_id}/kaldir/")

    assert after_default == [second.public_id]
    assert [(row.public_id, row.is_default) for row in rows_of(world)] == [(first.public_id, True)]


def card_of(world: World) -> StoredCard:
    with acting_as_system("test"):
        return StoredCard.objects.get(public_id=world.ids["card"])


def test_automatic_renewal_is_ended_and_begun_by_one_click(world: World, ayse: Client) -> None:
    path = f"/kartlarim/{world.ids['card']}/yenileme/"

    ayse.post(path, {"on": "0"})
    off = card_of(world).renews_automatically
    ayse.post(path, {"on": "1"})

    assert (off, card_of(world).renews_automatically) == (False, True)


def test_a_card_is_removed_here_even_when_its_provider_is_silent(
    world: World, ayse: Client
) -> None:
    answer = ayse.post(f"/kartlarim/{world.ids['card']}/kaldir/", follow=True)

    assert "Ödeme kuruluşuna ulaşılamadı." in answer.content.decode()
    assert card_of(world).removed_at is not None
    assert STORED_CARD.last_four not in ayse.get("/kartlarim/").content.decode()


def test_a_card_is_removed_at_its_provider_too(world: World, ayse: Client) -> None:
    with scripted_provider() as provider:
        provider.say("/cardstorage/card", {"status": "success"})
        with acting_as(world.seller.pk, "desk"):
            provider_account_change(
                provider_account_id=provider_of(world.seller).pk,
                base_url=provider.base_url,
                actor=DENIZ,
                now=world.paid.started_at,
            )
        answer = ayse.post(f"/kartlarim/{world.ids['card']}/kaldir/", follow=True)

    assert "Kart kaldırıldı." in answer.content.decode()
    assert [path for _method, path, _body in provider.asked] == ["/cardstorage/card"]


def test_notifications_stay_new_until_they_are_marked_as_read(world: World, ayse: Client) -> None:
    ayse.post(f"/hizmetlerim/{world.paid.public_id}/iptal/")
    before = ayse.get("/bildirimler/sayi/").content.decode()

    page = ayse.get("/bildirimler/").content.decode()
    again = ayse.get("/bildirimler/").content.decode()
    ayse.post("/bildirimler/okundu/")

    assert "1 okunmamış bildirim" in before
    assert "is-new" in page
    assert "is-new" in again, "looking at the list reads nothing"
    with acting_as(world.buyer.pk, "panel"):
        assert unread_count(account_id=world.buyer.pk, user_id=world.ayse.pk) == 0
    assert "is-new" not in ayse.get("/bildirimler/").content.decode()


def test_support_shows_how_each_seller_is_reached(ayse: Client) -> None:
    html = ayse.get("/destek/").content.decode()

    assert "Nar Bilişim" in html
    assert 'href="tel:+902126124455"' in html
    assert 'href="mailto:destek@satici.example"' in html


def test_the_foot_reaches_the_one_seller_or_the_page_of_all(world: World, ayse: Client) -> None:
    one = ayse.get("/kartlarim/").content.decode()
    other = make_seller("Kavak Yazılım")
    order_plan(world.buyer, make_plan(make_product(make_platform(other, "Kavak"))))

    several = ayse.get("/kartlarim/").content.decode()

    assert "Nar Bilişim destek" in one
    assert 'href="tel:+902126124455"' in one
    assert "tel:" not in several
    assert '<a href="/destek/">Destek</a>' in several
    assert "Kavak Yazılım" in ayse.get("/destek/").content.decode()
