"""Open sessions of a person: where somebody is signed in, and how that ends."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction


@transaction.atomic
def sessions_end(*, user_id: int, keep: str = "") -> int:
    """Signs a user out everywhere but in the session with the key `keep`. Returns how many ended.

    The rows of the sessions themselves go, so the next click of any of them is a stranger's.
    """
    rows = UserSession.objects.filter(user_id=user_id).exclude(session_key=keep)
    keys = list(rows.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    rows.delete()
    return len(keys)


@transaction.atomic
def session_end(*, user_id: int, session_id: int) -> bool:
    """Signs a user out in one place; False when it is not (or no longer) this user's."""
    row = UserSession.objects.filter(user_id=user_id, pk=session_id).first()
    if row is None:
        return False
    Session.objects.filter(session_key=row.session_key).delete()
    row.delete()
    return True
