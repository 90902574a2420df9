"""Which contract a form is opened with next: the seller's order, and who could not open one."""

from __future__ import annotations

from datetime import datetime, timedelta

from vezne.core.scope import acting_as_system
from vezne.payments.models import Attempt, AttemptMethod, AttemptState, ProviderAccount
from vezne.payments.queries.accounts import provider_accounts_for
from vezne.payments.types import ErrorCode

REST = timedelta(minutes=1)
"""So long is a contract asked last after its form could not be opened."""
NOT_TRIED_AGAIN = (ErrorCode.BUYER_INCOMPLETE,)
"""What no other provider would see otherwise."""


def provider_accounts_in_turn(
    *, seller_id: int, currency: str, now: datetime
) -> list[ProviderAccount]:
    """As `provider_accounts_for`; what charges in the same money and is down comes last.

    Only among contracts that charge in the first one's currency: the payer has seen an amount.
    """
    found = provider_accounts_for(seller_id=seller_id, currency=currency)
    if len(found) < 2:
        return found
    own = [
        row for row in found if (currency in row.currencies) == (currency in found[0].currencies)
    ]
    with acting_as_system("payment provider"):
        resting = [row for row in own if _rests(row, now)]
    return [row for row in own if row not in resting] + resting


def _rests(account: ProviderAccount, now: datetime) -> bool:
    last = (
        Attempt.objects.filter(
            provider_account=account,
            method=AttemptMethod.HOSTED_CARD,
            asked_at__isnull=False,
        )
        .order_by("-id")
        .first()
    )
    return last is not None and last.created_at > now - REST and may_go_elsewhere(last)


def may_go_elsewhere(attempt: Attempt) -> bool:
    """Whether the form of a try did not open, so that nobody can pay it and another may be made.

    Refused, unreachable, or without an answer: an address that nobody holds takes no money.
    """
    return (
        attempt.method == AttemptMethod.HOSTED_CARD
        and not attempt.page_url
        and attempt.state in (AttemptState.FAILED, AttemptState.UNKNOWN)
        and attempt.error_code not in NOT_TRIED_AGAIN
    )
