"""What a reader put away is not kept for longer than the reader."""

from __future__ import annotations

from vezne.content.models import Dismissal


def readings_forget(*, user_id: int) -> int:
    """Delete which announcements a person put away; how many lines. In system scope."""
    return Dismissal.objects.filter(user_id=user_id).delete()[0]
