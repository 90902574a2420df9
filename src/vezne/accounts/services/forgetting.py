"""What people left on their way in is not kept: sign-ups that were never finished, old codes."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from vezne.accounts.models import OneTimeCode, SignUp

KEPT_AFTER = timedelta(days=30)
"""A code stands so long for the question who asked for codes; it opens nothing after minutes."""


@transaction.atomic
def sign_ups_forget(*, real_now: datetime) -> int:
    """Delete sign-ups that ran out unfinished, with the personal data in them; how many.

    In system scope. A finished one has given its data to the account and was emptied.
    """
    rows = SignUp.objects.filter(finished_at=None, expires_at__lt=real_now)
    count, _by_table = rows.delete()
    return count


@transaction.atomic
def codes_forget(*, real_now: datetime) -> int:
    """Delete one-time codes of more than thirty days; how many. In system scope."""
    rows = OneTimeCode.objects.filter(created_at__lt=real_now - KEPT_AFTER)
    count, _by_table = rows.delete()
    return count
