"""Putting right at the desk: a transfer in a wrong account, a reversal that waits unknown."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import DENIZ, NOW, make_buyer, make_member, order_plan, sign_in
from vezne.accounts.models import Role
from vezne.banking.models import BankAccount, KnownPayer, Movement
from vezne.banking.tests.bank import PAYERS_IBAN, again, arrive, code_of, open_bank, trade, wallet
from vezne.banking.types import MovementState
from vezne.core.scope import acting_as, acting_as_system
from vezne.flows.bank_queue import movement_assign, movement_split
from vezne.ledger.models import CurrentAccount
from vezne.web.access import SEAT_KEY
from vezne.web.tests.panel import World
from vezne.web.tests.test_panel_current_accounts import words

pytestmark = pytest.mark.django_db
BOX = 'name="forgets"'


@pytest.fixture
def bank(world: World) -> BankAccount:
    return open_bank(world.seller)


@pytest.fixture
def deniz(world: World) -> Client:
    return member(world, Role.MANAGER)


def member(world: World, role: str) -> Client:
    """A member of the seller, seated at its desk."""
    client = sign_in(make_member(world.seller, role))
    session = client.session
    session[SEAT_KEY] = world.seller.pk
    session.save()
    return client


def gul(world: World) -> CurrentAccount:
    """A buyer with one open invoice of 120.00."""
    buyer = make_buyer("Gül Kırtasiye")
    order_plan(buyer, world.monthly)
    return trade(world.seller, buyer)


def lale(world: World) -> CurrentAccount:
    """A buyer that owes nothing: what comes stays in its wallet."""
    return trade(world.seller, make_buyer("Lale Gıda"))


def url(name: str, row: Movement) -> str:
    return reverse(f"web:{name}", args=[row.public_id])


def story(client: Client, row: Movement) -> str:
    """The movement's page as it is read: without its tags."""
    text = re.sub(r"<[^>]*>", "", words(client.get(url("desk_bank_movement", row))))
    return " ".join(text.split())


def told_debt(html: str) -> str:
    """The debt that the form was drawn with, in kuruş."""
    found = re.search(r'<input type="hidden" name="most_debt_minor" value="(\d+)"', html)
    assert found is not None
    return found[1]


def undo(client: Client, row: Movement, **typed: Any) -> Any:
    sent = {"reason": "Lale göndermiş", "forgets": "on", "most_debt_minor": "0"} | typed
    return client.post(url("desk_bank_undo", row), sent, follow=True)


# -- out of a wrong account ------------------------------------------------------------------


def test_the_page_says_before_what_the_balance_gives_and_what_becomes_a_debt(
    world: World, bank: BankAccount, deniz: Client
) -> None:
    row = arrive(bank, 150_00, code_of(gul(world)))

    page = story(deniz, row)

    assert "Yanlış hesaba yazıldı, geri al" in page
    assert "bakiyesinde olan 30,00 ₺ düşülür, 120,00 ₺ borç olur." in page
    assert "ödenmiş faturalar ödenmiş kalır" in page
    assert told_debt(deniz.get(url("desk_bank_movement", row)).content.decode()) == "12000"


def test_it_goes_back_to_the_queue_and_to_the_right_buyer(
    world: World, bank: BankAccount, deniz: Client
) -> None:
    account = lale(world)
    row = arrive(bank, 75_00, code_of(account))
    assert "bakiyesinden 75,00 ₺ düşülür, borç oluşmaz." in story(deniz, row)

    page = words(undo(deniz, row))

    assert "75,00 ₺ geri alındı; hareket yeniden yazılmayı bekliyor." in page
    assert "Yanlış hesaba yazıldığı için geri alındı" in page
    assert "Yanlış hesaptan geri alındı" in page  # who did what
    assert "Lale göndermiş" in page
    assert "Lale Gıda" in page  # the entries of the account that it left
    assert (again(row).state, wallet(account)) == (MovementState.UNMATCHED, 0)
    right = trade(world.seller, make_buyer("Nane Çay"))
    deniz.post(url("desk_bank_assign", row), {"hesap": right.public_id}, follow=True)
    assert (again(row).state, wallet(right)) == (MovementState.CREDITED, 75_00)


