"""Platforms: a seller's groups of products."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from vezne.catalog.errors import NameTaken
from vezne.catalog.models import Platform
from vezne.catalog.services.terms import check_name, copy_terms, locked, log
from vezne.catalog.types import PlatformTerms
from vezne.core.audit import Actor


@transaction.atomic
def platform_add(*, seller_id: int, terms: PlatformTerms, actor: Actor, now: datetime) -> Platform:
    """Make a platform. Raises: NameTaken, TermsNotAllowed."""
    check_name(terms.name)
    _refuse_taken_name(seller_id, terms.name, besides=None)
    row = Platform(seller_id=seller_id)
    copy_terms(row, terms)
    row.save(force_insert=True)
    log(row, "platform.added", actor, now, {"name": row.name})
    return row


@transaction.atomic
def platform_change(
    *, platform_id: int, terms: PlatformTerms, actor: Actor, now: datetime
) -> Platform:
    """Change a platform; what was sold lives on when it is switched off.

    Raises: NotFound, NameTaken, TermsNotAllowed.
    """
    check_name(terms.name)
    row = locked(Platform.objects.all(), platform_id)
    _refuse_taken_name(row.seller_id, terms.name, besides=row.pk)
    changed = copy_terms(row, terms)
    if changed:
        row.save(update_fields=list(changed))
        log(row, "platform.changed", actor, now, changed)
    return row


def _refuse_taken_name(seller_id: int, name: str, *, besides: int | None) -> None:
    taken = Platform.objects.filter(seller_id=seller_id, name=name)
    if any(row.pk != besides for row in taken):
        raise NameTaken
