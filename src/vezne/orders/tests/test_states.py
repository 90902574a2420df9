"""The table of states, without a database."""

from __future__ import annotations

import pytest

from vezne.orders.models import OrderState
from vezne.orders.states import NEXT, WAITING, after_payment, is_closed, leads


def test_every_state_of_the_table_is_one_of_the_model() -> None:
    assert set(NEXT) == set(OrderState.values)
    assert {target for targets in NEXT.values() for target in targets} <= set(NEXT)


def test_every_state_is_reached_from_placed() -> None:
    reached, open_ends = {"placed"}, ["placed"]
    while open_ends:
        for target in NEXT[open_ends.pop()] - reached:
            reached.add(target)
            open_ends.append(target)

    assert reached == set(NEXT)


def test_the_closed_states_lead_nowhere() -> None:
    assert {state for state in NEXT if is_closed(state)} == {
        "active",
        "rejected",
        "expired",
        "cancelled",
    }


def test_only_what_is_not_paid_expires() -> None:
    assert {state for state in NEXT if leads(state, "expired")} == WAITING


@pytest.mark.parametrize(
    ("needs_approval", "state"), [(True, "awaiting_approval"), (False, "active")]
)
def test_payment_leads_to_approval_where_it_is_asked_for(needs_approval: bool, state: str) -> None:
    assert after_payment(needs_approval=needs_approval) == state
    assert leads("awaiting_payment", state)
