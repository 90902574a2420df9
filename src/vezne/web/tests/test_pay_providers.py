"""Paying with the other providers, and with the next one when the first is down."""

from __future__ import annotations

from urllib.parse import parse_qs, urlencode

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.sandbox_server import Page, Receiver, Sandbox, receiver
from vezne.catalog.tests.shop import NOW
from vezne.core.clock import clock_move_to
from vezne.core.scope import acting_as, acting_as_system
from vezne.flows.tests.world import DENIZ, World, open_world
from vezne.invoicing.models import Invoice
from vezne.payments.models import Attempt, ProviderAccount
from vezne.payments.services import provider_account_add, provider_account_change
from vezne.web.pay.links import make_link
from vezne.web.tests.test_access import signed_in
from vezne.web.tests.test_pay import return_from_provider, start, started, text_of

__all__ = ["receiver"]
pytestmark = pytest.mark.contract

FORM = "application/x-www-form-urlencoded"
BANK_CARD, PAYTR_CARD = "4508034508034509", "4355084355084358"


@pytest.fixture
def world(db: None, sandbox: Sandbox) -> World:
    clock_move_to(target=NOW)
    return open_world(sandbox)


@pytest.fixture
def invoice(world: World) -> Invoice:
    return world.invoice()


@pytest.fixture
def ayse(world: World) -> Client:
    return signed_in(world.user)


def with_contract(world: World, provider: str, keys: dict[str, str]) -> ProviderAccount:
    """The newest contract is the first that is asked."""
    with acting_as(world.shop.seller.pk, "desk"):
        return provider_account_add(
            seller_id=world.shop.seller.pk,
            provider=provider,
            base_url=f"{world.sandbox.base_url}/{provider}",
            credentials=keys,
            currencies=["TRY"],
            is_test=True,
            actor=DENIZ,
            now=NOW,
        )


@pytest.fixture
def bank(world: World, sandbox: Sandbox) -> ProviderAccount:
    return with_contract(world, "nestpay", sandbox.put_nestpay())


@pytest.fixture
def paytr(world: World, sandbox: Sandbox) -> ProviderAccount:
    return with_contract(world, "paytr", sandbox.put_paytr())


def form_action(answer: HttpResponse) -> list[str]:
    policy = answer.headers["Content-Security-Policy"]
    return next(p for p in policy.split("; ") if p.startswith("form-action")).split()[1:]


def brought(page: Page) -> dict[str, str]:
    """What the bank's page posts back with the browser."""
    _action, fields = page.form(0)
    return fields


def come_back(attempt: Attempt, fields: dict[str, str]) -> HttpResponse:
    """From another site, without our cookies."""
    url = reverse("web:pay_return", args=[attempt.public_id])
    browser = Client(enforce_csrf_checks=True)
    return browser.post(url, urlencode(fields), content_type=FORM)  # type: ignore[return-value]


def test_the_bank_gets_a_signed_form_from_the_one_page_that_may_post_there(
    world: World, invoice: Invoice, ayse: Client, bank: ProviderAccount, sandbox: Sandbox
) -> None:
    answer = start(ayse, world, invoice)
    attempt = world.attempts()[-1]
    leave = reverse("web:pay_leave", args=[attempt.public_id])
    assert (answer.status_code, answer.headers["Location"]) == (302, leave)

    page = ayse.get(leave)
    assert form_action(page) == ["'self'", sandbox.base_url]  # type: ignore[arg-type]
    shown = page.content.decode()
    assert f'action="{attempt.page_url}"' in shown
    assert "csrfmiddlewaretoken" not in shown.split("leave-form")[1].split("</form>")[0]
    assert "vezne/leave" in shown

    left = sandbox.fill(sandbox.post_form(attempt.page_url, attempt.form_fields), card=BANK_CARD)
    sandbox.switch({"name": "error_before", "endpoint": "nestpay_api"})  # its word is enough
    back = come_back(attempt, brought(left))

    assert back.status_code == 302
    assert world.fresh(invoice).status == "paid"
    assert "Ödemeniz alındı" in text_of(ayse.get(back.headers["Location"]))  # type: ignore[arg-type]
    assert ayse.get(leave).status_code == 302  # it is over


def test_a_form_that_somebody_forges_pays_nothing(
    world: World, invoice: Invoice, ayse: Client, bank: ProviderAccount
) -> None:
    attempt = started(ayse, world, invoice)
    forged = dict(attempt.form_fields) | {
        "mdStatus": "1", "ProcReturnCode": "00", "Response": "Approved", "ReturnOid": "x",
    }  # fmt: skip

    assert come_back(attempt, forged).status_code == 302

    assert world.fresh(invoice).status == "open"
    assert world.fresh(attempt).state == "requires_action"


