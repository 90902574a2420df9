"""What lower packages ask for and `config` binds at start; absent = closed.

A port is a Protocol with one question. Asking an unbound port raises `PortUnbound`, except where
its docstring says what absence means.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol


class PortUnbound(RuntimeError):
    """Nobody implements this port in the running installation."""


class Jobs(Protocol):
    """Defers work into the queue, in the caller's transaction."""

    def defer(self, task: str, **arguments: Any) -> None:
        """Put one job in the queue; it runs after commit. `arguments` are JSON values."""


class Attachments(Protocol):
    """Opens what a mail carries along, when it is sent."""

    def open(self, reference: str) -> list[tuple[str, bytes, str]]:
        """Name, body and media type of each file behind a reference that its writer chose."""
        ...


@dataclass(frozen=True, slots=True)
class ScopeOffer:
    """What a membership may be narrowed to: a key of `Membership.scopes`, and its choices."""

    key: str  # e.g. brands
    label: str
    choices: tuple[tuple[str, str], ...]  # id and name of each


class MembershipScopes(Protocol):
    """What modules add to a membership. Absent: memberships have no scopes."""

    def offered(self, account_id: int) -> Sequence[ScopeOffer]:
        """What members of this account may be narrowed to."""


class Scanner(Protocol):
    """Looks for viruses; absent = files are kept unscanned, and say so."""

    def scan(self, content: bytes) -> str:
        """The name of what was found, empty for nothing. Raises: FileScanUnavailable."""
        ...


class Identities(Protocol):
    """Whose identity a seller has checked. Absent: nobody's, so what needs it is not ordered."""

    def is_verified(self, *, buyer_id: int, seller_id: int) -> bool:
        """Whether the seller may take this buyer for who it says it is, now."""
        ...


_bound: dict[str, Any] = {}


def bind_jobs(jobs: Jobs) -> None:
    """Called once by `config`."""
    _bound["jobs"] = jobs


def jobs() -> Jobs:
    """The queue. Raises: PortUnbound."""
    try:
        bound: Jobs = _bound["jobs"]
    except KeyError:
        raise PortUnbound("jobs") from None
    return bound


def bind_attachments(attachments: Attachments) -> None:
    """Called once by `config`."""
    _bound["attachments"] = attachments


def attachments() -> Attachments:
    """Who opens what mails carry along. Raises: PortUnbound."""
    try:
        bound: Attachments = _bound["attachments"]
    except KeyError:
        raise PortUnbound("attachments") from None
    return bound


def bind_membership_scopes(scopes: MembershipScopes) -> None:
    """Called once by `config`, when a module adds scopes."""
    _bound["membership_scopes"] = scopes


def scope_offers(account_id: int) -> Sequence[ScopeOffer]:
    """What members of an account may be narrowed to; nothing while no module says."""
    bound: MembershipScopes | None = _bound.get("membership_scopes")
    return () if bound is None else bound.offered(account_id)


def bind_scanner(scanner: Scanner | None) -> None:
    """Called once by `config`; None where no scanner is configured."""
    _bound["scanner"] = scanner


def scanner() -> Scanner | None:
    """The scanner of files, or None where none is configured."""
    bound: Scanner | None = _bound.get("scanner")
    return bound


def bind_identities(identities: Identities) -> None:
    """Called once by `config`."""
    _bound["identities"] = identities


def find_identities() -> Identities | None:
    """Who knows whose identity was checked; None: nobody."""
    bound: Identities | None = _bound.get("identities")
    return bound
