"""One bank movement with all that became of it: parts, entries, who did what, its reversal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Lower
from django.utils.functional import Promise

from vezne.accounts.identifiers import shown_tax_id
from vezne.banking.models import BankTask, Movement, MovementPart, TransferNotice
from vezne.banking.sealing import MOVEMENT_TAX_ID, opened
from vezne.core.models import AuditEntry
from vezne.core.turkish import fold
from vezne.ledger.models import CurrentAccount, Transfer
from vezne.ledger.types import LedgerKind

MARKS, PLAIN = "ıİşŞğĞüÜöÖçÇâÂîÎûÛ", "iissgguuooccaaiiuu"
MOST = 100


@dataclass(frozen=True, slots=True)
class Part:
    """How much of it is in whose current account."""

    buyer_name: str
    account_public_id: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A transfer of the ledger that the movement made."""

    value_on: Any
    booked_at: datetime
    account_public_id: str  # empty: the seller's house account
    buyer_name: str
    debit: str | Promise
    credit: str | Promise
    amount_minor: int
    unit: str


@dataclass(frozen=True, slots=True)
class Story:
    """What became of a movement; read in the desk's scope."""

    parts: list[Part]
    entries: list[EntryRow]
    log: list[AuditEntry]
    reversed_by: Movement | None
    notice: TransferNotice | None
    tasks: list[BankTask]


class Folded(Func):
    """A text column as `core.turkish.fold` has it, its spaces aside."""

    function = "translate"
    output_field = TextField()

    def __init__(self, column: str) -> None:
        """The column's marks taken off, then in lower case."""
        super().__init__(column, Value(MARKS), Value(PLAIN))


def words_found(rows: QuerySet[Movement], text: str) -> QuerySet[Movement]:
    """Movements whose words, sender or bank id have every word of `text`; marks do not matter."""
    rows = rows.alias(words=Lower(Folded("description")), sender=Lower(Folded("counterparty_name")))
    for word in fold(text).split():
        found = rows.filter(words__contains=word) | rows.filter(sender__contains=word)
        found |= rows.filter(buyer__search_key__contains=word)
        rows = found | rows.filter(bank_key__iexact=f"id:{word}") | rows.filter(public_id=word)
    return rows


def tax_id_of(movement: Movement) -> str:
    """The other side's tax id as a page may show it: a person's masked; empty without one."""
    return shown_tax_id(opened(movement.tax_id_sealed, purpose=MOVEMENT_TAX_ID))


def movement_story(movement: Movement) -> Story:
    """Everything about one movement of the scope, in a handful of statements."""
    parts = list(
        MovementPart.objects.filter(movement=movement)
        .select_related("buyer", "current_account")
        .order_by("position")
    )
    rows = AuditEntry.objects.filter(
        account_id=movement.seller_id,
        subject=movement.public_id,
        action__startswith="bank.",
        at__gte=movement.received_at,
    )
    log = list(rows.order_by("-pk")[:MOST])
    reversed_by = Movement.objects.filter(reverses=movement).first()
    ids = [movement.public_id] + ([reversed_by.public_id] if reversed_by else [])
    return Story(
        parts=_parts(movement, parts),
        entries=_entries(movement, parts, log),
        log=log,
        reversed_by=reversed_by,
        notice=TransferNotice.objects.filter(movement=movement).select_related("buyer").first(),
        tasks=list(
            BankTask.objects.filter(
                bank_account_id=movement.bank_account_id, movement_public_id__in=ids
            ).order_by("-pk")[:MOST]
        ),
    )


def _parts(movement: Movement, parts: list[MovementPart]) -> list[Part]:
    if parts:
        return [
            Part(one.buyer.name, one.current_account.public_id, one.amount_minor) for one in parts
        ]
    account = movement.current_account
    if account is None or movement.buyer is None:
        return []
    return [Part(movement.buyer.name, account.public_id, movement.amount_minor)]


def _entries(
    movement: Movement, parts: list[MovementPart], log: list[AuditEntry]
) -> list[EntryRow]:
    """Also in the accounts that it was taken out of again: the log knows them."""
    ids = [one.current_account_id for one in parts]
    if movement.current_account_id:
        ids.append(movement.current_account_id)
    were = [one["account"] for entry in log for one in entry.details.get("taken", [])]
    accounts = CurrentAccount.objects.filter(seller_id=movement.seller_id)
    accounts = accounts.filter(Q(pk__in=ids) | Q(public_id__in=were))
    house = CurrentAccount.objects.filter(seller_id=movement.seller_id, buyer_id=movement.seller_id)
    known = {one.pk: one for one in (accounts | house).select_related("buyer")}
    rows = Transfer.objects.filter(
        current_account_id__in=list(known), idempotency_key__startswith=f"{movement.public_id}:"
    )
    return [
        _entry(row, known[row.current_account_id])
        for row in rows.select_related("debit", "credit").order_by("booked_at", "pk")[:MOST]
    ]


def _entry(row: Transfer, account: CurrentAccount) -> EntryRow:
    return EntryRow(
        value_on=row.value_on,
        booked_at=row.booked_at,
        account_public_id="" if account.is_house else account.public_id,
        buyer_name=account.buyer.name,
        debit=LedgerKind(row.debit.kind).label,
        credit=LedgerKind(row.credit.kind).label,
        amount_minor=row.amount,
        unit=row.unit,
    )