def test_the_form_is_its_buyers_own(
    world: World, invoice: Invoice, ayse: Client, bank: ProviderAccount
) -> None:
    attempt = started(ayse, world, invoice)
    leave = reverse("web:pay_leave", args=[attempt.public_id])

    assert Client().get(leave).status_code == 302  # to the sign-in
    with acting_as_system("test"):
        token = make_link(invoice_public_id=str(invoice.public_id), days=7)
    by_link = Client().get(reverse("web:pay_link_leave", args=[token, attempt.public_id]))
    assert by_link.status_code == 200
    other = make_link(invoice_public_id=str(world.order_pack().invoice.public_id), days=7)  # type: ignore[union-attr]
    url = reverse("web:pay_link_leave", args=[other, attempt.public_id])
    assert Client().get(url).status_code == 404


def test_a_bank_keeps_no_card_and_the_page_does_not_offer_it(
    world: World, invoice: Invoice, ayse: Client, bank: ProviderAccount
) -> None:
    page = ayse.get(reverse("web:pay", args=[invoice.public_id])).content.decode()

    assert "wants_storing" not in page
    assert not started(ayse, world, invoice, wants_storing="on").wants_storing


def test_the_next_provider_is_asked_when_the_first_cannot_open_its_form(
    world: World, invoice: Invoice, ayse: Client, paytr: ProviderAccount, sandbox: Sandbox
) -> None:
    sandbox.switch({"name": "error_before", "endpoint": "paytr_get_token"})

    answer = start(ayse, world, invoice)

    first, second = world.attempts()
    assert (first.provider_account_id, first.state, first.page_url) == (paytr.pk, "unknown", "")
    assert (second.provider_account_id, second.state) == (world.account.pk, "requires_action")
    assert answer.headers["Location"] == second.page_url
    world.type_card(second)
    return_from_provider(world, second)
    assert world.fresh(invoice).status == "paid"

    another = world.order_pack().invoice
    assert another is not None
    assert started(ayse, world, another).provider_account_id == world.account.pk  # it rests


def test_who_refuses_for_sure_is_passed_by_too(
    world: World, invoice: Invoice, ayse: Client, paytr: ProviderAccount
) -> None:
    with acting_as_system("test"):
        provider_account_change(
            provider_account_id=paytr.pk,
            credentials={"merchant_id": "1", "merchant_key": "x", "merchant_salt": "y"},
            actor=DENIZ,
            now=NOW,
        )

    assert started(ayse, world, invoice).provider_account_id == world.account.pk
    assert [row.error_code for row in world.attempts()] == ["config_error", ""]


def test_when_nobody_opens_a_form_the_payer_is_told_so(
    world: World, invoice: Invoice, ayse: Client, paytr: ProviderAccount, sandbox: Sandbox
) -> None:
    sandbox.switch({"name": "error_before"})

    answer = start(ayse, world, invoice)

    assert len(world.attempts()) == 2
    assert world.fresh(invoice).status == "open"
    assert answer.headers["Location"] == reverse(
        "web:pay_result", args=[world.attempts()[-1].public_id]
    )
    sandbox.switch()


def test_the_payers_page_may_lead_to_every_provider_that_could_be_asked(
    world: World, invoice: Invoice, ayse: Client, bank: ProviderAccount, sandbox: Sandbox
) -> None:
    page = ayse.get(reverse("web:pay", args=[invoice.public_id]))

    wanted = ["'self'", sandbox.base_url, "https://*.iyzipay.com"]
    assert form_action(page) == wanted  # type: ignore[arg-type]


def test_paytrs_notice_is_answered_ok_and_a_forged_one_never(
    world: World, invoice: Invoice, ayse: Client, sandbox: Sandbox, receiver: Receiver
) -> None:
    account = with_contract(world, "paytr", sandbox.put_paytr(notice_url=receiver.url))
    attempt = started(ayse, world, invoice)
    sandbox.switch({"name": "no_return"})
    sandbox.pay(attempt.page_url, card=PAYTR_CARD)
    [(_headers, body)] = receiver.raw(1)
    url = f"/api/v1/webhooks/payments/{account.public_id}"
    fields = {name: values[0] for name, values in parse_qs(body.decode()).items()}

    forged = Client().post(url, urlencode(fields | {"total_amount": "1"}), content_type=FORM)
    assert forged.status_code == 400
    assert b"OK" not in forged.content
    for _again in range(2):
        answer = Client().post(url, body, content_type=FORM)
        assert (answer.status_code, answer.content) == (200, b"OK")
    assert world.fresh(invoice).status == "open"  # the job follows it
