"""From which state an order leads to which; pure."""

from __future__ import annotations

from typing import Final

PLACED: Final = "placed"
AWAITING_PAYMENT: Final = "awaiting_payment"
AWAITING_APPROVAL: Final = "awaiting_approval"
PROVISIONING: Final = "provisioning"
ACTIVE: Final = "active"
FAILED_SETUP: Final = "failed_setup"
REJECTED: Final = "rejected"
EXPIRED: Final = "expired"
CANCELLED: Final = "cancelled"

NEXT: Final[dict[str, frozenset[str]]] = {
    PLACED: frozenset(
        {AWAITING_PAYMENT, AWAITING_APPROVAL, PROVISIONING, ACTIVE, EXPIRED, CANCELLED}
    ),
    AWAITING_PAYMENT: frozenset({AWAITING_APPROVAL, PROVISIONING, ACTIVE, EXPIRED, CANCELLED}),
    AWAITING_APPROVAL: frozenset({PROVISIONING, ACTIVE, REJECTED}),
    PROVISIONING: frozenset({ACTIVE, FAILED_SETUP}),
    FAILED_SETUP: frozenset({PROVISIONING, REJECTED}),
    ACTIVE: frozenset(),
    REJECTED: frozenset(),
    EXPIRED: frozenset(),
    CANCELLED: frozenset(),
}
"""Every state with those that may follow it; an empty set ends an order for good."""

WAITING: Final = frozenset({PLACED, AWAITING_PAYMENT})
"""Nothing is paid yet: such an order may be found again by a second click, or expire."""


def leads(state: str, target: str) -> bool:
    """Whether an order in `state` may go to `target`."""
    return target in NEXT[state]


def is_closed(state: str) -> bool:
    """Whether nothing follows any more."""
    return not NEXT[state]


def after_payment(*, needs_approval: bool) -> str:
    """Where a paid order goes."""
    return AWAITING_APPROVAL if needs_approval else ACTIVE
