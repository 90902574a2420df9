"""New lines as the rows of their movements, for one or a thousand in one statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from vezne.banking.identity import Heard
from vezne.banking.models import BankAccount, Movement
from vezne.banking.sealing import (
    MOVEMENT_IBAN,
    MOVEMENT_TAX_ID,
    iban_index,
    sealed,
    tax_id_index,
)
from vezne.banking.types import Channel, Line, MovementKind, MovementState
from vezne.core.bulk import ReadyRows, rows_insert, rows_ready
from vezne.core.prepared import Value


class Draft(NamedTuple):
    """A movement to be written: a new line and what was decided about it."""

    heard: Heard
    public_id: str
    kind: str = MovementKind.CREDIT
    state: str = MovementState.RECEIVED
    tier: str = ""
    reason: str = ""
    current_account_id: int | None = None
    buyer_id: int | None = None


def first_kind(line: Line) -> MovementKind:
    """What a line is before it is judged."""
    if line.is_reversal:
        return MovementKind.REVERSAL
    return MovementKind.CREDIT if line.amount_minor > 0 else MovementKind.DEBIT


Columns = Mapping[str, Sequence[Value]]


def columns_of(
    drafts: Sequence[Draft],
    *,
    bank_account: BankAccount,
    channel: Channel,
    now: datetime,
    statement_import_id: int | None = None,
) -> Columns:
    """The rows of new movements, column by column, the payers' numbers sealed."""
    lines = [draft.heard.line for draft in drafts]
    count = len(drafts)
    return {
        "public_id": [draft.public_id for draft in drafts],
        "seller_id": [bank_account.seller_id] * count,
        "buyer_id": [draft.buyer_id for draft in drafts],
        "bank_account_id": [bank_account.pk] * count,
        "bank_key": [draft.heard.identity.key for draft in drafts],
        "twin": [draft.heard.identity.twin for draft in drafts],
        "channel": [channel.value] * count,
        "kind": [str(draft.kind) for draft in drafts],
        "state": [str(draft.state) for draft in drafts],
        "tier": [str(draft.tier) for draft in drafts],
        "reason": [draft.reason for draft in drafts],
        "current_account_id": [draft.current_account_id for draft in drafts],
        "amount_minor": [line.amount_minor for line in lines],
        "currency": [line.currency for line in lines],
        "booked_on": [line.booked_on for line in lines],
        "value_on": [line.value_on for line in lines],
        "bank_at": [line.at for line in lines],
        "balance_minor": [line.balance_minor for line in lines],
        "reference": [line.reference[:80] for line in lines],
        "takes_back": [line.takes_back[:80] for line in lines],
        "code": [line.code[:20] for line in lines],
        "description": [line.description for line in lines],
        "counterparty_name": [line.counterparty_name[:140] for line in lines],
        "iban_sealed": [sealed(one.counterparty_iban, purpose=MOVEMENT_IBAN) for one in lines],
        "iban_index": [_indexed(one.counterparty_iban) for one in lines],
        "iban_tail": [one.counterparty_iban[-4:] for one in lines],
        "tax_id_sealed": [
            sealed(one.counterparty_tax_id, purpose=MOVEMENT_TAX_ID) for one in lines
        ],
        "tax_id_index": [
            tax_id_index(one.counterparty_tax_id) if one.counterparty_tax_id else ""
            for one in lines
        ],
        "statement_import_id": [statement_import_id] * count,
        "reverses_id": [None] * count,
        "received_at": [now] * count,
        "settled_at": [None if d.state == MovementState.RECEIVED else now for d in drafts],
    }


def movements_ready(columns: Columns) -> ReadyRows:
    """Those rows in the words of the database."""
    return rows_ready(
        Movement, columns, returning=("public_id", "id"), once=("bank_account_id", "bank_key")
    )


def columns_write(columns: Columns) -> dict[str, int]:
    """Insert movements in one statement; gives the ids of those written, by public id.

    One that stands there already, or that somebody else writes in this very moment, is not written
    again and not in the answer.
    """
    return movements_write(movements_ready(columns)) if columns["public_id"] else {}


def movements_write(ready: ReadyRows) -> dict[str, int]:
    """Insert what `movements_ready` made, as `columns_write` does."""
    return {str(public_id): int(pk or 0) for public_id, pk in rows_insert(ready)}


def _indexed(iban: str) -> str:
    return iban_index(iban) if iban else ""
