"""What a person must look at: raised once about one thing, closed with a note."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from vezne.banking.models import BankAccount, BankTask, Movement
from vezne.banking.types import TaskKind
from vezne.core import audit
from vezne.core.audit import Actor
from vezne.core.ids import new_public_id
from vezne.core.locks import lock_row


@transaction.atomic
def task_raise(
    *,
    bank_account: BankAccount,
    kind: TaskKind,
    key: str,
    now: datetime,
    movement_public_id: str = "",
    **details: Any,
) -> bool:
    """Write a task; False while one about the same thing is open."""
    known = BankTask.objects.filter(
        bank_account=bank_account, kind=kind, key=key[:80], closed_at=None
    )
    if known.exists():
        return False
    made = BankTask.objects.bulk_create(
        [
            BankTask(
                public_id=new_public_id("btk"),
                seller_id=bank_account.seller_id,
                bank_account=bank_account,
                kind=kind,
                key=key[:80],
                movement_public_id=movement_public_id,
                details=details,
                raised_at=now,
            )
        ],
        ignore_conflicts=True,
    )
    return bool(made)


@transaction.atomic
def tasks_close_about(
    *, movement: Movement, kind: TaskKind, note: str, actor: Actor, now: datetime
) -> None:
    """Close the open tasks of a kind about a movement: what they asked for has been done."""
    rows = BankTask.objects.filter(bank_account_id=movement.bank_account_id, kind=kind)
    rows = rows.filter(movement_public_id=movement.public_id, closed_at=None)
    for public_id in list(rows.values_list("public_id", flat=True)):
        task_close(public_id=public_id, note=note, actor=actor, now=now)


@transaction.atomic
def task_close(*, public_id: str, note: str, actor: Actor, now: datetime) -> BankTask:
    """Close a task of the scope; a closed one stays. Raises: NotFound."""
    task = lock_row(BankTask.objects, public_id=public_id)
    if task.closed_at is None:
        task.closed_at, task.closed_by, task.note = now, actor.label[:200], note.strip()[:300]
        task.save(update_fields=["closed_at", "closed_by", "note"])
        audit.record(
            actor=actor,
            action="bank.task_closed",
            subject=task.public_id,
            now=now,
            account_id=task.seller_id,
            kind=task.kind,
        )
    return task
