from __future__ import annotations

import pytest

from vezne.accounts.errors import AlreadyMember, LastAdmin
from vezne.accounts.models import Membership, Role, User
from vezne.accounts.people import team_of
from vezne.accounts.queries import admins_of
from vezne.accounts.services import membership_change, membership_end, membership_grant
from vezne.accounts.tests.people import NOW, make_account, make_user, seat_user
from vezne.core.audit import SYSTEM
from vezne.core.errors import NotFound
from vezne.core.models import AuditEntry
from vezne.core.scope import ScopeMissing, acting_as

pytestmark = pytest.mark.django_db


def test_an_admin_lets_a_colleague_in_and_changes_the_role() -> None:
    ayse, bora, papatya = make_user(), make_user("Bora"), make_account()
    seat_user(ayse, papatya)

    with acting_as(papatya.pk, "panel"):
        granted = membership_grant(
            user_id=bora.pk, account_id=papatya.pk, role=Role.STAFF, now=NOW, actor=SYSTEM
        )
        membership_change(
            account_id=papatya.pk,
            membership_id=granted.pk,
            role=Role.VIEWER,
            now=NOW,
            actor=SYSTEM,
        )

        assert [(row.name, row.role) for row in team_of(papatya.pk)] == [
            ("Ayşe Demir", "admin"),
            ("Bora Demir", "viewer"),
        ]
        changed = AuditEntry.objects.get(action="membership.changed")
        assert (changed.subject, changed.details) == (
            bora.public_id,
            {"before": "staff", "role": "viewer"},
        )


def test_a_member_is_not_let_in_twice_but_may_come_back() -> None:
    ayse, bora, papatya = make_user(), make_user("Bora"), make_account()
    seat_user(ayse, papatya)
    first = seat_user(bora, papatya, Role.STAFF)

    with pytest.raises(AlreadyMember):
        seat_user(bora, papatya, Role.ADMIN)
    with acting_as(papatya.pk, "panel"):
        membership_end(account_id=papatya.pk, membership_id=first.pk, now=NOW, actor=SYSTEM)
    seat_user(bora, papatya, Role.VIEWER)

    with acting_as(papatya.pk, "panel"):
        assert [row.role for row in team_of(papatya.pk)] == ["admin", "viewer"]


def test_the_last_admin_can_neither_go_nor_step_down() -> None:
    ayse, bora, papatya = make_user(), make_user("Bora"), make_account()
    admin = seat_user(ayse, papatya)
    seat_user(bora, papatya, Role.MANAGER)

    with acting_as(papatya.pk, "panel"):
        with pytest.raises(LastAdmin):
            membership_end(account_id=papatya.pk, membership_id=admin.pk, now=NOW, actor=SYSTEM)
        with pytest.raises(LastAdmin):
            membership_change(
                account_id=papatya.pk,
                membership_id=admin.pk,
                role=Role.MANAGER,
                now=NOW,
                actor=SYSTEM,
            )

        admin.refresh_from_db()
        assert (admin.role, admin.ended_at) == ("admin", None)


def test_a_closed_user_is_no_admin_to_rely_on() -> None:
    ayse, bora, papatya = make_user(), make_user("Bora"), make_account()
    admin = seat_user(ayse, papatya)
    seat_user(bora, papatya, Role.ADMIN)
    User.objects.filter(pk=bora.pk).update(is_active=False)

    with acting_as(papatya.pk, "panel"), pytest.raises(LastAdmin):
        membership_end(account_id=papatya.pk, membership_id=admin.pk, now=NOW, actor=SYSTEM)

    assert [told.name for told in admins_of(papatya.pk)] == ["Ayşe Demir"]


def test_a_foreign_account_reaches_no_membership() -> None:
    ayse, ceren, papatya, gunes = (
        make_user(),
        make_user("Ceren"),
        make_account(),
        make_account("Güneş"),
    )
    membership = seat_user(ayse, papatya)
    seat_user(ceren, gunes)

    with acting_as(gunes.pk, "panel"):
        assert team_of(papatya.pk) == []
        with pytest.raises(NotFound):
            membership_end(
                account_id=papatya.pk, membership_id=membership.pk, now=NOW, actor=SYSTEM
            )
    with pytest.raises(ScopeMissing):
        Membership.objects.count()
