"""The contract of an integrator, written for whoever adds the next one.

Every hook is called outside of any transaction, in a worker (but `company`, behind a button). No
hook may touch models or services, keep state, read the clock or retry by itself, but once where
its docstring says so.

Three ways to fail, and nothing else leaves a hook:
* `IntegratorRefused`: certain, it said no and keeps nothing;
* `IntegratorRetryable`: certain, the request never left us or was turned away unread;
* `IntegratorInDoubt`: the request may have arrived; ask before doing it again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from vezne.edocuments.types import ErrorCode, Incoming, Outcome, Registration


class IntegratorRefused(Exception):
    """It said no; nothing happened."""

    def __init__(self, code: ErrorCode, detail: str) -> None:
        """`detail` holds the integrator's own code and words."""
        super().__init__(detail)
        self.code, self.detail = code, detail


class IntegratorRetryable(Exception):
    """The request did not leave us, or was turned away unread."""


class IntegratorInDoubt(Exception):
    """The request may have arrived; its effect is not known."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """A numbered document on its way."""

    ettn: str
    number: str
    is_efatura: bool
    alias: str  # the buyer's, of an e-Fatura
    xml: bytes


class Integrator(Protocol):
    """One seller's contract with one integrator, ready to be called."""

    def registration(self, tax_id: str) -> Registration:
        """Whether a VKN or TCKN receives e-Fatura, and at which aliases."""
        ...

    def send(self, envelope: Envelope) -> Outcome:
        """Hand a document over, once; the ETTN makes a second time harmless.

        Where only the series is unknown there, it is made and the document sent once more.
        """
        ...

    def ask(self, envelope: Envelope) -> Outcome:
        """What became of a document; `Missing` only when it is certainly not there."""
        ...

    def cancel(self, envelope: Envelope) -> Outcome:
        """Cancel an e-Arşiv: `Accepted` when it is cancelled (also before), `Missing`."""
        ...

    def incoming(self, since: date) -> list[Incoming]:
        """Invoices received since a day, oldest first."""
        ...

    def incoming_xml(self, ettn: str) -> bytes | None:
        """The XML of a received invoice; None where it is not there."""
        ...

    def company(self) -> str:
        """The firm's name at the integrator: proves the key."""
        ...
