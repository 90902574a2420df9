"""Time left and time gone, in words; the amounts and instants stand in `core.wording`."""

from __future__ import annotations

from datetime import datetime, timedelta

import phonenumbers
from django.utils.translation import gettext as _

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def time_left(until: datetime, now: datetime) -> str:
    """How long is left: days while there is more than one, then hours, then minutes.

    A begun day counts: 2 days and 1 hour are `3 gün kaldı`. Nothing left: `süre doldu`.
    """
    left = until - now
    if left <= timedelta(0):
        return _("süre doldu")
    if left > DAY:
        return _("%(count)s gün kaldı") % {"count": -(-left // DAY)}
    if left > HOUR:
        return _("%(count)s saat kaldı") % {"count": -(-left // HOUR)}
    return _("%(count)s dakika kaldı") % {"count": max(1, -(-left // timedelta(minutes=1)))}


def time_gone(since: datetime, now: datetime) -> str:
    """How long ago: whole days, under one day hours: `3 gün geçti`, `5 saat geçti`."""
    gone = max(now - since, timedelta(0))
    if gone >= DAY:
        return _("%(count)s gün geçti") % {"count": gone // DAY}
    if gone >= HOUR:
        return _("%(count)s saat geçti") % {"count": gone // HOUR}
    return _("az önce geçti")


def phone_words(number: str) -> str:
    """An E.164 number as people write it: `0532 111 22 33`; anything else as it is."""
    try:
        parsed = phonenumbers.parse(number, "TR")
    except phonenumbers.NumberParseException:
        return number
    form = phonenumbers.PhoneNumberFormat
    wanted = form.NATIONAL if parsed.country_code == 90 else form.INTERNATIONAL
    return phonenumbers.format_number(parsed, wanted)
