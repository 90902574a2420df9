"""What was said to a person is not kept for longer than the person."""

from __future__ import annotations

from django.db import transaction

from vezne.notify.models import Delivery, DigestHour, Notification, Preference, PushDevice

GONE = "silindi"


@transaction.atomic
def person_forget(*, user_id: int) -> dict[str, int]:
    """Delete a person's bell, wishes and devices, empty what was sent; how much. In system scope.

    That something was sent, when and of which kind stays: it proves that it was said; so does what
    the person said about advertising.
    """
    notices = Notification.objects.filter(user_id=user_id).delete()[0]
    for wishes in (Preference.objects, DigestHour.objects, PushDevice.objects):
        wishes.filter(user_id=user_id).delete()
    sent = Delivery.objects.filter(user_id=user_id)
    deliveries = sent.update(
        recipient=GONE, title=GONE, text="", html="", summary="", attachment=""
    )
    return {"notices": notices, "deliveries": deliveries}
