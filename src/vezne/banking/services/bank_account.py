"""The seller's bank accounts: add, change, feed and secret; and its rules."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from vezne.accounts.identifiers import normalise_iban
from vezne.banking.errors import BankAccountNotFound, BankAccountTaken, FeedAddressRefused
from vezne.banking.models import BankAccount, BankConnection, MatchingRules
from vezne.banking.readers.csv_profiles import CsvProfile
from vezne.banking.sealing import FEED, opened, sealed
from vezne.banking.types import FeedKind, OtherAmount, PayerPolicy
from vezne.core import audit
from vezne.core.audit import Actor
from vezne.core.locks import lock_row
from vezne.core.money import CURRENCIES

SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class BankAccountTerms:
    """What a person fills in for a bank account."""

    bank_name: str
    iban: str
    holder: str
    branch: str = ""
    currency: str = "TRY"
    position: int = 0
    is_shown: bool = True
    is_active: bool = True
    csv_profile: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class RulesTerms:
    """What a seller lets happen without a person."""

    uses_phones: bool = False
    iban_policy: str = PayerPolicy.ALWAYS
    tax_id_policy: str = PayerPolicy.EXACT
    other_amount: str = OtherAmount.ACCOUNT
    automatic_limit_minor: int | None = None
    notice_after_hours: int = 4
    promise_days: int = 3
    payout_names: tuple[str, ...] = ()


@transaction.atomic
def bank_account_add(
    *, seller_id: int, terms: BankAccountTerms, actor: Actor, now: datetime
) -> BankAccount:
    """Give a seller one more bank account, without a feed.

    Raises: InvalidIban, BankAccountTaken, ProfileUnknown, ValueError for an unknown currency.
    """
    values = _checked(terms)
    try:
        with transaction.atomic():
            row = BankAccount.objects.create(seller_id=seller_id, created_at=now, **values)
            BankConnection.objects.create(bank_account=row, seller_id=seller_id)
    except IntegrityError:
        raise BankAccountTaken from None
    _log("bank_account.added", row, actor, now)
    return row


@transaction.atomic
def bank_account_change(
    *, public_id: str, terms: BankAccountTerms, actor: Actor, now: datetime
) -> BankAccount:
    """Change what is shown of a bank account; IBAN and currency stay: movements hang on them.

    Raises: BankAccountNotFound, ProfileUnknown.
    """
    row = lock_row(BankAccount.objects, BankAccountNotFound, public_id=public_id)
    values = _checked(terms)
    for name in ("bank_name", "branch", "holder", "position", "is_shown", "is_active",
                 "csv_profile"):  # fmt: skip
        setattr(row, name, values[name])
    row.save()
    _log("bank_account.changed", row, actor, now)
    return row


@transaction.atomic
def feed_pull_set(
    *,
    public_id: str,
    url: str,
    token: str,
    account_reference: str,
    actor: Actor,
    now: datetime,
) -> BankAccount:
    """Ask a bank's open-banking feed for the movements of this account.

    `account_reference` is how the feed names it (hspRef). Raises: BankAccountNotFound,
    FeedAddressRefused (outside sandbox mode anything but https).
    """
    if not (url.startswith("https://") or (settings.SANDBOX and url.startswith("http://"))):
        raise FeedAddressRefused
    row = lock_row(BankAccount.objects, BankAccountNotFound, public_id=public_id)
    keys = json.dumps({"token": token, "account_reference": account_reference})
    _connect(row, FeedKind.OHVPS, url=url.rstrip("/"), keys=keys)
    BankConnection.objects.filter(pk=row.pk).update(cursor_at=None, polled_at=None)
    _log("bank_account.feed_pull_set", row, actor, now)
    return row


@transaction.atomic
def feed_push_set(*, public_id: str, actor: Actor, now: datetime) -> str:
    """Let the bank tell movements by signed calls; gives the fresh secret, shown this once.

    A second call makes a new secret and ends the old one. Raises: BankAccountNotFound.
    """
    row = lock_row(BankAccount.objects, BankAccountNotFound, public_id=public_id)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    _connect(row, FeedKind.PUSH, keys=json.dumps({"secret": secret}))
    _log("bank_account.feed_push_set", row, actor, now)
    return secret


@transaction.atomic
def feed_remove(*, public_id: str, actor: Actor, now: datetime) -> BankAccount:
    """Only files from now on. Raises: BankAccountNotFound."""
    row = lock_row(BankAccount.objects, BankAccountNotFound, public_id=public_id)
    _connect(row, FeedKind.NONE)
    _log("bank_account.feed_removed", row, actor, now)
    return row


def feed_keys(bank_account: BankAccount) -> dict[str, str]:
    """The keys of a feed, opened; empty without one."""
    kept = opened(bank_account.connection.keys_sealed, purpose=FEED)
    keys: dict[str, str] = json.loads(kept) if kept else {}
    return keys


@transaction.atomic
def feed_answered(*, bank_account_id: int, cursor_at: datetime | None, now: datetime) -> None:
    """Note that a feed answered, and up to which of the bank's instants we have its lines."""
    row = BankConnection.objects.select_for_update().get(pk=bank_account_id)
    row.polled_at, row.failing_since, row.error = now, None, ""
    if cursor_at is not None and (row.cursor_at is None or cursor_at > row.cursor_at):
        row.cursor_at = cursor_at
    row.save(update_fields=["polled_at", "failing_since", "error", "cursor_at"])


