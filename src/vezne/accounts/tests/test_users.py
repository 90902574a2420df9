from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction

from vezne.accounts.errors import EmailTaken, InvalidUsername, PhoneTaken, UsernameTaken
from vezne.accounts.models import User
from vezne.accounts.queries import find_user
from vezne.accounts.services import user_create, user_preferences_change
from vezne.accounts.tests.people import NOW, PASSWORD, make_user
from vezne.core.audit import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "typed",
    ["ayse.demir", "AYSE.Demir", " Ayse@Papatya.example ", "0541 123 45 67", "+90 541 1234567"],
)
def test_a_user_is_found_by_name_mail_and_phone(typed: str) -> None:
    ayse = make_user(username="ayse.demir", email="ayse@papatya.example", phone="05411234567")
    make_user("Ceren", username="ceren", email="ceren@papatya.example")

    assert find_user(typed) == ayse


@pytest.mark.parametrize("typed", ["", "   ", "bora", "bora@papatya.example", "0542 123 45 67"])
def test_nobody_is_found_for_what_nobody_has(typed: str) -> None:
    make_user(username="ayse.demir", email="ayse@papatya.example", phone="05411234567")

    assert find_user(typed) is None


def test_a_user_without_e_mail_and_name_gets_a_name() -> None:
    bora = make_user("Bora", phone="0541 123 45 67")

    assert bora.username.startswith("u")
    assert bora.phone == "+905411234567"
    assert bora.check_password(PASSWORD)
    assert not EmailAddress.objects.filter(user=bora).exists()


def test_without_a_password_nothing_signs_in() -> None:
    user = user_create(first_name="Ayşe", username="ayse", now=NOW, actor=SYSTEM)

    assert not user.has_usable_password()


def test_a_new_e_mail_address_waits_for_its_confirmation() -> None:
    user = user_create(first_name="Ayşe", email="Ayse@Papatya.example", now=NOW, actor=SYSTEM)

    address = EmailAddress.objects.get(user=user)
    assert (address.email, address.primary, address.verified) == (
        "ayse@papatya.example",
        True,
        False,
    )


def test_name_mail_and_phone_belong_to_one_user() -> None:
    make_user(username="ayse", email="ayse@papatya.example", phone="05411234567")

    with pytest.raises(UsernameTaken):
        make_user("Bora", username="Ayse")
    with pytest.raises(EmailTaken):
        make_user("Bora", email="AYSE@papatya.example")
    with pytest.raises(PhoneTaken):
        make_user("Bora", phone="+90 541 123 45 67")

    assert User.objects.count() == 1


def test_the_database_refuses_a_second_name_too() -> None:
    make_user(username="ayse")

    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(username="AYSE", first_name="Bora", joined_at=NOW)


@pytest.mark.parametrize(
    "username", ["5411234567", "ay", "ayse@x.example", "ayşe", "1ayse", "a b c"]
)
def test_a_user_name_cannot_be_taken_for_a_mail_or_a_phone(username: str) -> None:
    with pytest.raises(InvalidUsername):
        make_user(username=username)


def test_preferences_keep_what_is_not_known() -> None:
    ayse = make_user()

    user_preferences_change(user_id=ayse.pk, language="en", theme="dark")
    user_preferences_change(user_id=ayse.pk, language="xx", theme="pink")

    ayse.refresh_from_db()
    assert (ayse.language, ayse.theme) == ("en", "dark")
