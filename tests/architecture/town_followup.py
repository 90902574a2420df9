"""Of the town: who looks after Ayşe's firm, and what there is to do for it."""

from __future__ import annotations

from typing import Any

from tests import factories
from vezne.accounts.models import Account
from vezne.core.audit import Actor
from vezne.core.scope import acting_as
from vezne.followup.services import representative_set, task_add
from vezne.followup.types import TaskDraft

NOW = factories.NOW


def ids_of_followup(seller: Account, buyer: Account) -> dict[str, str]:
    """Who looks after Ayşe's firm, and what there is to do for it."""
    member = factories.make_member(seller)
    draft = TaskDraft("Papatya aranacak", NOW.date(), member.pk, buyer.pk)
    by: Any = {"actor": Actor(kind="user", id=member.pk, label="Deniz"), "now": NOW}
    with acting_as(seller.pk, "desk"):
        representative_set(
            seller_id=seller.pk,
            buyer_id=buyer.pk,
            buyer_public_id=buyer.public_id,
            user_id=member.pk,
            **by,
        )
        task = task_add(seller_id=seller.pk, draft=draft, **by)
    return {"yonetim/takip/": task.public_id}