def test_without_a_reason_nothing_moves(world: World, bank: BankAccount, deniz: Client) -> None:
    account = lale(world)
    row = arrive(bank, 75_00, code_of(account))

    answer = undo(deniz, row, reason="")

    assert answer.status_code == 422
    assert "Neden: Bu alanı doldurun." in words(answer)
    assert (again(row).state, wallet(account)) == (MovementState.CREDITED, 75_00)


def test_who_did_not_see_the_debt_is_asked_once_more(
    world: World, bank: BankAccount, deniz: Client
) -> None:
    row = arrive(bank, 150_00, code_of(gul(world)))

    answer = undo(deniz, row)  # the page was opened while the money was still there

    assert answer.status_code == 422
    assert "Alıcının bakiyesi bu arada değişti" in words(answer)
    assert told_debt(answer.content.decode()) == "12000"
    assert again(row).state == MovementState.CREDITED
    undo(deniz, row, most_debt_minor="12000")
    assert again(row).state == MovementState.UNMATCHED
    tasks = words(deniz.get(reverse("web:desk_bank_tasks")))
    assert "Yanlış yazılan havale borç bıraktı" in tasks
    assert "120,00 ₺" in tasks


def test_the_box_to_forget_stands_where_something_was_learned(
    world: World, bank: BankAccount, deniz: Client
) -> None:
    account = lale(world)
    plain = arrive(bank, 10_00, code_of(account))
    assert BOX not in deniz.get(url("desk_bank_movement", plain)).content.decode()
    row = arrive(bank, 75_00, "kira", counterparty_iban=PAYERS_IBAN)
    with acting_as(world.seller.pk, "desk"):
        movement_assign(
            public_id=row.public_id,
            current_account_public_id=account.public_id,
            learns=True,
            actor=DENIZ,
            now=NOW,
        )
    assert BOX in deniz.get(url("desk_bank_movement", row)).content.decode()

    undo(deniz, row)

    with acting_as_system("test"):
        assert KnownPayer.objects.get().forgotten_at is not None


def test_a_second_press_is_told_that_it_is_done(
    world: World, bank: BankAccount, deniz: Client
) -> None:
    row = arrive(bank, 75_00, code_of(lale(world)))
    undo(deniz, row)

    page = words(undo(deniz, row))

    assert "Bu hareket artık bir alıcının hesabında değil." in page


def test_staff_is_told_that_a_manager_may(world: World, bank: BankAccount) -> None:
    row = arrive(bank, 75_00, code_of(lale(world)))
    staff = member(world, Role.STAFF)

    assert "bir yönetici geri alabilir" in story(staff, row)
    assert undo(staff, row).status_code == 403
    assert again(row).state == MovementState.CREDITED


# -- an unknown reversal ---------------------------------------------------------------------


def unknown(world: World, bank: BankAccount) -> tuple[Movement, Movement, Movement]:
    """A line that paid an invoice, one over two buyers, and a reversal that could be of either."""
    paid = gul(world)
    first = arrive(bank, 120_00, code_of(paid), counterparty_name="AYŞE DEMİR")
    second = arrive(bank, 120_00, "iki firma", counterparty_name="ORTAK AŞ")
    parts = [(paid.public_id, 20_00), (lale(world).public_id, 100_00)]
    with acting_as(world.seller.pk, "desk"):
        movement_split(public_id=second.public_id, parts=parts, actor=DENIZ, now=NOW)
    return first, second, arrive(bank, -120_00, "İPTAL", is_reversal=True)


