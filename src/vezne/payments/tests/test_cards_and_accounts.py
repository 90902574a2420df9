"""Stored cards and provider contracts: consent, removal, keys that are never shown."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.conf import LazySettings

from vezne.catalog.tests.shop import NOW
from vezne.core.errors import NotFound
from vezne.core.models import AuditEntry
from vezne.core.scope import acting_as, acting_as_system
from vezne.payments import queries
from vezne.payments.errors import (
    CardNotUsable,
    NoProvider,
    ProviderAddressRefused,
    ProviderSaidNo,
    ProviderUnavailable,
    ProviderUnknown,
)
from vezne.payments.models import ProviderAccount, StoredCard
from vezne.payments.queries.cards import cards_of_buyer
from vezne.payments.services import (
    card_expiry_warned,
    card_forget,
    card_renewal_start,
    card_renewal_stop,
    provider_account_add,
    provider_account_change,
    provider_account_test,
)
from vezne.payments.services.gateway import open_provider
from vezne.payments.tests.scripted import SECRET, ScriptedProvider
from vezne.payments.tests.till import AYSE, NOWHERE, Till


def aim(till: Till, scripted: ScriptedProvider, **changes: Any) -> None:
    with acting_as_system("test"):
        provider_account_change(
            provider_account_id=till.account.pk,
            base_url=scripted.base_url,
            credentials={"api_key": "k", "secret_key": SECRET},
            actor=AYSE,
            now=NOW,
            **changes,
        )


def test_one_click_ends_the_renewal_and_another_starts_it(till: Till) -> None:
    card = till.stored_card()
    who = {"buyer_id": till.books.shop.ayse.pk, "seller_id": till.books.shop.seller.pk}

    with acting_as(till.books.shop.ayse.pk, "panel"):
        assert queries.renewal_card_for(**who) == card
        for _twice in range(2):
            assert not card_renewal_stop(card_id=card.pk, actor=AYSE, now=NOW).renews_automatically
        assert queries.renewal_card_for(**who) is None
        card_renewal_start(card_id=card.pk, actor=AYSE, now=NOW)
        assert queries.renewal_card_for(**who) == card
        assert queries.cards_for(**who) == [card]
        assert cards_of_buyer(who["buyer_id"]) == [card]
    with acting_as(till.books.shop.ceren.pk, "panel"), pytest.raises(NotFound):
        card_renewal_stop(card_id=card.pk, actor=AYSE, now=NOW)


def test_a_blocked_card_does_not_renew(till: Till) -> None:
    card = till.stored_card()
    with acting_as_system("test"):
        StoredCard.objects.update(blocked_reason="stolen_card")
        with pytest.raises(CardNotUsable):
            card_renewal_start(card_id=card.pk, actor=AYSE, now=NOW)


def test_a_card_that_expires_is_warned_about_once(till: Till) -> None:
    card = till.stored_card()

    with acting_as_system("test"):
        assert queries.cards_expiring(on=date(2030, 10, 31)) == []
        assert queries.cards_expiring(on=date(2030, 11, 1)) == [card]
        assert queries.cards_expiring(on=date(2030, 12, 31)) == [card]
        assert card_expiry_warned(card_id=card.pk, now=NOW)
        assert not card_expiry_warned(card_id=card.pk, now=NOW)
        assert queries.cards_expiring(on=date(2030, 12, 1)) == []


def test_a_forgotten_card_is_gone_here_and_at_the_provider(
    till: Till, scripted: ScriptedProvider
) -> None:
    card = till.stored_card()
    aim(till, scripted)
    scripted.say("/cardstorage/card", {"status": "success"})

    with acting_as(till.books.shop.ayse.pk, "panel"):
        for _twice in range(2):
            card_forget(card_id=card.pk, actor=AYSE, now=NOW)
        with pytest.raises(NotFound):
            card_forget(card_id=0, actor=AYSE, now=NOW)

    assert till.read(card).removed_at == NOW
    assert [asked[:2] for asked in scripted.asked] == [("DELETE", "/cardstorage/card")] * 2
    assert scripted.asked[0][2] == {"locale": "tr", "cardUserKey": "uk-1", "cardToken": "ct-1"}
    with acting_as_system("test"):
        assert AuditEntry.objects.filter(action="card.removed").count() == 1


def test_a_card_is_closed_here_whatever_the_provider_says(
    till: Till, scripted: ScriptedProvider
) -> None:
    card = till.stored_card()
    with acting_as_system("test"):
        with pytest.raises(ProviderUnavailable):
            card_forget(card_id=card.pk, actor=AYSE, now=NOW)
        assert StoredCard.objects.get().removed_at == NOW
        aim(till, scripted)
        scripted.say("/cardstorage/card", {"status": "failure", "errorCode": "1001"})
        with pytest.raises(ProviderSaidNo):
            card_forget(card_id=card.pk, actor=AYSE, now=NOW)
        scripted.say("/cardstorage/card", {"status": "failure", "errorCode": "3005"})
        card_forget(card_id=card.pk, actor=AYSE, now=NOW)  # not known there any more: done


def test_the_keys_are_sealed_and_the_change_is_logged(till: Till) -> None:
    assert '"s"' not in till.account.credentials_sealed
    with acting_as(till.books.shop.seller.pk, "desk"):
        row = provider_account_change(
            provider_account_id=till.account.pk,
            currencies=["USD", "TRY"],
            is_test=False,
            is_active=False,
            base_url=NOWHERE,
            actor=AYSE,
            now=NOW,
        )
        assert queries.list_provider_accounts(till.books.shop.seller.pk) == [row]
        public = {"seller_id": till.books.shop.seller.pk, "public_id": row.public_id}
        assert queries.get_provider_account(**public) == row
    assert (row.currencies, row.is_test, row.is_active) == (["TRY", "USD"], False, False)
    assert queries.provider_account_public(row.public_id) == row
    with pytest.raises(NotFound):
        queries.provider_account_public("prv_x")
    with acting_as_system("test"):
        entry = AuditEntry.objects.get(action="payments.provider_changed")
    assert entry.details == {"changed": ["currencies", "is_test", "is_active"]}


def test_a_foreign_desk_sees_no_contract(till: Till) -> None:
    with acting_as(till.books.shop.ceren.pk, "desk"):
        with pytest.raises(NotFound):
            provider_account_change(
                provider_account_id=till.account.pk, is_active=False, actor=AYSE, now=NOW
            )
        with pytest.raises(NotFound):
            queries.get_provider_account(
                seller_id=till.books.shop.ceren.pk, public_id=till.account.public_id
            )
    with acting_as(till.books.shop.ayse.pk, "panel"):
        assert not ProviderAccount.objects.exists()


def test_an_unknown_provider_is_refused(till: Till) -> None:
    with acting_as_system("test"):
        with pytest.raises(ProviderUnknown):
            provider_account_add(
                seller_id=till.books.shop.seller.pk,
                provider="yokpay",
                base_url=NOWHERE,
                credentials={},
                currencies=["TRY"],
                is_test=True,
                actor=AYSE,
                now=NOW,
            )
        till.account.provider = "yokpay"
        with pytest.raises(ProviderUnknown):
            open_provider(till.account)
        till.account.save(update_fields=["provider"])
        with pytest.raises(ProviderUnknown):
            provider_account_change(
                provider_account_id=till.account.pk, credentials={}, actor=AYSE, now=NOW
            )


def test_the_test_button_proves_the_keys(till: Till, scripted: ScriptedProvider) -> None:
    with acting_as(till.books.shop.seller.pk, "desk"):
        with pytest.raises(ProviderUnavailable):
            provider_account_test(provider_account_id=till.account.pk, now=NOW)
        aim(till, scripted)
        scripted.say("/payment/bin/check", {"status": "failure", "errorCode": "1001"})
        with pytest.raises(ProviderSaidNo, match="1001"):
            provider_account_test(provider_account_id=till.account.pk, now=NOW)
        assert ProviderAccount.objects.get().checked_at is None
        scripted.say("/payment/bin/check", {"status": "success"})
        provider_account_test(provider_account_id=till.account.pk, now=NOW)
        assert ProviderAccount.objects.get().checked_at == NOW


# -- where a contract may lead ---------------------------------------------------------------------

KNOWN = ["https://api.iyzipay.com", "https://sandbox-api.iyzipay.com/"]
ELSEWHERE = [
    "http://api.iyzipay.com",
    "https://api.iyzipay.com:8443",
    "https://api.iyzipay.com@127.0.0.1",
    "https://api.iyzipay.com.kotu.example",
    "https://api.iyzipay.com/../x",
    "https://169.254.169.254/latest",
    "http://localhost:8001",
    "",
]


def add_contract(till: Till, base_url: str) -> ProviderAccount:
    with acting_as(till.books.shop.seller.pk, "desk"):
        return provider_account_add(
            seller_id=till.books.shop.seller.pk,
            provider="iyzico",
            base_url=base_url,
            credentials={"api_key": "a", "secret_key": "s"},
            currencies=["TRY"],
            is_test=True,
            actor=AYSE,
            now=NOW,
        )


@pytest.mark.parametrize("base_url", KNOWN)
def test_a_contract_may_lead_to_the_provider(
    till: Till, settings: LazySettings, base_url: str
) -> None:
    settings.SANDBOX = False

    assert add_contract(till, base_url).base_url == base_url.rstrip("/")


@pytest.mark.parametrize("base_url", ELSEWHERE)
def test_outside_sandbox_mode_a_contract_leads_nowhere_else(
    till: Till, settings: LazySettings, base_url: str
) -> None:
    settings.SANDBOX = False
    kept = add_contract(till, KNOWN[0])

    with pytest.raises(ProviderAddressRefused):
        add_contract(till, base_url)
    with acting_as(till.books.shop.seller.pk, "desk"), pytest.raises(ProviderAddressRefused):
        provider_account_change(provider_account_id=kept.pk, base_url=base_url, actor=AYSE, now=NOW)

    assert till.read(kept).base_url == KNOWN[0]
    with acting_as_system("test"):
        assert ProviderAccount.objects.count() == 2  # the till's and this one


def test_a_contract_of_the_sandbox_is_not_called_when_it_is_left(
    till: Till, scripted: ScriptedProvider, settings: LazySettings
) -> None:
    aim(till, scripted)
    settings.SANDBOX = False

    with acting_as(till.books.shop.seller.pk, "desk"), pytest.raises(ProviderAddressRefused):
        provider_account_test(provider_account_id=till.account.pk, now=NOW)
    with acting_as(till.books.shop.seller.pk, "desk"), pytest.raises(NoProvider):
        queries.provider_account_for(seller_id=till.books.shop.seller.pk, currency="TRY")

    assert scripted.asked == []
