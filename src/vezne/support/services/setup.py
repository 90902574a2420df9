"""What a seller sets up: its rules, departments and canned replies. In the desk's scope."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from vezne.core.audit import Actor, record
from vezne.core.locks import lock_row
from vezne.support.errors import (
    DepartmentNotAllowed,
    HoursNotAllowed,
    MailAddressNotAllowed,
    TicketWordsMissing,
)
from vezne.support.models import CannedReply, Department, ServiceLevel, SupportTerms
from vezne.support.queries.mail import REPLY_NAME
from vezne.support.types import DepartmentTerms, TermsDraft

FIELDS = (
    "opens_at", "closes_at", "keeps_holidays", "reopen_days", "close_days", "reply_domain",
    "mail_address",
)  # fmt: skip


@transaction.atomic
def terms_set(*, seller_id: int, draft: TermsDraft, actor: Actor, now: datetime) -> SupportTerms:
    """Keep a seller's rules; clocks that run already keep their instants.

    Raises: HoursNotAllowed, MailAddressNotAllowed.
    """
    days = sorted(set(draft.days))
    if not days or not set(days) <= set(range(1, 8)) or draft.closes_at <= draft.opens_at:
        raise HoursNotAllowed
    if draft.mail_address.startswith(REPLY_NAME):
        raise MailAddressNotAllowed
    terms, _made = SupportTerms.objects.select_for_update().get_or_create(seller_id=seller_id)
    terms.days = days
    for name in FIELDS:
        setattr(terms, name, getattr(draft, name))
    try:
        with transaction.atomic():
            terms.save()
    except IntegrityError:  # another seller's, whose row this scope does not see
        raise MailAddressNotAllowed from None
    for priority, level in draft.levels.items():
        ServiceLevel.objects.update_or_create(
            seller_id=seller_id,
            priority=priority,
            defaults={
                "answer_minutes": level.answer_minutes,
                "solve_minutes": level.solve_minutes,
            },
        )
    _log("support.terms_set", terms.seller.public_id, seller_id, actor, now)
    return terms


@transaction.atomic
def department_add(
    *, seller_id: int, terms: DepartmentTerms, actor: Actor, now: datetime
) -> Department:
    """A new place for tickets to go. Raises: DepartmentNotAllowed."""
    _check_name(seller_id, terms.name, but=0)
    row = Department.objects.create(
        seller_id=seller_id,
        name=terms.name.strip(),
        description=terms.description.strip(),
        position=terms.position,
        is_active=terms.is_active,
    )
    _log("support.department_added", row.public_id, seller_id, actor, now)
    return row


@transaction.atomic
def department_change(
    *, department_id: int, terms: DepartmentTerms, actor: Actor, now: datetime
) -> Department:
    """Another name or place, or no new tickets. Raises: NotFound, DepartmentNotAllowed."""
    row = lock_row(Department.objects, pk=department_id)
    _check_name(row.seller_id, terms.name, but=row.pk)
    row.name, row.description = terms.name.strip(), terms.description.strip()
    row.position, row.is_active = terms.position, terms.is_active
    row.save(update_fields=["name", "description", "position", "is_active"])
    _log("support.department_changed", row.public_id, row.seller_id, actor, now)
    return row


def _check_name(seller_id: int, name: str, *, but: int) -> None:
    same = Department.objects.filter(seller_id=seller_id, name=name.strip()).exclude(pk=but)
    if not name.strip() or same.exists():
        raise DepartmentNotAllowed


@transaction.atomic
def canned_add(
    *, seller_id: int, title: str, body: str, actor: Actor, now: datetime
) -> CannedReply:
    """Words to use again. Raises: TicketWordsMissing."""
    _check_words(title, body)
    row = CannedReply.objects.create(seller_id=seller_id, title=title.strip(), body=body.strip())
    _log("support.canned_added", row.public_id, seller_id, actor, now)
    return row


@transaction.atomic
def canned_change(
    *, canned_id: int, title: str, body: str, actor: Actor, now: datetime
) -> CannedReply:
    """Other words; what was said with the old ones stays. Raises: NotFound, TicketWordsMissing."""
    _check_words(title, body)
    row = _canned(canned_id)
    row.title, row.body = title.strip(), body.strip()
    row.save(update_fields=["title", "body"])
    _log("support.canned_changed", row.public_id, row.seller_id, actor, now)
    return row


@transaction.atomic
def canned_remove(*, canned_id: int, actor: Actor, now: datetime) -> None:
    """Nobody needs them any more. Raises: NotFound."""
    row = _canned(canned_id)
    _log("support.canned_removed", row.public_id, row.seller_id, actor, now)
    row.delete()


def _canned(canned_id: int) -> CannedReply:
    return lock_row(CannedReply.objects, pk=canned_id)


def _check_words(title: str, body: str) -> None:
    if not title.strip() or not body.strip():
        raise TicketWordsMissing


def _log(action: str, subject: str, seller_id: int, actor: Actor, now: datetime) -> None:
    record(actor=actor, action=action, subject=subject, now=now, account_id=seller_id)
