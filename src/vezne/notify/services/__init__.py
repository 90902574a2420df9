"""All writes: a message and its deliveries, the sending, wishes and consents, digests, devices."""

from vezne.notify.services.bell import notification_read, notifications_read
from vezne.notify.services.delivery import MAX_ATTEMPTS, delivery_send
from vezne.notify.services.device import device_add, device_end, devices_forget
from vezne.notify.services.digest import digest_write
from vezne.notify.services.message import notify
from vezne.notify.services.wish import (
    consent_record,
    digest_hour_set,
    unsubscribe,
    wishes_set,
)

__all__ = [
    "MAX_ATTEMPTS",
    "consent_record",
    "delivery_send",
    "device_add",
    "device_end",
    "devices_forget",
    "digest_hour_set",
    "digest_write",
    "notification_read",
    "notifications_read",
    "notify",
    "unsubscribe",
    "wishes_set",
]
