"""What paying in parts costs with the simulated banks. Pure functions."""

from decimal import ROUND_HALF_UP, Decimal

from vezne_sandbox.iyzico.cards import TestCard

_CENT = Decimal("0.01")
# Percent on top of the price, by number of instalments; invented.
_COST_PERCENT = {
    1: Decimal(0),
    2: Decimal("2.5"),
    3: Decimal("3.5"),
    4: Decimal("4.5"),
    6: Decimal("6.5"),
    9: Decimal("9.5"),
    12: Decimal("12.5"),
}


def total_with(installment: int, price: Decimal) -> Decimal:
    """What the card is charged in all, to the kuruş."""
    if installment == 1:
        return price
    total = price * (1 + _COST_PERCENT[installment] / 100)
    return total.quantize(_CENT, rounding=ROUND_HALF_UP)


def each_of(installment: int, total: Decimal) -> Decimal:
    """One part, to the kuruş."""
    return (total / installment).quantize(_CENT, rounding=ROUND_HALF_UP)


def allowed_for(card: TestCard, wanted: list[int], currency: str) -> list[int]:
    """No instalments with debit, prepaid and foreign cards, nor in a foreign currency."""
    if card.card_type != "CREDIT_CARD" or card.is_foreign or currency != "TRY":
        return [1]
    return sorted(set(wanted) | {1})


def share_out(total: Decimal, weights: list[Decimal]) -> list[Decimal]:
    """Parts of the total by weight, each to the kuruş; the last takes the rest."""
    whole = sum(weights)
    parts = [(total * weight / whole).quantize(_CENT) for weight in weights[:-1]]
    return [*parts, total - sum(parts)]
