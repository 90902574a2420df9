"""What a seller knows of who an individual is; the application's row is locked by the caller."""

from __future__ import annotations

from datetime import datetime

from vezne.applications.models import Application, IdentityCheck
from vezne.applications.types import IdentityState
from vezne.core.audit import Actor


def identity_asked(*, application: Application) -> IdentityCheck:
    """An application was sent: the check waits for it. What is approved stays so meanwhile."""
    check, _made = IdentityCheck.objects.get_or_create(
        seller_id=application.seller_id,
        buyer_id=application.buyer_id,
        defaults={"application": application, "state": IdentityState.PENDING},
    )
    check.application = application
    if check.state != IdentityState.APPROVED:
        check.state = IdentityState.PENDING
    check.save()
    return check


def identity_decided(
    *, application: Application, state: str, facts: str, reason: str, actor: Actor, now: datetime
) -> IdentityCheck:
    """Approved for a name and number (`facts`, see `queries.facts_index`), or rejected and why."""
    check, _made = IdentityCheck.objects.update_or_create(
        seller_id=application.seller_id,
        buyer_id=application.buyer_id,
        defaults={
            "application": application,
            "state": state,
            "facts_index": facts,
            "reason": reason,
            "decided_by_label": actor.label[:200],
            "decided_at": now,
        },
    )
    return check


def identity_left(*, application: Application) -> None:
    """An application that was taken back leaves nobody waiting."""
    rows = IdentityCheck.objects.filter(application=application, state=IdentityState.PENDING)
    rows.update(state=IdentityState.NOT_STARTED)
