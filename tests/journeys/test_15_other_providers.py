"""19 February: the same till with PayTR and with a bank's own POS, and what goes wrong there."""

from __future__ import annotations

import re

import pytest

from tests.journeys.film import Film
from tests.programs import eventually
from vezne.core.audit import SYSTEM
from vezne.core.scope import acting_as_system
from vezne.payments.models import Attempt, ProviderAccount
from vezne.payments.services import provider_account_add

pytestmark = pytest.mark.journey
POOR = "4111111111111129"
PAYTR_CARD, BANK_CARD = "4355084355084358", "4508034508034509"


def test_paytr_takes_the_money_once_whatever_comes_twice(film: Film) -> None:
    keys = film.sandbox.put_paytr()
    account = _contract(film, "paytr", keys)
    _tell_notices(film, keys, account)
    placed = film.world.order_pack("1k")
    assert placed.invoice is not None
    invoice = placed.invoice
    film.sign_in(film.world.ayse)
    _open(film, invoice.public_id)
    film.fill_card(POOR)
    film.type_code()
    film.page.wait_for_url(re.compile(re.escape(film.stage.web_url)))
    film.see("Ödeme alınamadı", "yetersiz", "Kartınızdan para çekilmedi")
    film.shot("reddedildi")

    film.sandbox.switch(
        {"name": "no_return"}, {"name": "duplicate_webhook", "endpoint": "paytr_notice"}
    )
    _open(film, invoice.public_id)
    film.fill_card(PAYTR_CARD)
    film.shot("banka", here=True)
    film.type_code()
    film.see("Tarayıcı siteye dönmüyor")
    film.page.close()
    film.page = film.new_tab(film.contexts[0])
    eventually(lambda: _status(film, invoice.pk) == "paid", what="PayTR's notice", seconds=20)
    film.go(f"/odeme/{invoice.public_id}/")
    film.see("Bu ödeme talebi ödendi")
    film.sandbox.switch()
    assert _captured() == 1

    film.move_clock(days=1, hours=8)
    assert film.sql("SELECT state FROM payments_reconciliation WHERE state <> 'done'") == []
    assert film.sql("SELECT count(*) FROM payments_difference") == [(0,)]


def test_the_banks_own_page_is_reached_by_a_form_and_brings_its_word_back(film: Film) -> None:
    _contract(film, "nestpay", film.sandbox.put_nestpay())
    placed = film.world.order_pack("1k")
    assert placed.invoice is not None
    film.sign_in(film.world.ayse)
    _open(film, placed.invoice.public_id)
    film.fill_card(POOR)
    film.type_code()
    film.page.wait_for_url(re.compile(re.escape(film.stage.web_url)))
    film.see("Ödeme alınamadı", "yetersiz")

    _open(film, placed.invoice.public_id)
    film.fill_card(BANK_CARD)
    film.shot("banka", here=True)
    film.type_code()
    film.page.wait_for_url(re.compile("/odeme/sonuc/"))
    film.see("Ödemeniz alındı")
    film.shot("odendi")
    film.page.go_back()
    film.go(f"/odeme/{placed.invoice.public_id}/")
    film.see("Bu ödeme talebi ödendi")
    assert _captured() == 1


def test_when_the_bank_is_down_the_next_provider_takes_the_card(film: Film) -> None:
    _contract(film, "nestpay", film.sandbox.put_nestpay())
    film.sandbox.switch({"name": "error_before", "endpoint": "nestpay_api"})
    placed = film.world.order_pack("1k")
    assert placed.invoice is not None
    film.sign_in(film.world.ayse)

    film.pay(placed.invoice.public_id)

    with acting_as_system("film"):
        states = list(Attempt.objects.order_by("pk").values_list("state", "error_code"))
    assert states == [("failed", "unreachable"), ("captured", "")]
    film.sandbox.switch()


def _contract(film: Film, provider: str, keys: dict[str, str]) -> ProviderAccount:
    """The newest contract is asked first; iyzico's stays behind it."""
    with acting_as_system("film"):
        return provider_account_add(
            seller_id=film.world.seller.pk,
            provider=provider,
            base_url=f"{film.sandbox.base_url}/{provider}",
            credentials=keys,
            currencies=["TRY"],
            is_test=True,
            actor=SYSTEM,
            now=film.now(),
        )


def _tell_notices(film: Film, keys: dict[str, str], account: ProviderAccount) -> None:
    """What a seller enters in PayTR's panel as Bildirim URL."""
    body = {
        "merchantKey": keys["merchant_key"],
        "merchantSalt": keys["merchant_salt"],
        "noticeUrl": f"{film.stage.web_url}/api/v1/webhooks/payments/{account.public_id}",
    }
    film.sandbox.call("PUT", f"/_sandbox/paytr/shops/{keys['merchant_id']}", body)


def _open(film: Film, invoice_id: str) -> None:
    film.go(f"/odeme/{invoice_id}/")
    film.start_paying()


def _status(film: Film, invoice_id: int) -> str:
    [(status,)] = film.sql("SELECT status FROM invoicing_invoice WHERE id = %s", invoice_id)
    return str(status)


def _captured() -> int:
    with acting_as_system("film"):
        return Attempt.objects.filter(state="captured").count()
