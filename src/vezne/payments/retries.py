"""When a refused automatic charge is tried again; pure.

Decided: a soft refusal is tried again 1, 3 and 5 days after the first try, inside the seven days
in which the service stays open; a hard one blocks the card, because schemes fine repeated tries on
dead cards; what only the payer can do (3D) stops without blocking. Source of the classes: iyzico's
error codes and the rule that lost, stolen, expired, restricted and suspected cards stay refused.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from vezne.payments.types import ErrorCode, RetryClass, RetryPlan

RETRY_AFTER_DAYS = (1, 2, 2)
"""Days after the last failure: on days 1, 3 and 5 from the first."""

_HARD = frozenset(
    {
        ErrorCode.LOST_CARD,
        ErrorCode.STOLEN_CARD,
        ErrorCode.EXPIRED_CARD,
        ErrorCode.RESTRICTED_CARD,
        ErrorCode.FRAUD_SUSPECTED,
        ErrorCode.INVALID_CARD,
        ErrorCode.NOT_PERMITTED,
        ErrorCode.CARD_REMOVED,
    }
)
_PAYER = frozenset(
    {
        ErrorCode.THREE_DS_REQUIRED,
        ErrorCode.THREE_DS_FAILED,
        ErrorCode.INVALID_CVC,
        ErrorCode.BUYER_INCOMPLETE,
    }
)


def retry_class(error_code: str) -> RetryClass:
    """The class of a refusal; no code at all means that nothing was refused."""
    if not error_code:
        return RetryClass.UNKNOWN
    if error_code in _HARD:
        return RetryClass.HARD
    return RetryClass.PAYER if error_code in _PAYER else RetryClass.SOFT


def retry_plan(*, error_code: str, failures: int, last_at: datetime) -> RetryPlan:
    """When to charge again after the `failures`-th refusal (from 1) at `last_at`.

    Raises: ValueError for less than one failure or an outcome that is not a refusal.
    """
    kind = retry_class(error_code)
    if failures < 1 or kind is RetryClass.UNKNOWN:
        raise ValueError("a plan follows a refusal")
    if kind is not RetryClass.SOFT:
        return RetryPlan(retry_at=None, blocks_card=kind is RetryClass.HARD)
    if failures > len(RETRY_AFTER_DAYS):
        return RetryPlan(retry_at=None)
    return RetryPlan(retry_at=last_at + timedelta(days=RETRY_AFTER_DAYS[failures - 1]))


ASK_AFTER = (
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
)
ASK_EVERY = timedelta(hours=6)


def next_check(*, checks: int, now: datetime) -> datetime:
    """When the janitor asks next, after `checks` questions without a certain answer."""
    return now + (ASK_AFTER[checks] if checks < len(ASK_AFTER) else ASK_EVERY)
