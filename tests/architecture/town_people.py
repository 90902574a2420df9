"""What of the town is about people: members, who is invited, who asks to be erased."""

from __future__ import annotations

from tests.factories import NOW
from vezne.accounts.models import Account, Role, User
from vezne.accounts.services import Invited, invitation_create
from vezne.core.audit import SYSTEM
from vezne.core.clock import real_now
from vezne.core.scope import acting_as_system
from vezne.privacy.services import erasure_ask


def ids_of_people(start: str, account: Account, user: User) -> dict[str, str]:
    """A member and somebody who is invited."""
    invited = Invited(email="yeni@firma.example", role=Role.STAFF.value)
    with acting_as_system("test"):
        row = invitation_create(
            account_id=account.pk, invited=invited, real_now=real_now(), now=NOW, actor=SYSTEM
        )
    return {start: user.public_id, f"{start}davet/": row.public_id}


def ids_of_wish(user: User) -> dict[str, str]:
    """The wish of somebody who asks to be erased."""
    row = erasure_ask(user_id=user.pk, words="", now=NOW, actor=SYSTEM)
    return {"yonetim/kvkk/talep/": row.public_id}
