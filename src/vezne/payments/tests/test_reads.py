"""What pages and jobs ask about tries and contracts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from vezne.catalog.tests.shop import NOW
from vezne.core.errors import NotFound
from vezne.core.scope import acting_as, acting_as_system
from vezne.payments import queries
from vezne.payments.models import ProviderAccount
from vezne.payments.tests.till import SOON, Till, refused
from vezne.payments.types import Unknown

PAUSE = timedelta(minutes=1)


def test_every_intent_of_an_invoice_is_listed_newest_first(till: Till) -> None:
    first = till.paid()
    other = till.opened(till.books.open("k2"))

    with acting_as_system("test"):
        assert [one.pk for one in queries.payments_of_invoice(till.invoice.pk)] == [
            first.payment_id
        ]
        second = queries.payments_of_invoice(other.payment.invoice_id)
    assert [[one.pk for one in payment.attempts.all()] for payment in second] == [[other.pk]]


def test_only_an_open_end_that_was_left_alone_is_worth_asking(till: Till) -> None:
    fresh = till.attempt()
    opened = till.opened(till.books.open("k2"))
    paid = till.paid(till.books.open("k3"))

    with acting_as_system("test"):
        asked = {
            one.pk: queries.is_worth_asking(one, now=NOW + 2 * PAUSE, pause=PAUSE)
            for one in (fresh, opened, paid)
        }
        soon = queries.is_worth_asking(opened, now=NOW + PAUSE / 2, pause=PAUSE)
    assert asked == {fresh.pk: False, opened.pk: True, paid.pk: False}
    assert soon is False


def test_the_seller_sees_what_is_in_doubt_and_counts_what_was_refused(till: Till) -> None:
    doubtful = till.opened()
    till.settle(doubtful, Unknown("time-out"))
    till.settle(till.opened(till.books.open("k2")), refused())
    seller_id, ceren_id = till.books.shop.seller.pk, till.books.shop.ceren.pk

    with acting_as(seller_id, "desk"):
        assert [one.pk for one in queries.attempts_in_doubt_of(seller_id)] == [doubtful.pk]
        assert queries.failed_count_of(seller_id, since=NOW) == 1
        assert queries.failed_count_of(seller_id, since=SOON + PAUSE) == 0
    with acting_as(ceren_id, "desk"):
        assert queries.attempts_in_doubt_of(seller_id) == []


def test_a_contract_is_found_by_its_seller_only(till: Till) -> None:
    seller_id, ceren_id = till.books.shop.seller.pk, till.books.shop.ceren.pk
    public_id = till.account.public_id

    with acting_as(seller_id, "desk"):
        found = queries.get_provider_account(seller_id=seller_id, public_id=public_id)
        assert queries.list_provider_accounts(seller_id) == [found] == [till.account]
        assert all(len(tail) <= 4 for tail in queries.key_tails(found).values())
    with acting_as(ceren_id, "desk"), pytest.raises(NotFound):
        queries.get_provider_account(seller_id=ceren_id, public_id=public_id)


def test_a_live_contract_anywhere_is_noticed(till: Till) -> None:
    with acting_as_system("test"):
        assert not queries.has_real_provider()
        ProviderAccount.objects.filter(pk=till.account.pk).update(is_test=False)
        assert queries.has_real_provider()
