"""The tables of banking: accounts and rules, movements, files, and what was agreed or said."""

from __future__ import annotations

from vezne.banking.models.accounts import BankAccount, BankConnection, MatchingRules
from vezne.banking.models.agreements import KnownPayer, Promise, TransferNotice
from vezne.banking.models.arrivals import BankMessage, BankTask, StatementImport, StatementSpan
from vezne.banking.models.days import BankDay
from vezne.banking.models.movements import Movement, MovementPart

__all__ = [
    "BankAccount",
    "BankConnection",
    "BankDay",
    "BankMessage",
    "BankTask",
    "KnownPayer",
    "MatchingRules",
    "Movement",
    "MovementPart",
    "Promise",
    "StatementImport",
    "StatementSpan",
    "TransferNotice",
]
