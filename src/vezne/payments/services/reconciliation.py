"""A provider's books of a day beside ours: asked for once, compared, differences kept.

The provider is asked outside of any transaction; what was found is written in one. Twice the same
day writes nothing twice: a day has one row, and a difference that is known already is not new.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from vezne.core import outbox
from vezne.core.audit import Actor, record
from vezne.core.locks import lock_row
from vezne.core.scope import acting_as_system
from vezne.payments.comparing import Found, OwnCharge, compare, is_plain
from vezne.payments.errors import ProviderAddressRefused, ProviderUnavailable
from vezne.payments.models import (
    Attempt,
    Difference,
    DifferenceState,
    ProviderAccount,
    Reconciliation,
    ReconciliationState,
)
from vezne.payments.providers.base import (
    BookEntry,
    BookKind,
    CardProvider,
    ProviderInDoubt,
    ProviderRefused,
    ProviderRetryable,
)
from vezne.payments.queries.reconciliation import (
    MOVED,
    attempts_of_day,
    list_open_days,
    own_charges,
)
from vezne.payments.services.calls import provider_slot
from vezne.payments.services.gateway import open_provider

MOST_TRIES = 8
TRY_AGAIN = timedelta(hours=1)
NO_ANSWER = (ProviderRetryable, ProviderInDoubt, ProviderRefused, ProviderUnavailable)


@dataclass(frozen=True, slots=True)
class _Books:
    """Both sides of a day, by reference."""

    own: dict[str, OwnCharge]
    attempts: dict[str, Attempt]
    theirs: dict[str, list[BookEntry]]  # of the day; what was looked up where that is needed
    found: list[Found]
    settled: list[int]  # older differences that are none any more


def reconciliations_begin(*, now: datetime) -> int:
    """Write a row for every day that is to be compared; how many are new. In system scope."""
    rows = [
        Reconciliation(
            seller_id=one.account.seller_id,
            provider_account=one.account,
            day=one.day,
            state=ReconciliationState.OPEN,
            created_at=now,
            next_try_at=now,
        )
        for one in list_open_days(now=now)
    ]
    Reconciliation.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def reconciliation_run(*, reconciliation_id: int, now: datetime) -> Reconciliation:
    """Ask the provider for the books of a day and write what does not agree with ours.

    In a worker, outside any transaction. Without an answer it is tried again each hour, eight
    times, then it is failed and staff look at it. Raises: NotFound.
    """
    with acting_as_system("payments: reconciliation"):
        row = Reconciliation.objects.select_related("provider_account").get(pk=reconciliation_id)
        if row.state == ReconciliationState.DONE:
            return row
        try:
            provider = open_provider(row.provider_account)
            with provider_slot():
                books = _read(provider, row)
        except ProviderAddressRefused as error:
            return _postpone(row.pk, str(error), now=now, is_last=True)
        except NO_ANSWER as error:
            return _postpone(row.pk, f"{type(error).__name__}: {error}", now=now)
        return _write(row.pk, books, now=now)


def _read(provider: CardProvider, row: Reconciliation) -> _Books:
    """Both sides; one question for the day, and one for each charge that it does not settle."""
    account = row.provider_account
    listed = provider.list_day(row.day)
    by_reference: dict[str, list[BookEntry]] = {}
    for entry in listed or ():
        by_reference.setdefault(entry.reference, []).append(entry)
    attempts = {one.reference: one for one in attempts_of_day(account, row.day)}
    others = Attempt.objects.filter(provider_account=account, reference__in=list(by_reference))
    attempts |= {one.reference: one for one in others}
    own = own_charges(attempts.values())
    found: list[Found] = []
    for reference in sorted({*by_reference, *own}):
        entries = by_reference.get(reference, [])
        charge = own.get(reference)
        if is_plain(charge, entries):
            continue
        if not entries and not _is_worth_asking(attempts[reference], has_list=listed is not None):
            continue
        if charge is not None:
            looked = _look_up(provider, attempts[reference])
            by_reference.setdefault(reference, looked)
            entries = looked
        found += compare(reference, charge, entries)
    return _Books(own, attempts, by_reference, found, _settled(provider, account))


def _is_worth_asking(attempt: Attempt, *, has_list: bool) -> bool:
    """Whether a charge that the day does not list may be in the books all the same.

    A captured one must be (its money may have moved on the day before). One that failed may be
    where the provider lists no days and its form was open.
    """
    return attempt.state in MOVED or (not has_list and bool(attempt.page_url))


def _look_up(provider: CardProvider, attempt: Attempt) -> list[BookEntry]:
    entries = provider.look_up(
        reference=attempt.reference,
        payment_id=attempt.provider_payment_id,
        currency=attempt.currency,
    )
    return list(entries)


def _settled(provider: CardProvider, account: ProviderAccount) -> list[int]:
    """Open differences about charges of ours that are none any more."""
    rows = Difference.objects.filter(
        reconciliation__provider_account=account,
        state=DifferenceState.OPEN,
        attempt__isnull=False,
    ).select_related("attempt")
    gone = []
    for row in rows.order_by("pk")[:100]:
        assert row.attempt is not None
        charge = own_charges([row.attempt])[row.reference]
        now_found = compare(row.reference, charge, _look_up(provider, row.attempt))
        if row.kind not in {one.kind for one in now_found}:
            gone.append(row.pk)
    return gone


@transaction.atomic
def _postpone(
    reconciliation_id: int, why: str, *, now: datetime, is_last: bool = False
) -> Reconciliation:
    row = Reconciliation.objects.select_for_update().get(pk=reconciliation_id)
    row.tries += 1
    row.error_detail = why[:200]
    is_over = is_last or row.tries >= MOST_TRIES
    row.next_try_at = None if is_over else now + TRY_AGAIN
    row.state = ReconciliationState.FAILED if is_over else ReconciliationState.OPEN
    row.save(update_fields=["tries", "error_detail", "next_try_at", "state"])
    if is_over:
        _emit("reconciliation.failed", row, now, 0)
    return row


@transaction.atomic
def _write(reconciliation_id: int, books: _Books, *, now: datetime) -> Reconciliation:
    row = Reconciliation.objects.select_for_update().get(pk=reconciliation_id)
    if row.state == ReconciliationState.DONE:
        return row
    fresh = [one for one in books.found if not _is_known(row, one)]
    Difference.objects.bulk_create(
        [
            Difference(
                seller_id=row.seller_id,
                reconciliation=row,
                kind=one.kind,
                state=DifferenceState.OPEN,
                reference=one.reference[:80],
                attempt=books.attempts.get(one.reference),
                currency=one.currency,
                ours_minor=one.ours_minor,
                theirs_minor=one.theirs_minor,
                found_at=now,
            )
            for one in fresh
        ],
        ignore_conflicts=True,
    )
    Difference.objects.filter(pk__in=books.settled, state=DifferenceState.OPEN).update(
        state=DifferenceState.GONE, ended_at=now
    )
    row.state, row.done_at, row.next_try_at = ReconciliationState.DONE, now, None
    row.tries += 1
    row.error_detail, row.totals = "", _totals(books)
    row.save()
    if fresh:
        _emit("reconciliation.differs", row, now, len(fresh))
    return row


def _is_known(row: Reconciliation, one: Found) -> bool:
    """The same thing was found on another day, with the same figures."""
    return Difference.objects.filter(
        reconciliation__provider_account_id=row.provider_account_id,
        kind=one.kind,
        reference=one.reference[:80],
        ours_minor=one.ours_minor,
        theirs_minor=one.theirs_minor,
    ).exists()


def _totals(books: _Books) -> dict[str, dict[str, int]]:
    totals: dict[str, dict[str, int]] = {}

    def add(currency: str, name: str, minor: int) -> None:
        of_currency = totals.setdefault(currency, {})
        of_currency[name] = of_currency.get(name, 0) + minor

    for entries in books.theirs.values():
        for one in entries:
            name = "sales" if one.kind is BookKind.SALE else "refunds"
            add(one.amount.currency, name, one.amount.minor)
            add(one.amount.currency, "fees", one.fee_minor or 0)
    for charge in books.own.values():
        if charge.is_taken:
            add(charge.currency, "ours_sales", charge.charged_minor)
            add(charge.currency, "ours_refunds", charge.refunded_minor)
    return totals


def _emit(kind: str, row: Reconciliation, now: datetime, count: int) -> None:
    outbox.emit(
        kind=kind,
        account_id=row.seller_id,
        subject=row.public_id,
        now=now,
        day=str(row.day),
        provider=row.provider_account.provider,
        differences=count,
    )


@transaction.atomic
def difference_explain(
    *, difference_id: int, words: str, actor: Actor, now: datetime
) -> Difference:
    """Close a difference with staff's own words; once more replaces them. Raises: NotFound."""
    row = lock_row(Difference.objects, pk=difference_id)
    row.state, row.ended_at = DifferenceState.EXPLAINED, now
    row.explanation, row.explained_by = words.strip()[:500], actor.label[:200]
    row.save(update_fields=["state", "ended_at", "explanation", "explained_by"])
    record(
        actor=actor,
        action="payments.difference_explained",
        subject=row.public_id,
        now=now,
        account_id=row.seller_id,
        explanation=row.explanation,
    )
    return row
