"""What was said to a person is not kept for longer than the person."""

from __future__ import annotations

from django.db import transaction

from vezne.notify.models import Delivery, Notification, Preference

GONE = "silindi"


@transaction.atomic
def person_forget(*, user_id: int) -> dict[str, int]:
    """Delete a person's bell and wishes, empty what was sent to them; how much. In system scope.

    That something was sent, when and of which kind stays: it proves that it was said.
    """
    notices = Notification.objects.filter(user_id=user_id).delete()[0]
    Preference.objects.filter(user_id=user_id).delete()
    sent = Delivery.objects.filter(user_id=user_id)
    deliveries = sent.update(recipient=GONE, title=GONE, text="", html="", attachment="")
    return {"notices": notices, "deliveries": deliveries}