def test_staff_chooses_among_what_it_could_take_back(
    world: World, bank: BankAccount, deniz: Client
) -> None:
    first, second, back = unknown(world, bank)
    queue = words(deniz.get(reverse("web:desk_bank")))
    assert "Hangi hareketi geri aldığını seçin" in queue

    page = story(deniz, back)
    assert "AYŞE DEMİR" in page
    assert "ORTAK AŞ" in page
    assert "bakiyesinde olan 20,00 ₺ düşülür, 100,00 ₺ borç olur." in page
    assert "Lale Gıda: bakiyesinden 100,00 ₺ düşülür, borç oluşmaz." in page
    sent = {"original": second.public_id, "reason": "Banka söyledi"}
    answer = deniz.post(url("desk_bank_resolve", back), sent, follow=True)

    assert "Seçilen hareket geri alındı." in words(answer)
    assert [again(row).state for row in (first, second, back)] == ["credited", "reversed", "booked"]
    assert "Hangi hareketi geri aldığı seçildi" in words(answer)


def test_nothing_chosen_or_something_else_changes_nothing(
    world: World, bank: BankAccount, deniz: Client
) -> None:
    _first, _second, back = unknown(world, bank)
    other = arrive(bank, 5_00, "başka")
    resolve = url("desk_bank_resolve", back)

    nothing = deniz.post(resolve, {"reason": "x"})
    wrong = deniz.post(resolve, {"original": other.public_id, "reason": "x"}, follow=True)

    assert nothing.status_code == 422
    assert "Hareketi seçin." in words(nothing)
    assert "bu satırla geri alınmış olamaz" in words(wrong)
    assert again(back).state == MovementState.UNMATCHED


def test_with_no_candidate_it_is_set_aside(world: World, bank: BankAccount) -> None:
    back = arrive(bank, -33_00, "İPTAL", is_reversal=True)
    staff, manager = member(world, Role.STAFF), member(world, Role.MANAGER)
    assert "bir yönetici seçer" in story(staff, back)
    assert "geri alınabilecek bir hareket yok" in story(manager, back)

    staff.post(url("desk_bank_ignore", back), {"reason": "Bizim çekimiz"}, follow=True)

    assert again(back).state == MovementState.IGNORED
    assert "Bekleyen iş yok" in words(staff.get(reverse("web:desk_bank_tasks")))


# -- set aside by mistake --------------------------------------------------------------------


def test_staff_puts_back_what_was_set_aside(world: World, bank: BankAccount) -> None:
    row = arrive(bank, 33_00, "faiz")
    staff, viewer = member(world, Role.STAFF), member(world, Role.VIEWER)
    staff.post(url("desk_bank_ignore", row), {"reason": "Faiz"}, follow=True)
    assert "Yanlışlıkla ayrıldı, kuyruğa geri al" in story(staff, row)
    assert "Yanlışlıkla ayrıldı, kuyruğa geri al" not in story(viewer, row)

    bare = staff.post(url("desk_bank_restore", row), {"reason": ""})
    assert bare.status_code == 422
    assert again(row).state == MovementState.IGNORED
    answer = staff.post(url("desk_bank_restore", row), {"reason": "Alıcı aradı"}, follow=True)

    assert again(row).state == MovementState.UNMATCHED
    shown = words(answer)
    assert "Hareket kuyruğa geri alındı." in shown
    assert "Ayrılmıştı, kuyruğa geri alındı" in shown
    assert "Alıcı aradı" in shown
    twice = staff.post(url("desk_bank_restore", row), {"reason": "Alıcı aradı"}, follow=True)
    assert "ayrılmış durumda değil" in words(twice)


def test_what_was_sent_back_by_the_bank_says_so(world: World, bank: BankAccount) -> None:
    row = arrive(bank, 33_00, "kira", counterparty_iban=PAYERS_IBAN)
    staff = member(world, Role.STAFF)
    staff.post(url("desk_bank_return", row), {"reason": "Yanlış"}, follow=True)
    arrive(bank, -33_00, "iade", counterparty_iban=PAYERS_IBAN)

    answer = staff.post(url("desk_bank_restore", row), {"reason": "x"})

    assert answer.status_code == 422
    assert "kuyruğa geri alınamaz" in words(answer)
    assert again(row).state == MovementState.RETURNED
