"""What the ledger refuses, one class per situation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from vezne.core.errors import DomainError, IdempotencyConflict, NotFound


class CurrentAccountNotFound(NotFound):
    """No such current account in this scope."""

    code = "current_account_not_found"
    message = _("Cari hesap bulunamadı.")


class InsufficientFunds(DomainError):
    """The wallet does not hold that much, holds taken off."""

    code = "insufficient_funds"
    status = 409
    message = _("Bakiye yetersiz.")


class InsufficientCredits(DomainError):
    """Not that many credits are left, holds and expired lots taken off."""

    code = "insufficient_credits"
    status = 409
    message = _("Kontör yetersiz.")


class CreditLimitExceeded(DomainError):
    """The receivable would pass the credit limit of the current account."""

    code = "credit_limit_exceeded"
    status = 409
    message = _("Cari hesap limiti aşılıyor.")


class KeyConflict(IdempotencyConflict):
    """The key was used in this current account for another entry."""

    code = "key_conflict"


class MonthClosed(DomainError):
    """The business date lies in a month that the seller has closed."""

    code = "month_closed"
    status = 409
    message = _("Bu ay kapatılmış; kapalı aya kayıt yapılamaz.")


class MonthNotOver(DomainError):
    """Only a month that is over can be closed."""

    code = "month_not_over"
    status = 409
    message = _("Henüz bitmemiş bir ay kapatılamaz.")


class HoldGone(DomainError):
    """The hold was voided, posted otherwise, or its time ran out."""

    code = "hold_gone"
    status = 409
    message = _("Ayrılan tutar artık geçerli değil.")


class EntryNotFound(NotFound):
    """No entry with this key in this current account."""

    code = "entry_not_found"


class AlreadyReversed(DomainError):
    """The entry was reversed before, under another key."""

    code = "already_reversed"
    status = 409
    message = _("Bu kayıt daha önce ters kayıtla kapatılmış.")


REFUSALS: dict[str, type[DomainError]] = {
    error.code: error
    for error in (
        CurrentAccountNotFound,
        InsufficientFunds,
        InsufficientCredits,
        CreditLimitExceeded,
        KeyConflict,
        MonthClosed,
        HoldGone,
        EntryNotFound,
        AlreadyReversed,
    )
}
"""The database functions answer with these codes; `posting.raise_refusal` raises the errors."""
