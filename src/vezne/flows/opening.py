"""Opening the card form: with the seller's first provider, and with the next when that is down.

A form that could not be opened takes no money: refused, unreachable, or lost on the way, nobody
holds its address. So another provider of the seller may be asked, until one opens its form; the
payer sees only that one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from vezne.core.audit import Actor
from vezne.core.errors import DomainError
from vezne.core.scope import acting_as_system
from vezne.flows.paying import form_open_for
from vezne.payments.models import Attempt
from vezne.payments.queries import may_go_elsewhere
from vezne.payments.services import AttemptWishes, attempt_create

MOST_FORMS = 4


@dataclass(frozen=True, slots=True)
class Opening:
    """How the payer stands before the form, the same for every provider that is tried."""

    wishes: AttemptWishes
    return_url_of: Callable[[str], str]  # where the browser comes back, by the try's public id
    language: str
    ip: str | None
    actor: Actor


def form_open_somewhere(*, attempt: Attempt, opening: Opening, now: datetime) -> Attempt:
    """Open the form of a prepared attempt, or of a new one with the seller's next provider.

    Outside any transaction. Returns the try whose form is open, else the last one that was made.
    Raises: NotFound, ProviderUnavailable (too many calls; nothing was done).
    """
    tried: tuple[int, ...] = ()
    for _form in range(MOST_FORMS):
        attempt = form_open_for(
            attempt=attempt,
            callback_url=opening.return_url_of(attempt.public_id),
            language=opening.language,
            ip=opening.ip,
            now=now,
        )
        if not may_go_elsewhere(attempt) or attempt.provider_account_id is None:
            return attempt
        tried = (*tried, attempt.provider_account_id)
        following = _next(attempt, tried, opening, now)
        if following is None:
            return attempt
        attempt = following
    return attempt


def _next(
    attempt: Attempt, tried: tuple[int, ...], opening: Opening, now: datetime
) -> Attempt | None:
    """A new try with a provider that was not tried; None when there is none or it may not be."""
    try:
        with acting_as_system("flows: next provider"):
            return attempt_create(
                payment_id=attempt.payment_id,
                wishes=replace(opening.wishes, not_by=tried),
                actor=opening.actor,
                now=now,
            )
    except DomainError:  # no provider is left, or the invoice was paid meanwhile
        return None
