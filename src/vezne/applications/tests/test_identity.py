"""Who an individual is: asked, refused once, approved, and asked again when it is another."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.factories import NOW, make_seller
from vezne.accounts.models import Account
from vezne.accounts.queries import tax_id_of
from vezne.accounts.services import account_details_change, account_identity_set
from vezne.applications.errors import ApplicationStale
from vezne.applications.models import Application, IdentityCheck
from vezne.applications.queries import identity_of
from vezne.applications.tests.counter import OTHER_TCKN, TCKN, Counter, open_counter
from vezne.core.audit import SYSTEM
from vezne.core.scope import acting_as_system
from vezne.flows.applications import (
    application_approve,
    application_reject,
    application_take_back,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def counter(settings: Any, tmp_path: Path) -> Counter:
    settings.VEZNE_UPLOADS = str(tmp_path)
    return open_counter()


def state(counter: Counter, buyer: Account | None = None) -> str:
    with acting_as_system("test"):
        account = Account.objects.get(pk=(buyer or counter.person).pk)
        return str(identity_of(seller_id=counter.seller.pk, buyer=account).state)


def approve(counter: Counter, row: Application) -> None:
    row = counter.read(row)
    application_approve(application_id=row.pk, seen=row.version, actor=counter.staff, now=NOW)


def test_a_person_is_refused_once_uploads_again_and_is_known(counter: Counter) -> None:
    assert state(counter) == "not_started"
    first = counter.identity()
    assert state(counter) == "pending"

    application_reject(
        application_id=first.pk, seen=first.version, reason="Bulanık", actor=SYSTEM, now=NOW
    )
    assert state(counter) == "rejected"
    second = counter.identity(now=NOW + timedelta(days=1))
    assert (second.pk != first.pk, state(counter)) == (True, "pending")
    approve(counter, second)

    assert state(counter) == "approved"
    person = counter.account(counter.person)
    assert (tax_id_of(person), TCKN in person.tax_id_sealed) == (TCKN, False)
    with acting_as_system("test"):
        assert TCKN not in IdentityCheck.objects.get().facts_index


def test_one_check_is_under_way_at_a_time(counter: Counter) -> None:
    first = counter.write("identity_check", {}, buyer=counter.person, sends=False).row
    second = counter.identity()

    assert first.pk == second.pk


@pytest.mark.parametrize("what", ["name", "number"])
def test_another_name_or_number_opens_it_again_whoever_wrote_it(
    counter: Counter, what: str
) -> None:
    approve(counter, counter.identity())

    with acting_as_system("test"):
        if what == "name":
            account_details_change(
                account_id=counter.person.pk,
                changes={"legal_name": "Ceyda Kaya"},
                now=NOW,
                actor=SYSTEM,
            )
        else:
            account_identity_set(
                account_id=counter.person.pk,
                legal_name="Ceyda Işık",
                tckn=OTHER_TCKN,
                now=NOW,
                actor=SYSTEM,
            )

    assert state(counter) == "reopened"
    approve(counter, counter.identity())
    assert state(counter) == "approved"


def test_a_phone_of_an_approved_person_reopens_nothing(counter: Counter) -> None:
    approve(counter, counter.identity())

    with acting_as_system("test"):
        account_details_change(
            account_id=counter.person.pk,
            changes={"phone": "0541 111 22 33"},
            now=NOW,
            actor=SYSTEM,
        )

    assert state(counter) == "approved"


def test_a_name_that_changed_while_it_was_looked_at_is_not_approved(counter: Counter) -> None:
    row = counter.identity()
    with acting_as_system("test"):
        account_details_change(
            account_id=counter.person.pk,
            changes={"legal_name": "Ceyda Kaya"},
            now=NOW,
            actor=SYSTEM,
        )

    with pytest.raises(ApplicationStale):
        approve(counter, row)

    assert state(counter) == "pending"


def test_what_one_seller_knows_no_other_does(counter: Counter) -> None:
    approve(counter, counter.identity())
    other = make_seller("Mavi Bilişim")

    with acting_as_system("test"):
        person = Account.objects.get(pk=counter.person.pk)
        assert identity_of(seller_id=other.pk, buyer=person).state == "not_started"


def test_a_check_that_is_taken_back_leaves_nobody_waiting(counter: Counter) -> None:
    row = counter.identity()

    application_take_back(row=row, side="buyer", actor=SYSTEM, now=NOW)

    assert state(counter) == "not_started"


def test_a_firm_is_known_by_its_tax_number(counter: Counter) -> None:
    assert state(counter, counter.firm) == "approved"
