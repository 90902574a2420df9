"""A stored movement as the line that it was, its sealed numbers opened."""

from __future__ import annotations

from vezne.banking.models import Movement
from vezne.banking.sealing import MOVEMENT_IBAN, MOVEMENT_TAX_ID, opened
from vezne.banking.types import Line, MovementKind


def line_of(movement: Movement) -> Line:
    """The line behind a movement, its sealed numbers opened."""
    return Line(
        row=0,
        amount_minor=movement.amount_minor,
        currency=movement.currency,
        booked_on=movement.booked_on,
        value_on=movement.value_on,
        at=movement.bank_at,
        bank_id=movement.bank_key[3:] if movement.bank_key.startswith("id:") else "",
        reference=movement.reference,
        description=movement.description,
        counterparty_name=movement.counterparty_name,
        counterparty_iban=opened(movement.iban_sealed, purpose=MOVEMENT_IBAN),
        counterparty_tax_id=opened(movement.tax_id_sealed, purpose=MOVEMENT_TAX_ID),
        balance_minor=movement.balance_minor,
        is_reversal=movement.kind == MovementKind.REVERSAL,
        takes_back=movement.takes_back,
        code=movement.code,
    )
