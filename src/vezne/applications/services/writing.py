"""The applicant's part: a draft, filled in, sent, taken back; also by staff for somebody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from vezne.applications.errors import (
    ApplicationIncomplete,
    ApplicationKindNotOffered,
    ApplicationStateConflict,
)
from vezne.applications.kinds import ApplicationKind, Parties, kind_of
from vezne.applications.models import Application, ApplicationTerms
from vezne.applications.queries import contents_of, documents_of, find_live, kinds_for
from vezne.applications.services.identity import identity_left
from vezne.applications.services.rows import contents_seal, happened, in_state, locked
from vezne.applications.types import (
    FILLABLE,
    LIVE,
    LONGEST_NOTE,
    SIGNED_PAPER,
    ApplicationState,
    Contents,
    EventKind,
    Side,
    Source,
    Writer,
)
from vezne.applications.values import missing_of, read_values
from vezne.core.audit import Actor


@dataclass(frozen=True, slots=True)
class Opening:
    """A new application: its kind ("" of a mail), what was typed, the key of its form."""

    kind: str
    typed: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    key: str = ""
    mail: str = ""  # public id of the mail that it came by


@transaction.atomic
def application_open(
    *, parties: Parties, opening: Opening, writer: Writer, actor: Actor, now: datetime
) -> tuple[Application, bool]:
    """A draft, and whether it is new: the same key, or a second one of a single kind, is the first.

    Wrong answers are left out of it. Raises: ApplicationKindNotOffered.
    """
    kind = _offered(parties, opening.kind) if opening.kind else None
    terms, _made = ApplicationTerms.objects.select_for_update().get_or_create(
        seller_id=parties.seller_id
    )
    known = _known(parties, opening, kind)
    if known is not None:
        return known, False
    values = read_values(kind, opening.typed, parties)[0] if kind else {}
    row = Application(
        seller_id=parties.seller_id,
        buyer_id=parties.buyer_id,
        number=terms.next_number,
        kind=opening.kind,
        state=ApplicationState.DRAFT,
        source=writer.source,
        note=opening.note.replace("\x00", "").strip()[:LONGEST_NOTE],
        mail=opening.mail,
        key=opening.key,
        opened_by_id=writer.user_id,
        opened_by_label=writer.label[:200],
        opened_at=now,
        changed_at=now,
    )
    contents_seal(row, Contents(values=values))
    row.save()
    terms.next_number += 1
    terms.save(update_fields=["next_number"])
    happened(row, EventKind.OPENED, side=writer.side, actor=actor, now=now)
    return row, True


def _offered(parties: Parties, key: str) -> ApplicationKind:
    kind = kind_of(key)
    if kind not in kinds_for(parties):
        raise ApplicationKindNotOffered
    return kind


def _known(parties: Parties, opening: Opening, kind: ApplicationKind | None) -> Application | None:
    if opening.key:
        rows = Application.objects.filter(
            seller_id=parties.seller_id, buyer_id=parties.buyer_id, key=opening.key
        )
        if (same := rows.first()) is not None:
            return same
    return find_live(parties, kind.key) if kind is not None and kind.is_single else None


@transaction.atomic
def application_fill(
    *,
    application_id: int,
    typed: Mapping[str, str],
    note: str,
    writer: Writer,
    actor: Actor,
    now: datetime,
    kind: str = "",
) -> tuple[Application, dict[str, str]]:
    """Keep what was typed while it may still be changed; by key what was wrong and is left out.

    `kind` says what a mail's draft is. Raises: ApplicationNotFound, ApplicationStateConflict,
    ApplicationKindNotOffered.
    """
    row = fillable(locked(application_id), writer.side)
    parties = Parties(row.seller_id, row.buyer_id)
    if kind and kind != row.kind:
        if row.state != ApplicationState.DRAFT or find_single(parties, kind) is not None:
            raise ApplicationKindNotOffered
        row.kind = _offered(parties, kind).key
    values, wrong = read_values(kind_of(row.kind), typed, parties) if row.kind else ({}, {})
    before = contents_of(row)
    note = note.replace("\x00", "").strip()[:LONGEST_NOTE]
    if dict(before.values) != values or row.note != note or kind:
        contents_seal(row, Contents(values=values, basis=before.basis))
        row.note, row.changed_at, row.version = note, now, row.version + 1
        row.save()
        happened(row, EventKind.FILLED, side=writer.side, actor=actor, now=now)
    return row, wrong


def find_single(parties: Parties, key: str) -> Application | None:
    """The live application that keeps a second one of a single kind away."""
    return find_live(parties, key) if kind_of(key).is_single else None


def fillable(row: Application, side: str) -> Application:
    """The row, when this side may write into it. Raises: ApplicationStateConflict.

    Staff writes what it has drafted itself, or what came by mail; the buyer whatever is its turn.
    """
    in_state(row, FILLABLE)
    if side == Side.SELLER and (
        row.source == Source.PANEL or row.state == ApplicationState.RETURNED
    ):
        raise ApplicationStateConflict(state=row.get_state_display())
    return row


@transaction.atomic
def application_send(
    *, application_id: int, writer: Writer, actor: Actor, now: datetime
) -> tuple[Application, bool]:
    """Give it to the seller; False when it was sent already. What it wants to change is noted.

    Raises: ApplicationNotFound, ApplicationStateConflict, ApplicationKindNotOffered,
    ApplicationIncomplete, and what the kind's own rule says.
    """
    row = locked(application_id)
    if row.state == ApplicationState.SENT:
        return row, False
    fillable(row, writer.side)
    parties = Parties(row.seller_id, row.buyer_id)
    kind = _offered(parties, row.kind)
    values = contents_of(row).values
    missing = missing_of(kind, values) + _missing_papers(row, kind)
    if missing:
        raise ApplicationIncomplete(missing=", ".join(missing))
    kind.check(parties, values)
    contents_seal(row, Contents(values=values, basis=kind.basis(parties, values)))
    row.state, row.sent_at, row.changed_at, row.reviewer = ApplicationState.SENT, now, now, None
    row.version, row.reason = row.version + 1, ""
    row.is_own = writer.side == Side.BUYER
    row.save()
    happened(row, EventKind.SENT, side=writer.side, actor=actor, now=now)
    return row, True


def _missing_papers(row: Application, kind: ApplicationKind) -> list[str]:
    """The labels of papers that are asked for; what came by mail is signed in one file or many."""
    there = {one.paper for one in documents_of(row) if one.store_key}
    wanted = [paper for paper in kind.papers if paper.is_required]
    return [
        str(paper.label)
        for paper in wanted
        if paper.key not in there and not (paper.key == SIGNED_PAPER and row.source == Source.MAIL)
    ]


@transaction.atomic
def application_withdraw(
    *, application_id: int, side: str, actor: Actor, now: datetime, reason: str = ""
) -> tuple[Application, bool]:
    """Take it back before it is decided; False when that was done already.

    Staff takes back only what it has drafted. Raises: ApplicationNotFound,
    ApplicationStateConflict.
    """
    row = locked(application_id)
    if row.state == ApplicationState.WITHDRAWN:
        return row, False
    in_state(row, LIVE)
    if side == Side.SELLER:
        fillable(row, side)
    row.state, row.ended_at, row.changed_at = ApplicationState.WITHDRAWN, now, now
    row.version += 1
    row.save()
    identity_left(application=row)
    happened(row, EventKind.WITHDRAWN, side=side, actor=actor, now=now, words=reason)
    return row, True
