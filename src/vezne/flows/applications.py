"""Applications where they meet files, messages and what they change: one function, one transaction.

The caller has found the application in its own scope; what is written is written in the system's,
because an approval changes what is the buyer's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from vezne.accounts.queries import get_account
from vezne.applications import services
from vezne.applications.kinds import Approved, Parties, kind_of
from vezne.applications.models import Application, ApplicationDocument
from vezne.applications.queries import (
    contents_of,
    documents_due,
    drafts_left,
    facts_of,
    find_live,
)
from vezne.applications.services import Opening
from vezne.applications.services.deciding import refuse_stale
from vezne.applications.services.rows import locked
from vezne.applications.types import (
    FILLABLE,
    IDENTITY,
    ApplicationState,
    IdentityState,
    Side,
    Source,
    Writer,
)
from vezne.core.audit import SYSTEM, Actor, record
from vezne.core.errors import DomainError, NotFound
from vezne.core.files import JPEG, PDF, PNG, StoredFile, file_drop, file_keep, file_read
from vezne.core.scope import acting_as_system
from vezne.flows.application_notices import buyers_people, emit, tell_buyer, tell_seller
from vezne.ledger.queries import is_buyer_of
from vezne.privacy.queries import BY_AGE
from vezne.privacy.services import destroyed

PAPER_KINDS = (PDF, PNG, JPEG, "image/webp")
"""What a scan or a photo of a paper is."""
DRAFTS_KEPT = timedelta(days=60)
"""A draft that nobody touched for so long is withdrawn: identity papers do not lie about."""


@dataclass(frozen=True, slots=True)
class Form:
    """What was typed and sent along; `key` makes a double click one application."""

    typed: Mapping[str, str]
    note: str = ""
    kind: str = ""
    key: str = ""
    papers: tuple[tuple[str, StoredFile], ...] = ()
    sends: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """The application as it is kept; by key what was wrong, and why it was not sent."""

    row: Application
    wrong: Mapping[str, str] = field(default_factory=dict)
    refusal: DomainError | None = None


def papers_take(given: Sequence[tuple[str, str, bytes]]) -> tuple[tuple[str, StoredFile], ...]:
    """Store papers (which one, name, content); outside any transaction.

    Raises: FileTooBig, FileRefused, FileInfected, FileScanUnavailable.
    """
    return tuple(
        (paper, file_keep(content, name, kinds=PAPER_KINDS)) for paper, name, content in given
    )


def application_write(
    *, parties: Parties, row: Application | None, form: Form, writer: Writer, actor: Actor,
    now: datetime,
) -> Written:  # fmt: skip
    """Keep a new or an open application with its papers, and send it where that is wanted.

    What cannot be sent yet stays as it was typed, with the reason. Raises: NotFound (no trade),
    ApplicationKindNotOffered, ApplicationStateConflict, TooManyDocuments.
    """
    by: Any = {"writer": writer, "actor": actor, "now": now}
    with acting_as_system("flows: application written"), transaction.atomic():
        if not is_buyer_of(parties.seller_id, parties.buyer_id):
            raise NotFound
        if row is None:
            opening = Opening(form.kind, form.typed, form.note, form.key)
            row, is_new = services.application_open(parties=parties, opening=opening, **by)
            if not is_new and form.key and row.key == form.key:
                return Written(row)  # the other of two clicks
            if is_new and writer.source == Source.DESK:
                tell_buyer(row, "application.for_you", now=now)
        row, wrong = services.application_fill(
            application_id=row.pk, typed=form.typed, note=form.note, kind=form.kind, **by
        )
        for paper, file in form.papers:
            services.document_add(application_id=row.pk, paper=paper, file=file, **by)
        refusal = None
        if form.sends and not wrong:
            try:
                with transaction.atomic():
                    _send(row.pk, writer, actor, now)
            except DomainError as error:
                refusal = error
        return Written(locked(row.pk), wrong, refusal)


def _send(application_id: int, writer: Writer, actor: Actor, now: datetime) -> None:
    row, is_new = services.application_send(
        application_id=application_id, writer=writer, actor=actor, now=now
    )
    if not is_new:
        return
    if row.kind == IDENTITY:
        services.identity_asked(application=row)
    emit("application.sent", row, now)
    tell_buyer(row, "application.received", now=now)
    tell_seller(row, "application.new", now=now)


def paper_take_back(
    *, row: Application, public_id: str, writer: Writer, actor: Actor, now: datetime
) -> None:
    """Take a paper out of a draft; its body goes. Raises: ApplicationNotFound, …StateConflict."""
    with acting_as_system("flows: paper taken back"):
        key = services.document_remove(
            application_id=row.pk, public_id=public_id, writer=writer, actor=actor, now=now
        )
    file_drop(key)


def application_take_back(*, row: Application, side: str, actor: Actor, now: datetime) -> None:
    """Withdraw it before it is decided. Raises: ApplicationStateConflict."""
    with acting_as_system("flows: application withdrawn"), transaction.atomic():
        was_sent = row.sent_at is not None
        row, is_new = services.application_withdraw(
            application_id=row.pk, side=side, actor=actor, now=now
        )
        if is_new and was_sent:
            emit("application.withdrawn", row, now)
            tell_seller(row, "application.withdrawn", now=now)


# -- the seller ------------------------------------------------------------------------------


def application_begin_review(*, application_id: int, actor: Actor, now: datetime) -> None:
    """Somebody of the seller takes it. Raises: ApplicationStateConflict."""
    with acting_as_system("flows: application taken"):
        services.application_take(application_id=application_id, actor=actor, now=now)


def application_send_back(
    *, application_id: int, seen: int, reason: str, actor: Actor, now: datetime
) -> None:
    """Ask the buyer for what is missing. Raises: ApplicationStateConflict, ApplicationChanged,
    ApplicationReasonMissing.
    """
    with acting_as_system("flows: application returned"), transaction.atomic():
        row = services.application_return(
            application_id=application_id, seen=seen, reason=reason, actor=actor, now=now
        )
        emit("application.returned", row, now)
        tell_buyer(row, "application.returned", now=now)


def application_approve(
    *, application_id: int, seen: int, actor: Actor, now: datetime
) -> tuple[Application, bool]:
    """Approve it and do what it asks, both or neither; False when that was done already.

    Who was to be told before the change is told of it. Raises: ApplicationStateConflict,
    ApplicationChanged, ApplicationStale, and whatever the kind's own flow says.
    """
    with acting_as_system("flows: application approved"), transaction.atomic():
        row = locked(application_id)
        if row.state == ApplicationState.APPROVED:
            return row, False
        row = services.decidable(application_id, seen)
        kind = kind_of(row.kind)
        refuse_stale(row, kind)
        people = buyers_people(row)
        made = kind.apply(
            Approved(
                public_id=row.public_id,
                number=row.number,
                parties=Parties(row.seller_id, row.buyer_id),
                values=contents_of(row).values,
                is_own=row.is_own,
                actor=actor,
                now=now,
            )
        )
        row = services.application_decide(row=row, is_yes=True, words=made, actor=actor, now=now)
        if row.kind == IDENTITY:
            facts = facts_of(get_account(row.buyer_id))
            _identity(row, IdentityState.APPROVED, facts, actor, now)
        emit("application.approved", row, now)
        tell_buyer(row, "application.approved", now=now, people=people)
        return row, True


def application_reject(
    *, application_id: int, seen: int, reason: str, actor: Actor, now: datetime
) -> Application:
    """Say no, and why. Raises: ApplicationStateConflict, ApplicationChanged,
    ApplicationReasonMissing.
    """
    with acting_as_system("flows: application rejected"), transaction.atomic():
        row = services.decidable(application_id, seen)
        row = services.application_decide(row=row, is_yes=False, words=reason, actor=actor, now=now)
        if row.kind == IDENTITY:
            _identity(row, IdentityState.REJECTED, "", actor, now)
        emit("application.rejected", row, now)
        tell_buyer(row, "application.rejected", now=now)
        return row


def _identity(row: Application, state: str, facts: str, actor: Actor, now: datetime) -> None:
    services.identity_decided(
        application=row, state=state, facts=facts, reason=row.reason, actor=actor, now=now
    )


# -- looking, keeping, forgetting ------------------------------------------------------------


def document_look(
    *, row: Application, document: ApplicationDocument, actor: Actor, now: datetime
) -> bytes:
    """The plain bytes of a paper; that somebody looked stands in the log of both sides first.

    Raises: NotFound (its body is gone).
    """
    with transaction.atomic():
        for account_id in {row.seller_id, row.buyer_id}:
            record(
                actor=actor,
                action="application.document_seen",
                subject=document.public_id,
                now=now,
                account_id=account_id,
                application=row.public_id,
                paper=document.paper,
            )
    return file_read(document.store_key)


def application_under_way(parties: Parties, kind: str) -> Application | None:
    """The buyer's own application of a kind that can be gone on with; None: a new one is begun."""
    row = find_live(parties, kind)
    return row if row is not None and (kind_of(kind).is_single or row.state in FILLABLE) else None


def applications_forget(*, now: datetime) -> int:
    """Withdraw drafts that nobody touched, destroy papers whose time is over. How many papers."""
    with acting_as_system("flows: old applications"):
        for application_id in drafts_left(before=now - DRAFTS_KEPT):
            with suppress(DomainError):  # somebody wrote just now
                services.application_withdraw(
                    application_id=application_id, side=Side.BUYER, actor=SYSTEM, now=now
                )
        gone = 0
        for application_id in documents_due(now=now):
            with transaction.atomic():
                keys = services.documents_forget(application_id=application_id, now=now)
                destroyed("application_papers", len(keys), rule=BY_AGE, now=now)
            for key in keys:
                file_drop(key)
            gone += len(keys)
    return gone
