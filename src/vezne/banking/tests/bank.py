"""A seller's bank account in tests: what arrives on it, and what it did to everybody's books."""

from __future__ import annotations

from datetime import date, datetime
from itertools import count
from typing import Any

from tests import factories
from tests.factories import DENIZ, NOW
from vezne.accounts.models import Account
from vezne.accounts.services import user_phone_change
from vezne.banking.models import BankAccount, Movement
from vezne.banking.reference import reference_of
from vezne.banking.services.bank_account import (
    BankAccountTerms,
    RulesTerms,
    bank_account_add,
    rules_change,
)
from vezne.banking.types import Channel, Line
from vezne.core.calendar import istanbul_date
from vezne.core.scope import acting_as, acting_as_system
from vezne.flows.bank import Arrival, movement_arrive
from vezne.ledger.check import ledger_check
from vezne.ledger.models import CurrentAccount
from vezne.ledger.queries import receivable_balance, totals_for_seller, wallet_available
from vezne.ledger.services import current_account_open

IBAN = "TR330006100519786457841326"
PAYERS_IBAN = "TR320010009999901234567890"
OTHER_IBAN = "TR320006200000100006299999"
_numbers = count(1)


def open_bank(
    seller: Account, *, currency: str = "TRY", iban: str = IBAN, **rules: Any
) -> BankAccount:
    """A bank account of the seller, with rules where they are given."""
    with acting_as(seller.pk, "desk"):
        if rules:
            rules_change(seller_id=seller.pk, terms=RulesTerms(**rules), actor=DENIZ, now=NOW)
        terms = BankAccountTerms(
            bank_name="Örnek Bank", branch="Şişli", iban=iban, holder=seller.legal_name,
            currency=currency,
        )  # fmt: skip
        return bank_account_add(seller_id=seller.pk, terms=terms, actor=DENIZ, now=NOW)


def trade(seller: Account, buyer: Account) -> CurrentAccount:
    """Their current account."""
    with acting_as_system("test"):
        return current_account_open(seller_id=seller.pk, buyer_id=buyer.pk, now=NOW)


def code_of(account: CurrentAccount) -> str:
    """What the buyer writes into the description."""
    return reference_of(account.pk)


def line(amount_minor: int, description: str = "", **changes: Any) -> Line:
    """A line of the bank with an id of its own, booked now."""
    fresh = Line(
        row=1,
        amount_minor=amount_minor,
        currency="TRY",
        booked_on=istanbul_date(NOW),
        at=NOW,
        bank_id=f"FT{next(_numbers):06d}",
        description=description,
    )
    return fresh._replace(**changes)


def arrive(
    bank: BankAccount,
    amount_minor: int,
    description: str = "",
    *,
    now: datetime = NOW,
    channel: Channel = Channel.PUSH,
    **changes: Any,
) -> Movement:
    """A line arrives; its movement as it stands afterwards."""
    return hear(bank, line(amount_minor, description, **changes), now=now, channel=channel)


def hear(
    bank: BankAccount, told: Line, *, now: datetime = NOW, channel: Channel = Channel.PUSH
) -> Movement:
    """The same for a line made before."""
    return movement(heard(bank, told, now=now, channel=channel))


def heard(
    bank: BankAccount, told: Line, *, now: datetime = NOW, channel: Channel = Channel.PUSH
) -> Arrival:
    """What the flow answers."""
    return movement_arrive(bank_account_id=bank.pk, line=told, channel=channel, now=now)


def movement(arrival: Arrival) -> Movement:
    """The stored movement of an arrival."""
    with acting_as_system("test"):
        return Movement.objects.get(pk=arrival.movement_id)


def again(row: Movement) -> Movement:
    """A movement as it stands now."""
    with acting_as_system("test"):
        return Movement.objects.get(pk=row.pk)


def wallet(account: CurrentAccount, unit: str = "TRY", *, now: datetime = NOW) -> int:
    """What the buyer can spend."""
    with acting_as_system("test"):
        return wallet_available(current_account_id=account.pk, unit=unit, now=now)


def owed(account: CurrentAccount, unit: str = "TRY") -> int:
    """What the buyer owes."""
    with acting_as_system("test"):
        return receivable_balance(current_account_id=account.pk, unit=unit)


def books(seller: Account, unit: str = "TRY") -> dict[str, int]:
    """The seller's books by kind, over all current accounts; the ledger proves itself first."""
    with acting_as_system("test"):
        assert list(ledger_check()) == []
        totals = totals_for_seller(seller_id=seller.pk)
        return {one.kind: one.balance for one in totals if one.unit == unit and one.balance}


def day(text: str) -> date:
    """`2026-03-02`."""
    return date.fromisoformat(text)


def buyer_named(name: str, *, phone: str = "", now: datetime = NOW) -> Account:
    """A firm, with a member who signs in by phone where one is given."""
    account = factories.make_buyer(name, now=now)
    if phone:
        member_with_phone(account, phone, now=now)
    return account


def member_with_phone(account: Account, phone: str, *, now: datetime = NOW) -> Any:
    """A person of the account with this phone."""
    user = factories.make_member(account, name="Ayşe", now=now)
    with acting_as_system("test"):
        user_phone_change(user_id=user.pk, phone=phone, actor=DENIZ, now=now)
    return user
