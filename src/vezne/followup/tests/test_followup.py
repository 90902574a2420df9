"""Representatives and tasks: given, done, reopened; seen by whom they concern and nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories import NOW, make_buyer, make_member, make_seller
from vezne.accounts.models import Account, User
from vezne.core.audit import Actor
from vezne.core.models import AuditEntry
from vezne.core.scope import acting_as, acting_as_system
from vezne.followup.errors import NotOfTheTeam, TaskNotFound
from vezne.followup.models import Representative, Task
from vezne.followup.queries import (
    assignable_members,
    find_representative,
    get_task,
    open_tasks_about,
    representatives_for,
    tasks_of,
)
from vezne.followup.services import (
    representative_set,
    representatives_leave,
    task_add,
    task_done,
    task_reopen,
)
from vezne.followup.types import TaskDraft, TaskState

pytestmark = pytest.mark.django_db
DENIZ = Actor(kind="api_key", label="Deniz")


@pytest.fixture
def seller() -> Account:
    return make_seller("Nar Bilişim")


@pytest.fixture
def buyer() -> Account:
    return make_buyer()


@pytest.fixture
def efe(seller: Account) -> User:
    return make_member(seller, name="Efe")


def give(seller: Account, buyer: Account, user: User | None) -> None:
    with acting_as(seller.pk, "desk"):
        representative_set(
            seller_id=seller.pk, buyer_id=buyer.pk, buyer_public_id=buyer.public_id,
            user_id=user.pk if user else None, actor=DENIZ, now=NOW,
        )  # fmt: skip


def add(seller: Account, user: User, about: Account | None = None, *, days: int = 0) -> Task:
    draft = TaskDraft(
        f"{days}. gün", (NOW + timedelta(days=days)).date(), user.pk, about and about.pk
    )
    with acting_as(seller.pk, "desk"):
        return task_add(seller_id=seller.pk, draft=draft, actor=DENIZ, now=NOW)


def test_the_buyer_sees_its_representative_and_no_other_buyer_does(
    seller: Account, buyer: Account, efe: User
) -> None:
    give(seller, buyer, efe)
    give(seller, buyer, efe)  # twice is once

    with acting_as(buyer.pk, "panel"):
        (contact,) = representatives_for(buyer.pk)
        assert (contact.seller_id, contact.name) == (seller.pk, efe.full_name)
    ceren = make_buyer("Menekşe Gıda")
    with acting_as(ceren.pk, "panel"):
        assert representatives_for(ceren.pk) == []
        assert not Representative.objects.exists()
    with acting_as_system("test"):
        assert AuditEntry.objects.filter(action="representative.set").count() == 1


def test_only_a_member_of_the_seller_is_given_something(seller: Account, buyer: Account) -> None:
    stranger = make_member(buyer)
    with pytest.raises(NotOfTheTeam):
        give(seller, buyer, stranger)
    with pytest.raises(NotOfTheTeam):
        add(seller, stranger)
    with acting_as(seller.pk, "desk"):
        assert not Task.objects.exists()
        assert find_representative(seller_id=seller.pk, buyer_id=buyer.pk) is None


def test_another_takes_over_or_nobody_and_who_leaves_represents_nobody(
    seller: Account, buyer: Account, efe: User
) -> None:
    give(seller, buyer, efe)
    fatma = make_member(seller, name="Fatma")
    give(seller, buyer, fatma)
    with acting_as(seller.pk, "desk"):
        assert find_representative(seller_id=seller.pk, buyer_id=buyer.pk) == fatma
        assert {efe, fatma} <= set(assignable_members(seller.pk))
        assert representatives_leave(seller_id=seller.pk, user_id=fatma.pk) == 1
        assert find_representative(seller_id=seller.pk, buyer_id=buyer.pk) is None
    give(seller, buyer, None)


def test_tasks_stand_by_day_and_done_ones_last(seller: Account, buyer: Account, efe: User) -> None:
    late, soon = add(seller, efe, buyer, days=-3), add(seller, efe, days=2)
    over = add(seller, efe, buyer, days=-9)

    with acting_as(seller.pk, "desk"):
        task_done(task_id=over.pk, outcome=" Aradım ", actor=DENIZ, now=NOW)
        task_done(task_id=over.pk, outcome="yine", actor=DENIZ, now=NOW)
        assert list(tasks_of(seller.pk)) == [late, soon, over]
        assert open_tasks_about(seller.pk, buyer.pk) == [late]
        assert get_task(over.public_id).outcome == "Aradım"
        for _twice in range(2):
            row = task_reopen(task_id=over.pk, actor=DENIZ, now=NOW)
        assert (row.state, row.done_at) == (TaskState.OPEN, None)


def test_no_buyer_and_no_other_seller_reaches_a_task(
    seller: Account, buyer: Account, efe: User
) -> None:
    row = add(seller, efe, buyer)
    second = make_seller("Mavi Bilişim")
    with acting_as(second.pk, "desk"), pytest.raises(TaskNotFound):
        get_task(row.public_id)
    with acting_as(second.pk, "desk"), pytest.raises(TaskNotFound):
        task_done(task_id=row.pk, outcome="", actor=DENIZ, now=NOW)
    with acting_as(buyer.pk, "panel"):
        assert not Task.objects.filter(pk=row.pk).exists()
