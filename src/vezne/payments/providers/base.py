"""The contract of a card provider, written for whoever adds the next one.

Every hook is called **outside of any transaction**, after our own row was committed, in the web
process (at most 2 s to connect, 5 s to answer) or in a worker. No hook may touch models or
services, keep state between calls, read the clock, retry by itself, or log card data.

Three ways to fail, and nothing else leaves a hook:
* `ProviderRefused`: certain, the provider said no and nothing happened;
* `ProviderRetryable`: certain, the request never left us; it may be sent again;
* `ProviderInDoubt`: the request may have arrived; ask before doing it again.
Hooks that return facts turn these three into outcomes themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from vezne.core.money import Money
from vezne.payments.types import ErrorCode, Notice, ProviderFacts, RefundFacts

EXPIRY_MARGIN = timedelta(minutes=30)
"""After a form's expiry a payer may still stand on the bank's page; then it is over."""


class ProviderRefused(Exception):
    """The provider said no; nothing happened."""

    def __init__(self, code: ErrorCode, detail: str) -> None:
        """`detail` holds the provider's own code and words."""
        super().__init__(detail)
        self.code, self.detail = code, detail


class ProviderRetryable(Exception):
    """The request did not leave us, or was turned away unread."""


class ProviderInDoubt(Exception):
    """The request may have arrived; its effect is not known."""


@dataclass(frozen=True, slots=True)
class BuyerDetails:
    """Who pays, as providers want to know it."""

    id: str  # our public id
    name: str
    surname: str
    identity_number: str  # TCKN or VKN
    email: str
    phone: str  # E.164
    address: str
    city: str
    country: str
    contact_name: str
    ip: str = ""
    zip_code: str = ""


@dataclass(frozen=True, slots=True)
class BasketLine:
    """One line; the lines' amounts sum to the request's amount."""

    id: str
    name: str
    category: str
    amount: Money


@dataclass(frozen=True, slots=True)
class FormRequest:
    """A hosted form for one attempt."""

    reference: str
    amount: Money
    buyer: BuyerDetails
    lines: tuple[BasketLine, ...]
    callback_url: str  # the browser comes back here, by GET or with a form of the provider's
    notice_url: str = ""  # for providers that are told with each form where to send their notice
    instalments: tuple[int, ...] = (1,)
    wants_3d: bool = True
    wants_storing: bool = False
    user_key: str = ""  # the provider's key of this payer, when it keeps cards of theirs
    locale: str = "tr"


@dataclass(frozen=True, slots=True)
class FormOpened:
    """Where the payer goes: an address, or a form that the browser posts there."""

    token: str
    page_url: str
    valid_seconds: int
    fields: tuple[tuple[str, str], ...] = ()  # signed; none: the address alone is enough


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be found out about one attempt, and what it must agree with."""

    reference: str
    amount: Money
    now: datetime
    token: str = ""
    payment_id: str = ""
    form_expires_at: datetime | None = None  # None: no form, a charge of a stored card
    asked_at: datetime | None = None  # when the charge was sent
    notice: bytes = b""  # what the browser or the provider has just brought, as it came


@dataclass(frozen=True, slots=True)
class StoredCharge:
    """A charge without the payer, of a card that the provider keeps."""

    reference: str
    amount: Money
    buyer: BuyerDetails
    lines: tuple[BasketLine, ...]
    user_key: str
    card_token: str
    locale: str = "tr"


@dataclass(frozen=True, slots=True)
class RefundRequest:
    """Money back for one captured attempt."""

    reference: str
    payment_id: str
    amount: Money
    reason: str
    asked_at: datetime
    now: datetime
    captured_at: datetime | None = None  # when the charge's end became certain
    is_whole: bool = False  # all that was charged, and nothing of it was given back before
    settled: tuple[str, ...] = ()  # host references of this charge's refunds that are done


class BookKind(StrEnum):
    """What a line of a provider's books is."""

    SALE = "sale"
    REFUND = "refund"  # or a cancellation: the money went back


@dataclass(frozen=True, slots=True)
class BookEntry:
    """One movement as the provider's books have it."""

    kind: BookKind
    reference: str  # our reference of the charge; the provider's own where it is none of ours
    amount: Money  # what the payer paid, instalment cost included; what went back
    fee_minor: int | None = None  # what the provider keeps; None: not told


class CardProvider(Protocol):
    """One seller's contract with one provider, ready to be called."""

    def open_form(self, request: FormRequest) -> FormOpened:
        """Open a hosted form; web process, while the payer waits, once per attempt.

        No money moves. Raises: ProviderRefused, ProviderRetryable, ProviderInDoubt (a form may
        exist, but nobody holds its address, so another attempt may be made).
        """
        ...

    def ask(self, question: Question) -> ProviderFacts:
        """Say what became of an attempt; after the browser's return, a webhook, or by the janitor.

        Never charges. `Captured` only when signature, amount, currency and reference agree;
        an answer that does not fit is `Unknown(is_alarm=True)`. `Abandoned` only when the form
        has expired with a margin and the provider's books hold nothing. A `notice` counts only
        where the provider's contract makes it a proof, its signature is right, and for nothing
        that is not signed; anybody may have sent it, so a wrong one is no alarm.
        """
        ...

    def charge_stored(self, charge: StoredCharge) -> ProviderFacts:
        """Charge a stored card without its holder; worker only, once per attempt, never repeated.

        A time-out, a 5xx and a broken answer are `Unknown`; not sent at all is
        `Refused(UNREACHABLE)`.
        """
        ...

    def refund(self, request: RefundRequest) -> RefundFacts:
        """Give money back; worker, once per refund row, never repeated while it is unknown."""
        ...

    def ask_refund(self, request: RefundRequest) -> RefundFacts:
        """Say whether a refund of unknown end is in the provider's books; janitor only."""
        ...

    def remove_card(self, *, user_key: str, card_token: str) -> None:
        """Forget a stored card; done also when it is not known any more. May be repeated.

        Raises: ProviderRefused, ProviderRetryable, ProviderInDoubt.
        """
        ...

    def check_keys(self) -> None:
        """Prove that the keys are right without moving money; the desk's *test* button.

        Raises: ProviderRefused, ProviderRetryable, ProviderInDoubt.
        """
        ...

    def read_notice(self, *, headers: Mapping[str, str], body: bytes) -> Notice:
        """Read a webhook without any call, in the request that brought it. Raises: ValueError."""
        ...

    def list_day(self, day: date) -> tuple[BookEntry, ...] | None:
        """Everything in the provider's books on a day of Istanbul; None: it lists none.

        Worker only, once a day. Raises: ProviderRefused, ProviderRetryable, ProviderInDoubt.
        """
        ...

    def look_up(self, *, reference: str, payment_id: str, currency: str) -> tuple[BookEntry, ...]:
        """What the provider's books hold under one reference: its sale, and all that went back.

        `currency` is the charge's, for books that name none. Empty: nothing was taken. Worker
        only. Raises: as `list_day`.
        """
        ...
