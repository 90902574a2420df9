"""Two checkouts of one cart, approve and reject at once, two who say that a transfer has come."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from tests import factories
from tests.concurrency.together import at_once
from tests.factories import AYSE, DENIZ, NOW
from vezne.accounts.models import Account
from vezne.banking.tests import bank
from vezne.catalog.models import PlanVersion
from vezne.catalog.services import product_change
from vezne.catalog.types import ProductTerms
from vezne.core.scope import acting_as, acting_as_system
from vezne.flows.approvals import approve, reject
from vezne.flows.carts import cart_add, cart_checkout
from vezne.flows.checkout import plan_order
from vezne.flows.paying import wallet_settle
from vezne.flows.received import transfer_matched, transfer_received
from vezne.flows.voiding import unpaid_order_cancel
from vezne.invoicing.models import Invoice
from vezne.ledger.check import ledger_check
from vezne.ledger.models import CurrentAccount
from vezne.ledger.queries import wallet_available
from vezne.ledger.services import current_account_open, post
from vezne.ledger.types import LedgerKind, Posting, Reason
from vezne.orders.models import Cart, Order
from vezne.orders.pricing import priced_cart
from vezne.receivables.models import ManualEntry
from vezne.subscriptions.models import Period, Subscription

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]
ROUNDS = 4
STAFF = replace(DENIZ, id=None)  # entries name the row of who asked


def shop(*ways: str) -> tuple[Account, PlanVersion]:
    """A buyer, and a plan of 100.00 whose orders wait for staff where they are paid these ways."""
    seller = factories.make_seller("Bulut")
    product = factories.make_product(factories.make_platform(seller))
    version = factories.make_plan(product)
    with acting_as(seller.pk, "desk"):
        terms = ProductTerms(name="Sunucu", approval_ways=ways)
        product_change(product_id=product.pk, terms=terms, actor=DENIZ, now=NOW)
    return factories.make_buyer(), version


def filled_cart(buyer: Account, version: PlanVersion, items: int = 1) -> Cart:
    with acting_as(buyer.pk, "panel"):
        rows = [
            cart_add(buyer_id=buyer.pk, plan=version.plan, answers={}, site="", now=NOW)
            for _number in range(items)
        ]
        return rows[0].cart


def ordered(cart: Cart, way: str = "card") -> Invoice:
    with acting_as_system("test"):
        seen = priced_cart(cart, now=NOW).total.minor
        invoice = cart_checkout(cart_id=cart.pk, way=way, seen_minor=seen, now=NOW, actor=AYSE)
    assert invoice is not None
    return invoice


def wallet(buyer: Account) -> int:
    with acting_as_system("test"):
        account = CurrentAccount.objects.get(buyer=buyer)
        return wallet_available(current_account_id=account.pk, unit="TRY", now=NOW)


def load(buyer: Account, seller_id: int, minor: int) -> None:
    with acting_as_system("test"):
        account = current_account_open(seller_id=seller_id, buyer_id=buyer.pk, now=NOW)
        posting = Posting(LedgerKind.BANK, LedgerKind.WALLET, minor, "TRY", Reason.TOP_UP)
        post(current_account_id=account.pk, postings=(posting,), key="load", now=NOW)


def books_agree() -> None:
    with acting_as_system("test"):
        assert list(ledger_check()) == []


def test_two_checkouts_of_one_cart_make_one_order_each_item() -> None:
    for _round in range(ROUNDS):
        buyer, version = shop()
        cart = filled_cart(buyer, version, items=2)
        load(buyer, version.seller_id, 1_000_00)
        order = partial(
            cart_checkout, cart_id=cart.pk, way="wallet", seen_minor=240_00, now=NOW, actor=AYSE
        )

        outcome = at_once(order, order)

        assert outcome == {"done": 2}
        with acting_as_system("test"):
            assert Order.objects.filter(buyer=buyer).count() == 2
            assert Subscription.objects.filter(buyer=buyer).count() == 2
        assert wallet(buyer) == 760_00
    books_agree()


def test_approve_and_reject_at_once_have_one_winner() -> None:
    for _round in range(ROUNDS):
        buyer, version = shop("card")
        factories.pay(ordered(filled_cart(buyer, version)))
        with acting_as_system("test"):
            order = Order.objects.get(buyer=buyer)
        asked: dict[str, Any] = {"order_id": order.pk, "now": NOW, "actor": DENIZ}

        outcome = at_once(partial(approve, **asked), partial(reject, reason="Yok", **asked))

        assert outcome == {"done": 1, "order_state_conflict": 1}
        with acting_as_system("test"):
            order.refresh_from_db()
            state = Subscription.objects.get(buyer=buyer).written_state
        assert (order.state, state, wallet(buyer)) in {
            ("active", "active", 0),
            ("rejected", "ended", 120_00),
        }
    books_agree()


def test_approve_and_reject_of_what_costs_nothing_have_one_winner() -> None:
    for _round in range(ROUNDS):
        buyer, version = shop("card")
        with acting_as_system("test"):
            product = version.plan.product
        free = factories.make_plan(product, "Ücretsiz", price_minor=0)
        factories.order_plan(buyer, free)
        with acting_as_system("test"):
            order = Order.objects.get(buyer=buyer)
        asked: dict[str, Any] = {"order_id": order.pk, "now": NOW, "actor": DENIZ}

        outcome = at_once(partial(approve, **asked), partial(reject, reason="Yok", **asked))

        assert outcome == {"done": 1, "order_state_conflict": 1}
        with acting_as_system("test"):
            order.refresh_from_db()
            state = Subscription.objects.get(buyer=buyer).written_state
        assert (order.state, state) in {("active", "active"), ("rejected", "ended")}


def test_two_items_of_one_invoice_are_decided_at_once() -> None:
    for _round in range(ROUNDS):
        buyer, version = shop("card")
        factories.pay(ordered(filled_cart(buyer, version, items=2)))
        with acting_as_system("test"):
            first, second = Order.objects.filter(buyer=buyer).order_by("pk")
        common: dict[str, Any] = {"now": NOW, "actor": DENIZ}

        outcome = at_once(
            partial(reject, order_id=first.pk, reason="Yok", **common),
            partial(approve, order_id=second.pk, **common),
        )

        assert outcome == {"done": 2}
        with acting_as_system("test"):
            states = set(Subscription.objects.filter(buyer=buyer).values_list("written_state"))
            paid = Invoice.objects.get(buyer=buyer, status="paid")
        assert states == {("ended",), ("active",)}
        assert (paid.total_minor, wallet(buyer)) == (120_00, 120_00)
    books_agree()


def test_cancelling_and_paying_at_once_have_one_winner() -> None:
    for _round in range(ROUNDS):
        buyer, version = shop()
        load(buyer, version.seller_id, 120_00)
        invoice = ordered(filled_cart(buyer, version))
        common: dict[str, Any] = {"now": NOW, "actor": AYSE}

        outcome = at_once(
            partial(unpaid_order_cancel, invoice=invoice, **common),
            partial(wallet_settle, invoice_id=invoice.pk, **common),
        )

        assert outcome["done"] == 1
        with acting_as_system("test"):
            state = Order.objects.get(buyer=buyer).state
        assert (state, wallet(buyer)) in {("active", 0), ("cancelled", 120_00)}
    books_agree()


def test_two_who_say_at_once_that_a_transfer_has_come_book_it_once() -> None:
    for _round in range(ROUNDS):
        buyer, version = shop("transfer")
        invoice = ordered(filled_cart(buyer, version, items=2))
        say = partial(
            transfer_received,
            invoice=invoice,
            seen_minor=240_00,
            reason="Dekont 4711",
            actor=STAFF,
            now=NOW,
        )

        outcome = at_once(say, say)

        assert outcome == {"done": 2}
        with acting_as_system("test"):
            assert ManualEntry.objects.filter(buyer=buyer).count() == 1
            assert Invoice.objects.get(pk=invoice.pk).status == "paid"
            states = set(Order.objects.filter(buyer=buyer).values_list("state", flat=True))
        assert (states, wallet(buyer)) == ({"awaiting_approval"}, 0)
    books_agree()


def test_said_and_matched_at_once_the_money_is_never_lost() -> None:
    """Two who do it in both ways: one pays the invoice, what the other brings is in the balance."""
    for _round in range(ROUNDS):
        buyer, version = shop()
        with acting_as_system("test"):
            account = bank.open_bank(version.seller)
        invoice = ordered(filled_cart(buyer, version))
        with acting_as_system("test"):
            movement = bank.arrive(account, 120_00, "havale")

        outcome = at_once(
            partial(
                transfer_received,
                invoice=invoice,
                seen_minor=120_00,
                reason="Dekont 4711",
                actor=STAFF,
                now=NOW,
            ),
            partial(
                transfer_matched,
                invoice=invoice,
                movement_public_id=movement.public_id,
                learns=False,
                actor=STAFF,
                now=NOW,
            ),
        )

        with acting_as_system("test"):
            entries = ManualEntry.objects.filter(buyer=buyer).count()
            assert Invoice.objects.get(pk=invoice.pk).status == "paid"
        assert outcome in ({"done": 2}, {"done": 1, "invoice_not_open": 1})
        assert wallet(buyer) == 120_00 * entries
    books_agree()


def who(buyer: Account) -> dict[str, Any]:
    return {"buyer_id": buyer.pk, "site": "", "now": NOW, "actor": AYSE}


def test_two_plans_for_one_trial_at_once_leave_no_request_without_its_period() -> None:
    for _round in range(ROUNDS):
        buyer, version = shop()
        with acting_as_system("test"):
            product = version.plan.product
        factories.order_plan(buyer, factories.make_plan(product, "Deneme", is_trial=True))
        cart = filled_cart(buyer, version)
        other = factories.make_plan(product, "Yıllık", price_minor=900_00, opening="on_payment")
        click = partial(plan_order, version=other, **who(buyer))

        outcome = at_once(partial(ordered, cart), click)

        assert outcome == {"done": 2}
        with acting_as_system("test"):
            for invoice in Invoice.objects.filter(buyer=buyer, status="open"):
                assert Period.objects.filter(invoice_id=invoice.pk, voided_at=None).exists()
    books_agree()


def test_a_free_and_a_paid_plan_for_one_trial_at_once_do_not_both_wait() -> None:
    for _round in range(ROUNDS):
        buyer, version = shop("card")
        with acting_as_system("test"):
            product = version.plan.product
        factories.order_plan(buyer, factories.make_plan(product, "Deneme", is_trial=True))
        free = factories.make_plan(product, "Ücretsiz", price_minor=0)
        clicks = [partial(plan_order, version=one, **who(buyer)) for one in (free, version)]

        at_once(*clicks)

        with acting_as_system("test"):
            waiting = Order.objects.filter(buyer=buyer, state__startswith="awaiting")
            assert waiting.count() == 1