@transaction.atomic
def feed_failed(*, bank_account_id: int, detail: str, now: datetime) -> datetime:
    """Note that a feed did not answer; gives since when it fails."""
    row = BankConnection.objects.select_for_update().get(pk=bank_account_id)
    row.failing_since = row.failing_since or now
    row.error = detail[:200]
    row.save(update_fields=["failing_since", "error"])
    return row.failing_since


@transaction.atomic
def rules_change(
    *, seller_id: int, terms: RulesTerms, actor: Actor, now: datetime
) -> MatchingRules:
    """Set what a seller lets happen without a person. Raises: ValueError for unknown words."""
    limit = terms.automatic_limit_minor
    if (
        terms.iban_policy not in PayerPolicy.values
        or terms.tax_id_policy not in PayerPolicy.values
        or terms.other_amount not in OtherAmount.values
        or (limit is not None and limit < 0)
    ):
        raise ValueError("unknown rules")
    values = {one.name: getattr(terms, one.name) for one in fields(terms)}
    values["payout_names"] = [name.strip()[:60] for name in terms.payout_names if name.strip()]
    row, _made = MatchingRules.objects.update_or_create(seller_id=seller_id, defaults=values)
    audit.record(
        actor=actor,
        action="bank.rules_changed",
        subject=f"account {seller_id}",
        now=now,
        account_id=seller_id,
        **{key: value for key, value in values.items() if key != "payout_names"},
    )
    return row


def _checked(terms: BankAccountTerms) -> dict[str, Any]:
    values: dict[str, Any] = {one.name: getattr(terms, one.name) for one in fields(terms)}
    values["iban"] = normalise_iban(terms.iban)
    for name in ("bank_name", "branch", "holder"):
        values[name] = values[name].strip()
    if terms.currency not in CURRENCIES:
        raise ValueError(f"unknown currency {terms.currency}")
    if terms.csv_profile is not None:
        CsvProfile.from_json(terms.csv_profile)
    return values


def _connect(row: BankAccount, kind: FeedKind, *, url: str = "", keys: str = "") -> None:
    """Change how a locked account is connected; what the bank last said stays."""
    BankConnection.objects.filter(pk=row.pk).update(
        kind=kind,
        url=url,
        keys_sealed=sealed(keys, purpose=FEED),
        failing_since=None,
        error="",
    )


def _log(action: str, row: BankAccount, actor: Actor, now: datetime) -> None:
    audit.record(
        actor=actor,
        action=action,
        subject=row.public_id,
        now=now,
        account_id=row.seller_id,
        iban_tail=row.iban[-4:],
    )
