from __future__ import annotations

import pytest

from vezne.accounts.models import Account, Role
from vezne.accounts.queries import list_accounts, seat_for, tax_id_shown
from vezne.accounts.services import account_create, membership_end
from vezne.accounts.tests.people import NOW, make_account, make_seller, make_user, seat_user
from vezne.accounts.types import Seat
from vezne.core.audit import SYSTEM
from vezne.core.scope import acting_as_system

pytestmark = pytest.mark.django_db


def test_a_new_account_has_eight_digits_and_is_found_without_turkish_marks() -> None:
    account = make_account("Çiğdem Işıl")

    assert 10_000_000 <= account.number <= 99_999_999
    assert account.agent_code == str(account.number)[-4:]
    with acting_as_system("test"):
        assert list(list_accounts("cigdem ISIL")) == [account]
        assert list(list_accounts(str(account.number))) == [account]
        assert list(list_accounts("papatya robo")) == []


def test_a_company_shows_its_vkn_and_keeps_it_encrypted() -> None:
    account = make_account()

    assert tax_id_shown(account) == "4540536920"
    assert "4540536920" not in account.tax_id_sealed
    assert account.tax_id_tail == "6920"


def test_a_user_sits_at_the_oldest_account_unless_another_is_named() -> None:
    ayse, papatya, robo = make_user(), make_account(), make_seller()
    seat_user(ayse, papatya)
    seat_user(ayse, robo, Role.STAFF)

    first, named = seat_for(ayse.pk, None), seat_for(ayse.pk, robo.pk)

    assert isinstance(first, Seat)
    assert isinstance(named, Seat)
    assert (first.account_id, first.role, first.is_seller) == (papatya.pk, "admin", False)
    assert (named.account_id, named.role, named.is_seller) == (robo.pk, "staff", True)
    assert [choice.account.id for choice in named.choices] == [papatya.pk, robo.pk]
    assert named.may(Role.STAFF)
    assert not named.may(Role.MANAGER)


def test_nobody_sits_at_a_foreign_account() -> None:
    ceren, papatya = make_user("Ceren"), make_account()

    assert seat_for(ceren.pk, None) is None
    assert seat_for(ceren.pk, papatya.pk) is None


def test_a_seat_ends_with_its_membership() -> None:
    ayse, bora, papatya = make_user(), make_user("Bora"), make_account()
    seat_user(ayse, papatya)
    membership = seat_user(bora, papatya, Role.STAFF)

    with acting_as_system("test"):
        membership_end(account_id=papatya.pk, membership_id=membership.pk, now=NOW, actor=SYSTEM)

    assert seat_for(bora.pk, papatya.pk) is None


def test_a_taken_number_is_drawn_again() -> None:
    taken = make_account()
    draws = iter([taken.number - 10_000_000, 7])

    account = account_create(
        kind="person",
        name="Robo",
        legal_name="Robo",
        email="robo@robo.example",
        now=NOW,
        actor=SYSTEM,
        draw=lambda _: next(draws),
    )

    assert account.number == 10_000_007
    with acting_as_system("test"):
        assert Account.objects.count() == 2
