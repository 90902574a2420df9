"""SMS by Netgsm's REST v2: at most once; a time-out is *unknown* and never sent again.

Source: PyPI netgsm-sms 1.1.2 (path, Basic authentication, codes): code 00 with a job id is sent,
every other code and HTTP 406 is a refusal.
"""

from __future__ import annotations

from dataclasses import dataclass

import httpx
from django.conf import settings

from vezne.core.tls import trusted

PATH = "/sms/rest/v2/send"
TIMEOUT = httpx.Timeout(5, connect=2)
SENT, UNKNOWN = "sent", "unknown"


@dataclass(frozen=True, slots=True)
class SmsResult:
    """`sent`, `unknown` or `refused` with the gateway's code."""

    outcome: str
    job_id: str = ""


def sms_send(*, phone: str, text: str, header: str = "") -> SmsResult:
    """Send one SMS (`phone` E.164) now; the caller has written down that it is being sent.

    `header` is the sender's registered name; without one it is the installation's.
    """
    body = {
        "msgheader": header or settings.VEZNE_SMS_HEADER,
        "encoding": "TR",
        "messages": [{"msg": text, "no": phone.removeprefix("+")}],
    }
    try:
        answer = httpx.post(
            settings.VEZNE_SMS_URL + PATH,
            json=body,
            auth=(settings.VEZNE_SMS_USER, settings.VEZNE_SMS_PASSWORD),
            timeout=TIMEOUT,
            verify=trusted(),
            trust_env=False,
        )
        told = answer.json()
        code, job_id = str(told.get("code", "")), str(told.get("jobid", ""))
    except httpx.ConnectError:
        return SmsResult("refused: no gateway")
    except (httpx.HTTPError, ValueError, AttributeError):
        return SmsResult(UNKNOWN)
    if code == "00" and answer.is_success:
        return SmsResult(SENT, job_id)
    return SmsResult(f"refused: {code}")
