"""Representatives and tasks: who is given what, and what came of it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from vezne.accounts.models import Membership
from vezne.core.audit import Actor, record
from vezne.core.locks import lock_row
from vezne.followup.errors import NotOfTheTeam, TaskNotFound
from vezne.followup.models import Representative, Task
from vezne.followup.queries import tasks_to_tell
from vezne.followup.types import TaskDraft, TaskState


def _check_member(seller_id: int, user_id: int) -> None:
    rows = Membership.objects.filter(account_id=seller_id, user_id=user_id, ended_at=None)
    if not rows.filter(user__is_active=True).exists():
        raise NotOfTheTeam


@transaction.atomic
def representative_set(
    *,
    seller_id: int,
    buyer_id: int,
    buyer_public_id: str,
    user_id: int | None,
    actor: Actor,
    now: datetime,
) -> None:
    """Give the buyer to one of the seller's people; None takes it away. Raises: NotOfTheTeam."""
    rows = Representative.objects.filter(seller_id=seller_id, buyer_id=buyer_id)
    if user_id is None:
        changed = bool(rows.delete()[0])
    else:
        _check_member(seller_id, user_id)
        changed = not rows.filter(user_id=user_id).exists()
        if changed:
            Representative.objects.update_or_create(
                seller_id=seller_id,
                buyer_id=buyer_id,
                defaults={"user_id": user_id, "assigned_at": now},
            )
    if changed:
        record(
            actor=actor, action="representative.set", subject=buyer_public_id, now=now,
            account_id=seller_id, user=user_id,
        )  # fmt: skip


def representatives_leave(*, seller_id: int, user_id: int) -> int:
    """A member goes: represents nobody from now on; how many buyers are without one."""
    rows = Representative.objects.filter(seller_id=seller_id, user_id=user_id)
    return rows.delete()[0]


@transaction.atomic
def task_add(*, seller_id: int, draft: TaskDraft, actor: Actor, now: datetime) -> Task:
    """Somebody has something to do by a day. Raises: NotOfTheTeam."""
    _check_member(seller_id, draft.assignee_id)
    row = Task.objects.create(
        seller_id=seller_id,
        about_id=draft.about_id,
        assignee_id=draft.assignee_id,
        words=draft.words.strip(),
        due_on=draft.due_on,
        created_by_id=actor.id if actor.kind == "user" else None,
        created_at=now,
    )
    _recorded("task.added", row, actor, now)
    return row


@transaction.atomic
def task_done(*, task_id: int, outcome: str, actor: Actor, now: datetime) -> Task:
    """It is done, with what came of it; a second time changes nothing. Raises: TaskNotFound."""
    row = lock_row(Task.objects, TaskNotFound, pk=task_id)
    if row.state == TaskState.OPEN:
        row.state, row.outcome, row.done_at = TaskState.DONE, outcome.strip(), now
        row.done_by_id = actor.id if actor.kind == "user" else None
        row.save()
        _recorded("task.done", row, actor, now)
    return row


@transaction.atomic
def task_reopen(*, task_id: int, actor: Actor, now: datetime) -> Task:
    """It is to be done after all; an open one stays as it is. Raises: TaskNotFound."""
    row = lock_row(Task.objects, TaskNotFound, pk=task_id)
    if row.state == TaskState.DONE:
        row.state, row.done_at, row.done_by_id = TaskState.OPEN, None, None
        row.save()
        _recorded("task.reopened", row, actor, now)
    return row


@transaction.atomic
def tasks_tell_claim(*, seller_id: int, user_id: int, today: date, before: datetime) -> list[Task]:
    """Somebody's tasks of today that were there before an instant, to be told now; once a task."""
    rows = tasks_to_tell(today=today, before=before).filter(
        seller_id=seller_id, assignee_id=user_id
    )
    claimed = list(rows.select_for_update(of=("self",)).order_by("pk"))
    Task.objects.filter(pk__in=[row.pk for row in claimed]).update(told_on=today)
    return claimed


def _recorded(action: str, row: Task, actor: Actor, now: datetime) -> None:
    record(actor=actor, action=action, subject=row.public_id, now=now, account_id=row.seller_id)
