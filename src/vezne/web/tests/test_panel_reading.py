"""What buyers read in their panel: announcements, news, questions, guides."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import factories
from tests.factories import make_member, make_seller, sign_in
from vezne.accounts.models import Role, User
from vezne.accounts.services import user_preferences_change
from vezne.content.services import announcement_change
from vezne.content.types import AnnouncementDraft, Wording
from vezne.core.scope import acting_as, acting_as_system
from vezne.flows.approvals import approve
from vezne.notify.models import Delivery
from vezne.orders.models import Order
from vezne.web.tests.content import BY, announce, write
from vezne.web.tests.panel import World

pytestmark = pytest.mark.django_db


def read(who: User | Client, path: str) -> str:
    client = who if isinstance(who, Client) else sign_in(who)
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_a_pinned_announcement_stands_on_the_overview_until_put_away(world: World) -> None:
    row = announce(world.seller, "Bakım var", "**Pazar** gecesi.")
    ayse, bora = sign_in(world.ayse), sign_in(make_member(world.buyer, Role.VIEWER))
    assert "<strong>Pazar</strong> gecesi." in read(ayse, "/")

    answer = ayse.post(f"/duyurular/{row.public_id}/kapat/", headers={"HX-Request": "true"})

    assert (answer.status_code, answer.content) == (200, b"")
    assert "Bakım var" not in read(ayse, "/")
    assert "Bakım var" in read(ayse, "/duyurular/")
    assert "Bakım var" in read(bora, "/")
    assert bora.post(f"/duyurular/{row.public_id}/kapat/")["Location"] == "/"


def test_a_changed_one_stands_there_again(world: World) -> None:
    row = announce(world.seller, "Bakım var")
    client = sign_in(world.ayse)
    client.post(f"/duyurular/{row.public_id}/kapat/")
    draft = AnnouncementDraft(
        Wording("Bakım ertelendi", "Salı."), starts_at=factories.NOW, is_pinned=True
    )

    with acting_as(world.seller.pk, "desk"):
        announcement_change(announcement_id=row.pk, draft=draft, **BY)

    assert "Bakım ertelendi" in read(client, "/")
    assert "güncellendi" in read(client, "/duyurular/")


def test_words_for_buyers_of_a_product_reach_them_alone(world: World) -> None:
    announce(world.seller, "Panel sürümü", audience="product", product_id=world.panel.pk)

    assert "Panel sürümü" in read(world.ayse, "/")
    assert "Panel sürümü" not in read(world.ceren, "/")


def test_a_stranger_to_the_seller_reads_nothing_of_it(world: World) -> None:
    row = announce(world.seller, "Bakım var")
    news, guide = write(world.seller, "news", "Haber"), write(world.seller, "guide", "Kılavuz")
    client = sign_in(world.ceren)

    assert "Bakım var" not in read(client, "/duyurular/")
    assert client.post(f"/duyurular/{row.public_id}/kapat/").status_code == 404
    assert client.get(f"/haberler/{news.public_id}/").status_code == 404
    assert client.get(f"/kilavuzlar/{guide.public_id}/").status_code == 404


def test_several_sellers_are_told_apart(world: World) -> None:
    mavi = make_seller("Mavi Bilişim")
    factories.order_plan(
        world.buyer, factories.make_plan(factories.make_product(factories.make_platform(mavi)))
    )
    announce(mavi, "Mavi'den")

    page = read(world.ayse, "/duyurular/")

    assert "Mavi Bilişim" in page


def test_news_stand_on_the_overview_and_open(world: World) -> None:
    row = write(world.seller, "offer", "İki ay bizden", "Yıllıkta.", is_public=False)

    assert "İki ay bizden" in read(world.ayse, "/")
    assert "Yıllıkta." in read(world.ayse, f"/haberler/{row.public_id}/")
    assert "İki ay bizden" in read(world.ayse, "/haberler/")


def test_questions_and_guides_are_found(world: World) -> None:
    write(world.seller, "question", "İptal nasıl olur?")
    write(world.seller, "guide", "Şablon hazırlamak", product_id=world.panel.pk)

    assert "İptal" in read(world.ayse, "/sss/?ara=ıptal")
    assert "Şablon" in read(world.ayse, "/kilavuzlar/?ara=SABLON")
    assert "bulunamadı" in read(world.ayse, "/kilavuzlar/?ara=yoktur")


def test_a_services_page_links_its_guides(world: World) -> None:
    row = write(world.seller, "guide", "İlk adımlar", product_id=world.panel.pk)

    assert f"/kilavuzlar/{row.public_id}/" in read(world.ayse, world.url("/hizmetlerim/{service}/"))
    other = world.url("/hizmetlerim/{owed}/")
    assert row.public_id not in read(world.ayse, other)


def test_the_mail_of_an_approved_order_links_the_guide(world: World) -> None:
    row = write(world.seller, "guide", "Kontör kullanmak", product_id=world.message.pk)
    pack = factories.make_pack(world.message, needs_approval=True)
    bought = factories.order_pack(world.buyer, pack)
    assert bought.invoice is not None
    factories.pay(bought.invoice)

    with acting_as(world.seller.pk, "desk"):
        approve(order_id=bought.order.pk, **BY)

    with acting_as_system("test"):
        assert Order.objects.get(pk=bought.order.pk).state == "active"
        mail = Delivery.objects.filter(kind="order.approved").latest("pk")
    assert f"Kontör kullanmak: http://localhost:8000/kilavuzlar/{row.public_id}/" in str(vars(mail))


def test_english_readers_get_english(world: World) -> None:
    write(world.seller, "guide", "Kılavuz", title_en="First steps", body_en="Go.")
    write(world.seller, "guide", "Yalnız Türkçe")
    with acting_as_system("test"):
        user_preferences_change(user_id=world.ayse.pk, language="en")

    page = read(world.ayse, "/kilavuzlar/")

    assert "First steps" in page
    assert '<div class="grow" lang="tr"><a class="link-plain fw-semibold"' in page


def test_empty_pages_say_why(world: World) -> None:
    for path, words in (
        ("/duyurular/", "Şu anda duyuru yok"), ("/haberler/", "Henüz haber yok"),
        ("/sss/", "Henüz soru yok"), ("/kilavuzlar/", "Henüz kılavuz yok"),
    ):  # fmt: skip
        assert words in read(world.ayse, path)
