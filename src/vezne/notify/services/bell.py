"""The bell: what was seen."""

from __future__ import annotations

from datetime import datetime

from vezne.notify.models import Notification


def notifications_read(*, account_id: int, user_id: int, now: datetime) -> int:
    """Mark everything behind a user's bell as read. Returns how many were unread."""
    return Notification.objects.filter(account_id=account_id, user_id=user_id, read_at=None).update(
        read_at=now
    )


def notification_read(*, account_id: int, user_id: int, public_id: str, now: datetime) -> bool:
    """Mark one line as read; False when it was, or is nobody's."""
    rows = Notification.objects.filter(account_id=account_id, user_id=user_id, public_id=public_id)
    return bool(rows.filter(read_at=None).update(read_at=now))
