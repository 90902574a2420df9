"""Browsers that take pushes: added by the person there, ended there, from anywhere or by the push
service; each lives as long as its session.
"""

from __future__ import annotations

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction

from vezne.core.outside import NotPublic, public_addresses
from vezne.notify.errors import DeviceRefused
from vezne.notify.models import PushDevice
from vezne.notify.webpush import check_keys

MOST_DEVICES = 20
LONGEST_ENDPOINT = 800


@transaction.atomic
def device_add(
    *,
    user_id: int,
    session_key: str,
    endpoint: str,
    public_key: str,
    secret: str,
    label: str,
    now: datetime,
) -> PushDevice:
    """Send pushes to this browser from now on; the same browser again takes the place of itself.

    Whoever signs in at a browser later takes it over. The oldest beyond `MOST_DEVICES` ends.
    Raises: DeviceRefused for an address that is not public https, or bad keys.
    """
    session = UserSession.objects.filter(user_id=user_id, session_key=session_key).first()
    if session is None or len(endpoint) > LONGEST_ENDPOINT:
        raise DeviceRefused
    try:
        check_keys(public_key, secret)
        public_addresses(endpoint, private_allowed=settings.SANDBOX)
    except (ValueError, NotPublic) as error:
        raise DeviceRefused from error
    row, _is_new = PushDevice.objects.update_or_create(
        endpoint=endpoint,
        defaults={
            "user_id": user_id,
            "session": session,
            "public_key": public_key,
            "secret": secret,
            "label": label[:80],
            "created_at": now,
        },
    )
    others = PushDevice.objects.filter(user_id=user_id).exclude(pk=row.pk).order_by("-id")
    PushDevice.objects.filter(pk__in=[one.pk for one in others[MOST_DEVICES - 1 :]]).delete()
    return row


def device_end(*, user_id: int, public_id: str = "", endpoint: str = "") -> bool:
    """No more pushes to a user's browser, named by its row or its own address; False: not his."""
    rows = PushDevice.objects.filter(user_id=user_id)
    rows = rows.filter(endpoint=endpoint) if endpoint else rows.filter(public_id=public_id)
    return bool(rows.delete()[0])


def devices_forget() -> int:
    """Take away browsers whose session is over. Returns how many."""
    over = [
        row.pk for row in PushDevice.objects.select_related("session") if not row.session.exists()
    ]
    return PushDevice.objects.filter(pk__in=over).delete()[0]
