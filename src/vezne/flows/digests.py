"""The daily mail of everybody who takes one, in the voice of each seller; see `notify`."""

from __future__ import annotations

from datetime import datetime

from vezne.accounts.queries import find_recipient
from vezne.core.scope import acting_as_system
from vezne.flows.notices import voice_of
from vezne.notify.messages import INSTALLATION
from vezne.notify.queries import digests_waiting
from vezne.notify.services import digest_write
from vezne.notify.types import Voice


def digests_write_due(*, now: datetime) -> int:
    """Write what is due; one reader after the other, each in a transaction. Returns how many."""
    with acting_as_system("flows: daily mails"):
        written = 0
        for account_id, user_id in digests_waiting():
            written += len(
                digest_write(
                    account_id=account_id,
                    user_id=user_id,
                    person=find_recipient(account_id, user_id),
                    voice_of=_voice_of,
                    now=now,
                )
            )
        return written


def _voice_of(seller_id: int | None) -> Voice:
    return INSTALLATION if seller_id is None else voice_of(seller_id)
