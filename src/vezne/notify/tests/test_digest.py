"""The daily mail: at its hour, once, with everything in it, whoever dies meanwhile."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from vezne.accounts.models import Account, User
from vezne.accounts.tests.people import make_account, make_seller, make_user
from vezne.accounts.types import Recipient
from vezne.core.audit import SYSTEM
from vezne.core.scope import acting_as_system
from vezne.notify import kinds
from vezne.notify.errors import HourNotAllowed
from vezne.notify.kinds import MessageKind
from vezne.notify.messages import ALL, DIGEST
from vezne.notify.models import Delivery, DeliveryState, DigestHour
from vezne.notify.services import digest_hour_set, digest_write, notify, unsubscribe, wishes_set
from vezne.notify.services.digest import last_slot
from vezne.notify.tokens import stop_token
from vezne.notify.types import Voice
from vezne.notify.wishes import GROUP, Way

MORNING = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)  # 09:00 in Istanbul
KIND = MessageKind(key="order.daily", title="Haber %(n)s", paragraphs=("Metin %(n)s.",))
URGENT = MessageKind(key="order.now", title="Acele", paragraphs=("Metin.",), is_urgent=True)
LEGAL = MessageKind(key="order.must", title="Yasal", paragraphs=("Metin.",), is_legal=True)


@pytest.fixture
def reader() -> tuple[Account, User]:
    """Ayşe takes services once a day at nine."""
    kinds.register(KIND, URGENT, LEGAL, *ALL)
    with acting_as_system("test"):
        account, ayse = make_account(), make_user(email="ayse@x.example")
        digest_hour_set(account_id=account.pk, user_id=ayse.pk, hour=9)
        choose(account, ayse, GROUP + "services", Way.DIGEST, wanted=True)
    return account, ayse


def choose(account: Account, user: User, name: str, way: Way, *, wanted: bool) -> None:
    wishes_set(
        account_id=account.pk,
        user_id=user.pk,
        wishes={(name, way): wanted},
        actor=SYSTEM,
        now=MORNING,
    )


def say(
    reader: tuple[Account, User],
    kind: MessageKind = KIND,
    *,
    at: datetime = MORNING + timedelta(hours=1),
    n: int = 1,
    seller: int | None = None,
) -> None:
    account, user = reader
    with acting_as_system("test"):
        notify(
            kind_key=kind.key,
            account_id=account.pk,
            recipients=[person(user)],
            voice=Voice(seller_id=seller, brand="Kule"),
            context={"n": n},
            path="/hizmetlerim/",
            subject="sub_1",
            now=at,
        )


def person(user: User) -> Recipient:
    return Recipient(user.pk, user.full_name, user.email, "", "tr")


def write(reader: tuple[Account, User], at: datetime, **other: Any) -> list[Delivery]:
    account, user = reader
    values: dict[str, Any] = {"person": person(user), **other}
    with acting_as_system("test"):
        return digest_write(
            account_id=account.pk,
            user_id=user.pk,
            voice_of=lambda seller: Voice(seller_id=seller, brand=f"Satıcı {seller}"),
            now=at,
            **values,
        )


def states() -> list[str]:
    with acting_as_system("test"):
        rows = Delivery.objects.exclude(kind=DIGEST.key).order_by("id")
        return list(rows.values_list("state", flat=True))


TOMORROW = MORNING + timedelta(days=1)


@pytest.mark.django_db
def test_a_day_goes_in_one_mail_at_the_hour(reader: tuple[Account, User]) -> None:
    say(reader, n=1)
    say(reader, n=2, at=MORNING + timedelta(hours=5))
    assert states() == [DeliveryState.HELD] * 2

    assert write(reader, TOMORROW - timedelta(minutes=1)) == []
    [mail] = write(reader, TOMORROW)

    assert states() == [DeliveryState.DIGESTED] * 2
    for words in ("Haber 1", "Metin 1.", "Haber 2", "02.03.2026 10:00", "/hizmetlerim/"):
        assert words in mail.text
        assert words in mail.html
    assert mail.may_stop
    assert (mail.state, mail.recipient) == (DeliveryState.QUEUED, "ayse@x.example")


@pytest.mark.django_db
def test_what_is_urgent_or_legal_never_waits(reader: tuple[Account, User]) -> None:
    say(reader, URGENT)
    say(reader, LEGAL)

    assert states() == [DeliveryState.QUEUED] * 2


@pytest.mark.django_db
def test_once_for_each_hour_and_later_ones_wait_for_the_next(reader: tuple[Account, User]) -> None:
    say(reader, n=1)
    assert len(write(reader, TOMORROW)) == 1
    say(reader, n=2, at=TOMORROW - timedelta(minutes=5))  # committed late
    say(reader, n=3, at=TOMORROW + timedelta(minutes=5))

    assert write(reader, TOMORROW + timedelta(hours=1)) == []
    [mail] = write(reader, TOMORROW + timedelta(days=1))

    assert "Haber 2" in mail.text
    assert "Haber 3" in mail.text
    assert "Haber 1" not in mail.text


@pytest.mark.django_db
def test_a_stop_of_days_loses_nothing(reader: tuple[Account, User]) -> None:
    for day in range(4):
        say(reader, n=day, at=MORNING + timedelta(days=day, hours=1))

    [mail] = write(reader, MORNING + timedelta(days=4, hours=7))

    assert all(f"Haber {day}" in mail.text for day in range(4))


@pytest.mark.django_db
def test_a_kill_before_the_commit_leaves_everything_held(reader: tuple[Account, User]) -> None:
    say(reader)
    with pytest.raises(RuntimeError), transaction.atomic():
        assert len(write(reader, TOMORROW)) == 1
        raise RuntimeError("killed")

    assert states() == [DeliveryState.HELD]
    assert len(write(reader, TOMORROW)) == 1


@pytest.mark.django_db(transaction=True)
def test_two_at_once_write_one_mail(reader: tuple[Account, User]) -> None:
    for n in range(3):
        say(reader, n=n)
    written: list[int] = []
    start = threading.Barrier(4)

    def run() -> None:
        try:
            start.wait()
            written.append(len(write(reader, TOMORROW)))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(written) == [0, 0, 0, 1]
    assert states() == [DeliveryState.DIGESTED] * 3


@pytest.mark.django_db(transaction=True)
def test_two_at_once_without_an_hour_write_one_mail(reader: tuple[Account, User]) -> None:
    say(reader)
    with acting_as_system("test"):
        DigestHour.objects.all().delete()
    written: list[int] = []
    start = threading.Barrier(4)

    def run() -> None:
        try:
            start.wait()
            written.append(len(write(reader, TOMORROW)))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(written) == [0, 0, 0, 1]


@pytest.mark.django_db
def test_each_seller_writes_its_own(reader: tuple[Account, User]) -> None:
    with acting_as_system("test"):
        first, second = make_seller("Robo").pk, make_seller("Mavi").pk
    say(reader, seller=first, n=1)
    say(reader, seller=second, n=2)

    mails = write(reader, TOMORROW)

    assert [mail.seller_id for mail in mails] == [first, second]
    assert f"Satıcı {first}" in mails[0].text
    assert "Haber 2" not in mails[0].text


@pytest.mark.django_db
def test_what_was_stopped_meanwhile_is_dropped(reader: tuple[Account, User]) -> None:
    account, ayse = reader
    say(reader)
    with acting_as_system("test"):
        choose(account, ayse, KIND.key, Way.MAIL, wanted=False)

    assert write(reader, TOMORROW) == []
    assert states() == [DeliveryState.DROPPED]


@pytest.mark.django_db
def test_who_left_the_account_is_told_nothing(reader: tuple[Account, User]) -> None:
    say(reader)

    assert write(reader, TOMORROW, person=None) == []
    assert states() == [DeliveryState.DROPPED]


@pytest.mark.django_db
def test_without_an_hour_what_is_held_goes_and_nothing_more_waits(
    reader: tuple[Account, User],
) -> None:
    account, ayse = reader
    say(reader, n=1)
    with acting_as_system("test"):
        digest_hour_set(account_id=account.pk, user_id=ayse.pk, hour=None)

    assert len(write(reader, MORNING + timedelta(hours=2))) == 1
    say(reader, n=2)
    assert states() == [DeliveryState.DIGESTED, DeliveryState.QUEUED]


@pytest.mark.django_db
def test_the_stop_address_of_a_daily_mail_ends_its_groups(reader: tuple[Account, User]) -> None:
    say(reader)
    [mail] = write(reader, TOMORROW)
    with acting_as_system("test"):
        unsubscribe(token=stop_token(mail.public_id), ip=None, actor=SYSTEM, now=TOMORROW)

    say(reader, at=TOMORROW)
    say(reader, LEGAL, at=TOMORROW)

    assert states() == [DeliveryState.DIGESTED, DeliveryState.QUEUED]  # the legal one alone


@pytest.mark.django_db
@pytest.mark.parametrize("hour", [-1, 24])
def test_an_hour_is_of_a_day(reader: tuple[Account, User], hour: int) -> None:
    account, ayse = reader
    with acting_as_system("test"), pytest.raises(HourNotAllowed):
        digest_hour_set(account_id=account.pk, user_id=ayse.pk, hour=hour)


def test_the_slot_is_the_last_hour_in_istanbul() -> None:
    assert last_slot(MORNING, 9) == MORNING
    assert last_slot(MORNING - timedelta(seconds=1), 9) == MORNING - timedelta(days=1)
    assert last_slot(MORNING, 0) == MORNING - timedelta(hours=9)
