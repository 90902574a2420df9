from __future__ import annotations

from dataclasses import replace

import pytest

from vezne.accounts.errors import InvalidPhone, InvalidTckn
from vezne.accounts.models import Account, Address
from vezne.accounts.queries import (
    address_tax_id,
    addresses_for,
    addresses_in_use,
    get_address_for,
)
from vezne.accounts.services import (
    address_add,
    address_archive,
    address_change,
    address_make_default,
)
from vezne.accounts.tests.people import NOW, make_account
from vezne.accounts.types import AddressEntry
from vezne.core.audit import SYSTEM
from vezne.core.errors import NotFound
from vezne.core.scope import ScopeMissing, acting_as, acting_as_system

pytestmark = pytest.mark.django_db

ENTRY = AddressEntry(
    contact_name=" Ayşe Demir ",
    company_name="Papatya Ltd. Şti.",
    line="Çiçek Sok.  No: 5",
    district="Şişli",
    city="İstanbul",
    phone="0541 123 45 67",
    tax_id="454 053 6920",
    tax_office="Şişli",
)


def _add(account: Account, entry: AddressEntry = ENTRY, *, default: bool = False) -> Address:
    return address_add(account_id=account.pk, entry=entry, default=default, now=NOW, actor=SYSTEM)


def test_the_first_address_is_the_default_and_its_number_is_sealed() -> None:
    papatya = make_account()

    with acting_as(papatya.pk, "panel"):
        address = _add(papatya)
        [row] = addresses_for(papatya.pk)

    assert row.is_default
    assert (row.contact_name, row.line, row.phone, row.tax_id) == (
        "Ayşe Demir",
        "Çiçek Sok. No: 5",
        "+905411234567",
        "4540536920",
    )
    assert "4540536920" not in address.tax_id_sealed
    assert address_tax_id(address) == "4540536920"


def test_a_person_is_shown_masked_and_saving_the_form_again_keeps_the_number() -> None:
    papatya = make_account()

    with acting_as(papatya.pk, "panel"):
        address = _add(papatya, replace(ENTRY, company_name="", tax_id="10000000146"))
        [row] = addresses_for(papatya.pk)
        changed = address_change(
            account_id=papatya.pk,
            public_id=address.public_id,
            entry=replace(ENTRY, tax_id=row.tax_id, city="Ankara"),
            now=NOW,
            actor=SYSTEM,
        )

    assert row.tax_id == "*******0146"
    assert changed.city == "Ankara"
    assert address_tax_id(changed) == "10000000146"


def test_a_wrong_number_adds_nothing() -> None:
    papatya = make_account()

    with acting_as(papatya.pk, "panel"):
        with pytest.raises(InvalidTckn):
            _add(papatya, replace(ENTRY, tax_id="11111111111"))
        with pytest.raises(InvalidPhone):
            _add(papatya, replace(ENTRY, phone="123"))

        assert addresses_for(papatya.pk) == []


def test_there_is_one_default_whatever_happens() -> None:
    papatya = make_account()

    with acting_as(papatya.pk, "panel"):
        first, second = _add(papatya), _add(papatya)
        third = _add(papatya, default=True)
        assert [row.id for row in addresses_for(papatya.pk)] == [third.pk, first.pk, second.pk]

        address_make_default(
            account_id=papatya.pk, public_id=second.public_id, now=NOW, actor=SYSTEM
        )
        assert [row.is_default for row in addresses_for(papatya.pk)] == [True, False, False]

        address_archive(account_id=papatya.pk, public_id=second.public_id, now=NOW, actor=SYSTEM)
        assert [(row.id, row.is_default) for row in addresses_for(papatya.pk)] == [
            (first.pk, True),
            (third.pk, False),
        ]


def test_an_archived_or_foreign_address_is_not_found() -> None:
    papatya, gunes = make_account(), make_account("Güneş")
    with acting_as(papatya.pk, "panel"):
        address = _add(papatya)

    with acting_as(gunes.pk, "panel"), pytest.raises(NotFound):
        get_address_for(papatya.pk, address.public_id)
    with acting_as(papatya.pk, "panel"):
        address_archive(account_id=papatya.pk, public_id=address.public_id, now=NOW, actor=SYSTEM)
        with pytest.raises(NotFound):
            get_address_for(papatya.pk, address.public_id)


def test_a_compiled_query_gives_each_scope_its_own_rows() -> None:
    papatya, gunes = make_account(), make_account("Güneş")
    with acting_as_system("test"):
        rows = {account.pk: _add(account) for account in (papatya, gunes)}
        seen = {account_id: addresses_in_use(account_id) for account_id in rows}
        assert seen == {account_id: [row] for account_id, row in rows.items()}

    for account, other in ((papatya, gunes), (gunes, papatya)):
        for face in ("panel", "desk"):
            with acting_as(account.pk, face):  # type: ignore[arg-type]
                assert addresses_in_use(account.pk) == [rows[account.pk]]
                assert addresses_in_use(other.pk) == []
    with pytest.raises(ScopeMissing):
        addresses_in_use(papatya.pk)
