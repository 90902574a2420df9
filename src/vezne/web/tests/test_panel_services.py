from __future__ import annotations

import io
from datetime import timedelta

import openpyxl
import pytest
from django.test import Client

from tests.factories import NOW, make_buyer, make_member, order_plan, pay, set_clock, sign_in
from vezne.core.scope import acting_as_system
from vezne.invoicing.models import Invoice, InvoiceStatus
from vezne.subscriptions.models import Subscription
from vezne.web.tests.panel import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def ayse(world: World) -> Client:
    return sign_in(world.ayse)


def open_invoices(row: Subscription) -> list[Invoice]:
    with acting_as_system("test"):
        rows = Invoice.objects.filter(subscription_id=row.pk, status=InvoiceStatus.OPEN)
        return list(rows.order_by("pk"))


def row_of(html: str, name: str) -> str:
    """The table's row that names a service."""
    return next(part for part in html.split("<tr") if name in part and "<td" in part)


def test_a_paid_service_can_be_renewed_and_an_owed_one_paid(world: World, ayse: Client) -> None:
    html = ayse.get("/hizmetlerim/").content.decode()

    paid, owed = row_of(html, "Panel Kullanımı"), row_of(html, "WhatsApp Mesajı")
    assert "Ödendi" in paid
    assert f"/hizmetlerim/{world.paid.public_id}/yenile/" in paid
    assert f"/odeme/{world.owed_invoice.public_id}/" in owed
    assert "yenile" not in owed
    assert "02.03.2026 12:00" in paid
    assert "02.04.2026 12:00" in paid
    assert "papatya.com.tr" in owed


def test_within_the_payment_days_a_row_is_yellow_and_says_how_long_is_left(ayse: Client) -> None:
    owed = row_of(ayse.get("/hizmetlerim/").content.decode(), "WhatsApp Mesajı")

    assert "bg-yellow-lt" in owed
    assert "6 gün kaldı" in owed
    assert "is-late" not in owed


def test_after_the_payment_days_a_row_is_red_and_says_how_long_ago(ayse: Client) -> None:
    set_clock(NOW + timedelta(days=10, minutes=1))

    html = ayse.get("/hizmetlerim/").content.decode()

    owed = row_of(html, "WhatsApp Mesajı")
    assert "is-late" in owed
    assert "3 gün geçti" in owed
    assert "btn-danger" in owed
    assert "Kırmızı renkli kayıtların ödeme tarihi geçmiştir." in html
    assert "is-late" not in row_of(html, "Panel Kullanımı")


def test_the_list_is_searched_filtered_and_sorted_over_the_address(ayse: Client) -> None:
    def services(address: str) -> list[str]:
        listing = ayse.get(f"/hizmetlerim/{address}").context["listing"]
        return [line.service.subscription.product.name for line in listing.page.object_list]

    assert services("?ara=whatsapp") == ["WhatsApp Mesajı"]
    assert services("?ara=PAPATYA.com") == ["WhatsApp Mesajı"]
    assert services("?durum=active") == ["Panel Kullanımı"]
    assert services("?sirala=hizmet") == ["Panel Kullanımı", "WhatsApp Mesajı"]
    assert services("?sirala=-hizmet") == ["WhatsApp Mesajı", "Panel Kullanımı"]


def test_an_empty_result_offers_to_clear_the_filter_and_an_empty_account_a_plan(
    ayse: Client,
) -> None:
    nothing_found = ayse.get("/hizmetlerim/?ara=yokboyle").content.decode()
    newcomer = sign_in(make_member(make_buyer("Yeni Firma")))
    nothing_there = newcomer.get("/hizmetlerim/").content.decode()

    assert "Kayıt bulunamadı." in nothing_found
    assert "Süzgeci temizle" in nothing_found
    assert "Henüz hizmetiniz yok" in nothing_there
    assert "Süzgeci temizle" not in nothing_there


def test_the_download_holds_what_the_filter_left(ayse: Client) -> None:
    answer = ayse.get("/hizmetlerim/excel/?ara=whatsapp")

    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    rows = [[cell.value for cell in line] for line in sheet.iter_rows()]
    assert rows[0][:4] == ["Platform", "Site", "Hizmet", "Paket"]
    assert [row[:4] for row in rows[1:]] == [
        ["NarMesaj", "papatya.com.tr", "WhatsApp Mesajı", "Mesaj Aylık"]
    ]
    assert rows[1][6:9] == ["Ödeme süresinde", 120, "TRY"]


def test_yenile_opens_the_next_period_once_and_leads_to_its_payment(
    world: World, ayse: Client
) -> None:
    first = ayse.post(f"/hizmetlerim/{world.paid.public_id}/yenile/")
    second = ayse.post(f"/hizmetlerim/{world.paid.public_id}/yenile/")

    (invoice,) = open_invoices(world.paid)
    assert first["Location"] == second["Location"] == f"/odeme/{invoice.public_id}/"
    assert invoice.due_at == world.paid.period_ends_at


