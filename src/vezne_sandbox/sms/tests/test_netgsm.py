"""Netgsm's REST v2 over HTTP, and what a phone shows."""

from typing import Any

import httpx
import pytest

from tests.sandbox_server import Sandbox
from vezne_sandbox.text import find_code

SEND, REPORT = "/sms/rest/v2/send", "/sms/rest/v2/report"
AYSE = "05550000010"


def send(sandbox: Sandbox, *, auth: tuple[str, str] = ("8500000000", "x"), **body: Any) -> Any:
    full = {
        "msgheader": "ORNEK",
        "messages": [{"msg": "Kodunuz: 445566", "no": AYSE}],
        "encoding": "TR",
        "iysfilter": "0",
    }
    return sandbox.http.post(sandbox.base_url + SEND, json={**full, **body}, auth=auth)


def report(sandbox: Sandbox, *job_ids: str) -> httpx.Response:
    return sandbox.http.post(
        sandbox.base_url + REPORT, json={"jobids": list(job_ids)}, auth=("8500000000", "x")
    )


def test_a_message_arrives_and_is_reported(sandbox: Sandbox) -> None:
    sent = send(sandbox)
    assert (sent.status_code, sent.json()["code"]) == (200, "00")

    [message] = sandbox.sms("+90 555 000 00 10")
    assert (message["text"], message["from"], message["code"]) == (
        "Kodunuz: 445566",
        "ORNEK",
        "445566",
    )
    [job] = report(sandbox, sent.json()["jobid"]).json()["jobs"]
    assert (job["status"], job["number"]) == (1, AYSE)


@pytest.mark.parametrize(("ending", "status"), [("00", 3), ("01", 15), ("02", 0)])
def test_some_numbers_fail_in_the_report(sandbox: Sandbox, ending: str, status: int) -> None:
    messages = [{"msg": "Merhaba", "no": f"055500000{ending}"}]
    job_id = send(sandbox, messages=messages).json()["jobid"]

    assert report(sandbox, job_id).json()["jobs"][0]["status"] == status


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"msgheader": ""}, "40"),
        ({"messages": []}, "70"),
        ({"messages": [{"msg": "", "no": AYSE}]}, "20"),
        ({"messages": [{"msg": "x" * 918, "no": AYSE}]}, "20"),
        ({"messages": [{"msg": "x", "no": "telefon"}]}, "70"),
        ({"iysfilter": "5"}, "70"),
    ],
)
def test_a_refusal_has_its_code_and_sends_nothing(
    sandbox: Sandbox, body: dict[str, Any], code: str
) -> None:
    answer = send(sandbox, **body)

    assert (answer.status_code, answer.json()["code"]) == (406, code)
    assert sandbox.sms() == []


def test_an_unknown_job_and_missing_credentials(sandbox: Sandbox) -> None:
    assert report(sandbox, "1").json()["code"] == "60"
    bare = sandbox.http.post(sandbox.base_url + SEND, json={})
    assert (bare.status_code, bare.json()["code"]) == (406, "30")


def test_twenty_a_minute_is_the_most_for_one_number(sandbox: Sandbox) -> None:
    codes = [send(sandbox).json()["code"] for _ in range(21)]

    assert codes == ["00"] * 20 + ["85"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Kodunuz: 445566. 1.250,00 ₺", "445566"),
        ("9.650,00 ₺ için 12345 yazın", "12345"),
        ("19.02.2025 10:43", ""),
        ("Ödemeniz alındı", ""),
    ],
)
def test_the_code_is_found_in_the_text(text: str, code: str) -> None:
    assert find_code(text) == code
