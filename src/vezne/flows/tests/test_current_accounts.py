"""Current accounts over several packages: loads, parts, renewals from the balance, letters."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from vezne.catalog.tests.shop import DENIZ, NOW
from vezne.core.audit import Actor
from vezne.core.models import OutboxEvent
from vezne.core.money import Money
from vezne.core.scope import acting_as, acting_as_system
from vezne.flows.late import late_book_due, late_find_due
from vezne.flows.letters import letter_answered, letter_mail, letters_mail_all, link_path
from vezne.flows.paying import form_open_for
from vezne.flows.payouts import payout_done, payout_turned_down, payout_wish
from vezne.flows.tests.world import DAY, World, assert_books_are_clean
from vezne.flows.tick import tick
from vezne.flows.wallet import LoadWish, load_prepare, wallet_settle_part
from vezne.ledger.errors import InsufficientFunds
from vezne.ledger.models import CurrentAccount
from vezne.ledger.queries import wallet_available
from vezne.ledger.services import credit_limit_set, current_account_open, post
from vezne.ledger.types import LedgerKind, Posting, Reason
from vezne.notify.models import Delivery, Notification
from vezne.payments.errors import InvoiceNotOpen
from vezne.payments.models import Attempt
from vezne.payments.services import AttemptWishes
from vezne.receivables.errors import AmountAboveOwed, AmountNotAllowed, LoadNotAllowed
from vezne.receivables.models import LateCharge, Letter
from vezne.receivables.services import entry_ask, payout_approve, seller_terms_set
from vezne.receivables.tests.office import IBAN, TERMS, actor
from vezne.receivables.types import EntryDraft, PayoutDraft

POOR_CARD = "4111111111111129"


def account_of(world: World) -> CurrentAccount:
    with acting_as_system("test"):
        return CurrentAccount.objects.get(seller=world.shop.seller, buyer=world.buyer)


def opened(world: World) -> CurrentAccount:
    """Ayşe's current account, there before she buys anything."""
    with acting_as_system("test"):
        return current_account_open(
            seller_id=world.shop.seller.pk, buyer_id=world.buyer.pk, now=NOW
        )


def fill(world: World, minor: int, key: str = "fill") -> None:
    posting = Posting(LedgerKind.BANK, LedgerKind.WALLET, minor, "TRY", Reason.TOP_UP)
    with acting_as_system("test"):
        post(current_account_id=opened(world).pk, postings=(posting,), key=key, now=NOW)


def wallet(world: World, now: datetime = NOW) -> int:
    with acting_as_system("test"):
        return wallet_available(current_account_id=opened(world).pk, unit="TRY", now=now)


def terms(world: World, **changes: object) -> None:
    with acting_as(world.shop.seller.pk, "desk"):
        seller_terms_set(
            seller_id=world.shop.seller.pk,
            draft=replace(TERMS, **changes),  # type: ignore[arg-type]
            actor=DENIZ,
            now=NOW,
        )


def load(world: World, minor: int = 300_00) -> Attempt:
    wish = LoadWish(Money(minor, "TRY"), world.address_id, AttemptWishes())
    with acting_as(world.buyer.pk, "panel"):
        attempt = load_prepare(current_account=opened(world), wish=wish, now=NOW, actor=world.actor)
    with acting_as(world.buyer.pk, "panel"):
        return form_open_for(
            attempt=attempt, callback_url="http://127.0.0.1:9/", language="tr", ip=None, now=NOW
        )


def told_to(account_id: int) -> list[str]:
    with acting_as_system("test"):
        rows = Notification.objects.filter(account_id=account_id).order_by("pk")
        return list(rows.values_list("kind", flat=True))


def test_a_card_loads_the_wallet_at_the_provider(world: World) -> None:
    attempt = load(world)
    world.type_card(attempt)

    settlement = world.come_back(attempt)

    assert settlement.is_captured_now
    assert wallet(world) == 300_00
    assert world.told() == ["wallet.loaded"]
    assert_books_are_clean()


@pytest.mark.parametrize("minor", [9_99, 10_000_01 * 100])
def test_a_load_keeps_the_sellers_limits(world: World, minor: int) -> None:
    terms(world)

    with pytest.raises(LoadNotAllowed) as refusal:
        load(world, minor)

    assert "10,00" in str(refusal.value)
    assert world.attempts() == []


def test_wallet_and_card_pay_one_invoice_and_open_the_service(world: World) -> None:
    fill(world, 50_00)
    invoice = world.invoice()

    settlement = world.pay(invoice, wallet_minor=50_00)

    assert settlement.is_invoice_paid_now
    assert wallet(world) == 0
    assert world.balances()["cash/TRY"] == 70_00
    assert world.access(NOW).is_allowed
    assert_books_are_clean()


