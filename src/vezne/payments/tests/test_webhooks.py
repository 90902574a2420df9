"""Webhooks: stored raw and once; a hint to ask, never a proof."""

from __future__ import annotations

import json
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from vezne.catalog.tests.shop import NOW
from vezne.core.errors import NotFound
from vezne.core.scope import acting_as_system
from vezne.payments.models import WebhookMessage
from vezne.payments.providers.iyzico.provider import FORM_DETAIL
from vezne.payments.providers.iyzico.signing import webhook_signature
from vezne.payments.services import (
    provider_account_change,
    webhook_applied,
    webhook_facts,
    webhook_store,
)
from vezne.payments.tests.scripted import SECRET, ScriptedProvider
from vezne.payments.tests.till import AYSE, Till
from vezne.payments.types import RequiresAction


def notice(reference: str = "att_x", **changes: Any) -> dict[str, Any]:
    fields = {
        "paymentConversationId": reference,
        "merchantId": 1,
        "paymentId": 7001,
        "status": "SUCCESS",
        "iyziReferenceCode": "ref-1",
        "iyziEventType": "CHECKOUT_FORM_AUTH",
        "iyziEventTime": 1,
        "iyziPaymentId": 7001,
        "token": "tok",
    }
    return {**fields, **changes}


def store(till: Till, body: dict[str, Any], *, secret: str = "s") -> int | None:
    signature = webhook_signature(secret_key=secret, notice=body)
    receipt = webhook_store(
        provider_account_public_id=till.account.public_id,
        headers={"X-Iyz-Signature-V3": signature},
        body=json.dumps(body).encode(),
        now=NOW,
    )
    assert receipt.is_taken
    return receipt.message_id


def stored() -> list[tuple[str, bool, str]]:
    with acting_as_system("test"):
        rows = WebhookMessage.objects.order_by("id")
        return list(rows.values_list("event_key", "signature_ok", "outcome"))


def test_a_genuine_notice_is_stored_once_and_followed_once(till: Till) -> None:
    first = store(till, notice())

    assert first is not None
    assert store(till, notice()) is None
    assert stored() == [("ref-1", True, "")]
    jobs = ProcrastinateJob.objects.filter(task_name="payments.webhook")
    assert [job.args for job in jobs] == [{"message_id": first}]


def test_a_forged_notice_is_kept_and_not_followed_and_shuts_nobody_out(till: Till) -> None:
    assert store(till, notice(), secret="forged") is None
    assert store(till, notice(), secret="forged") is None
    assert store(till, notice()) is not None

    assert stored() == [("?ref-1", False, "bad_signature"), ("ref-1", True, "")]


@pytest.mark.parametrize("body", [b"x", b"[]", b"{}", b"0" * 20_000])
def test_what_is_no_notice_is_not_stored(till: Till, body: bytes) -> None:
    with pytest.raises(ValueError):
        webhook_store(
            provider_account_public_id=till.account.public_id, headers={}, body=body, now=NOW
        )

    assert stored() == []


def test_a_notice_for_nobody_is_not_found(till: Till) -> None:
    with pytest.raises(NotFound):
        webhook_store(provider_account_public_id="prv_x", headers={}, body=b"{}", now=NOW)
    with pytest.raises(NotFound):
        webhook_facts(message_id=0, now=NOW)


def test_a_notice_makes_us_ask_whatever_it_says(till: Till, scripted: ScriptedProvider) -> None:
    attempt = till.opened()
    with acting_as_system("test"):
        provider_account_change(
            provider_account_id=till.account.pk,
            base_url=scripted.base_url,
            credentials={"api_key": "k", "secret_key": SECRET},
            actor=AYSE,
            now=NOW,
        )
    scripted.say(FORM_DETAIL, {"status": "success"})
    message_id = store(till, notice(attempt.reference), secret=SECRET)
    assert message_id is not None

    found = webhook_facts(message_id=message_id, now=NOW)

    assert found is not None
    assert found.attempt_id == attempt.pk
    assert found.facts.outcome == RequiresAction()
    assert scripted.asked[0][1] == FORM_DETAIL
    webhook_applied(message_id=message_id, outcome="requires_action", now=NOW)
    webhook_applied(message_id=message_id, outcome="again", now=NOW)
    assert stored() == [("ref-1", True, "requires_action")]


def test_a_notice_about_a_stranger_leads_nowhere(till: Till) -> None:
    message_id = store(till, notice("att_stranger"))

    assert message_id is not None
    assert webhook_facts(message_id=message_id, now=NOW) is None
