"""Lines become movements: each once over all channels, one at a time or a thousand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction

from vezne.banking.errors import BankAccountNotFound, MovementNotFound
from vezne.banking.identity import Heard, Identifier, is_banks, key_of_id
from vezne.banking.models import BankAccount, BankConnection, Movement
from vezne.banking.services.rows import Draft, columns_of, columns_write, first_kind
from vezne.banking.types import Channel, Line, MovementState
from vezne.core.ids import new_public_id
from vezne.core.prepared import Row, fetch_all, fetch_one

KNOWN_KEYS = """
SELECT bank_key FROM banking_movement WHERE bank_account_id = $1 AND bank_key = ANY($2)
"""
# Of lines with the bank's id only two sorts of rows need to be seen before: those that the bank had
# announced, and those that came without an id. Any other known line is told by the insertion.
KNOWN_OF_IDS = """
SELECT id, bank_key, twin, amount_minor, state FROM banking_movement
WHERE bank_account_id = $1 AND seller_id = $2 AND state = 'pending' AND bank_key = ANY ($3)
UNION
SELECT id, bank_key, twin, amount_minor, state FROM banking_movement
WHERE bank_account_id = $1 AND bank_key LIKE 'fp:%' AND twin = ANY ($4)
"""
KNOWN = """
SELECT m.id, m.bank_key, m.twin, m.amount_minor, m.state
FROM unnest($2::text[]) k JOIN banking_movement m ON m.bank_account_id = $1 AND m.bank_key = k
UNION
SELECT m.id, m.bank_key, m.twin, m.amount_minor, m.state
FROM unnest($3::bigint[], $4::date[]) t (twin, day)
JOIN banking_movement m ON m.bank_account_id = $1 AND m.booked_on = t.day AND m.twin = t.twin
"""
# A file of a million lines outruns the planner's statistics, and it would read the whole table for
# each batch; both halves have their index. For this transaction only.
BY_INDEX = "SELECT set_config('enable_seqscan', 'off', true)"


class Names(NamedTuple):
    """By what the lines of a batch are known, a value for each line."""

    keys: Sequence[str]  # `Identity.key`
    twins: Sequence[int]
    days: Sequence[date]
    references: Sequence[str]


@dataclass(slots=True)
class Sorted:
    """Which of many lines are new, and what became of the others."""

    fresh: list[Heard] = field(default_factory=list)
    known: int = 0
    booked: list[int] = field(default_factory=list)  # pending ones that the bank has booked


def lines_sort(*, bank_account: BankAccount, heard: Sequence[Heard], now: datetime) -> Sorted:
    """Tell new lines from known ones, in the caller's transaction; within `heard` as well.

    A line with the bank's id that came before in the same way may still be among the new ones:
    `columns_write` does not write it again, and its answer says so.

    A line with an id that came before without one (in a file) gives that movement its id; a
    pending one that is booked now becomes `received`, with what the bank says now.
    """
    known = _known(bank_account, names_of(heard))
    by_key = {row.key: row for row in known}
    by_twin: dict[int, list[_Row]] = defaultdict(list)
    for each in known:
        by_twin[each.twin].append(each)
    found = Sorted()
    taken: set[str] = set()
    for one in heard:
        row: _Row | None = by_key.get(one.identity.key) or _other_channel(one, by_key, by_twin)
        if row is None and one.identity.key not in taken:
            taken.add(one.identity.key)
            found.fresh.append(one)
            continue
        found.known += 1
        if row is not None and _taken_over(row, one, now):
            found.booked.append(row.pk)
    return found


def lines_known(*, bank_account: BankAccount, heard: Sequence[Heard]) -> list[bool]:
    """Which of many lines have come before, by whatever channel; nothing is written."""
    known = _known(bank_account, names_of(heard))
    by_key = {row.key: row for row in known}
    by_twin: dict[int, list[_Row]] = defaultdict(list)
    for each in known:
        by_twin[each.twin].append(each)
    asked = [one.identity.key for one in heard]
    keys = {key for (key,) in fetch_all(KNOWN_KEYS, (bank_account.pk, asked))}
    return [
        one.identity.key in keys or _other_channel(one, by_key, by_twin) is not None
        for one in heard
    ]


@dataclass(slots=True)
class _Row:
    pk: int
    key: str
    twin: int
    amount_minor: int
    state: str

    @property
    def has_no_id(self) -> bool:
        return self.key.startswith("fp:")


def names_of(heard: Sequence[Heard]) -> Names:
    """By what these lines are known."""
    return Names(
        [one.identity.key for one in heard],
        [one.identity.twin for one in heard],
        [one.line.booked_on for one in heard],
        [one.line.reference for one in heard],
    )


def are_new(*, bank_account: BankAccount, names: Names) -> bool:
    """None of the lines is known, announced or there twice, as far as is seen before the writing.

    A line with the bank's id that came before in the same way is told by `columns_write` only.
    """
    if len(set(names.keys)) < len(names.keys):
        return False
    return not _known(bank_account, names)


def _known(bank_account: BankAccount, names: Names) -> list[_Row]:
    fetch_one(BY_INDEX, ())
    nameless = [place for place, key in enumerate(names.keys) if not is_banks(key)]
    rows: list[Row] = []
    if len(nameless) < len(names.keys):
        keys, twins = names.keys, names.twins
        if nameless:
            keys = [key for key in keys if is_banks(key)]
            twins = [t for t, key in zip(twins, names.keys, strict=True) if is_banks(key)]
        rows += fetch_all(KNOWN_OF_IDS, (bank_account.pk, bank_account.seller_id, keys, twins))
    if nameless:
        keys = [names.keys[place] for place in nameless]
        references = [names.references[place] for place in nameless]
        keys += [key_of_id(reference) for reference in references if reference]
        twins = [names.twins[place] for place in nameless]
        days = [names.days[place] for place in nameless]
        rows += fetch_all(KNOWN, (bank_account.pk, keys, twins, days))
    return [
        _Row(int(pk or 0), key or "", int(twin or 0), int(amount or 0), state or "")
        for pk, key, twin, amount, state in rows
    ]


def _other_channel(
    one: Heard, by_key: dict[str, _Row], by_twin: dict[int, list[_Row]]
) -> _Row | None:
    """The same line as it came over a channel that names lines otherwise."""
    twins = by_twin.get(one.identity.twin, [])
    if one.identity.is_banks:
        return next((row for row in twins if row.has_no_id), None)
    named = by_key.get(key_of_id(one.line.reference)) if one.line.reference else None
    if named is not None and named.amount_minor == one.line.amount_minor:
        return named
    # The second of two equal lines is known when two are.
    with_id = [row for row in twins if not row.has_no_id]
    place = one.identity.ordinal - 1
    return with_id[place] if place < len(with_id) else None


def _taken_over(row: _Row, one: Heard, now: datetime) -> bool:
    """Bring a known movement up to what this line says; True when it is booked only now."""
    rows = Movement.objects.filter(pk=row.pk)
    if row.has_no_id and one.identity.is_banks:
        rows.update(bank_key=one.identity.key)
        row.key = one.identity.key  # its next twin is another movement
    if row.state != MovementState.PENDING or one.line.is_pending:
        return False
    line = one.line
    changed = rows.filter(state=MovementState.PENDING).update(
        state=MovementState.RECEIVED,
        amount_minor=line.amount_minor,
        booked_on=line.booked_on,
        value_on=line.value_on,
        bank_at=line.at,
        balance_minor=line.balance_minor,
        description=line.description,
        twin=one.identity.twin,
        settled_at=now,
    )
    row.state = MovementState.RECEIVED
    return bool(changed)


@transaction.atomic
def line_hear(
    *, bank_account_id: int, line: Line, channel: Channel, now: datetime
) -> tuple[Movement, bool]:
    """Write one line as a movement, `received` or `pending`; False when it was known.

    The same line from two channels at once is written by one of them. A line in another currency
    than the account's is refused by the caller. Raises: BankAccountNotFound.
    """
    bank_account = BankAccount.objects.filter(pk=bank_account_id).first()
    if bank_account is None:
        raise BankAccountNotFound
    heard = Heard(line, Identifier().of(line))
    found = lines_sort(bank_account=bank_account, heard=[heard], now=now)
    draft = Draft(
        heard,
        new_public_id("mov"),
        kind=first_kind(line),
        state=MovementState.PENDING if line.is_pending else MovementState.RECEIVED,
    )
    drafts = [draft] if found.fresh else []
    written = columns_write(columns_of(drafts, bank_account=bank_account, channel=channel, now=now))
    if written:
        if not line.is_pending:
            balance_heard(bank_account=bank_account, balance=line.balance_minor, at=line.at or now)
        return Movement.objects.get(pk=written[draft.public_id]), True
    rows = Movement.objects.filter(bank_account_id=bank_account_id)
    known = rows.filter(bank_key=heard.identity.key).first()
    known = (
        known
        or rows.filter(booked_on=line.booked_on, twin=heard.identity.twin).order_by("pk").first()
    )
    if known is None:
        known = rows.filter(bank_key=key_of_id(line.reference)).first()
    if known is None:
        raise MovementNotFound
    return known, False


def balance_heard(*, bank_account: BankAccount, balance: int | None, at: datetime) -> None:
    """Keep the newest balance that the bank has said; None: it said none."""
    if balance is not None:
        BankConnection.objects.filter(pk=bank_account.pk).update(
            balance_minor=balance, balance_at=at
        )
