"""Who looks after whom, and the tasks of a seller's people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, F, OuterRef, QuerySet

from vezne.accounts.models import Membership, User
from vezne.core.compiled import compiled
from vezne.followup.errors import TaskNotFound
from vezne.followup.models import Representative, Task
from vezne.followup.types import TaskState


@dataclass(frozen=True, slots=True)
class Contact:
    """A representative as the buyer reads it."""

    seller_id: int
    name: str
    phone: str  # E.164; empty: none known
    email: str


def representatives_for(buyer_id: int) -> list[Contact]:
    """Who looks after a buyer, at each of its sellers; one query, in the buyer's scope."""
    return [
        Contact(row.seller_id, row.user.full_name, row.user.phone, row.user.email)
        for row in _of_buyer(buyer_id)
    ]


@compiled
def _of_buyer(buyer_id: int) -> QuerySet[Representative]:
    rows = Representative.objects.filter(buyer_id=buyer_id, user__is_active=True)
    return rows.select_related("user").order_by("id")


def find_representative(*, seller_id: int, buyer_id: int) -> User | None:
    """The member that looks after the buyer, in the seller's scope."""
    rows = Representative.objects.filter(seller_id=seller_id, buyer_id=buyer_id)
    row = rows.select_related("user").first()
    return None if row is None else row.user


def assignable_members(seller_id: int) -> list[User]:
    """The seller's people in force, by name; in its scope."""
    rows = Membership.objects.filter(account_id=seller_id, ended_at=None, user__is_active=True)
    people = [row.user for row in rows.select_related("user")]
    return sorted(people, key=lambda user: (user.full_name, user.pk))


def is_assigned_to(seller_id: int, user_id: int) -> Exists:
    """The condition that a member looks after an account; for lists of accounts."""
    return Exists(
        Representative.objects.filter(seller_id=seller_id, user_id=user_id, buyer_id=OuterRef("pk"))
    )


def tasks_of(seller_id: int) -> QuerySet[Task]:
    """All tasks of a seller: open ones first, the longest overdue at the top."""
    rows = Task.objects.filter(seller_id=seller_id).select_related("about", "assignee")
    return rows.order_by(F("state").desc(), "due_on", "pk")


def open_tasks_about(seller_id: int, about_id: int) -> list[Task]:
    """What is to be done for a buyer, by day."""
    rows = Task.objects.filter(seller_id=seller_id, about_id=about_id, state=TaskState.OPEN)
    return list(rows.select_related("assignee").order_by("due_on", "pk"))


def tasks_to_tell(*, today: date, before: datetime) -> QuerySet[Task]:
    """Open tasks of today that their people did not hear of this morning; in system scope."""
    rows = Task.objects.filter(state=TaskState.OPEN, due_on=today, told_on=None)
    return rows.filter(created_at__lt=before)


def late_count(*, seller_id: int, user_id: int, today: date) -> int:
    """How many of somebody's tasks should have been done before today."""
    rows = Task.objects.filter(seller_id=seller_id, assignee_id=user_id, state=TaskState.OPEN)
    return rows.filter(due_on__lt=today).count()


def get_task(public_id: str) -> Task:
    """One task of the scope. Raises: TaskNotFound."""
    row = Task.objects.filter(public_id=public_id).first()
    if row is None:
        raise TaskNotFound
    return row
