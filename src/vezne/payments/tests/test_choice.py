"""Which contract a try is made with: the seller's order, who could not open a form, whose card."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import LazySettings

from vezne.catalog.tests.shop import NOW
from vezne.core.errors import NotFound
from vezne.core.scope import acting_as, acting_as_system
from vezne.payments.errors import CardNotUsable, NoProvider
from vezne.payments.models import ProviderAccount
from vezne.payments.queries import (
    may_go_elsewhere,
    page_origins,
    preference_lists,
    provider_account_for,
    provider_account_of,
    provider_accounts_for,
    provider_names,
    provider_traits,
)
from vezne.payments.queries.openings import provider_accounts_in_turn
from vezne.payments.services import (
    provider_account_add,
    provider_account_change,
    provider_account_move,
)
from vezne.payments.services.attempt import (
    attempt_asked,
    attempt_opening_in_doubt,
    attempt_refused_at_opening,
)
from vezne.payments.tests.till import AYSE, NOWHERE, Till, addressed, close_contract, dollar_invoice
from vezne.payments.types import ErrorCode


def another(till: Till, *currencies: str) -> ProviderAccount:
    """One more contract of the till's seller, the newest."""
    with acting_as(till.books.shop.seller.pk, "desk"):
        return provider_account_add(
            seller_id=till.books.shop.seller.pk,
            provider="paytr",
            base_url=f"{NOWHERE}/paytr",
            credentials={"merchant_id": "1", "merchant_key": "k", "merchant_salt": "s"},
            currencies=list(currencies or ("TRY",)),
            is_test=True,
            actor=AYSE,
            now=NOW,
        )


def move(account: ProviderAccount, *, is_up: bool, currency: str = "TRY") -> None:
    with acting_as_system("test"):
        provider_account_move(
            provider_account_id=account.pk, currency=currency, is_up=is_up, actor=AYSE, now=NOW
        )


def order_of(till: Till, currency: str = "TRY") -> list[int]:
    rows = provider_accounts_for(seller_id=till.books.shop.seller.pk, currency=currency)
    return [row.pk for row in rows]


def in_turn(till: Till, seconds: int = 0, currency: str = "TRY") -> list[int]:
    rows = provider_accounts_in_turn(
        seller_id=till.books.shop.seller.pk,
        currency=currency,
        now=NOW + timedelta(seconds=seconds),
    )
    return [row.pk for row in rows]


def test_the_newest_comes_first_until_the_seller_puts_them_in_order(till: Till) -> None:
    second = another(till)
    third = another(till, "TRY", "USD")
    assert order_of(till) == [third.pk, second.pk, till.account.pk]
    assert order_of(till, "USD") == [third.pk, second.pk, till.account.pk]

    move(till.account, is_up=True)
    move(third, is_up=False)
    move(till.account, is_up=True)

    assert order_of(till) == [till.account.pk, third.pk, second.pk]
    fourth = another(till)
    assert order_of(till)[-1] == fourth.pk
    move(till.account, is_up=True)  # it is the first already
    assert order_of(till)[0] == till.account.pk
    move(fourth, is_up=False)  # and this the last
    with acting_as(till.books.shop.seller.pk, "desk"):
        [(currency, rows)] = preference_lists(till.books.shop.seller.pk)
    assert (currency, [row.pk for row in rows]) == ("TRY", order_of(till))


def test_a_contract_has_no_place_among_those_of_another_currency(till: Till) -> None:
    with pytest.raises(NotFound):
        move(till.account, is_up=True, currency="USD")


def test_a_provider_that_could_not_open_a_form_waits_a_minute_behind_the_others(
    till: Till,
) -> None:
    second = another(till)
    assert in_turn(till) == [second.pk, till.account.pk]
    attempt = till.attempt()
    assert attempt.provider_account_id == second.pk
    with acting_as_system("test"):
        attempt_asked(attempt_id=attempt.pk, source="web", now=NOW)
        attempt_opening_in_doubt(attempt_id=attempt.pk, detail="?", now=NOW)

    assert may_go_elsewhere(till.read(attempt))
    assert in_turn(till, 59) == [till.account.pk, second.pk]
    assert in_turn(till, 60) == [second.pk, till.account.pk]
    with pytest.raises(NoProvider):
        till.attempt(not_by=(second.pk, till.account.pk))


def test_what_is_the_payers_own_fault_is_taken_nowhere_else(till: Till) -> None:
    attempt = till.attempt()
    with acting_as_system("test"):
        refused = attempt_refused_at_opening(
            attempt_id=attempt.pk, code=ErrorCode.BUYER_INCOMPLETE, detail="", now=NOW
        )

    assert not may_go_elsewhere(refused)
    assert not may_go_elsewhere(till.opened())


def test_only_contracts_that_charge_the_shown_money_take_turns(till: Till) -> None:
    dollars = another(till, "USD")
    dollar_invoice(till)

    assert order_of(till, "USD") == [dollars.pk, till.account.pk]
    assert in_turn(till, currency="USD") == [dollars.pk]


def test_a_stored_card_is_charged_by_the_provider_that_keeps_it(till: Till) -> None:
    card = till.stored_card()
    another(till)
    invoice = addressed(till.books.open("k2"))

    attempt = till.attempt(invoice, method="stored_card", stored_card_id=card.pk)

    assert attempt.provider_account_id == till.account.pk
    assert provider_account_of(attempt).pk == till.account.pk


def test_a_card_of_a_closed_contract_is_not_charged_elsewhere(till: Till) -> None:
    card = till.stored_card()
    another(till)
    close_contract(till)

    with pytest.raises(CardNotUsable):
        till.attempt(addressed(till.books.open("k2")), method="stored_card", stored_card_id=card.pk)


def test_every_provider_says_what_it_is_and_where_its_pages_live(till: Till) -> None:
    assert provider_names() == ["iyzico", "paytr", "nestpay"]
    assert [provider_traits(name).keeps_cards for name in provider_names()] == [True, True, False]
    assert page_origins(till.account) == [NOWHERE, "https://*.iyzipay.com"]
    attempt = till.attempt()
    attempt.provider_account_id = None
    with pytest.raises(NotFound):
        provider_account_of(attempt)


def test_outside_sandbox_mode_a_contract_leads_to_its_provider_only(
    till: Till, settings: LazySettings
) -> None:
    settings.SANDBOX = False
    assert order_of(till) == []
    with pytest.raises(NoProvider):
        provider_account_for(seller_id=till.books.shop.seller.pk, currency="TRY")
    with acting_as_system("test"):
        provider_account_change(
            provider_account_id=till.account.pk,
            base_url="https://api.iyzipay.com",
            actor=AYSE,
            now=NOW,
        )
    assert order_of(till) == [till.account.pk]
