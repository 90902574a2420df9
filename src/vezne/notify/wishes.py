"""Who wants what by which way: the one rule that every delivery is decided by. Pure arithmetic.

A wish about a kind counts before a wish about its group, that before what is usual: bell, mail and
push come to whoever says nothing, an SMS only to who asked for it. What the law or safety asks for
(`MessageKind.is_legal`) always stands behind the bell and goes out by mail at once. Advertising
leaves the panel only with a consent besides.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from vezne.notify.kinds import MessageKind

GROUP = "group:"


class Way(StrEnum):
    """A channel as people choose it; `DIGEST`: mails of a group once a day."""

    BELL = "bell"
    MAIL = "mail"
    SMS = "sms"
    PUSH = "push"
    DIGEST = "digest"


USUAL = {Way.BELL: True, Way.MAIL: True, Way.SMS: False, Way.PUSH: True, Way.DIGEST: False}
Wishes = Mapping[tuple[str, str], bool]
"""(kind or group, way) → wanted; what is missing was not said."""


def is_fixed(kind: MessageKind, way: Way) -> bool:
    """True where there is nothing to choose."""
    return kind.is_legal and way in (Way.BELL, Way.MAIL)


def is_wanted(kind: MessageKind, way: Way, wishes: Wishes) -> bool:
    """Whether a person takes messages of this kind this way; a consent is asked for elsewhere."""
    if is_fixed(kind, way):
        return True
    for name in (kind.key, GROUP + kind.belongs_to):
        said = wishes.get((name, way))
        if said is not None:
            return said
    return USUAL[way]


def waits_for_digest(kind: MessageKind, wishes: Wishes) -> bool:
    """Whether a mail of this kind waits for the daily one: never what is urgent or legal."""
    if kind.is_legal or kind.is_urgent:
        return False
    return wishes.get((GROUP + kind.belongs_to, Way.DIGEST), False)
