"""A seller's member looks at a buyer's panel: shown, logged, and good for looking only."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.factories import NOW, make_member, sign_in
from vezne.accounts.models import Membership, Role
from vezne.accounts.services import membership_end
from vezne.core.audit import SYSTEM
from vezne.core.clock import real_now
from vezne.core.models import AuditEntry
from vezne.core.scope import acting_as, acting_as_system
from vezne.ledger.services import current_account_open
from vezne.web.access import SEAT_KEY
from vezne.web.tests.panel import World
from vezne.web.visits import VISIT_KEY

pytestmark = pytest.mark.django_db
REASON = "14 numaralı talepteki soru"
SIGN = "panelini müşteri gözüyle görüyorsunuz"


def seated(world: World, role: str = Role.MANAGER) -> Client:
    """Deniz, at the seller's desk."""
    client = sign_in(make_member(world.seller, role))
    session = client.session
    session[SEAT_KEY] = world.seller.pk
    session.save()
    return client


def begin(world: World, client: Client, reason: str = REASON) -> int:
    url = reverse("web:desk_account_visit", args=[world.buyer.public_id])
    return client.post(url, {"reason": reason}).status_code


def log(account_id: int) -> list[tuple[str, str, str]]:
    with acting_as_system("test"):
        rows = AuditEntry.objects.filter(account_id=account_id, action__startswith="visit.")
        return [
            (row.action, row.subject, row.details.get("reason", "")) for row in rows.order_by("id")
        ]


def test_a_visit_shows_the_buyers_panel_says_so_and_is_in_both_logs(world: World) -> None:
    deniz = seated(world)

    assert begin(world, deniz) == 302
    home = deniz.get(reverse("web:home")).content.decode()
    desk = deniz.get(reverse("web:desk_account", args=[world.buyer.public_id]))
    back = deniz.post(reverse("web:visit_end"))

    assert world.buyer.name in home
    assert SIGN in home
    assert desk.status_code == 200, "the desk stays open beside it"
    assert back.headers["Location"] == desk.request["PATH_INFO"]
    assert SIGN not in deniz.get(reverse("web:home")).content.decode()
    assert log(world.buyer.pk) == [
        ("visit.begun", world.seller.public_id, REASON),
        ("visit.ended", world.seller.public_id, ""),
    ]
    assert log(world.seller.pk) == [
        ("visit.begun", world.buyer.public_id, REASON),
        ("visit.ended", world.buyer.public_id, ""),
    ]


def test_nothing_is_paid_changed_or_secured_in_the_buyers_name(world: World) -> None:
    invoice = world.owed_invoice
    deniz = seated(world)
    begin(world, deniz)

    shut = [
        deniz.post(reverse("web:pay_start", args=[invoice.public_id])),
        deniz.post(reverse("web:pay_transfer_start", args=[invoice.public_id])),
        deniz.post(reverse("web:address_new"), {"contact_name": "x"}),
        deniz.get(reverse("web:team")),
        deniz.post(reverse("web:ticket_new"), {"subject": "x"}),
    ]

    assert [answer.status_code for answer in shut] == [403] * len(shut)
    assert deniz.get(reverse("web:pay", args=[invoice.public_id])).status_code == 200


def test_a_visit_sees_what_is_bought_from_its_seller_alone(world: World) -> None:
    other = factories.make_seller("Başka Satıcı")
    with acting_as(other.pk, "desk"):
        theirs = current_account_open(seller_id=other.pk, buyer_id=world.buyer.pk, now=NOW)
    deniz = seated(world)
    begin(world, deniz)

    page = deniz.get(reverse("web:current_account", args=[theirs.public_id]))

    assert page.status_code == 404
    assert "Başka Satıcı" not in deniz.get(reverse("web:home")).content.decode()


def test_only_a_manager_looks_and_only_at_a_buyer_of_the_seller(world: World) -> None:
    stranger = factories.make_buyer("Ceren Yapı")
    deniz = seated(world)
    url = reverse("web:desk_account_visit", args=[stranger.public_id])

    assert begin(world, seated(world, Role.STAFF)) == 403
    assert deniz.post(url, {"reason": REASON}).status_code == 404
    assert begin(world, deniz, reason=" ") == 422
    assert VISIT_KEY not in deniz.session
    assert log(world.buyer.pk) == []


def test_it_ends_with_the_hour_with_the_membership_and_with_another_seat(world: World) -> None:
    late, gone = seated(world), seated(world)
    begin(world, late)
    begin(world, gone)
    kept = late.session
    kept[VISIT_KEY] = {**kept[VISIT_KEY], "ends_at": (real_now() - timedelta(1)).isoformat()}
    kept.save()
    with acting_as_system("test"):
        membership = Membership.objects.get(user_id=gone.session["_auth_user_id"])
        membership_end(
            account_id=world.seller.pk, membership_id=membership.pk, actor=SYSTEM, now=NOW
        )

    after = late.get(reverse("web:home")).content.decode()

    assert SIGN not in after
    assert world.buyer.name not in after
    assert VISIT_KEY not in late.session
    assert gone.get(reverse("web:home")).status_code == 302
    assert SIGN not in gone.get(reverse("web:home"), follow=True).content.decode()
