"""Whether a firm gets into the module: by Vezne's answer, or by its last one while it is silent."""

from dataclasses import dataclass
from datetime import datetime

from vezne_sandbox.clock import sandbox_now
from vezne_sandbox.outside_panel.models import Configuration, LastAnswer
from vezne_sandbox.outside_panel.vezne import Answer, VezneUnreachable, entitlement_ask

OPEN, SHUT, UNKNOWN = "open", "shut", "unknown"


@dataclass(frozen=True)
class Door:
    """Open, shut, or unknown: then there is no answer, and none that still counts."""

    state: str
    answer: Answer | None
    silent_since: datetime | None  # the last answer's instant, while Vezne is silent

    @property
    def is_open(self) -> bool:
        """May the firm enter?"""
        return self.state == OPEN


def door_for(panel: Configuration, account_id: str, *, is_logged: bool = True) -> Door:
    """Ask, remember, and fall back on what is remembered. Raises: VezneRefused."""
    try:
        body = entitlement_ask(panel, account_id, is_logged=is_logged)
    except VezneUnreachable:
        return _remembered(panel, account_id)
    answer = Answer.read(body)
    LastAnswer.objects.update_or_create(
        account=account_id, key=panel.key, defaults={"body": body, "asked_at": sandbox_now()}
    )
    return Door(OPEN if answer.is_allowed else SHUT, answer, None)


def _remembered(panel: Configuration, account_id: str) -> Door:
    """A permission counts until its own end; a refusal does not: it may have been paid since."""
    last = LastAnswer.objects.filter(account=account_id, key=panel.key).first()
    if last is None:
        return Door(UNKNOWN, None, None)
    answer = Answer.read(last.body)
    counts = answer.is_allowed and answer.until is not None and answer.until > sandbox_now()
    return Door(OPEN if counts else UNKNOWN, answer if counts else None, last.asked_at)
