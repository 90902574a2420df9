"""What orders hand to their callers; amounts and offers are the catalogue's."""

from __future__ import annotations

from typing import Literal

EventKind = Literal[
    "order.placed",
    "order.awaiting_payment",
    "order.awaiting_approval",
    "order.provisioning",
    "order.active",
    "order.failed_setup",
    "order.rejected",
    "order.expired",
]
"""Events of the outbox, one per state; the payload holds `buyer_id` and `from` (the state left)."""
