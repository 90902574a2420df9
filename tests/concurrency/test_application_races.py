"""Two of the seller's people decide one application at once: it applies itself once.

Each on a connection of its own; every decision locks the row, so whoever comes second sees it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import pytest

from tests.concurrency.test_ticket_races import at_once
from tests.factories import NOW, make_member
from vezne.accounts.models import Membership, Role, User
from vezne.applications.models import Application
from vezne.applications.tests.counter import NEW_USER, Counter, open_counter
from vezne.core.audit import Actor
from vezne.core.scope import acting_as_system
from vezne.flows.applications import application_approve, application_reject
from vezne.receivables.models import Payout

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]
ROUNDS = 6


@pytest.fixture
def counter() -> Counter:
    return open_counter()


def efe_of(counter: Counter) -> Actor:
    """A second one at the desk."""
    user = make_member(counter.seller, Role.STAFF, name="Efe")
    return Actor(kind="user", id=user.pk, label=user.full_name)


@dataclass
class Approvals:
    """Who approves, and what each of them is told: True, it was you; False, it was done already."""

    row: Application
    told: list[bool] = field(default_factory=list)

    def by(self, actor: Actor) -> Callable[[], None]:
        """One approval of what was seen."""

        def work() -> None:
            row = self.row
            _row, is_new = application_approve(
                application_id=row.pk, seen=row.version, actor=actor, now=NOW
            )
            self.told.append(is_new)

        return work


def test_of_two_approvals_one_applies_and_the_other_is_told(counter: Counter) -> None:
    efe = efe_of(counter)
    for number in range(ROUNDS):
        typed = {**NEW_USER, "email": f"elif{number}@firma.example"}
        row = counter.sent("user_add", typed, papers=("id_front", "id_back"))

        approvals = Approvals(row)
        at_once(approvals.by(counter.staff), approvals.by(efe))

        assert sorted(approvals.told) == [False, True]
        with acting_as_system("test"):
            (user,) = User.objects.filter(email=typed["email"])
            assert Membership.objects.filter(user=user, account=counter.firm).count() == 1
        assert counter.events(row).count("approved") == 1
        assert counter.bells(counter.ayse).count("application.approved") == number + 1


def test_money_is_reserved_once_however_many_approve(counter: Counter) -> None:
    counter.load(1_000_00)
    typed = {"amount": "60000", "iban": "TR330006100519786457841326", "holder": "Papatya"}
    row = counter.sent("payout", typed)

    approvals = Approvals(row)
    at_once(*[approvals.by(actor) for actor in (counter.staff, efe_of(counter))] * 2)

    assert sorted(approvals.told) == [False, False, False, True]
    with acting_as_system("test"):
        assert Payout.objects.count() == 1


def test_an_approval_and_a_rejection_at_once_are_one_of_the_two(counter: Counter) -> None:
    efe = efe_of(counter)
    for number in range(ROUNDS):
        typed = {**NEW_USER, "email": f"nur{number}@firma.example"}
        row = counter.sent("user_add", typed, papers=("id_front", "id_back"))
        reject = partial(
            application_reject,
            application_id=row.pk, seen=row.version, reason="Belge okunmuyor.", actor=efe, now=NOW,
        )  # fmt: skip

        outcomes = at_once(Approvals(row).by(counter.staff), reject)

        assert outcomes == {"done": 1, "application_state_conflict": 1}

        with acting_as_system("test"):
            exists = User.objects.filter(email=typed["email"]).exists()
        assert exists == (counter.read(row).state == "approved")