def test_yenile_on_a_trial_opens_the_choice_of_plan(world: World) -> None:
    buyer = make_buyer("Deneyen Firma")
    order_plan(buyer, world.trial)
    client = sign_in(make_member(buyer))
    with acting_as_system("test"):
        row = Subscription.objects.get(buyer=buyer)

    answer = client.post(f"/hizmetlerim/{row.public_id}/yenile/")

    assert answer["Location"] == f"/paketler/#{world.panel.public_id}"
    assert open_invoices(row) == []
    assert "bir paket seçin" in client.get("/paketler/").content.decode()


def test_the_page_of_a_service_tells_what_happened_and_why(world: World, ayse: Client) -> None:
    html = ayse.get(f"/hizmetlerim/{world.paid.public_id}/").content.decode()

    assert "Hizmet başlatıldı" in html
    assert "Dönem için ödeme talebi açıldı" in html
    assert "100,00\u00a0₺ + KDV" in html
    assert "120,00\u00a0₺" in html


def test_an_upgrade_is_shown_with_its_cost_and_leads_to_its_payment(
    world: World, ayse: Client
) -> None:
    path = f"/hizmetlerim/{world.paid.public_id}/paket/"

    choices = {choice.version.pk: choice for choice in ayse.get(path).context["plans"]}
    answer = ayse.post(path, {"what": "upgrade", "version": world.pro.public_id})

    cost = choices[world.pro.pk].cost
    assert cost.new_share.minor - cost.unused_share.minor == pytest.approx(145_16, abs=2)
    assert choices[world.light.pk].cost is None
    assert choices[world.monthly.pk].is_current
    assert world.trial.pk not in choices
    (invoice,) = open_invoices(world.paid)
    assert answer["Location"] == f"/odeme/{invoice.public_id}/"
    assert invoice.total_minor == pytest.approx(cost.total.minor, abs=2)
    assert world.read(world.paid).plan_id == world.pro.plan_id


def test_a_cheaper_plan_waits_for_the_end_of_the_period_and_may_be_dropped(
    world: World, ayse: Client
) -> None:
    path = f"/hizmetlerim/{world.paid.public_id}/paket/"

    ayse.post(path, {"what": "downgrade", "version": world.light.public_id})
    chosen = world.read(world.paid).next_version_id
    html = ayse.get(f"/hizmetlerim/{world.paid.public_id}/").content.decode()
    ayse.post(path, {"what": "drop"})

    assert chosen == world.light.pk
    assert "02.04.2026 12:00 anında “Başlangıç” paketine geçilecek." in html
    assert world.read(world.paid).next_version_id is None
    assert open_invoices(world.paid) == []


def test_a_change_that_is_refused_says_why_and_changes_nothing(world: World, ayse: Client) -> None:
    path = f"/hizmetlerim/{world.paid.public_id}/paket/"

    refused = ayse.post(path, {"what": "upgrade", "version": world.light.public_id}, follow=True)
    foreign = ayse.post(path, {"what": "upgrade", "version": world.credits.public_id})

    assert "Bu pakete dönem sonunda geçebilirsiniz." in refused.content.decode()
    assert foreign.status_code == 404
    assert world.read(world.paid).plan_id == world.monthly.plan_id
    assert open_invoices(world.paid) == []


def test_cancelling_shows_its_date_first_and_can_be_taken_back(world: World, ayse: Client) -> None:
    path = f"/hizmetlerim/{world.paid.public_id}"

    asked = ayse.get(f"{path}/iptal/").content.decode()
    ayse.post(f"{path}/iptal/", {"reason": "Kapanıyoruz"})
    leaving = world.read(world.paid)
    html = ayse.get(f"{path}/").content.decode()
    ayse.post(f"{path}/devam/")

    assert "02.04.2026 tarihinde iptal et" in asked
    assert leaving.cancels_at == world.paid.period_ends_at
    assert "hizmet 02.04.2026 12:00 anında sona erecek" in html
    assert "Kapanıyoruz" in html
    assert world.read(world.paid).cancels_at is None


def test_a_second_cancellation_is_refused_in_words(world: World, ayse: Client) -> None:
    path = f"/hizmetlerim/{world.paid.public_id}/iptal/"
    ayse.post(path)

    answer = ayse.post(path, follow=True)

    assert "Bu hizmet için iptal istediniz." in answer.content.decode()


def test_a_service_that_is_paid_again_is_open_again(world: World, ayse: Client) -> None:
    later = NOW + timedelta(days=9)
    set_clock(later)
    shut = row_of(ayse.get("/hizmetlerim/").content.decode(), "WhatsApp Mesajı")

    pay(world.owed_invoice, now=later)
    opened = row_of(ayse.get("/hizmetlerim/").content.decode(), "WhatsApp Mesajı")

    assert "Askıda" in shut
    assert "Aktif" in opened
    assert "Ödendi" in opened
