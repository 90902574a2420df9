from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from vezne.accounts.models import Role
from vezne.accounts.tests.people import make_account, make_seller, make_user, seat_user
from vezne.core.clock import clock_move_to, read_now, real_now
from vezne.core.scope import acting_as
from vezne.payments.services import provider_account_add
from vezne.subscriptions.models import Subscription
from vezne.web.tests.desk import open_desk
from vezne.web.tests.test_access import signed_in

pytestmark = pytest.mark.django_db
URL = "/yonetim/saat/ilerlet/"


@pytest.fixture
def operator() -> Client:
    clock_move_to(target=real_now() - timedelta(days=90))
    emre = make_user("Emre")
    seat_user(emre, make_seller("Kurulum", is_operator=True), Role.MANAGER)
    return signed_in(emre)


def test_a_day_on_renews_nothing_but_says_what_was_done(operator: Client) -> None:
    before = read_now()

    answer = operator.post(URL, {"step": "gun"}, follow=True)

    assert answer.redirect_chain == [(reverse("web:operator_clock"), 302)]
    assert timedelta(days=1) <= read_now() - before < timedelta(days=1, seconds=30)
    assert len(answer.context["steps"]) == 1
    assert "steps" in operator.get("/yonetim/saat/").context
    assert operator.get("/yonetim/saat/").context["steps"] == []


def test_days_on_stop_at_each_day_and_bring_what_is_due(operator: Client) -> None:
    desk = open_desk(now=read_now())
    subscription, _invoice = desk.sell()

    answer = operator.post(URL, {"days": "9"}, follow=True)

    assert len(answer.context["steps"]) == 9
    done = {part for _at, parts in answer.context["steps"] for _count, part in parts}
    assert "hatırlatma gönderildi" in {str(part) for part in done}
    with acting_as(desk.seller.pk, "desk"):
        assert Subscription.objects.get(pk=subscription.pk).written_state == "suspended"


@pytest.mark.parametrize(
    "typed",
    [{"days": "32"}, {"days": "0"}, {"days": "x"}, {"target": "01.01.2020"}, {"target": "?"}, {}],
)
def test_a_move_too_far_or_back_is_refused_with_what_was_typed(
    operator: Client, typed: dict[str, str]
) -> None:
    before = read_now()

    answer = operator.post(URL, typed)

    assert answer.status_code == 422
    assert all(f'value="{value}"' in answer.content.decode() for value in typed.values())
    assert read_now() - before < timedelta(seconds=30)


def test_the_clock_does_not_pass_the_real_time(operator: Client) -> None:
    clock_move_to(target=real_now() - timedelta(hours=2))

    answer = operator.post(URL, {"step": "gun"})

    assert answer.status_code == 422
    assert real_now() - read_now() > timedelta(hours=1)


def test_a_real_provider_holds_the_clock(operator: Client) -> None:
    desk = open_desk(now=read_now())
    with acting_as(desk.seller.pk, "desk"):
        provider_account_add(
            seller_id=desk.seller.pk,
            provider="iyzico",
            base_url="https://api.iyzipay.com",
            credentials={"api_key": "a", "secret_key": "b"},
            currencies=["TRY"],
            is_test=False,
            actor=desk.actor,
            now=read_now(),
        )
    before = read_now()

    answer = operator.post(URL, {"step": "saat"})

    assert answer.status_code == 422
    assert answer.context["can_move"] is False
    assert read_now() - before < timedelta(seconds=30)


def test_a_seller_who_does_not_run_the_installation_has_no_clock() -> None:
    deniz, ayse = make_user("Deniz"), make_user()
    seat_user(deniz, make_seller())
    seat_user(ayse, make_account())

    assert signed_in(deniz).post(URL, {"step": "gun"}).status_code == 403
    assert signed_in(ayse).get("/yonetim/saat/").status_code == 403
