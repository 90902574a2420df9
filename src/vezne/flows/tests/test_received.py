"""*Havale geldi*: with a waiting movement, or without one and with a written reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from tests import factories
from tests.factories import DENIZ, NOW
from vezne.accounts.models import Account, Role
from vezne.banking.errors import MovementNotOpen
from vezne.banking.models import BankAccount, Movement
from vezne.banking.tests import bank
from vezne.catalog.models import PlanVersion
from vezne.core.audit import Actor
from vezne.core.models import AuditEntry
from vezne.core.scope import acting_as, acting_as_system
from vezne.flows import bank_paying
from vezne.flows.errors import TransferSumChanged
from vezne.flows.received import entry_second_look, transfer_matched, transfer_received
from vezne.flows.tests.world import assert_books_are_clean
from vezne.invoicing.models import Invoice
from vezne.ledger.check import ledger_check
from vezne.ledger.models import Transfer
from vezne.orders.models import Order
from vezne.payments.errors import InvoiceNotOpen
from vezne.payments.models import Attempt
from vezne.receivables.errors import SecondLookBySame
from vezne.receivables.models import ManualEntry
from vezne.receivables.services import entry_decline
from vezne.subscriptions.models import Subscription

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=2)
REASON = "Dekont 4711, banka ekranında görüldü"


class House:
    """A seller whose product waits for approval after a transfer; Ayşe has ordered."""

    def __init__(self, price_minor: int = 100_00) -> None:
        self.seller: Account = factories.make_seller("Bulut")
        self.buyer: Account = factories.make_buyer()
        factories.make_member(self.buyer)
        self.deniz = self._member("Deniz")
        self.bora = self._member("Bora")
        product = factories.make_product(
            factories.make_platform(self.seller), approval_ways=("transfer",)
        )
        self.version: PlanVersion = factories.make_plan(product, price_minor=price_minor)
        self.bank: BankAccount = bank.open_bank(self.seller)
        self.invoice = self.ordered()

    def _member(self, name: str) -> Actor:
        user = factories.make_member(self.seller, Role.MANAGER, name=name)
        return replace(DENIZ, id=user.pk, label=name)

    def ordered(self) -> Invoice:
        invoice = factories.order_plan(self.buyer, self.version).invoice
        assert invoice is not None
        return invoice

    def say(self, *, seen: int = 120_00, reason: str = REASON) -> ManualEntry:
        with acting_as(self.seller.pk, "desk"):
            return transfer_received(
                invoice=self.invoice, seen_minor=seen, reason=reason, actor=self.deniz, now=LATER
            )

    def match(self, movement: Movement, invoice: Invoice | None = None) -> Movement:
        with acting_as(self.seller.pk, "desk"):
            return transfer_matched(
                invoice=invoice or self.invoice,
                movement_public_id=movement.public_id,
                learns=False,
                actor=self.deniz,
                now=LATER,
            )

    def arrived(self, minor: int, words: str = "havale") -> Movement:
        return bank.arrive(self.bank, minor, words)

    def state(self) -> tuple[str, str]:
        self.invoice.refresh_from_db()
        return self.invoice.status, Order.objects.order_by("pk")[0].state


@pytest.fixture
def house(db: None) -> Iterator[House]:
    with acting_as_system("test"):
        yield House()


def test_a_written_reason_pays_the_invoice_as_a_transfer(house: House) -> None:
    entry = house.say()

    assert house.state() == ("paid", "awaiting_approval")
    assert (entry.kind, entry.total_minor, entry.reason) == ("received", 120_00, REASON)
    assert [one.method for one in Attempt.objects.all()] == ["bank_transfer"]
    row = Transfer.objects.get(subject=entry.public_id)
    assert (row.amount, row.description) == (120_00, f"Havale/EFT geldi: {REASON}")
    log = AuditEntry.objects.get(action="invoice.transfer_received")
    assert (log.subject, log.actor_label, log.details["reason"]) == (
        house.invoice.public_id, "Deniz", REASON,
    )  # fmt: skip
    assert bank.wallet(bank.trade(house.seller, house.buyer)) == 0
    assert list(ledger_check()) == []
    assert_books_are_clean()


def test_said_twice_it_is_booked_once(house: House) -> None:
    first, again = house.say(), house.say()

    assert first.pk == again.pk
    assert ManualEntry.objects.count() == 1


def test_no_revenue_is_lowered(house: House) -> None:
    before = bank.books(house.seller).get("revenue", 0)

    house.say()

    assert bank.books(house.seller).get("revenue", 0) == before


def test_a_sum_that_was_not_seen_books_nothing(house: House) -> None:
    with pytest.raises(TransferSumChanged):
        house.say(seen=119_00)

    assert not ManualEntry.objects.exists()
    assert house.state() == ("open", "awaiting_payment")


def test_what_a_card_has_paid_is_not_paid_again(house: House) -> None:
    factories.pay(house.invoice)

    with pytest.raises(InvoiceNotOpen):
        house.say()

    assert not ManualEntry.objects.exists()


def test_above_the_limit_a_second_member_pays_it(db: None) -> None:
    with acting_as_system("test"):
        house = House(price_minor=20_000_00)
        entry = house.say(seen=24_000_00)
        assert (entry.status, house.state()[0]) == ("waiting", "open")
        assert house.say(seen=24_000_00).pk == entry.pk
        with pytest.raises(SecondLookBySame):
            entry_second_look(entry_id=entry.pk, actor=house.deniz, now=LATER)

        entry_second_look(entry_id=entry.pk, actor=house.bora, now=LATER)

        assert house.state() == ("paid", "awaiting_approval")
        assert list(ledger_check()) == []


def test_a_declined_one_may_be_said_again(db: None) -> None:
    with acting_as_system("test"):
        house = House(price_minor=20_000_00)
        first = house.say(seen=24_000_00)
        entry_decline(entry_id=first.pk, note="Dekont yok", actor=house.bora, now=LATER)

        assert house.say(seen=24_000_00).pk != first.pk
        assert house.state()[0] == "open"


def test_paid_meanwhile_the_second_look_leaves_the_money_in_the_balance(db: None) -> None:
    with acting_as_system("test"):
        house = House(price_minor=20_000_00)
        entry = house.say(seen=24_000_00)
        factories.pay(house.invoice)

        entry_second_look(entry_id=entry.pk, actor=house.bora, now=LATER)

        assert bank.wallet(bank.trade(house.seller, house.buyer), now=LATER) == 24_000_00


def test_a_chosen_movement_pays_this_invoice_first(house: House) -> None:
    house.version = factories.make_plan(house.version.plan.product, "Diğer", price_minor=100_00)
    second = house.ordered()
    movement = house.arrived(120_00)
    assert movement.state == "unmatched"

    house.match(movement, second)
    house.match(movement, second)

    second.refresh_from_db()
    assert (second.status, house.state()[0]) == ("paid", "open")
    assert Attempt.objects.count() == 1


def test_a_movement_of_another_buyer_is_not_taken_away(house: House) -> None:
    movement = house.arrived(120_00)
    house.match(movement)
    stranger = factories.make_buyer("Ceren Gıda")
    theirs = factories.order_plan(stranger, house.version).invoice
    assert theirs is not None

    with pytest.raises(MovementNotOpen):
        house.match(movement, theirs)

    theirs.refresh_from_db()
    assert theirs.status == "open"
    assert Subscription.objects.count() == 2


def test_a_chosen_invoice_is_paid_however_many_older_ones_are_open(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bank_paying, "MOST_INVOICES", 1)
    house.version = factories.make_plan(house.version.plan.product, "Diğer", price_minor=100_00)
    second = house.ordered()

    house.match(house.arrived(120_00), second)

    second.refresh_from_db()
    assert (second.status, house.state()[0]) == ("paid", "open")


def test_a_movement_for_what_a_card_has_paid_waits_on(house: House) -> None:
    movement = house.arrived(120_00)
    factories.pay(house.invoice)
    house.invoice.refresh_from_db()

    with pytest.raises(InvoiceNotOpen):
        house.match(movement)

    assert bank.again(movement).state == "unmatched"
