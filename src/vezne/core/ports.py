"""What lower packages ask for and `config` binds at start; absent = closed.

A port is a Protocol with one question. Asking an unbound port raises `PortUnbound`, except where
its docstring says what absence means.
"""

from __future__ import annotations

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
