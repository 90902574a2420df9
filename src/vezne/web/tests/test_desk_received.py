"""The page on which a manager says that a transfer has come, with and without a movement."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import make_buyer, order_plan
from vezne.accounts.models import Role
from vezne.banking.models import BankAccount, KnownPayer, Movement
from vezne.banking.tests.bank import PAYERS_IBAN, again, arrive, open_bank
from vezne.core.scope import acting_as_system
from vezne.invoicing.models import Invoice
from vezne.receivables.models import ManualEntry
from vezne.web.tests.panel import World
from vezne.web.tests.test_desk_bank import member

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank(world: World) -> BankAccount:
    return open_bank(world.seller)


@pytest.fixture
def deniz(world: World) -> Client:
    return member(world, Role.MANAGER)


@pytest.fixture
def invoice(world: World) -> Invoice:
    found = order_plan(world.buyer, world.monthly).invoice
    assert found is not None
    return found


def page_of(invoice: Invoice, name: str = "desk_invoice_received") -> str:
    return reverse(f"web:{name}", args=[invoice.public_id])


def waiting(bank: BankAccount, minor: int, **changes: str) -> Movement:
    with acting_as_system("test"):
        return arrive(bank, minor, "havale", **changes)


def fresh(invoice: Invoice) -> Invoice:
    with acting_as_system("test"):
        return Invoice.objects.get(pk=invoice.pk)


def test_the_movement_of_this_sum_stands_first(
    bank: BankAccount, deniz: Client, invoice: Invoice
) -> None:
    waiting(bank, 77_00)
    fits = waiting(bank, invoice.open_minor)
    waiting(bank, 88_00)

    answer = deniz.get(page_of(invoice))

    assert answer.context["candidates"][0].row.pk == fits.pk
    assert "tutar aynı" in answer.content.decode()
    assert (
        "Havale geldi"
        in deniz.get(reverse("web:desk_invoice", args=[invoice.public_id])).content.decode()
    )


def test_a_chosen_movement_pays_and_its_payer_is_learned(
    bank: BankAccount, deniz: Client, invoice: Invoice
) -> None:
    row = waiting(bank, invoice.open_minor, counterparty_iban=PAYERS_IBAN)
    typed = {"hareket": row.public_id, "ogren": row.public_id}

    answers = [deniz.post(page_of(invoice, "desk_invoice_matched"), typed) for _ in range(2)]

    assert {answer.status_code for answer in answers} == {302}
    with acting_as_system("test"):
        assert (fresh(invoice).status, again(row).state) == ("paid", "credited")
        assert KnownPayer.objects.count() == 1


def test_a_movement_that_went_to_somebody_else_says_who_was_first(
    world: World, bank: BankAccount, deniz: Client, invoice: Invoice
) -> None:
    row = waiting(bank, 120_00)
    theirs = order_plan(make_buyer("Lale Gıda"), world.monthly).invoice
    assert theirs is not None
    deniz.post(page_of(theirs, "desk_invoice_matched"), {"hareket": row.public_id})

    answer = deniz.post(
        page_of(invoice, "desk_invoice_matched"), {"hareket": row.public_id}, follow=True
    )

    assert "sizden önce Lale Gıda hesabına yazdı" in answer.content.decode()
    assert fresh(invoice).status == "open"


def test_without_a_movement_a_reason_is_needed(deniz: Client, invoice: Invoice) -> None:
    seen = {"seen": str(invoice.open_minor)}
    empty = deniz.post(page_of(invoice), seen | {"reason": " "})
    stale = deniz.post(page_of(invoice), {"seen": "1", "reason": "Dekont 4711"})
    assert (empty.status_code, stale.status_code) == (422, 422)
    assert "kalan tutarı değişti" in stale.content.decode()
    assert fresh(invoice).status == "open"

    given = [deniz.post(page_of(invoice), seen | {"reason": "Dekont 4711"}) for _ in range(2)]

    assert {answer.status_code for answer in given} == {302}
    assert fresh(invoice).status == "paid"
    with acting_as_system("test"):
        assert ManualEntry.objects.get().reason == "Dekont 4711"
    assert "artık açık değil" in deniz.get(page_of(invoice)).content.decode()


def test_staff_and_another_seller_may_not(
    world: World, bank: BankAccount, invoice: Invoice
) -> None:
    row = waiting(bank, invoice.open_minor)
    bora = member(world, Role.STAFF)

    answers = [
        bora.get(page_of(invoice)),
        bora.post(page_of(invoice), {"seen": "1", "reason": "x"}),
        bora.post(page_of(invoice, "desk_invoice_matched"), {"hareket": row.public_id}),
    ]

    assert {answer.status_code for answer in answers} == {403}
    assert fresh(invoice).status == "open"


def test_what_no_browser_types_is_refused(deniz: Client, invoice: Invoice) -> None:
    typed = deniz.post(page_of(invoice, "desk_invoice_matched"), {"hareket": "mov_\x00"})
    asked = deniz.get("/yonetim/hesaplar/acc_%00/")

    assert (typed.status_code, asked.status_code) == (400, 400)
