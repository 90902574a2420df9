from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from vezne.accounts.errors import (
    PortalLinkUnusable,
    PortalTargetRefused,
    PortalUserUnknown,
    ReturnOriginRefused,
)
from vezne.accounts.models import Account, PortalSession, Role
from vezne.accounts.queries import api_key_find
from vezne.accounts.services import (
    PortalRequest,
    api_key_create,
    api_key_revoke,
    membership_end,
    portal_session_create,
    portal_session_use,
)
from vezne.accounts.tests.people import NOW, make_account, make_seller, make_user, seat_user
from vezne.accounts.types import ApiKeyBrief, PortalVisit
from vezne.core.audit import SYSTEM
from vezne.core.scope import acting_as, acting_as_system

pytestmark = pytest.mark.django_db

REAL = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def _key(robo: Account) -> ApiKeyBrief:
    with acting_as(robo.pk, "desk"):
        _, secret = api_key_create(
            account_id=robo.pk,
            name="HR",
            scopes=["portal_sessions:write"],
            return_origins=["https://hr.example"],
            now=NOW,
            actor=SYSTEM,
        )
    key = api_key_find(secret)
    assert key is not None
    return key


def _link(key: ApiKeyBrief, wanted: PortalRequest) -> str:
    _, token = portal_session_create(key=key, wanted=wanted, real_now=REAL, now=NOW, actor=SYSTEM)
    return token


def _use(token: str, *, after_seconds: int = 1) -> PortalVisit:
    return portal_session_use(
        token=token, real_now=REAL + timedelta(seconds=after_seconds), now=NOW, actor=SYSTEM
    )


def test_a_link_opens_once_for_the_first_admin() -> None:
    ayse, papatya, robo = make_user(), make_account(), make_seller()
    seat_user(ayse, papatya)
    token = _link(
        _key(robo),
        PortalRequest(account_id=papatya.pk, return_url="https://hr.example/back?x=1"),
    )

    assert _use(token) == PortalVisit(
        user_id=ayse.pk,
        account_id=papatya.pk,
        seller_id=robo.pk,
        target="/hizmetlerim/",
        return_url="https://hr.example/back?x=1",
    )
    with pytest.raises(PortalLinkUnusable):
        _use(token)
    with acting_as_system("test"):
        assert token not in str(vars(PortalSession.objects.get()))


def test_a_link_lives_a_minute_and_an_unknown_one_never() -> None:
    ayse, papatya, robo = make_user(), make_account(), make_seller()
    seat_user(ayse, papatya)
    token = _link(_key(robo), PortalRequest(account_id=papatya.pk))

    with pytest.raises(PortalLinkUnusable):
        _use(token, after_seconds=60)
    with pytest.raises(PortalLinkUnusable):
        _use("unknown")

    assert _use(token, after_seconds=59).user_id == ayse.pk


def test_a_named_member_comes_in_and_a_stranger_does_not() -> None:
    ayse, bora, papatya, robo = make_user(), make_user("Bora"), make_account(), make_seller()
    ceren = make_user("Ceren")
    seat_user(ayse, papatya)
    seat_user(bora, papatya, Role.STAFF)
    key = _key(robo)

    token = _link(key, PortalRequest(account_id=papatya.pk, user=bora.username))
    assert _use(token).user_id == bora.pk
    for wanted in (
        PortalRequest(account_id=papatya.pk, user=ceren.username),
        PortalRequest(account_id=robo.pk),
    ):
        with pytest.raises(PortalUserUnknown):
            _link(key, wanted)


def test_what_ended_since_opens_nothing() -> None:
    ayse, bora, papatya, robo = make_user(), make_user("Bora"), make_account(), make_seller()
    seat_user(ayse, papatya)
    membership = seat_user(bora, papatya, Role.STAFF)
    key = _key(robo)
    of_bora = _link(key, PortalRequest(account_id=papatya.pk, user=bora.username))
    of_ayse = _link(key, PortalRequest(account_id=papatya.pk))

    with acting_as(papatya.pk, "panel"):
        membership_end(account_id=papatya.pk, membership_id=membership.pk, now=NOW, actor=SYSTEM)
    with pytest.raises(PortalLinkUnusable):
        _use(of_bora)

    with acting_as(robo.pk, "desk"):
        api_key_revoke(account_id=robo.pk, public_id=key.public_id, now=NOW, actor=SYSTEM)
    with pytest.raises(PortalLinkUnusable):
        _use(of_ayse)


@pytest.mark.parametrize(
    "target",
    ["/", "/hizmetlerim/", "/odeme/pay_7f3k/", "/odeme/a/b/", "/kapali/mesajkule.panel/"],
)
def test_a_link_leads_to_the_pages_it_may(target: str) -> None:
    ayse, papatya, robo = make_user(), make_account(), make_seller()
    seat_user(ayse, papatya)

    token = _link(_key(robo), PortalRequest(account_id=papatya.pk, target=target))

    assert _use(token).target == target


@pytest.mark.parametrize(
    "target",
    [
        "",
        "/yonetim/",
        "//evil.example/",
        "https://evil.example/",
        "/odeme/../yonetim/",
        "/kapali/./yonetim/",
        "/kapali/a..b/",
        "/odeme/?x",
    ],
)
def test_a_link_leads_nowhere_else(target: str) -> None:
    papatya, robo = make_account(), make_seller()

    with pytest.raises(PortalTargetRefused):
        _link(_key(robo), PortalRequest(account_id=papatya.pk, target=target))


@pytest.mark.parametrize(
    "return_url",
    [
        "https://evil.example/",
        "http://hr.example/",
        "https://hr.example.evil.example/",
        "https://hr.example@evil.example/",
        "javascript:alert(1)",
        "https://hr.example\\@evil.example/",
    ],
)
def test_the_way_back_leads_to_the_key_s_own_sites(return_url: str) -> None:
    papatya, robo = make_account(), make_seller()

    with pytest.raises(ReturnOriginRefused):
        _link(_key(robo), PortalRequest(account_id=papatya.pk, return_url=return_url))
