"""In the morning the seller's people hear what they have to do today, each in one message."""

from __future__ import annotations

from datetime import datetime, time

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from vezne.accounts.queries import find_recipient
from vezne.core.calendar import ISTANBUL
from vezne.core.scope import acting_as_system
from vezne.flows.notices import voice_of
from vezne.followup.queries import late_count, tasks_to_tell
from vezne.followup.services import tasks_tell_claim
from vezne.notify.kinds import Group, MessageKind
from vezne.notify.services import notify

MORNING = time(8)
"""In Istanbul. What is written down later that day is not told: who writes it says it."""
MOST_NAMED = 5
TASKS_PATH = "/yonetim/takip/"
DUE_TODAY = MessageKind(
    key="task.due_today",
    group=Group.WORK,
    title=_("Bugün yapılacak işleriniz: %(count)s"),
    paragraphs=("%(tasks)s", _("Günü geçmiş işleriniz: %(late)s.")),
    action=_("İşlerime git"),
    sample={"count": 2, "tasks": "Çınar Mobilya aranacak · Teklif gönderilecek", "late": 1},
)

ALL = (DUE_TODAY,)
"""What `config` registers at start."""


def tasks_tell(*, now: datetime) -> int:
    """From eight in the morning: a message to everybody who has tasks of today; how many."""
    here = now.astimezone(ISTANBUL)
    morning = datetime.combine(here.date(), MORNING, tzinfo=ISTANBUL)
    if here < morning:
        return 0
    with acting_as_system("flows: tasks of the day"):
        rows = tasks_to_tell(today=here.date(), before=morning)
        pairs = rows.order_by("seller_id", "assignee_id").values_list("seller_id", "assignee_id")
        return sum(_tell(seller_id, user_id, morning, now) for seller_id, user_id in set(pairs))


@transaction.atomic
def _tell(seller_id: int, user_id: int, morning: datetime, now: datetime) -> bool:
    today = morning.date()
    tasks = tasks_tell_claim(seller_id=seller_id, user_id=user_id, today=today, before=morning)
    person = find_recipient(seller_id, user_id)
    if not tasks or person is None:  # told by another tick; left the team
        return False
    named = [task.words for task in tasks[:MOST_NAMED]]
    notify(
        kind_key=DUE_TODAY.key,
        account_id=seller_id,
        recipients=[person],
        voice=voice_of(seller_id),
        context={
            "count": len(tasks),
            "tasks": " · ".join(named) + (" …" if len(tasks) > MOST_NAMED else ""),
            "late": late_count(seller_id=seller_id, user_id=user_id, today=today),
        },
        path=TASKS_PATH,
        subject=f"tasks_{today.isoformat()}",
        now=now,
    )
    return True
