"""The bank on the desk: the queue and its ways out, movements, notices, accounts, rules, tasks."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import NOW, make_buyer, make_member, make_seller, order_plan, sign_in
from vezne.accounts.models import Role
from vezne.banking.models import BankAccount, KnownPayer, Movement, TransferNotice
from vezne.banking.services.notice import NoticeEntry, notice_send, receipt_keep
from vezne.banking.tests.bank import (
    PAYERS_IBAN,
    again,
    arrive,
    code_of,
    member_with_phone,
    open_bank,
    trade,
    wallet,
)
from vezne.banking.types import MovementState, Tier
from vezne.core.money import Money
from vezne.core.scope import acting_as_system
from vezne.ledger.models import CurrentAccount
from vezne.web.access import SEAT_KEY
from vezne.web.tests.panel import World
from vezne.web.tests.test_panel_current_accounts import words

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 dekont"


@pytest.fixture
def bank(world: World) -> BankAccount:
    return open_bank(world.seller)


@pytest.fixture
def deniz(world: World) -> Client:
    return member(world)


def member(world: World, role: str = Role.ADMIN) -> Client:
    """A member of the seller, seated at its desk."""
    client = sign_in(make_member(world.seller, role))
    session = client.session
    session[SEAT_KEY] = world.seller.pk
    session.save()
    return client


def papatya(world: World) -> CurrentAccount:
    return trade(world.seller, world.buyer)


def lale(world: World) -> CurrentAccount:
    """A buyer that owes nothing: what comes stays in its wallet."""
    return trade(world.seller, make_buyer("Lale Gıda"))


def url(name: str, *ids: str) -> str:
    return reverse(f"web:{name}", args=ids)


def assign(client: Client, row: Movement, account: CurrentAccount, **typed: str) -> Any:
    sent = {"hesap": account.public_id} | typed
    return client.post(url("desk_bank_assign", row.public_id), sent, follow=True)


def notice(account: CurrentAccount, minor: int, *, receipt: bytes = b"") -> TransferNotice:
    entry = NoticeEntry(Money(minor, "TRY"), NOW.date(), "AYŞE DEMİR", receipt=receipt)
    with acting_as_system("test"):
        return notice_send(
            current_account=account, entry=entry, now=NOW, receipt=receipt_keep(receipt)
        )


# -- the queue -------------------------------------------------------------------------------


def test_an_empty_queue_says_so(bank: BankAccount, deniz: Client) -> None:
    assert "Eşleşmeyen hareket yok" in words(deniz.get(url("desk_bank")))


def test_what_is_nobodys_waits_with_its_reason(bank: BankAccount, deniz: Client) -> None:
    arrive(bank, 100_00, "GELEN FAST", counterparty_name="BİLİNMEYEN KİŞİ")

    page = words(deniz.get(url("desk_bank")))

    assert "BİLİNMEYEN KİŞİ" in page
    assert "Açıklamada kime ait olduğu yazmıyor." in page
    assert "Önerilecek hesap bulunamadı" in page


def test_the_name_of_a_member_and_the_sum_of_an_invoice_suggest_its_firm(
    world: World, bank: BankAccount, deniz: Client
) -> None:
    with acting_as_system("test"):
        make_member(world.buyer, name="Yeşim Işıklı")
    order_plan(world.buyer, world.monthly)
    arrive(bank, 120_00, "ÖDEME", counterparty_name="YESIM ISIKLI")

    page = words(deniz.get(url("desk_bank")))

    assert world.buyer.name in page
    assert "Gönderen adı benziyor: yesim isikli." in page
    assert "tam bu tutarda." in page


def test_one_press_writes_it_to_the_buyer(world: World, bank: BankAccount, deniz: Client) -> None:
    account = lale(world)
    row = arrive(bank, 50_00, "ÖDEME", counterparty_iban=PAYERS_IBAN)

    page = words(assign(deniz, row, account))

    assert "50,00 ₺ Lale Gıda hesabına yazıldı." in page
    assert again(row).state == MovementState.CREDITED
    assert wallet(account) == 50_00
    with acting_as_system("test"):
        assert not KnownPayer.objects.exists()


def test_a_ticked_box_learns_and_the_next_transfer_goes_by_itself(
    world: World, bank: BankAccount, deniz: Client
) -> None:
    account = lale(world)
    row = arrive(bank, 50_00, "ÖDEME", counterparty_iban=PAYERS_IBAN)
    assert "sonraki havaleleri kendiliğinden" in words(deniz.get(url("desk_bank")))

    assign(deniz, row, account, ogren="1")

    second = arrive(bank, 70_00, "ÖDEME 2", counterparty_iban=PAYERS_IBAN)
    assert (second.state, second.tier) == (MovementState.CREDITED, Tier.IBAN)
    assert wallet(account) == 120_00


def test_the_second_of_two_staff_is_told_who_was_first(
    world: World, bank: BankAccount, deniz: Client
) -> None:
    account = papatya(world)
    other = trade(world.seller, make_buyer("Lale Gıda"))
    row = arrive(bank, 50_00, "ÖDEME")
    assign(deniz, row, account)

    page = words(assign(member(world, Role.STAFF), row, other))

    assert f"sizden önce {world.buyer.name} hesabına yazdı." in page
    assert wallet(other) == 0


def test_the_search_finds_buyers_without_their_marks(
    world: World, bank: BankAccount, deniz: Client
) -> None:
    trade(world.seller, make_buyer("Işık Çelik"))
    row = arrive(bank, 50_00, "ÖDEME")
    search = url("desk_bank_search", row.public_id)

    assert "Işık Çelik" in words(deniz.get(search, {"alici": "isik cel"}))
    assert "Bu aramaya uyan alıcı yok." in words(deniz.get(search, {"alici": "yokboyle"}))
    assert words(deniz.get(search)).strip() == ""


@pytest.mark.parametrize(
    ("name", "state"),
    [("desk_bank_return", MovementState.RETURNED), ("desk_bank_ignore", MovementState.IGNORED)],
)
def test_setting_aside_asks_for_a_reason(
    bank: BankAccount, deniz: Client, name: str, state: str
) -> None:
    row = arrive(bank, 50_00, "FAİZ")

    page = words(deniz.post(url(name, row.public_id), {"reason": ""}, follow=True))
    assert "Nedenini yazın" in page
    assert again(row).state == MovementState.UNMATCHED

    deniz.post(url(name, row.public_id), {"reason": "Banka faizi"})
    assert again(row).state == state
    assert "Banka faizi" in words(deniz.get(url("desk_bank_movement", row.public_id)))


def test_a_transfer_is_split_and_an_empty_amount_takes_the_rest(
    world: World, bank: BankAccount, deniz: Client
) -> None:
    first, second = lale(world), trade(world.seller, make_buyer("Gül Tarım"))
    row = arrive(bank, 100_00, "İKİ FİRMA")
    split = url("desk_bank_split", row.public_id)
    both = {"pay": [first.public_id, second.public_id]}
    one, two = f"tutar-{first.public_id}", f"tutar-{second.public_id}"

    assert "En az iki hesap" in words(deniz.post(split, {"pay": [first.public_id]}))
    assert "aşıyor" in words(deniz.post(split, both | {one: "90,00", two: "20,00"}))
    assert "dağıtılmadı" in words(deniz.post(split, both | {one: "10,00", two: "20,00"}))
    assert "biçiminde" in words(deniz.post(split, both | {one: "on lira", two: ""}))
    answer = deniz.post(split, both | {one: "30,00", two: ""})

    assert answer.status_code == 302
    assert (wallet(first), wallet(second)) == (30_00, 70_00)
    assert "Birden çok hesap" in words(deniz.get(url("desk_bank_movements")))
    page = words(deniz.get(url("desk_bank_movement", row.public_id)))
    assert "Lale Gıda" in page
    assert "Birden çok hesaba bölündü" in page


def test_split_finds_and_adds_buyers(world: World, bank: BankAccount, deniz: Client) -> None:
    first = trade(world.seller, make_buyer("Lale Gıda"))
    row = arrive(bank, 100_00, "X")
    split = url("desk_bank_split", row.public_id)

    assert "Lale Gıda" in words(deniz.get(split, {"alici": "lale"}))
    page = words(deniz.get(split, {"pay": first.public_id, "alici": "lale"}))
    assert "Kime ne kadar" in page
    assert "Bu aramaya uyan alıcı yok." in page


def test_a_viewer_sees_the_queue_and_changes_nothing(world: World, bank: BankAccount) -> None:
    account = papatya(world)
    row = arrive(bank, 50_00, "ÖDEME " + str(world.buyer.name))
    viewer = member(world, Role.VIEWER)

    page = words(viewer.get(url("desk_bank")))

    assert "Bu hesaba yaz" not in page
    assert assign(viewer, row, account).status_code == 403
    assert again(row).state == MovementState.UNMATCHED


def test_the_queue_costs_the_same_for_one_and_for_ten(
    world: World, bank: BankAccount, deniz: Client
) -> None:
    papatya(world)
    arrive(bank, 50_00, "ÖDEME", counterparty_name="PAPATYA")
    deniz.get(url("desk_bank"))
    with CaptureQueriesContext(connection) as few:
        deniz.get(url("desk_bank"))
    for number in range(9):
        arrive(bank, 60_00 + number, f"ÖDEME {number}", counterparty_name=f"FİRMA {number}")
    with CaptureQueriesContext(connection) as many:
        deniz.get(url("desk_bank"))

    assert len(many) <= len(few) + 1 <= 36


@pytest.mark.parametrize("name", ["desk_bank_movements", "desk_bank_notices", "desk_bank_tasks"])
def test_a_list_costs_the_same_for_one_and_for_ten(
    world: World, bank: BankAccount, deniz: Client, name: str
) -> None:
    account = papatya(world)

    def more(count: int) -> None:
        for number in range(count):
            row = arrive(bank, 50_00 + number, f"ÖDEME {number}")
            notice(account, row.amount_minor)
            arrive(bank, -7_77, "İPTAL", is_reversal=True, takes_back=f"YOK{row.pk}")

    more(1)
    deniz.get(url(name))
    with CaptureQueriesContext(connection) as few:
        deniz.get(url(name))
    more(9)
    with CaptureQueriesContext(connection) as many:
        deniz.get(url(name))

    assert len(many) <= len(few) <= 20


# -- movements -------------------------------------------------------------------------------


def test_the_list_is_searched_filtered_and_downloaded(
    world: World, bank: BankAccount, deniz: Client
) -> None:
    account = papatya(world)
    arrive(bank, 50_00, code_of(account), counterparty_name="ŞIK ÇİÇEK")
    arrive(bank, -10_00, "HAVALE MASRAFI", counterparty_name="")
    movements = url("desk_bank_movements")

    both = words(deniz.get(movements))
    assert "+50,00 ₺" in both
    assert "−10,00 ₺" in both
    assert "ŞIK ÇİÇEK" in words(deniz.get(movements, {"ara": "sik cicek"}))
    assert "Kayıt bulunamadı." in words(deniz.get(movements, {"ara": "sik", "yon": "giden"}))
    assert "Kayıt bulunamadı." in words(deniz.get(movements, {"bas": "01.01.2030"}))
    assert "ŞIK" in words(deniz.get(movements, {"yol": "reference", "durum": "credited"}))
    sheet = deniz.get(url("desk_bank_excel"), {"yon": "gelen"})
    rows = list(openpyxl.load_workbook(io.BytesIO(sheet.content)).worksheets[0].values)
    assert [row[7] for row in rows[1:]] == [50]


def test_a_movement_tells_its_story_with_personal_numbers_masked(
    world: World, bank: BankAccount, deniz: Client
) -> None:
    account = papatya(world)
    row = arrive(
        bank,
        50_00,
        f"{code_of(account)} TC 10000000146 {PAYERS_IBAN}",
        counterparty_iban=PAYERS_IBAN,
        counterparty_tax_id="10000000146",
    )

    page = words(deniz.get(url("desk_bank_movement", row.public_id)))

    assert "Açıklamada hesabın kodu yazılı" in page
    assert world.buyer.name in page
    assert "Banka" in page
    assert "Muhasebe kayıtları" in page
    assert PAYERS_IBAN not in page
    assert "10000000146" not in page
    assert "•••• 7890" in page


def test_a_reversal_shows_on_both_sides_with_its_debt(
    world: World, bank: BankAccount, deniz: Client
) -> None:
    order_plan(world.buyer, world.monthly)
    account = papatya(world)
    row = arrive(bank, 120_00, code_of(account))
    back = arrive(bank, -120_00, "İPTAL", is_reversal=True, takes_back=row.bank_key[3:])

    first = words(deniz.get(url("desk_bank_movement", row.public_id)))
    second = words(deniz.get(url("desk_bank_movement", back.public_id)))
    tasks = words(deniz.get(url("desk_bank_tasks")))

    assert "Banka bu hareketi sonradan geri aldı." in first
    assert "Geri alınan para borç oluşturdu" in first
    assert "Geri aldığı hareket" in second
    assert "Geri alınan para borç oluşturdu" in tasks
    assert "120,00 ₺" in tasks


def test_nothing_of_another_seller_is_visible(world: World, bank: BankAccount) -> None:
    row = arrive(bank, 50_00, "GİZLİ", counterparty_name="GİZLİ GÖNDEREN")
    mavi = make_seller("Mavi")
    client = sign_in(make_member(mavi, Role.ADMIN))
    session = client.session
    session[SEAT_KEY] = mavi.pk
    session.save()

    for name in ("desk_bank", "desk_bank_movements", "desk_bank_accounts"):
        assert "GİZLİ" not in words(client.get(url(name)))
    assert client.get(url("desk_bank_movement", row.public_id)).status_code == 404
    assert client.get(url("desk_bank_split", row.public_id)).status_code == 404
    assert assign(client, row, papatya(world)).status_code == 404


# -- notices ---------------------------------------------------------------------------------


def test_a_notice_meets_its_movement_and_accepting_assigns(
    world: World, bank: BankAccount, deniz: Client
) -> None:
    account = papatya(world)
    told = notice(account, 75_00, receipt=PDF)
    assert "bekleyen hareket henüz yok" in words(deniz.get(url("desk_bank_notices")))
    row = arrive(bank, 75_00, "GELEN EFT")

    queue, page = words(deniz.get(url("desk_bank"))), words(deniz.get(url("desk_bank_notices")))
    assert "Bu tutarda havale bildirdi" in queue
    assert "Bu havale, hesaba yaz" in page
    receipt = deniz.get(url("desk_bank_receipt", told.public_id))
    assert (receipt.content, receipt["Content-Type"]) == (PDF, "application/pdf")
    deniz.post(url("desk_bank_accept", told.public_id), {"hareket": row.public_id})

    assert again(row).state == MovementState.CREDITED
    with acting_as_system("test"):
        told.refresh_from_db()
    assert (told.state, told.movement_id) == ("found", row.pk)


def test_a_notice_is_answered_with_a_reason(world: World, bank: BankAccount, deniz: Client) -> None:
    told = notice(papatya(world), 75_00)
    answer = url("desk_bank_answer", told.public_id)

    assert deniz.post(answer, {"reason": ""}).status_code == 422
    deniz.post(answer, {"reason": "Hesabımıza gelmedi"})

    page = words(deniz.get(url("desk_bank_notices")))
    assert "Hesabımıza gelmedi" in page
    assert deniz.get(url("desk_bank_receipt", told.public_id)).status_code == 404


def test_a_phone_suggests_where_the_seller_leaves_it_off(
    world: World, bank: BankAccount, deniz: Client
) -> None:
    member_with_phone(world.buyer, "0532 111 22 33")
    papatya(world)
    arrive(bank, 50_00, "YATAN 0532 111 22 33")

    page = words(deniz.get(url("desk_bank")))

    assert "Açıklamadaki telefon bu hesabın kullanıcısının." in page


def test_the_menu_counts_what_waits(world: World, bank: BankAccount, deniz: Client) -> None:
    arrive(bank, 50_00, "X")
    notice(papatya(world), 1_00)

    page = words(deniz.get(url("desk_payments")))

    assert 'num">2</span>' in page
