"""Rules of a seller, and what differs for one current account."""

from __future__ import annotations

from datetime import date

import pytest

from vezne.core.scope import acting_as, acting_as_system
from vezne.receivables.models import BuyerTerms, SellerTerms
from vezne.receivables.queries import rules_of, seller_terms_of, wallet_renewals_due
from vezne.receivables.services import buyer_terms_set, wallet_switch_set
from vezne.receivables.tests.office import NOW, Office
from vezne.receivables.types import Rules


def grant(office: Office, payment_days: int | None, is_late_exempt: bool = False) -> BuyerTerms:
    with office.desk():
        return buyer_terms_set(
            current_account=office.account,
            payment_days=payment_days,
            is_late_exempt=is_late_exempt,
            actor=office.deniz,
            now=NOW,
        )


def switch(office: Office, is_on: bool) -> None:
    with office.panel():
        wallet_switch_set(current_account=office.account, is_on=is_on, actor=office.ayse, now=NOW)


def rules(office: Office) -> Rules:
    with office.panel():
        return rules_of(office.account)


def test_a_seller_without_a_row_has_the_defaults(office: Office) -> None:
    terms = seller_terms_of(office.books.shop.ceren.pk)

    assert terms.pk is None
    assert (terms.entry_limit_minor, terms.late_rate_bp) == (10_000_00, 0)


def test_own_terms_stand_over_the_sellers(office: Office) -> None:
    assert rules(office) == Rules(15, pays_from_wallet=False, is_late_exempt=False)

    grant(office, 45, is_late_exempt=True)
    assert rules(office) == Rules(45, pays_from_wallet=False, is_late_exempt=True)
    grant(office, None)

    assert rules(office).payment_days == 15


def test_the_buyers_switch_stands_over_the_sellers(office: Office) -> None:
    office.terms(pays_from_wallet=True)
    assert rules(office).pays_from_wallet
    switch(office, False)
    assert not rules(office).pays_from_wallet

    office.terms(pays_from_wallet=False)
    switch(office, True)

    assert rules(office).pays_from_wallet
    assert grant(office, 5).pays_from_wallet is True


def test_a_rate_that_is_switched_on_counts_from_today(office: Office) -> None:
    terms = office.terms(late_rate_bp=300)
    assert (terms.late_since, terms.late_next_month) == (date(2026, 3, 2), date(2026, 3, 1))

    assert office.terms(late_rate_bp=400).late_since == date(2026, 3, 2)
    assert office.terms(late_rate_bp=0).late_since is None


def test_only_the_seller_itself_sees_its_row(office: Office) -> None:
    for face in ("panel", "desk"):
        with acting_as(office.books.shop.ayse.pk, face):  # type: ignore[arg-type]
            assert list(SellerTerms.objects.all()) == []
    with office.desk():
        assert SellerTerms.objects.count() == 1


@pytest.mark.parametrize(
    ("of_seller", "of_buyer", "found"),
    [(False, None, 0), (True, None, 1), (True, False, 0), (False, True, 1)],
)
def test_renewals_are_found_by_the_switches(
    office: Office, of_seller: bool, of_buyer: bool | None, found: int
) -> None:
    office.terms(pays_from_wallet=of_seller)
    if of_buyer is not None:
        switch(office, of_buyer)
    office.books.open(due_at=NOW, subscription_id=1)
    office.books.open("once", due_at=NOW)
    office.fill(10_00)

    with acting_as_system("test"):
        assert len(wallet_renewals_due(now=NOW)) == found


def test_an_empty_wallet_pays_no_renewal(office: Office) -> None:
    office.terms(pays_from_wallet=True)
    office.books.open(due_at=NOW, subscription_id=1)

    with acting_as_system("test"):
        assert wallet_renewals_due(now=NOW) == []
