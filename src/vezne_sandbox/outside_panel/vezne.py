"""The three calls to Vezne's API: may this firm, a link into its account, what was used.

Each has a time limit and stands in the log of exchanges. A refusal (4xx) is something else than no
answer: the first is about this panel's key or request, the second says nothing about the firm.
"""

import json
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

import httpx

from vezne_sandbox.clock import real_now
from vezne_sandbox.outside_panel.models import Configuration
from vezne_sandbox.traffic.log import Spoken, exchange_record
from vezne_sandbox.traffic.models import Direction

ENDPOINT = "vezne_api"
_client = httpx.Client(timeout=httpx.Timeout(5.0, connect=2.0), trust_env=False)


class VezneUnreachable(Exception):
    """No answer in time, or none that can be understood."""


class VezneRefused(Exception):
    """Vezne answered and does not do it: `code` for programs, the text for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Answer:
    """May the firm use the module, until when, how much is left, or why not."""

    is_allowed: bool
    reason: str
    until: datetime | None
    platform: str
    left: int | None

    @classmethod
    def read(cls, body: dict[str, Any]) -> "Answer":
        """From the API's body. Raises: KeyError, TypeError, ValueError."""
        until = body["until"]
        return cls(
            is_allowed=body["allowed"] is True,
            reason=str(body["reason"]),
            until=datetime.fromisoformat(until) if until else None,
            platform=str(body["platform"]),
            left=None if body["left"] is None else int(body["left"]),
        )


def entitlement_ask(
    panel: Configuration, account_id: str, *, is_logged: bool = True
) -> dict[str, Any]:
    """The API's answer about a firm; a page that waits asks often and is not logged.

    Raises: VezneUnreachable, VezneRefused.
    """
    path = f"/api/v1/entitlements/{quote(account_id, safe='')}/{quote(panel.key, safe='')}"
    body: dict[str, Any] = _call(panel, "GET", path, is_logged=is_logged)
    try:
        Answer.read(body)
    except (KeyError, TypeError, ValueError):
        raise VezneUnreachable from None
    return body


def portal_link(panel: Configuration, account: dict[str, Any], *, target: str, back: str) -> str:
    """A link into the firm's account, good once and for a minute.

    Raises: VezneUnreachable, VezneRefused.
    """
    wanted = {
        "account": account["id"],
        "user": account.get("user", ""),
        "target": target,
        "return_url": back,
    }
    body = _call(panel, "POST", "/api/v1/portal-sessions", wanted, hides_answer=True)
    try:
        return str(body["url"])
    except (KeyError, TypeError):
        raise VezneUnreachable from None


def usage_report(panel: Configuration, account_id: str, *, key: str, quantity: int) -> str:
    """Report a sending, once however often it is called with this key; the code of a refusal.

    Raises: VezneUnreachable, VezneRefused.
    """
    event = {"key": key, "unit": panel.unit, "quantity": quantity, "description": "Mesajlar"}
    body = _call(panel, "POST", "/api/v1/usage", {"account": account_id, "events": [event]})
    try:
        result = body[0]
        return "" if result["result"] in ("accepted", "duplicate") else str(result["code"])
    except (KeyError, IndexError, TypeError):
        raise VezneUnreachable from None


def _call(
    panel: Configuration,
    method: str,
    path: str,
    body: Any = None,
    *,
    is_logged: bool = True,
    hides_answer: bool = False,
) -> Any:
    at, started = real_now(), time.monotonic()
    status, text = 0, ""
    try:
        answer = _client.request(
            method,
            panel.vezne_url + path,
            json=body,
            headers={"Authorization": f"Bearer {panel.api_key}", "Accept-Language": "tr"},
        )
        status, text = answer.status_code, answer.text
    except httpx.HTTPError as error:
        text = str(error)
    if is_logged:
        exchange_record(
            Spoken(
                at=at,
                direction=Direction.OUT,
                method=method,
                address=panel.vezne_url + path,
                endpoint=ENDPOINT,
                status=status,
                duration_ms=round((time.monotonic() - started) * 1000),
                request_body="" if body is None else json.dumps(body, ensure_ascii=False),
                answer_body="(tek kullanımlık bağlantı)"
                if hides_answer and status == 201
                else text,
            )
        )
    return _decoded(status, text)


def _decoded(status: int, text: str) -> Any:
    """The body of a good answer. Raises: VezneUnreachable, VezneRefused."""
    try:
        body = json.loads(text)
    except ValueError:
        raise VezneUnreachable from None
    if 200 <= status < 300:
        return body
    if 400 <= status < 500 and isinstance(body, dict):
        raise VezneRefused(str(body.get("code", status)), str(body.get("message", status)))
    raise VezneUnreachable
