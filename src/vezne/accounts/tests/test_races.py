from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from vezne.accounts.errors import LastAdmin, PortalLinkUnusable
from vezne.accounts.models import Membership, Role
from vezne.accounts.queries import api_key_find
from vezne.accounts.services import (
    PortalRequest,
    api_key_create,
    membership_end,
    portal_session_create,
    portal_session_use,
)
from vezne.accounts.tests.people import NOW, make_account, make_seller, make_user, seat_user
from vezne.core.audit import SYSTEM
from vezne.core.errors import DomainError
from vezne.core.scope import acting_as, acting_as_system

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


def _at_once(*works: Callable[[], object]) -> list[str]:
    """What became of each work, started at the same moment on connections of their own."""
    barrier, ends = Barrier(len(works)), [""] * len(works)

    def run(place: int, work: Callable[[], object]) -> None:
        barrier.wait()
        try:
            work()
            ends[place] = "done"
        except DomainError as refused:
            ends[place] = refused.code
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ends)


@pytest.mark.parametrize("_again", range(5))
def test_two_admins_who_end_each_other_leave_one(_again: int) -> None:
    ayse, bora, papatya = make_user(), make_user("Bora"), make_account()
    first, second = seat_user(ayse, papatya), seat_user(bora, papatya)

    def end(membership: Membership) -> None:
        with acting_as(papatya.pk, "panel"):
            membership_end(
                account_id=papatya.pk, membership_id=membership.pk, now=NOW, actor=SYSTEM
            )

    ends = _at_once(lambda: end(first), lambda: end(second))

    assert ends == ["done", LastAdmin.code]
    with acting_as_system("test"):
        left = Membership.objects.filter(account=papatya, role=Role.ADMIN, ended_at=None)
        assert left.count() == 1


def test_of_many_browsers_one_comes_in_over_a_link() -> None:
    ayse, papatya, robo = make_user(), make_account(), make_seller()
    seat_user(ayse, papatya)
    with acting_as(robo.pk, "desk"):
        _, secret = api_key_create(account_id=robo.pk, name="HR", scopes=[], now=NOW, actor=SYSTEM)
    key = api_key_find(secret)
    assert key is not None
    _, token = portal_session_create(
        key=key,
        wanted=PortalRequest(account_id=papatya.pk),
        real_now=NOW,
        now=NOW,
        actor=SYSTEM,
    )

    def use() -> None:
        portal_session_use(token=token, real_now=NOW + timedelta(seconds=1), now=NOW, actor=SYSTEM)

    ends = _at_once(*[use] * 6)

    assert ends == ["done"] + [PortalLinkUnusable.code] * 5