def test_what_was_paid_in_parts_is_told_in_parts(world: World) -> None:
    fill(world, 50_00)
    world.pay(world.invoice(), wallet_minor=50_00)

    with acting_as_system("test"):
        told = Notification.objects.get(account=world.buyer, kind="payment.received")
        event = OutboxEvent.objects.get(kind="invoice.paid")

    assert "•••• 0008 (70,00\u00a0₺) + Bakiye (50,00\u00a0₺) ile alındı" in told.body
    assert event.payload["parts"] == [
        {"method": "hosted_card", "amount_minor": 70_00},
        {"method": "wallet", "amount_minor": 50_00},
    ]


def test_parts_that_came_one_by_one_are_told_together(world: World) -> None:
    fill(world, 50_00)
    invoice = world.invoice()
    with acting_as(world.buyer.pk, "panel"):
        wallet_settle_part(invoice_id=invoice.pk, minor=30_00, now=NOW, actor=world.actor)
    world.pay(invoice, wallet_minor=20_00)

    with acting_as_system("test"):
        told = Notification.objects.get(account=world.buyer, kind="payment.received")

    assert "•••• 0008 (70,00\u00a0₺) + Bakiye (50,00\u00a0₺) ile alındı" in told.body


def test_a_refused_card_leaves_the_wallets_part_where_it_was(world: World) -> None:
    fill(world, 50_00)
    invoice = world.invoice()

    world.pay(invoice, card=POOR_CARD, wallet_minor=50_00)

    assert wallet(world) == 50_00
    assert world.fresh(invoice).status == "open"


def test_a_part_from_the_balance_leaves_the_rest_owed(world: World) -> None:
    fill(world, 50_00)
    invoice = world.invoice()

    with acting_as(world.buyer.pk, "panel"):
        is_paid = wallet_settle_part(invoice_id=invoice.pk, minor=30_00, now=NOW, actor=world.actor)

    assert not is_paid
    assert (world.fresh(invoice).open_minor, wallet(world)) == (90_00, 20_00)


def test_the_whole_from_the_balance_opens_the_service(world: World) -> None:
    fill(world, 200_00)
    invoice = world.invoice()

    with acting_as(world.buyer.pk, "panel"):
        assert wallet_settle_part(invoice_id=invoice.pk, minor=120_00, now=NOW, actor=world.actor)

    assert world.access(NOW).is_allowed
    assert "payment.received" in world.told()


@pytest.mark.parametrize(("minor", "error"), [(0, AmountNotAllowed), (120_01, AmountAboveOwed),
                                              (120_00, InsufficientFunds)])  # fmt: skip
def test_what_cannot_be_paid_from_the_balance_changes_nothing(
    world: World, minor: int, error: type[Exception]
) -> None:
    fill(world, 50_00)
    invoice = world.invoice()

    with acting_as(world.buyer.pk, "panel"), pytest.raises(error):
        wallet_settle_part(invoice_id=invoice.pk, minor=minor, now=NOW, actor=world.actor)

    assert (world.fresh(invoice).paid_minor, wallet(world)) == (0, 50_00)


def test_an_unfinished_checkout_gives_its_part_back_to_the_balance(world: World) -> None:
    fill(world, 120_00)
    invoice = world.invoice()
    world.open_form(invoice, wallet_minor=100_00)
    assert wallet(world) == 20_00

    with acting_as(world.buyer.pk, "panel"):
        assert wallet_settle_part(invoice_id=invoice.pk, minor=120_00, now=NOW, actor=world.actor)

    assert wallet(world) == 0


def test_a_second_click_hears_what_is_left_or_that_all_is_paid(world: World) -> None:
    fill(world, 500_00)
    invoice = world.invoice()

    def pay(minor: int) -> None:
        with acting_as(world.buyer.pk, "panel"):
            wallet_settle_part(invoice_id=invoice.pk, minor=minor, now=NOW, actor=world.actor)

    pay(100_00)
    with pytest.raises(AmountAboveOwed, match=r"kalan tutar 20,00"):
        pay(100_00)
    pay(20_00)
    with pytest.raises(InvoiceNotOpen):
        pay(20_00)
    assert wallet(world) == 380_00


def test_a_renewal_is_paid_from_the_balance_before_the_card(world: World) -> None:
    terms(world, pays_from_wallet=True)
    world.pay_storing(world.invoice())
    fill(world, 130_00)

    world.tick_to(NOW, NOW + 32 * DAY)

    assert world.open_invoices() == []
    assert wallet(world, NOW + 32 * DAY) == 10_00
    assert [one.method for one in world.attempts()] == ["hosted_card", "wallet"]
    assert_books_are_clean()


