"""Several at once: return, webhook and poller; two tabs; the last kuruş of a refund."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from vezne.catalog.tests.shop import NOW
from vezne.core.errors import DomainError
from vezne.core.scope import acting_as_system
from vezne.invoicing.services import invoice_void_to_wallet
from vezne.payments.models import Allocation, Payment, Refund
from vezne.payments.services import payment_begin, refund_request, wallet_pay
from vezne.payments.services.attempt import attempt_asked
from vezne.payments.tests.till import AYSE, Till, captured, open_till, refused

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def till(transactional_db: None) -> Till:
    return open_till()


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Run each in its own thread and connection, started together; errors of ours are results."""
    barrier = Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        try:
            barrier.wait()
            with acting_as_system("test"):
                return work()
        except DomainError as error:
            return error.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def test_return_webhook_poller_and_janitor_book_once(till: Till) -> None:
    attempt = till.opened()

    settled = at_once(
        *(
            lambda source=source: till.settle(attempt, captured(attempt), source=source)
            for source in ("web", "webhook", "poller", "janitor")
        )
    )

    assert sum(one.is_captured_now for one in settled) == 1
    assert sum(one.is_invoice_paid_now for one in settled) == 1
    assert till.books.balances() == {"cash": 120_00, "revenue": -100_00, "tax": -20_00}
    assert till.events(attempt).count("captured") == 1


def test_two_forms_that_both_succeed_pay_once_and_fill_the_wallet(till: Till) -> None:
    first, second = till.opened(), till.opened()

    settled = at_once(lambda: till.capture(first), lambda: till.capture(second))

    assert sum(one.is_invoice_paid_now for one in settled) == 1
    assert sum(one.is_surplus for one in settled) == 1
    assert till.books.balances()["wallet"] == -120_00
    with acting_as_system("test"):
        assert Allocation.objects.count() == 1


def test_a_refusal_beside_a_capture_never_wins(till: Till) -> None:
    attempt = till.opened()

    at_once(lambda: till.settle(attempt, refused()), lambda: till.capture(attempt))

    assert till.read(attempt).state == "captured"
    assert till.read(till.invoice).status == "paid"


def test_two_tabs_find_one_intent(till: Till) -> None:
    begun = at_once(*[lambda: payment_begin(invoice_id=till.invoice.pk, now=NOW)] * 4)

    assert len({payment.pk for payment in begun}) == 1
    with acting_as_system("test"):
        assert Payment.objects.count() == 1


def test_the_last_of_a_refund_is_given_once(till: Till) -> None:
    attempt = till.paid()
    with acting_as_system("test"):
        invoice_void_to_wallet(invoice_id=till.invoice.pk, reason="ret", actor=AYSE, now=NOW)

    def ask() -> Refund:
        return refund_request(
            attempt_id=attempt.pk, amount_minor=70_00, reason="iade", actor=AYSE, now=NOW
        )

    asked = at_once(ask, ask, ask)

    assert sorted(one for one in asked if isinstance(one, str)) == ["refund_too_large"] * 2
    with acting_as_system("test"):
        assert Refund.objects.count() == 1


def test_a_charge_is_sent_by_one_worker_only(till: Till) -> None:
    attempt = till.attempt()

    sent = at_once(*[lambda: attempt_asked(attempt_id=attempt.pk, source="clock", now=NOW)] * 4)

    assert sorted(sent) == [False, False, False, True]


def test_wallet_and_card_beside_each_other_pay_once(till: Till) -> None:
    late, other = till.opened(), till.opened(till.books.open("k2"))
    till.capture(other)
    third = till.books.open("k3")
    with acting_as_system("test"):
        invoice_void_to_wallet(
            invoice_id=till.intent(other).invoice_id, reason="ret", actor=AYSE, now=NOW
        )
    card = till.opened(third)

    at_once(
        lambda: wallet_pay(invoice_id=third.pk, actor=AYSE, now=NOW),
        lambda: till.capture(card),
        lambda: till.capture(late),
    )

    balances = till.books.balances()
    assert till.read(third).status == "paid"
    assert "receivable" not in balances
    assert balances["cash"] == 360_00
    assert balances["wallet"] == -120_00
