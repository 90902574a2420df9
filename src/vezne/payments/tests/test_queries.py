"""Payments as lists and pages show them, each to its own side only."""

from __future__ import annotations

import pytest

from vezne.core.errors import NotFound
from vezne.core.scope import acting_as
from vezne.payments import queries
from vezne.payments.tests.till import Till, refused


def test_a_buyer_lists_payments_with_the_try_that_tells(till: Till) -> None:
    failed, paid = till.opened(), till.opened()
    till.capture(paid)
    till.settle(failed, refused())
    waiting = till.opened(till.books.open("k2"))
    bare = till.payment(till.books.open("k3"))

    with acting_as(till.books.shop.ayse.pk, "panel"):
        rows = [queries.payment_row(one) for one in queries.payments_for(till.books.shop.ayse.pk)]
    told = {row.payment.pk: row.attempt and row.attempt.pk for row in rows}
    assert told == {
        paid.payment_id: paid.pk,
        waiting.payment_id: waiting.pk,
        bare.pk: None,
    }
    with acting_as(till.books.shop.ceren.pk, "panel"):
        assert not queries.payments_for(till.books.shop.ayse.pk).exists()


def test_the_desk_sees_everything_about_a_payment(till: Till) -> None:
    attempt = till.paid()
    payment = till.intent(attempt)
    seller_id = till.books.shop.seller.pk

    with acting_as(seller_id, "desk"):
        assert list(queries.payments_of_seller(seller_id)) == [payment]
        detail = queries.payment_detail(seller_id=seller_id, public_id=payment.public_id)
        assert (detail.payment, detail.attempts, detail.refunds) == (payment, [attempt], [])
        assert [event.kind for event in detail.events] == [
            "created",
            "asked",
            "form_opened",
            "captured",
        ]
        assert [one.amount_minor for one in detail.allocations] == [120_00]
    ceren = till.books.shop.ceren.pk
    with acting_as(ceren, "desk"), pytest.raises(NotFound):
        queries.payment_detail(seller_id=ceren, public_id=payment.public_id)