def test_without_the_switch_the_balance_stays(world: World) -> None:
    world.pay(world.invoice())
    fill(world, 500_00)

    world.tick_to(NOW, NOW + 32 * DAY)

    assert wallet(world, NOW + 32 * DAY) == 500_00
    assert len(world.open_invoices()) == 1


def test_a_letter_is_mailed_with_its_link_and_the_answer_comes_back(world: World) -> None:
    world.invoice()
    with acting_as(world.shop.seller.pk, "desk"):
        letter = letter_mail(
            current_account=account_of(world),
            as_of=date(2026, 3, 2),
            currency="TRY",
            actor=DENIZ,
            now=NOW,
        )

    with acting_as_system("test"):
        mail = Delivery.objects.get(kind="letter.sent")
    assert link_path(letter) in mail.text
    assert "120,00" in mail.title
    with acting_as(world.buyer.pk, "panel", seller_id=world.shop.seller.pk):
        answered = letter_answered(
            letter=Letter.objects.select_related("buyer").get(pk=letter.pk),
            is_agreed=False,
            note="Bizde 100,00",
            answered_by="Ayşe Yılmaz",
            actor=Actor(kind="link", label="Ayşe Yılmaz", ip="203.0.113.7"),
            now=NOW,
        )
    assert answered.state == "disagreed"


def test_all_with_a_balance_get_a_letter_once(world: World) -> None:
    world.invoice()
    wanted = {"seller_id": world.shop.seller.pk, "as_of": date(2026, 3, 2), "currency": "TRY"}

    assert letters_mail_all(**wanted, actor=DENIZ, now=NOW) == 1
    assert letters_mail_all(**wanted, actor=DENIZ, now=NOW) == 0

    with acting_as_system("test"):
        assert Letter.objects.get().balance_minor == 120_00


def test_a_payout_goes_its_way_and_both_sides_hear_of_it(world: World) -> None:
    fill(world, 500_00)
    deniz, efe = actor("deniz"), actor("efe")
    draft = PayoutDraft(amount_minor=200_00, currency="TRY", iban=IBAN, holder="Papatya Ltd.")
    with acting_as(world.buyer.pk, "panel"):
        first = payout_wish(current_account=opened(world), draft=draft, actor=world.actor, now=NOW)
        second = payout_wish(current_account=opened(world), draft=draft, actor=world.actor, now=NOW)
    with acting_as(world.shop.seller.pk, "desk"):
        payout_approve(payout_id=first.pk, actor=deniz, now=NOW)
        payout_done(payout_id=first.pk, bank_reference="EFT 7", actor=efe, now=NOW)
        payout_turned_down(payout_id=second.pk, reason="IBAN yabancı", actor=efe, now=NOW)

    assert wallet(world) == 300_00
    assert world.told() == ["payout.sent", "payout.refused"]
    assert world.balances() == {"wallet/TRY": -300_00, "bank/TRY": 300_00}


def test_the_clock_finds_and_asks_for_late_charges(world: World) -> None:
    terms(world, late_rate_bp=450)
    with acting_as(world.shop.seller.pk, "desk"):
        entry_ask(
            current_account=opened(world),
            draft=EntryDraft("debit_note", 1_000_00, "TRY", "Kurulum", due_on=date(2026, 3, 2)),
            actor=actor("deniz"),
            now=NOW,
        )
    april = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)

    done = tick(now=april)
    again = tick(now=april)
    later = tick(now=april + timedelta(days=3))

    assert (done["late_months"], again.get("late_months"), later["late_charges"]) == (1, None, 1)
    [late] = [one for one in world.open_invoices() if one.kind == "late"]
    assert late.net_minor == 43_50  # 1,000.00 × 4.5 % × 29 / 30
    assert "late_charge.charged" in world.told()


def test_a_late_charge_that_the_books_refuse_waits_and_stops_nobody(world: World) -> None:
    terms(world, late_rate_bp=450)
    with acting_as(world.shop.seller.pk, "desk"):
        entry_ask(
            current_account=opened(world),
            draft=EntryDraft("debit_note", 1_000_00, "TRY", "Kurulum", due_on=date(2026, 3, 2)),
            actor=actor("deniz"),
            now=NOW,
        )
        credit_limit_set(
            current_account_id=opened(world).pk, limit_minor=1_000_00, actor=DENIZ, now=NOW
        )
    april = datetime(2026, 4, 5, 9, 0, tzinfo=UTC)
    with acting_as_system("test"):
        assert late_find_due(now=april) == 1
        assert late_book_due(now=april + timedelta(days=3)) == 1
        assert late_book_due(now=april + timedelta(days=3)) == 0
        assert LateCharge.objects.get().state == "waiting"
