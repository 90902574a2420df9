"""In the morning everybody hears once what they have to do today."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.factories import make_member, make_seller
from vezne.accounts.models import Account, Membership, User
from vezne.core.audit import SYSTEM
from vezne.core.scope import acting_as, acting_as_system
from vezne.flows.task_notices import tasks_tell
from vezne.followup.services import task_add, task_done
from vezne.followup.types import TaskDraft
from vezne.notify.models import Delivery, Notification

TODAY = date(2026, 3, 3)
YESTERDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NIGHT = datetime(2026, 3, 3, 4, 59, tzinfo=UTC)  # 07:59 in Istanbul
MORNING = NIGHT + timedelta(minutes=1)


@pytest.fixture
def seller(db: None) -> Account:
    return make_seller()


def add(seller: Account, user: User, words: str, due_on: date, now: datetime = YESTERDAY) -> int:
    with acting_as(seller.pk, "desk"):
        draft = TaskDraft(words, due_on, user.pk)
        return task_add(seller_id=seller.pk, draft=draft, actor=SYSTEM, now=now).pk


def bells(user: User) -> list[tuple[str, str]]:
    with acting_as_system("test"):
        rows = Notification.objects.filter(user=user, kind="task.due_today").order_by("pk")
        return list(rows.values_list("title", "body"))


def test_the_tasks_of_today_are_told_in_one_message_at_eight(seller: Account) -> None:
    deniz, efe = make_member(seller, "staff"), make_member(seller, "staff", name="Efe")
    add(seller, deniz, "Çınar aranacak", TODAY)
    add(seller, deniz, "Teklif yazılacak", TODAY)
    add(seller, deniz, "Eski iş", TODAY - timedelta(days=3))
    add(seller, efe, "Yarın", TODAY + timedelta(days=1))

    assert tasks_tell(now=NIGHT) == 0
    assert tasks_tell(now=MORNING) == 1
    assert tasks_tell(now=MORNING + timedelta(hours=5)) == 0

    assert bells(deniz) == [("Bugün yapılacak işleriniz: 2", "Çınar aranacak · Teklif yazılacak")]
    assert bells(efe) == []
    with acting_as_system("test"):
        mail = Delivery.objects.get(user=deniz, channel="mail", kind="task.due_today")
    assert "Günü geçmiş işleriniz: 1." in mail.text


def test_what_is_done_or_written_later_is_not_told(seller: Account) -> None:
    deniz = make_member(seller, "staff")
    done = add(seller, deniz, "Bitti", TODAY)
    with acting_as(seller.pk, "desk"):
        task_done(task_id=done, outcome="", actor=SYSTEM, now=YESTERDAY)
    add(seller, deniz, "Öğlen yazıldı", TODAY, now=MORNING + timedelta(hours=4))

    assert tasks_tell(now=MORNING + timedelta(hours=5)) == 0
    assert bells(deniz) == []


def test_who_left_the_team_hears_nothing(seller: Account) -> None:
    deniz = make_member(seller, "staff")
    add(seller, deniz, "Çınar aranacak", TODAY)
    with acting_as_system("test"):
        Membership.objects.filter(user=deniz).update(ended_at=YESTERDAY)

    assert tasks_tell(now=MORNING) == 0
    assert bells(deniz) == []
