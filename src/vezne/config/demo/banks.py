"""The demo seller's bank accounts: opened here and at the sandbox's bank, and money sent to them.

One tells of its movements by signed calls, the others are asked once a minute (ÖHVPS). During the
story the worker is not there yet, so its transfers go to those that are asked.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from vezne.accounts.models import Account
from vezne.accounts.queries import tax_id_of
from vezne.banking.models import BankAccount
from vezne.banking.services.bank_account import (
    BankAccountTerms,
    bank_account_add,
    feed_pull_set,
    feed_push_set,
)
from vezne.banking.types import FeedKind
from vezne.config.demo.outside import sandbox_call
from vezne.core.audit import SYSTEM, Actor
from vezne.core.clock import read_now
from vezne.core.money import Money
from vezne.core.scope import acting_as
from vezne.flows.bank_feeds import feed_ask
from vezne.flows.bank_promises import transfer_choose
from vezne.invoicing.models import Invoice

BY_TRANSFER = ("transfer", "silent", "round")
MOST_TRIES = 50
PAUSE_SECONDS = 0.1
HOLDER = "Kule Yazılım ve Bilişim A.Ş."


class BankSilent(RuntimeError):
    """The sandbox's bank does not tell of a line that it has booked."""


@dataclass(frozen=True, slots=True)
class DemoBank:
    """An invented bank; the IBAN's check digits are right."""

    name: str
    branch: str
    iban: str
    feed: FeedKind
    currency: str = "TRY"
    holder: str = HOLDER


BANKS = (
    DemoBank("Körfez Bankası", "Mecidiyeköy", "TR300090100001234500050001", FeedKind.PUSH),
    DemoBank("Marmara Katılım", "Şişli", "TR310090200000007700310042", FeedKind.OHVPS),
    DemoBank("Marmara Katılım", "Şişli", "TR570090200000007700310059", FeedKind.OHVPS, "USD"),
)
HOST_BANKS = (
    DemoBank(
        "Körfez Bankası",
        "Alsancak",
        "TR780090100001234500060001",
        FeedKind.OHVPS,
        holder="Sazlık Barındırma ve Bulut Hizmetleri A.Ş.",
    ),
)
"""Of the second seller."""
ASKED = {bank.currency: bank for bank in BANKS if bank.feed == FeedKind.OHVPS}


@dataclass(frozen=True, slots=True)
class Sent:
    """A transfer of a firm: what its bank says of it."""

    amount: Money
    description: str = ""
    name: str = ""
    tax_id: str = ""
    channel: str = "FAST"


def banks_open(*, seller_id: int, now: datetime, banks: Sequence[DemoBank] = BANKS) -> None:
    """Open the seller's accounts, here and at the sandbox's bank."""
    for position, bank in enumerate(banks):
        terms = BankAccountTerms(
            bank_name=bank.name,
            branch=bank.branch,
            iban=bank.iban,
            holder=bank.holder,
            currency=bank.currency,
            position=position,
        )
        with acting_as(seller_id, "desk"):
            account = bank_account_add(seller_id=seller_id, terms=terms, actor=SYSTEM, now=now)
            _tie(account, bank, now)


def banks_follow(*, seller_id: int, now: datetime, banks: Sequence[DemoBank] = BANKS) -> None:
    """Tie the accounts to the ports of this start, with fresh keys on both sides."""
    with acting_as(seller_id, "desk"):
        for bank in banks:
            account = BankAccount.objects.filter(seller_id=seller_id, iban=bank.iban).first()
            if account is not None:
                _tie(account, bank, now)


def pay_by_transfer(
    account: Account, habit: str, invoice: Invoice, *, actor: Actor, now: datetime
) -> None:
    """Choose transfer and send it as this firm writes it: with the reference, without, rounded."""
    terms = transfer_choose(invoice=invoice, actor=actor, now=now)
    amount, description = terms.amount, terms.reference
    if habit == "round":
        amount = Money(-(-amount.minor // 100_00) * 100_00, amount.currency)
    elif habit == "silent":
        description = "hizmet bedeli"
    send(Sent(amount, description, name=account.legal_name, tax_id=tax_id_of(account)))


def last_lines() -> None:
    """What a desk finds in the morning: a stranger's money, a fee, a card provider's payout."""
    for sent in (
        Sent(Money(750_00, "TRY"), "kapora", name="AHMET YILMAZ"),
        Sent(Money(-12_50, "TRY"), "HESAP ISLETIM UCRETI", channel="MASRAF"),
        Sent(Money(3_250_40, "TRY"), "GUN SONU", name="IYZICO ODEME HIZMETLERI", channel="POS"),
    ):
        send(sent)


def send(sent: Sent) -> None:
    """A firm sends money to the first seller's account that is asked. Raises: BankSilent."""
    send_to(ASKED[sent.amount.currency], sent)


def send_to(bank: DemoBank, sent: Sent) -> None:
    """Send money to an account that is asked, and ask until its bank tells of it.

    Raises: BankSilent.
    """
    minor = sent.amount.minor
    body = {
        "amount": f"{'-' if minor < 0 else ''}{abs(minor) // 100}.{abs(minor) % 100:02d}",
        "description": sent.description,
        "channel": sent.channel,
        "name": sent.name,
        "taxId": sent.tax_id,
    }
    _call("POST", f"{bank.iban}/movements", body)
    account = BankAccount.objects.get(iban=bank.iban)
    for _try in range(MOST_TRIES):
        if feed_ask(public_id=account.public_id, now=read_now()):
            return
        time.sleep(PAUSE_SECONDS)
    raise BankSilent(sent.description)


def _tie(account: BankAccount, bank: DemoBank, now: datetime) -> None:
    body: dict[str, Any] = {
        "holder": bank.holder,
        "bankName": bank.name,
        "branch": bank.branch,
        "currency": bank.currency,
    }
    if bank.feed == FeedKind.PUSH:
        secret = feed_push_set(public_id=account.public_id, actor=SYSTEM, now=now)
        url = f"{settings.VEZNE_WEB_URL}/api/v1/webhooks/bank/{account.public_id}"
        _call("PUT", bank.iban, {**body, "noticeUrl": url, "noticeSecret": secret})
        return
    token = secrets.token_urlsafe(24)
    opened = _call("PUT", bank.iban, {**body, "token": token})
    feed_pull_set(
        public_id=account.public_id,
        url=settings.VEZNE_SANDBOX_URL,
        token=token,
        account_reference=opened["reference"],
        actor=SYSTEM,
        now=now,
    )


def _call(method: str, what: str, body: dict[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = sandbox_call(method, f"bank/accounts/{what}", body).json()
    return told
