"""Writes: contacts, versions of texts, acceptances."""

from __future__ import annotations

import re
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.db import transaction

from vezne.content.defaults import DEFAULTS
from vezne.content.errors import ContactNotAllowed, ForeignText, TextEmpty
from vezne.content.models import Acceptance, ContactKind, LegalText, LegalTextKind, SupportContact
from vezne.content.texts import check_places
from vezne.content.types import ContactTerms, RenderedText, TextDraft
from vezne.core import audit
from vezne.core.audit import Actor
from vezne.core.locks import lock_row

PHONE = re.compile(r"\+[1-9][0-9]{7,14}", re.ASCII)
PUBLISHING_LOCK = 19031
"""Advisory lock class: one version of a seller's texts is numbered at a time."""


# -- contacts --------------------------------------------------------------------------------


@transaction.atomic
def contact_add(
    *, seller_id: int, terms: ContactTerms, actor: Actor, now: datetime
) -> SupportContact:
    """Add a way to reach the seller's support; phones are E.164. Raises: ContactNotAllowed."""
    _check_contact(terms)
    row = SupportContact.objects.create(
        seller_id=seller_id,
        kind=terms.kind,
        value=terms.value,
        label=terms.label,
        position=terms.position,
    )
    _log("contact.added", row, row.value, actor=actor, now=now)
    return row


@transaction.atomic
def contact_change(
    *, contact_id: int, terms: ContactTerms, actor: Actor, now: datetime
) -> SupportContact:
    """Change a contact. Raises: NotFound, ContactNotAllowed."""
    _check_contact(terms)
    row = lock_row(SupportContact.objects, pk=contact_id)
    row.kind, row.value = terms.kind, terms.value
    row.label, row.position = terms.label, terms.position
    row.save(update_fields=["kind", "value", "label", "position"])
    _log("contact.changed", row, row.value, actor=actor, now=now)
    return row


@transaction.atomic
def contact_remove(*, contact_id: int, actor: Actor, now: datetime) -> None:
    """Remove a contact; the log keeps it. Raises: NotFound."""
    row = lock_row(SupportContact.objects, pk=contact_id)
    _log("contact.removed", row, row.value, actor=actor, now=now)
    row.delete()


def _check_contact(terms: ContactTerms) -> None:
    try:
        if terms.kind == ContactKind.EMAIL:
            validate_email(terms.value)
        elif terms.kind == ContactKind.WEB:
            URLValidator(schemes=["https", "http"])(terms.value)
        elif terms.kind not in ContactKind.values or not PHONE.fullmatch(terms.value):
            raise ContactNotAllowed
    except ValidationError as error:
        raise ContactNotAllowed from error


# -- texts -----------------------------------------------------------------------------------


@transaction.atomic
def text_publish(*, seller_id: int, draft: TextDraft, actor: Actor, now: datetime) -> LegalText:
    """Publish the next version of a text; the same words again publish nothing.

    Raises: TextEmpty, UnknownPlace, ValueError for an unknown kind.
    """
    kind = LegalTextKind(draft.kind)
    if not draft.title.strip() or not draft.body_tr.strip():
        raise TextEmpty
    check_places(draft.body_tr)
    check_places(draft.body_en)
    _lock_publishing(seller_id)
    current = LegalText.objects.filter(seller_id=seller_id, kind=kind).order_by("-number").first()
    if current and (current.title, current.body_tr, current.body_en) == (
        draft.title,
        draft.body_tr,
        draft.body_en,
    ):
        return current
    row = LegalText.objects.create(
        seller_id=seller_id,
        kind=kind,
        number=current.number + 1 if current else 1,
        title=draft.title,
        body_tr=draft.body_tr,
        body_en=draft.body_en,
        published_at=now,
    )
    _log("text.published", row, f"{kind} {row.number}", actor=actor, now=now)
    return row


@transaction.atomic
def texts_start(*, seller_id: int, actor: Actor, now: datetime) -> list[LegalText]:
    """Give a seller the default texts for those kinds of which it has none yet."""
    has = set(LegalText.objects.filter(seller_id=seller_id).values_list("kind", flat=True))
    return [
        text_publish(seller_id=seller_id, draft=draft, actor=actor, now=now)
        for draft in DEFAULTS
        if draft.kind not in has
    ]


def _lock_publishing(seller_id: int) -> None:
    with transaction.get_connection().cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [PUBLISHING_LOCK, seller_id])


# -- acceptances -----------------------------------------------------------------------------


@transaction.atomic
def acceptance_record(
    *,
    text: LegalText,
    rendered: RenderedText,
    seller_id: int,
    buyer_id: int,
    user_id: int | None,
    subject: str,
    ip: str | None,
    now: datetime,
) -> Acceptance:
    """Keep that a text was accepted for one purchase (`subject`: public id), in these words.

    A second time for the same purchase and text keeps the first. Raises: ForeignText.
    """
    if text.seller_id != seller_id:
        raise ForeignText
    Acceptance.objects.bulk_create(
        [
            Acceptance(
                seller_id=seller_id,
                buyer_id=buyer_id,
                text=text,
                user_id=user_id,
                subject=subject,
                rendered=rendered.plain,
                ip=ip,
                accepted_at=now,
            )
        ],
        ignore_conflicts=True,
    )
    return Acceptance.objects.get(subject=subject, text=text)


def _log(
    action: str, row: SupportContact | LegalText, value: str, *, actor: Actor, now: datetime
) -> None:
    audit.record(
        actor=actor,
        action=action,
        subject=row.public_id,
        now=now,
        account_id=row.seller_id,
        value=value,
    )
