"""By what means an invoice was paid: each with its sum, however many tries brought it."""

from __future__ import annotations

from dataclasses import dataclass

from vezne.core.money import Money
from vezne.payments.models import Allocation, Attempt, AttemptMethod
from vezne.payments.types import card_words


@dataclass(frozen=True, slots=True)
class PaidPart:
    """So much of an invoice came by one card, from the balance, or by transfer."""

    method: str  # models.AttemptMethod
    card: str  # in words; empty: it was no card, or nothing is known of it
    amount: Money  # in the invoice's currency

    @property
    def words(self) -> str:
        """The card, else the name of the method."""
        return self.card or str(AttemptMethod(self.method).label)


def paid_parts(invoice_id: int) -> list[PaidPart]:
    """The parts in which an invoice was paid, cards first; empty: nothing was to be paid.

    A try's allocation holds what the balance added to its card: more than the card covers is that.
    """
    rows = Allocation.objects.filter(invoice_id=invoice_id, attempt__isnull=False)
    found: dict[tuple[str, str], int] = {}
    for row in rows.select_related("attempt").order_by("pk"):
        assert row.attempt is not None  # filtered
        by_card = min(row.amount_minor, row.attempt.covers_minor)
        _add(found, _key(row.attempt), by_card)
        _add(found, (AttemptMethod.WALLET.value, ""), row.amount_minor - by_card)
    currency = rows.values_list("currency", flat=True).first() or ""
    parts = [
        PaidPart(method, card, Money(minor, currency)) for (method, card), minor in found.items()
    ]
    return sorted(parts, key=lambda part: part.method == AttemptMethod.WALLET)


def _key(attempt: Attempt) -> tuple[str, str]:
    return attempt.method, card_words(attempt.card_brand, attempt.card_last_four)


def _add(found: dict[tuple[str, str], int], key: tuple[str, str], minor: int) -> None:
    if minor > 0:
        found[key] = found.get(key, 0) + minor
