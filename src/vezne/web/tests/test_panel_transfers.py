"""Bank accounts, paying by transfer and Havale/EFT bildir in the panel and over a payment link."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import NOW, make_member, make_seller, pay, set_clock, sign_in
from vezne.accounts.models import Role
from vezne.banking.models import Promise, TransferNotice
from vezne.banking.services.notice import receipt_of
from vezne.banking.tests.bank import (
    OTHER_IBAN,
    arrive,
    code_of,
    member_with_phone,
    open_bank,
    trade,
)
from vezne.core.scope import acting_as_system
from vezne.invoicing.models import Invoice
from vezne.notify.models import Notification
from vezne.web.pay.links import make_link
from vezne.web.tests.panel import World

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=1, hours=1)
PDF = b"%PDF-1.7 dekont"
ACCOUNTS = "/banka-hesaplari/"
NOTICES = "/havale-bildirimleri/"


@pytest.fixture
def ayse(world: World) -> Client:
    return sign_in(world.ayse)


def words(answer: Any) -> str:
    return str(answer.content.decode()).replace("\u00a0", " ")


def page_of(world: World, name: str = "pay_transfer") -> str:
    return reverse(f"web:{name}", args=[world.owed_invoice.public_id])


def owed(world: World) -> Invoice:
    with acting_as_system("test"):
        return Invoice.objects.get(pk=world.owed_invoice.pk)


def promises(world: World) -> list[Promise]:
    with acting_as_system("test"):
        return list(Promise.objects.filter(invoice=world.owed_invoice).order_by("pk"))


def notices() -> list[TransferNotice]:
    with acting_as_system("test"):
        return list(TransferNotice.objects.order_by("pk"))


def told(world: World) -> list[str]:
    with acting_as_system("test"):
        rows = Notification.objects.filter(user=world.ayse, kind__startswith="transfer.")
        return list(rows.order_by("pk").values_list("kind", flat=True))


def code(world: World) -> str:
    return code_of(trade(world.seller, world.buyer))


# -- the accounts behind one button --------------------------------------------------------------


def test_the_button_is_there_only_when_a_seller_shows_an_account(
    world: World, ayse: Client
) -> None:
    assert ACCOUNTS not in words(ayse.get("/"))

    open_bank(world.seller)

    assert f'href="{ACCOUNTS}"' in words(ayse.get("/"))
    assert ACCOUNTS not in words(sign_in(world.ceren).get("/"))


def test_the_page_shows_bank_iban_holder_code_and_reference(world: World, ayse: Client) -> None:
    open_bank(world.seller)

    shown = words(ayse.get(ACCOUNTS))

    assert "TR33 0006 1005 1978 6457 8413 26" in shown
    assert 'data-copy="TR330006100519786457841326"' in shown
    assert "Örnek Bank" in shown
    assert "Şişli" in shown
    assert world.seller.legal_name in shown
    assert code(world) in shown
    assert 'class="vz-qr" role="img"' in shown
    assert " style=" not in shown


def test_htmx_gets_the_inside_of_the_dialog_alone(world: World, ayse: Client) -> None:
    open_bank(world.seller)

    answer = ayse.get(ACCOUNTS, headers={"HX-Request": "true"})

    assert "<html" not in words(answer)
    assert 'id="dialog-title"' in words(answer)
    assert "HX-Request" in answer["Vary"]


def test_the_readers_phone_stands_there_where_the_seller_matches_phones(world: World) -> None:
    open_bank(world.seller, uses_phones=True)
    user = member_with_phone(world.buyer, "+905321112233")

    assert "0532 111 22 33" in words(sign_in(user).get(ACCOUNTS))


def test_more_sellers_cost_no_more_statements(world: World, ayse: Client) -> None:
    open_bank(world.seller)
    ayse.get("/bildirimler/")
    with CaptureQueriesContext(connection) as few:
        ayse.get(ACCOUNTS)
    for name in ("Mavi Bilişim", "Beyaz Bilişim"):
        second = make_seller(name)
        trade(second, world.buyer)
        open_bank(second)

    with CaptureQueriesContext(connection) as many:
        shown = words(ayse.get(ACCOUNTS))

    assert len(many) == len(few) <= 20
    assert shown.index("Beyaz Bilişim") < shown.index("Mavi Bilişim")


# -- paying by transfer --------------------------------------------------------------------------


def test_the_payment_page_offers_transfer_where_an_account_is_shown(
    world: World, ayse: Client
) -> None:
    path = reverse("web:pay", args=[world.owed_invoice.public_id])
    assert "havale/sec/" not in words(ayse.get(path))

    open_bank(world.seller)

    assert page_of(world, "pay_transfer_start") in words(ayse.get(path))


def test_choosing_transfer_shows_the_amount_and_waits(world: World, ayse: Client) -> None:
    open_bank(world.seller)
    invoice = owed(world)

    answer = ayse.post(page_of(world, "pay_transfer_start"))

    assert answer["Location"] == page_of(world)
    (promise,) = promises(world)
    assert (promise.amount_minor, promise.currency) == (invoice.open_minor, "TRY")
    shown = words(ayse.get(page_of(world)))
    assert "Havaleniz bekleniyor" in shown
    assert code(world) in shown
    assert "TR33 0006 1005" in shown
    assert 'hx-trigger="every 1s"' in shown
    assert "Havale bekleniyor" in words(ayse.get("/odemeler/"))
    assert "havaleniz bekleniyor" in words(ayse.get(f"/odeme/{invoice.public_id}/"))


def test_without_an_account_transfer_is_refused_in_words(world: World, ayse: Client) -> None:
    answer = ayse.post(page_of(world, "pay_transfer_start"))

    assert answer.status_code == 422
    assert "Satıcının bu para biriminde banka hesabı yok." in words(answer)
    assert promises(world) == []


def test_the_waiting_line_comes_again_until_the_transfer_is_there(
    world: World, ayse: Client
) -> None:
    bank = open_bank(world.seller)
    ayse.post(page_of(world, "pay_transfer_start"))
    line = ayse.get(page_of(world))
    state = f"{page_of(world, 'pay_transfer_state')}?gorulen={line.context['page'].mark}"

    waiting = ayse.get(state, headers={"HX-Request": "true"})
    arrive(bank, owed(world).open_minor, code(world), now=LATER, at=LATER)
    arrived = ayse.get(state, headers={"HX-Request": "true"})

    assert "Havaleniz bekleniyor" in words(waiting)
    assert arrived["HX-Redirect"] == page_of(world)
    paid = words(ayse.get(page_of(world)))
    assert "Havaleniz geldi, ödemeniz alındı" in paid
    assert "data-go" in paid
    assert "Havale/EFT" in words(ayse.get("/odemeler/"))
    assert told(world) == ["transfer.used"]


def test_too_little_leaves_the_rest_owed_and_says_so(world: World, ayse: Client) -> None:
    bank = open_bank(world.seller)
    ayse.post(page_of(world, "pay_transfer_start"))
    whole = owed(world).open_minor

    arrive(bank, 20_00, code(world), now=LATER, at=LATER)

    shown = words(ayse.get(page_of(world)))
    assert "Şimdiye kadar 20,00 ₺ ödendi." in shown
    assert [row.covers_minor for row in promises(world)] == [whole, whole - 20_00]
    assert promises(world)[0].ended_at is not None
    assert told(world) == ["transfer.part"]


def test_too_much_is_in_the_wallet_and_said_so(world: World, ayse: Client) -> None:
    bank = open_bank(world.seller)
    ayse.post(page_of(world, "pay_transfer_start"))

    arrive(bank, owed(world).open_minor + 55_00, code(world), now=LATER, at=LATER)

    shown = words(ayse.get(page_of(world)))
    assert "Bakiyenize eklenen" in shown
    assert "55,00 ₺" in shown
    assert "data-go" not in shown
    assert told(world) == ["transfer.over"]


def test_paying_by_card_instead_ends_the_promise(world: World, ayse: Client) -> None:
    open_bank(world.seller)
    ayse.post(page_of(world, "pay_transfer_start"))

    pay(owed(world), now=LATER)

    (promise,) = promises(world)
    assert (promise.kept_at, promise.ended_at) == (None, LATER)
    assert ayse.get(page_of(world))["Location"] == f"/odeme/{world.owed_invoice.public_id}/"


def test_a_viewer_sees_the_instructions_and_chooses_nothing(world: World, ayse: Client) -> None:
    open_bank(world.seller)
    ayse.post(page_of(world, "pay_transfer_start"))
    bora = sign_in(make_member(world.buyer, Role.VIEWER, name="Bora"))

    assert code(world) in words(bora.get(page_of(world)))
    assert bora.post(page_of(world, "pay_transfer_start")).status_code == 403
    assert sign_in(world.ceren).get(page_of(world)).status_code == 404


def test_the_page_costs_its_statements(world: World, ayse: Client) -> None:
    open_bank(world.seller)
    open_bank(world.seller, iban=OTHER_IBAN)
    ayse.post(page_of(world, "pay_transfer_start"))
    ayse.get("/bildirimler/")

    with CaptureQueriesContext(connection) as page:
        shown = ayse.get(page_of(world))
    state = f"{page_of(world, 'pay_transfer_state')}?gorulen={shown.context['page'].mark}"
    with CaptureQueriesContext(connection) as line:
        ayse.get(state, headers={"HX-Request": "true"})

    assert len([one for one in page if "set_config" not in one["sql"]]) <= 18
    assert len([one for one in line if "set_config" not in one["sql"]]) <= 8


def test_a_links_holder_pays_by_transfer_as_well(world: World) -> None:
    bank = open_bank(world.seller)
    token = make_link(invoice_public_id=world.owed_invoice.public_id, days=7)
    accountant = Client()

    answer = accountant.post(reverse("web:pay_link_transfer_start", args=[token]))

    target = reverse("web:pay_link_transfer", args=[token])
    assert answer["Location"] == target
    shown = words(accountant.get(target))
    assert code(world) in shown
    assert "bildirebilirsiniz" not in shown
    arrive(bank, owed(world).open_minor, code(world), now=LATER, at=LATER)
    assert "Havaleniz geldi" in words(accountant.get(target))


# -- Havale/EFT bildir ---------------------------------------------------------------------------


def form_of(world: World, **changes: Any) -> dict[str, Any]:
    account = open_bank(world.seller, iban=OTHER_IBAN)
    return {
        "account": account.public_id,
        "amount": "120,00",
        "sent_on": "19.02.2026",
        "sender_name": "Papatya Tekstil",
        **changes,
    }


def new_notice(world: World, *, with_invoice: bool = False) -> str:
    account = trade(world.seller, world.buyer)
    path = reverse("web:transfer_notice_new", args=[account.public_id])
    return f"{path}?fatura={world.owed_invoice.public_id}" if with_invoice else path


def test_a_notice_is_offered_after_the_sellers_time(world: World, ayse: Client) -> None:
    open_bank(world.seller, notice_after_hours=6)
    ayse.post(page_of(world, "pay_transfer_start"))
    assert "anına kadar gelmezse" in words(ayse.get(page_of(world)))
    assert ayse.get(new_notice(world, with_invoice=True))["Location"] == page_of(world)

    set_clock(LATER + timedelta(hours=6))

    assert "?fatura=" in words(ayse.get(page_of(world)))
    assert ayse.get(new_notice(world, with_invoice=True)).status_code == 200


def test_a_notice_is_kept_with_its_receipt_and_shown(world: World, ayse: Client) -> None:
    receipt = SimpleUploadedFile("dekont.pdf", PDF, content_type="image/png")

    answer = ayse.post(new_notice(world), form_of(world, receipt=receipt))

    assert answer["Location"] == NOTICES
    (notice,) = notices()
    assert (notice.amount_minor, notice.receipt_type) == (120_00, "application/pdf")
    assert receipt_of(notice) == PDF
    shown = words(ayse.get(NOTICES))
    assert "İnceleniyor" in shown
    download = ayse.get(reverse("web:transfer_receipt", args=[notice.public_id]))
    assert download.content == PDF
    assert download["Content-Disposition"].startswith("attachment")
    stranger = sign_in(world.ceren)
    assert stranger.get(reverse("web:transfer_receipt", args=[notice.public_id])).status_code == 404


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"amount": "0"}, "Sıfırdan büyük bir tutar yazın."),
        ({"sent_on": "19.02.2027"}, "Son bir yıl içindeki bir günü yazın."),
        ({"sender_name": ""}, "Bu alanı doldurun."),
        ({"receipt": SimpleUploadedFile("a.pdf", b"MZ virus")}, "Dekont PDF, PNG veya JPEG olmalı"),
        (
            {"receipt": SimpleUploadedFile("a.pdf", PDF + b" " * 2 * 1024 * 1024)},
            "Dekont 2 MB",
        ),
    ],
)
def test_a_wrong_notice_says_why_and_is_not_kept(
    world: World, ayse: Client, changes: dict[str, Any], said: str
) -> None:
    answer = ayse.post(new_notice(world), form_of(world, **changes))

    assert answer.status_code == 422
    assert said in words(answer)
    assert notices() == []


def test_the_same_notice_twice_is_refused(world: World, ayse: Client) -> None:
    form = form_of(world)
    ayse.post(new_notice(world), form)

    answer = ayse.post(new_notice(world), form)

    assert "Bu havaleyi zaten bildirdiniz" in words(answer)
    assert len(notices()) == 1


def test_a_transfer_that_arrives_answers_its_notice(world: World, ayse: Client) -> None:
    ayse.post(new_notice(world), form_of(world))
    bank = open_bank(world.seller)

    arrive(bank, 120_00, code(world), now=LATER, at=LATER)

    assert "Havale bulundu" in words(ayse.get(NOTICES))


def test_a_notice_for_a_foreign_account_or_invoice_is_not_found(world: World) -> None:
    ceren = sign_in(world.ceren)

    assert ceren.get(new_notice(world)).status_code == 404
    assert ceren.post(new_notice(world), form_of(world)).status_code == 404
    assert notices() == []
