"""Who is told by which way: wishes, what cannot be switched off, consents, the stop address."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail, signing
from django.db import connection
from django.db.utils import IntegrityError
from django.test.utils import CaptureQueriesContext

from vezne.accounts.models import Account, User
from vezne.accounts.tests.people import make_account, make_seller, make_user
from vezne.accounts.types import Recipient
from vezne.core.audit import SYSTEM
from vezne.core.scope import acting_as, acting_as_system
from vezne.notify import kinds, queries
from vezne.notify.errors import NothingToStop
from vezne.notify.kinds import Group, MessageKind
from vezne.notify.messages import ALL
from vezne.notify.models import (
    Channel,
    ConsentSource,
    Delivery,
    DeliveryState,
    Notification,
    OfferConsent,
    Preference,
)
from vezne.notify.services import (
    consent_record,
    delivery_send,
    notify,
    unsubscribe,
    wishes_set,
)
from vezne.notify.tokens import stop_token, stop_url
from vezne.notify.types import Voice
from vezne.notify.wishes import GROUP, Way

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
USUAL = MessageKind(key="order.test", title="Haber", paragraphs=("Metin.",), sms="Haber: metin")
LEGAL = MessageKind(
    key="invoice.test", title="Yasal", paragraphs=("Metin.",), is_legal=True, sms="Yasal metin"
)
OFFER = MessageKind(key="offer.test", title="Kampanya", paragraphs=("Metin.",))
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def world() -> Any:
    kinds.register(USUAL, LEGAL, OFFER, *ALL)
    with acting_as_system("test"):
        yield


@pytest.fixture
def account() -> Account:
    return make_account()


@pytest.fixture
def ayse() -> User:
    return make_user(email="ayse@x.example", phone="+905321112233")


def say(kind: MessageKind, account: Account, user: User, seller: int | None = None) -> list[str]:
    """By which ways it went, the bell included; what went before is put away."""
    Notification.objects.all().delete()
    Delivery.objects.all().delete()
    person = Recipient(user.pk, user.full_name, user.email, user.phone, "tr")
    notify(
        kind_key=kind.key,
        account_id=account.pk,
        recipients=[person],
        voice=Voice(seller_id=seller, brand="Kule"),
        context={},
        path="/hizmetlerim/",
        subject="inv_1",
        now=NOW,
    )
    out = sorted(Delivery.objects.values_list("channel", flat=True))
    return (["bell"] if Notification.objects.exists() else []) + out


def wish(account: Account, user: User, name: str, way: Way, wanted: bool | None) -> None:
    wishes_set(
        account_id=account.pk,
        user_id=user.pk,
        wishes={(name, way): wanted},
        actor=SYSTEM,
        now=NOW,
    )


def test_bell_and_mail_are_usual_and_an_sms_is_asked_for(account: Account, ayse: User) -> None:
    assert say(USUAL, account, ayse) == ["bell", "mail"]

    wish(account, ayse, USUAL.key, Way.SMS, True)

    assert say(USUAL, account, ayse) == ["bell", "mail", "sms"]
    row = Delivery.objects.get(channel=Channel.SMS)
    assert (row.recipient, row.text) == ("+905321112233", "Haber: metin")


def test_a_wish_about_a_kind_counts_before_its_groups(account: Account, ayse: User) -> None:
    wish(account, ayse, GROUP + Group.SERVICES, Way.MAIL, False)
    assert say(USUAL, account, ayse) == ["bell"]

    wish(account, ayse, USUAL.key, Way.MAIL, True)
    assert say(USUAL, account, ayse) == ["bell", "mail"]

    wish(account, ayse, USUAL.key, Way.MAIL, None)
    assert say(USUAL, account, ayse) == ["bell"]


def test_nothing_silences_a_legal_kind(account: Account, ayse: User) -> None:
    for way in (Way.BELL, Way.MAIL):
        wish(account, ayse, LEGAL.key, way, False)
        wish(account, ayse, GROUP + Group.PAYMENTS, way, False)
        Preference.objects.get_or_create(  # past the service, as an old row might be
            account=account, user=ayse, kind=LEGAL.key, channel=way, is_wanted=False
        )
    wish(account, ayse, GROUP + Group.PAYMENTS, Way.DIGEST, True)

    assert say(LEGAL, account, ayse) == ["bell", "mail"]
    row = Delivery.objects.get()
    assert row.state == DeliveryState.QUEUED
    assert not row.may_stop
    assert "/bildirim-kapat/" not in row.text + row.html


def test_the_service_keeps_no_wish_that_cannot_be(account: Account, ayse: User) -> None:
    wish(account, ayse, LEGAL.key, Way.MAIL, False)
    wish(account, ayse, "no.such_kind", Way.MAIL, False)

    assert Preference.objects.count() == 0


def test_wishes_are_of_one_account_only(account: Account, ayse: User) -> None:
    other = make_account("Lale")
    wish(account, ayse, USUAL.key, Way.MAIL, False)

    assert say(USUAL, other, ayse) == ["bell", "mail"]


# -- advertising -----------------------------------------------------------------------------


def test_advertising_leaves_the_panel_only_with_a_consent(account: Account, ayse: User) -> None:
    seller, second = make_seller("Robo"), make_seller("Mavi")
    assert say(OFFER, account, ayse, seller.pk) == ["bell"]

    consent(account, seller, ayse, is_given=True)
    assert say(OFFER, account, ayse, seller.pk) == ["bell", "mail"]
    assert say(OFFER, account, ayse, second.pk) == ["bell"]  # a consent is to one seller

    consent(account, seller, ayse, is_given=False)
    assert say(OFFER, account, ayse, seller.pk) == ["bell"]


def test_a_consent_taken_back_reaches_what_still_waits_to_be_sent(
    account: Account, ayse: User
) -> None:
    seller = make_seller("Robo")
    consent(account, seller, ayse, is_given=True)
    say(OFFER, account, ayse, seller.pk)
    row = Delivery.objects.get()

    consent(account, seller, ayse, is_given=False)

    assert not delivery_send(delivery_id=row.pk, brand="Kule", reply_to="", now=NOW)
    row.refresh_from_db()
    assert (row.state, mail.outbox) == ("dropped", [])


def consent(account: Account, seller: Account, user: User, *, is_given: bool) -> None:
    consent_record(
        account_id=account.pk,
        seller_id=seller.pk,
        user_id=user.pk,
        is_given=is_given,
        source=ConsentSource.SETTINGS,
        ip="192.0.2.7",
        now=NOW,
    )


def test_a_consent_is_kept_with_time_and_address_and_never_changed(
    account: Account, ayse: User
) -> None:
    consent(account, make_seller("Robo"), ayse, is_given=True)

    row = OfferConsent.objects.get()
    assert (row.said_at, row.ip, row.is_given) == (NOW, "192.0.2.7", True)
    with pytest.raises(IntegrityError):
        OfferConsent.objects.update(is_given=False)


# -- the stop address ------------------------------------------------------------------------


def test_a_mail_says_how_to_stop_its_kind(account: Account, ayse: User) -> None:
    say(USUAL, account, ayse)
    row = Delivery.objects.get()

    assert delivery_send(delivery_id=row.pk, brand="Kule", reply_to="", now=NOW)

    [sent] = mail.outbox
    assert sent.extra_headers["List-Unsubscribe"] == f"<{stop_url(row.public_id)}>"
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert stop_url(row.public_id) in str(sent.body)


def test_the_address_stops_its_kind_for_its_reader_at_once(account: Account, ayse: User) -> None:
    bora = make_user("Bora", email="bora@x.example")
    say(USUAL, account, ayse)
    token = stop_token(Delivery.objects.get().public_id)

    for _again in range(2):
        unsubscribe(token=token, ip=None, actor=SYSTEM, now=NOW)

    assert Preference.objects.get().is_wanted is False
    assert say(USUAL, account, ayse) == ["bell"]
    assert say(USUAL, account, bora) == ["bell", "mail"]
    assert say(LEGAL, account, ayse) == ["bell", "mail"]


def test_the_address_in_advertising_takes_the_consent_back(account: Account, ayse: User) -> None:
    seller = make_seller("Robo")
    consent(account, seller, ayse, is_given=True)
    say(OFFER, account, ayse, seller.pk)

    token = stop_token(Delivery.objects.get().public_id)
    unsubscribe(token=token, ip="192.0.2.9", actor=SYSTEM, now=NOW + timedelta(hours=1))

    newest = OfferConsent.objects.order_by("-id")[0]
    assert (newest.is_given, newest.source, newest.ip) == (False, ConsentSource.LINK, "192.0.2.9")
    assert say(OFFER, account, ayse, seller.pk) == ["bell"]


def test_an_address_that_was_made_up_stops_nothing(account: Account, ayse: User) -> None:
    say(USUAL, account, ayse)
    public_id = Delivery.objects.get().public_id
    good = stop_token(public_id)
    for token in (
        public_id,
        f"{public_id}.AAAA",
        good[:-1],
        good.replace("dlv_", "dlv_x", 1),
        signing.Signer(salt="other", sep=".").sign(public_id),
    ):
        with pytest.raises(NothingToStop):
            unsubscribe(token=token, ip=None, actor=SYSTEM, now=NOW)
    say(LEGAL, account, ayse)
    with pytest.raises(NothingToStop):
        token = stop_token(Delivery.objects.get().public_id)
        unsubscribe(token=token, ip=None, actor=SYSTEM, now=NOW)

    assert Preference.objects.count() == 0


# -- cost ------------------------------------------------------------------------------------


def test_more_people_cost_no_more_statements(account: Account, ayse: User) -> None:
    people = [
        Recipient(
            make_user(f"Kişi{n}", email=f"k{n}@x.example").pk, "K", f"k{n}@x.example", "", "tr"
        )
        for n in range(5)
    ]

    def statements(to: list[Recipient]) -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            queries.chosen_for(
                kind=USUAL,
                account_id=account.pk,
                seller_id=None,
                user_ids=[person.user_id for person in to],
            )
        return len(caught)

    assert statements(people[:1]) == statements(people) == 2


def test_a_stranger_reads_no_wishes(account: Account, ayse: User) -> None:
    wish(account, ayse, USUAL.key, Way.MAIL, False)
    with acting_as(make_account("Lale").pk, "panel"):
        assert queries.wishes_of(account_id=account.pk, user_id=ayse.pk) == {}
