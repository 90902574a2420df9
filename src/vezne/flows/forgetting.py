"""What nobody needs any more goes once a day: old sign-ups and codes, files without a row."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.cache import cache

from vezne.accounts.services.forgetting import codes_forget, sign_ups_forget
from vezne.applications.queries import stored_documents
from vezne.banking.queries.lists import stored_receipts
from vezne.banking.services.notice import receipts_move
from vezne.content.queries import stored_pictures
from vezne.core.clock import read_now, real_now
from vezne.core.files import files_sweep
from vezne.core.scope import acting_as_system
from vezne.flows.applications import applications_forget
from vezne.notify.services import devices_forget
from vezne.privacy.queries import BY_AGE
from vezne.privacy.services import destroyed
from vezne.support.queries import stored_keys

PAUSE_SECONDS = 24 * 3_600
A_FILE_WAITS = timedelta(days=1)
"""A file is stored before its row is committed; a day later no row will come."""


def forget_due() -> int:
    """Forget once a day, by the time outside; how much went."""
    if not cache.add("flows.forgetting", value=True, timeout=PAUSE_SECONDS):
        return 0
    return forget_now(real=real_now()) + applications_forget(now=read_now())


def forget_now(*, real: datetime) -> int:
    """Forget what is due at a real time; how much went."""
    with acting_as_system("flows: forgetting"):
        people = {
            "sign_ups": sign_ups_forget(real_now=real),
            "codes": codes_forget(real_now=real),
        }
        devices_forget()  # what a browser gave us, not what anybody told: not in the log
        receipts_move()
        known = stored_keys() | stored_pictures() | stored_receipts() | stored_documents()
        people["files"] = files_sweep(known=known, older_than=(real - A_FILE_WAITS).timestamp())
        for what, count in people.items():
            destroyed(what, count, rule=BY_AGE, now=real)
    return sum(people.values())
