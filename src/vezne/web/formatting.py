"""Time left and time gone in words, phones and names; amounts and instants are `core.wording`'s."""

from __future__ import annotations

from datetime import datetime, timedelta

import phonenumbers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vezne.core.turkish import tr_upper

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def time_left(until: datetime, now: datetime) -> str:
    """How long is left: days while there is more than one, then hours, then minutes.

    A begun day counts: 2 days and 1 hour are `3 gün kaldı`. Nothing left: `süre doldu`.
    """
    left = until - now
    if left <= timedelta(0):
        return _("süre doldu")
    if left > DAY:
        count = -(-left // DAY)
        return ngettext("%(count)s gün kaldı", "%(count)s gün kaldı", count) % {"count": count}
    if left > HOUR:
        count = -(-left // HOUR)
        return ngettext("%(count)s saat kaldı", "%(count)s saat kaldı", count) % {"count": count}
    count = -(-left // MINUTE)
    return ngettext("%(count)s dakika kaldı", "%(count)s dakika kaldı", count) % {"count": count}


def time_gone(since: datetime, now: datetime) -> str:
    """How long ago: whole days, under one day hours: `3 gün geçti`, `5 saat geçti`."""
    gone = max(now - since, timedelta(0))
    if gone >= DAY:
        count = gone // DAY
        return ngettext("%(count)s gün geçti", "%(count)s gün geçti", count) % {"count": count}
    if gone >= HOUR:
        count = gone // HOUR
        return ngettext("%(count)s saat geçti", "%(count)s saat geçti", count) % {"count": count}
    return _("az önce geçti")


def phone_words(number: str) -> str:
    """An E.164 number as people write it: `0532 111 22 33`; anything else as it is.

    Area codes get no brackets: they are always dialled.
    """
    try:
        parsed = phonenumbers.parse(number, "TR")
    except phonenumbers.NumberParseException:
        return number
    if not phonenumbers.is_possible_number(parsed):
        return number
    form = phonenumbers.PhoneNumberFormat
    wanted = form.NATIONAL if parsed.country_code == 90 else form.INTERNATIONAL
    return phonenumbers.format_number(parsed, wanted).replace("(", "").replace(")", "")


def initials(name: str) -> str:
    """The first letters of the first and the last word, in Turkish capitals: `ilke ışık` → `İI`."""
    words = name.split()
    ends = [words[0], words[-1]] if len(words) > 1 else words
    return tr_upper("".join(word[0] for word in ends))
