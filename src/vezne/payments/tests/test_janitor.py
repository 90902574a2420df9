"""A form that refused one card may take another: it is asked about until its life is over."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from vezne.catalog.tests.shop import NOW
from vezne.core.scope import acting_as_system
from vezne.payments import queries
from vezne.payments.models import Attempt
from vezne.payments.providers.base import EXPIRY_MARGIN
from vezne.payments.providers.iyzico import messages
from vezne.payments.providers.iyzico import provider as calls_of
from vezne.payments.services import attempt_settle, provider_account_change, provider_ask
from vezne.payments.tests.answers import paid
from vezne.payments.tests.scripted import SECRET, ScriptedProvider
from vezne.payments.tests.till import AYSE, Till, refused
from vezne.payments.types import Settlement, Unknown

MINUTE = timedelta(minutes=1)
NO_FUNDS = {"status": "success", "paymentStatus": "FAILURE", "errorCode": "10051"}
OVER_AT = NOW + 30 * MINUTE + EXPIRY_MARGIN


@pytest.fixture
def refused_form(till: Till, scripted: ScriptedProvider) -> Attempt:
    """A try whose form said no to a first card; the payer is still there."""
    with acting_as_system("test"):
        provider_account_change(
            provider_account_id=till.account.pk,
            base_url=scripted.base_url,
            credentials={"api_key": "k", "secret_key": SECRET},
            actor=AYSE,
            now=NOW,
        )
    attempt = till.opened()
    scripted.say(calls_of.FORM_DETAIL, NO_FUNDS)
    assert ask_what_is_due(NOW + MINUTE)[0].state == "failed"
    return attempt


def ask_what_is_due(now: datetime) -> list[Settlement]:
    """The janitor's round at an instant."""
    with acting_as_system("test"):
        attempts = list(Attempt.objects.filter(pk__in=queries.due_attempts(now=now)))
    return [
        attempt_settle(
            attempt_id=attempt.pk,
            facts=provider_ask(attempt=attempt, now=now),
            source="janitor",
            now=now,
        )
        for attempt in attempts
    ]


def take_another_card(scripted: ScriptedProvider, attempt: Attempt) -> None:
    answer = paid(
        token=attempt.provider_token,
        basketId=attempt.reference,
        conversationId=attempt.reference,
        price="120.0",
        paidPrice="120.0",
    )
    scripted.say(calls_of.FORM_DETAIL, answer, *messages.FORM_FIELDS)


def test_a_success_after_a_refusal_is_found_without_any_return(
    till: Till, scripted: ScriptedProvider, refused_form: Attempt
) -> None:
    assert till.read(refused_form).error_code == "insufficient_funds"
    take_another_card(scripted, refused_form)

    [settlement] = ask_what_is_due(NOW + 12 * MINUTE)

    assert settlement.is_invoice_paid_now
    captured = till.read(refused_form)
    assert (captured.state, captured.error_code, captured.next_check_at) == ("captured", "", None)


def test_the_last_question_comes_when_the_forms_life_is_over(
    till: Till, scripted: ScriptedProvider, refused_form: Attempt
) -> None:
    for minute in range(2, 60):
        ask_what_is_due(NOW + minute * MINUTE)
    assert till.read(refused_form).next_check_at == OVER_AT
    assert len(scripted.asked) < 8
    take_another_card(scripted, refused_form)

    assert ask_what_is_due(OVER_AT)[0].is_invoice_paid_now


def test_a_form_that_stays_refused_is_left_alone_then(
    till: Till, scripted: ScriptedProvider, refused_form: Attempt
) -> None:
    assert not ask_what_is_due(OVER_AT)[0].has_changed

    assert till.read(refused_form).next_check_at is None
    assert ask_what_is_due(OVER_AT + timedelta(days=9)) == []


def test_a_silence_at_the_end_is_followed_by_another_question(
    till: Till, scripted: ScriptedProvider, refused_form: Attempt
) -> None:
    scripted.status = 502
    ask_what_is_due(OVER_AT)
    again_at = till.read(refused_form).next_check_at
    assert again_at > OVER_AT
    scripted.status = 200

    ask_what_is_due(again_at)

    assert till.read(refused_form).next_check_at is None


def test_who_watches_does_not_push_the_janitors_turn_away(till: Till) -> None:
    attempt = till.opened()
    till.settle(attempt, refused(), source="return")
    before = till.read(attempt)

    till.settle(attempt, Unknown("ReadTimeout"), source="poller", now=NOW + 2 * MINUTE)

    assert (till.read(attempt).state, till.read(attempt).checks) == ("failed", before.checks)
