"""A day's books over HTTP against the sandboxes: found once, told once, explained or gone."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from django.conf import LazySettings

from tests.sandbox_server import Sandbox
from vezne.core.clock import real_now
from vezne.core.errors import NotFound
from vezne.core.models import OutboxEvent
from vezne.core.scope import acting_as, acting_as_system
from vezne.payments.models import Attempt, Difference, ProviderAccount, Reconciliation
from vezne.payments.providers.references import order_id
from vezne.payments.queries import (
    differences_of,
    due_reconciliations,
    get_difference,
    open_differences_count,
    reconciliations_of,
)
from vezne.payments.queries.reconciliation import ISTANBUL
from vezne.payments.services import (
    attempt_settle,
    difference_explain,
    form_open,
    provider_account_add,
    provider_ask,
    reconciliation,
    reconciliation_run,
    reconciliations_begin,
)
from vezne.payments.services.gateway import open_provider
from vezne.payments.tests.answers import FORM
from vezne.payments.tests.till import AYSE, NOWHERE, Till, addressed, close_contract, open_till
from vezne.payments.types import ErrorCode, ProviderFacts, Refused

pytestmark = pytest.mark.contract

CARDS = {"iyzico": "5528790000000008", "paytr": "4355084355084358", "nestpay": "4508034508034509"}


def with_provider(sandbox: Sandbox, provider: str) -> Till:
    till = open_till()
    close_contract(till)
    keys = {
        "iyzico": lambda: iyzico_keys(sandbox),
        "paytr": sandbox.put_paytr,
        "nestpay": sandbox.put_nestpay,
    }[provider]()
    path = "" if provider == "iyzico" else f"/{provider}"
    with acting_as(till.books.shop.seller.pk, "desk"):
        till.account = provider_account_add(
            seller_id=till.books.shop.seller.pk,
            provider=provider,
            base_url=sandbox.base_url + path,
            credentials=keys,
            currencies=["TRY"],
            is_test=True,
            actor=AYSE,
            now=real_now(),
        )
    return till


def iyzico_keys(sandbox: Sandbox) -> dict[str, str]:
    made = sandbox.put_merchant()
    return {"api_key": made["apiKey"], "secret_key": made["secretKey"]}


def paid(till: Till, sandbox: Sandbox, provider: str, key: str = "k2") -> Attempt:
    """A charge that is captured on both sides."""
    invoice = addressed(till.books.open(key))
    now = real_now()
    attempt = till.attempt(invoice, now=now)
    attempt = form_open(attempt_id=attempt.pk, callback_url=f"{NOWHERE}/donus/", now=now)
    sandbox.switch({"name": "no_return"})
    if attempt.form_fields:
        sandbox.fill(sandbox.post_form(attempt.page_url, attempt.form_fields), card=CARDS[provider])
    else:
        sandbox.pay(attempt.page_url, card=CARDS[provider])
    sandbox.switch()
    return attempt


def settle(attempt: Attempt) -> None:
    now = real_now()
    facts = provider_ask(attempt=attempt, now=now)
    assert attempt_settle(attempt_id=attempt.pk, facts=facts, source="web", now=now).is_captured_now


def noon_in(days: int) -> datetime:
    """Noon of Istanbul so many days after today."""
    today = real_now().astimezone(ISTANBUL).date()
    return datetime.combine(today + timedelta(days=days), time(12), ISTANBUL)


def compare_today(account: ProviderAccount, days: int = 1) -> Reconciliation:
    """The comparison of the last day that is whole so many days after today."""
    with acting_as_system("test"):
        reconciliations_begin(now=noon_in(days))
        row = Reconciliation.objects.filter(provider_account=account).order_by("-day").first()
        assert row is not None
    return reconciliation_run(reconciliation_id=row.pk, now=real_now() + timedelta(days=1))


def found(till: Till) -> list[tuple[str, str, int | None, int | None]]:
    with acting_as_system("test"):
        rows = differences_of(till.books.shop.seller.pk)
        return [(one.kind, one.state, one.ours_minor, one.theirs_minor) for one in rows]


def told(kind: str) -> int:
    with acting_as_system("test"):
        return OutboxEvent.objects.filter(kind=kind).count()


@pytest.mark.parametrize("provider", ["iyzico", "paytr", "nestpay"])
def test_books_that_agree_are_silent(db: None, sandbox: Sandbox, provider: str) -> None:
    till = with_provider(sandbox, provider)
    settle(paid(till, sandbox, provider))

    row = compare_today(till.account)

    assert (row.state, found(till)) == ("done", [])
    assert row.totals["TRY"]["sales"] == row.totals["TRY"]["ours_sales"] == 120_00
    assert told("reconciliation.differs") == 0


@pytest.mark.parametrize("provider", ["iyzico", "paytr"])
def test_money_that_only_the_provider_knows_is_found_and_goes_when_it_is_settled(
    db: None, sandbox: Sandbox, provider: str
) -> None:
    till = with_provider(sandbox, provider)
    attempt = paid(till, sandbox, provider)  # the browser never came back, nobody asked

    compare_today(till.account)

    assert found(till) == [("missing_here", "open", None, 120_00)]
    assert told("reconciliation.differs") == 1
    settle(attempt)
    compare_today(till.account, days=2)
    assert found(till) == [("missing_here", "gone", None, 120_00)]


def test_an_amount_and_a_refund_that_differ_are_told_with_both_figures(
    db: None, sandbox: Sandbox
) -> None:
    till = with_provider(sandbox, "paytr")
    first, second = paid(till, sandbox, "paytr"), paid(till, sandbox, "paytr", "k3")
    settle(first)
    settle(second)
    path = "/_sandbox/paytr/orders/"
    sandbox.call("PUT", path + order_id(first.reference), {"total": 119_00})
    sandbox.call("PUT", path + order_id(second.reference), {"refund": 20_00})

    compare_today(till.account)

    assert sorted(found(till)) == [
        ("amount", "open", 120_00, 119_00), ("refund", "open", 0, 20_00),
    ]  # fmt: skip


def test_what_the_provider_has_lost_is_found_and_explained_by_staff(
    db: None, sandbox: Sandbox
) -> None:
    till = with_provider(sandbox, "paytr")
    attempt = paid(till, sandbox, "paytr")
    settle(attempt)
    path = f"/_sandbox/paytr/orders/{order_id(attempt.reference)}"
    sandbox.call("PUT", path, {"isHidden": True})
    compare_today(till.account)
    seller_id = till.books.shop.seller.pk
    with acting_as(seller_id, "desk"):
        [row] = differences_of(seller_id)
        assert open_differences_count(seller_id) == 1
        assert get_difference(seller_id=seller_id, public_id=str(row.public_id)) == row

        difference_explain(
            difference_id=row.pk, words=" PayTR'a soruldu. ", actor=AYSE, now=real_now()
        )

        assert open_differences_count(seller_id) == 0
    closed = till.read(row)
    assert (closed.state, closed.explanation, closed.explained_by) == (
        "explained", "PayTR'a soruldu.", AYSE.label,
    )  # fmt: skip
    compare_today(till.account, days=2)
    assert found(till) == [("missing_there", "explained", 120_00, None)]


def test_an_amount_of_the_banks_own_books_is_found_without_a_list_of_the_day(
    db: None, sandbox: Sandbox
) -> None:
    till = with_provider(sandbox, "nestpay")
    attempt = paid(till, sandbox, "nestpay")
    settle(attempt)
    path = f"/_sandbox/nestpay/orders/{order_id(attempt.reference)}"
    sandbox.call("PUT", path, {"amount": 100_00})

    compare_today(till.account)

    assert found(till) == [("amount", "open", 120_00, 100_00)]


def test_a_day_is_compared_once_and_only_when_it_is_whole(db: None, sandbox: Sandbox) -> None:
    till = with_provider(sandbox, "paytr")
    with acting_as_system("test"):
        assert reconciliations_begin(now=noon_in(1)) == 0  # nothing was ever asked of it
    settle(paid(till, sandbox, "paytr"))
    with acting_as_system("test"):
        assert reconciliations_begin(now=noon_in(0)) == 0  # its first day is not over
        tomorrow = noon_in(1)
        assert reconciliations_begin(now=tomorrow) >= 1
        assert reconciliations_begin(now=tomorrow) == 0
        ids = due_reconciliations(now=tomorrow)
    for one in ids * 2:
        reconciliation_run(reconciliation_id=one, now=tomorrow)

    with acting_as_system("test"):
        assert due_reconciliations(now=tomorrow) == []
        assert set(Reconciliation.objects.values_list("state", flat=True)) == {"done"}
        assert not Difference.objects.exists()
    assert till.account.pk


def test_a_provider_that_does_not_answer_is_asked_again_and_given_up_loudly(
    db: None, sandbox: Sandbox
) -> None:
    till = with_provider(sandbox, "paytr")
    paid(till, sandbox, "paytr")
    sandbox.switch({"name": "error_before", "endpoint": "paytr_report"})

    row = compare_today(till.account)

    assert (row.state, row.tries) == ("open", 1)
    assert row.next_try_at is not None
    for _again in range(7):
        row = reconciliation_run(reconciliation_id=row.pk, now=real_now())
    assert (row.state, row.next_try_at) == ("failed", None)
    assert told("reconciliation.failed") == 1
    sandbox.switch()


def test_a_refused_card_is_no_difference_and_is_not_asked_about(db: None, sandbox: Sandbox) -> None:
    till = with_provider(sandbox, "paytr")
    now = real_now()
    attempt = till.attempt(now=now)
    attempt = form_open(attempt_id=attempt.pk, callback_url=f"{NOWHERE}/donus/", now=now)
    refused = ProviderFacts(Refused(ErrorCode.DECLINED, "no"))
    attempt_settle(attempt_id=attempt.pk, facts=refused, source="web", now=now)

    assert compare_today(till.account).state == "done"

    assert found(till) == []
    asked = [one["endpoint"] for one in sandbox.requests()]
    assert asked.count("paytr_report") == 1
    assert "paytr_status" not in asked


def test_money_under_a_number_that_is_none_of_ours_is_found_until_it_goes(
    db: None, sandbox: Sandbox
) -> None:
    till = with_provider(sandbox, "paytr")
    settle(paid(till, sandbox, "paytr"))
    foreign = open_provider(till.account).open_form(replace(FORM, reference="att_foreign"))
    sandbox.switch({"name": "no_return"})
    sandbox.pay(foreign.page_url, card=CARDS["paytr"])
    sandbox.switch()

    compare_today(till.account)
    compare_today(till.account, days=2)

    assert found(till) == [("missing_here", "open", None, 118_80)]


def test_a_difference_that_stays_stays_open_and_is_told_once(db: None, sandbox: Sandbox) -> None:
    till = with_provider(sandbox, "paytr")
    attempt = paid(till, sandbox, "paytr")
    settle(attempt)
    path = f"/_sandbox/paytr/orders/{order_id(attempt.reference)}"
    sandbox.call("PUT", path, {"refund": 20_00})

    first = compare_today(till.account)
    compare_today(till.account, days=2)

    assert found(till) == [("refund", "open", 0, 20_00)]
    assert told("reconciliation.differs") == 1
    empty = reconciliation._Books({}, {}, {}, [], [])
    with acting_as_system("test"):  # a second worker was as far when the first one wrote
        again = reconciliation._write(first.pk, empty, now=real_now())
    assert again.totals == first.totals


def test_outside_sandbox_mode_a_foreign_address_is_not_asked(
    db: None, sandbox: Sandbox, settings: LazySettings
) -> None:
    till = with_provider(sandbox, "paytr")
    paid(till, sandbox, "paytr")
    settings.SANDBOX = False

    assert compare_today(till.account).state == "failed"


def test_what_another_seller_was_told_is_not_found(db: None, sandbox: Sandbox) -> None:
    till = with_provider(sandbox, "paytr")
    settle(paid(till, sandbox, "paytr"))
    row = compare_today(till.account)
    seller_id = till.books.shop.seller.pk
    with acting_as(seller_id, "desk"):
        assert [one.pk for one in reconciliations_of(seller_id)] == [row.pk]
        with pytest.raises(NotFound):
            get_difference(seller_id=seller_id, public_id="dif_x")
        with pytest.raises(NotFound):
            difference_explain(difference_id=0, words="x", actor=AYSE, now=real_now())
