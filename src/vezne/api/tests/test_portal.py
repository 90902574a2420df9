"""From an outside panel to this one, over the API and the link that it gives."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from vezne.accounts.models import PortalSession, Role
from vezne.accounts.tests.people import make_user, seat_user
from vezne.api.tests.calls import PANEL, Program, open_program
from vezne.catalog.tests.shop import NOW
from vezne.core.clock import clock_move_to, real_now
from vezne.core.models import AuditEntry
from vezne.core.scope import acting_as_system
from vezne.subscriptions.tests.business import open_business

pytestmark = pytest.mark.django_db


@pytest.fixture
def program() -> Program:
    clock_move_to(target=NOW + timedelta(minutes=1))
    business = open_business()
    user = make_user(email="ayse@papatya.example")
    seat_user(user, business.shop.ayse, Role.ADMIN)
    return open_program(business)


def link(program: Program, **body: str) -> str:
    answer = program.post("portal-sessions", {"account": program.account, **body})
    assert answer.status_code == 201
    assert answer.json()["expires_in"] == 60
    url: str = answer.json()["url"]
    return url.removeprefix("http://localhost:8000")


def test_a_link_leads_straight_to_the_services_once(program: Program) -> None:
    program.sell()
    url = link(program, return_url=f"{PANEL}/ayarlar")
    browser = Client()

    first = browser.get(url)

    assert (first.status_code, first.headers["Location"]) == (302, "/hizmetlerim/")
    page = browser.get("/hizmetlerim/")
    assert page.status_code == 200
    assert f'href="{PANEL}/ayarlar"' in page.content.decode()
    again = Client().get(url)
    assert again.status_code == 403
    assert "Hizmetlerim" not in again.content.decode()
    with acting_as_system("test"):
        actions = AuditEntry.objects.filter(action__startswith="portal_session")
        assert list(actions.order_by("pk").values_list("action", flat=True)) == [
            "portal_session.created",
            "portal_session.used",
        ]


def test_a_link_may_lead_to_a_payment_and_its_visitor_may_pay(program: Program) -> None:
    _subscription, invoice = program.sell()
    target = reverse("web:pay", args=[invoice.public_id])
    browser = Client()

    page = browser.get(link(program, target=target), follow=True)

    assert page.redirect_chain == [(target, 302)]
    assert page.status_code == 200
    coupon = browser.post(reverse("web:pay_coupon", args=[invoice.public_id]), {"code": "YOK"})
    assert coupon.status_code == 422  # refused for its code, not for who asks


def test_a_late_link_says_so(program: Program) -> None:
    url = link(program)
    with acting_as_system("test"):
        PortalSession.objects.update(expires_at=real_now() - timedelta(seconds=1))

    answer = Client().get(url)

    assert answer.status_code == 403
    assert "bağlantı" in answer.content.decode()


def test_who_is_signed_in_already_keeps_the_way_back(program: Program) -> None:
    browser = Client()
    with acting_as_system("test"):
        user = PortalSession._meta.get_field("user").related_model.objects.get()
    browser.force_login(user, backend="vezne.web.auth.backend.VezneBackend")

    page = browser.get(link(program, return_url=f"{PANEL}/ayarlar"), follow=True)

    assert f'href="{PANEL}/ayarlar"' in page.content.decode()


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"return_url": "https://kotu.example/"}, 422, "return_origin_refused"),
        ({"target": "/yonetim/"}, 422, "portal_target_refused"),
        ({"target": "https://kotu.example/"}, 422, "portal_target_refused"),
        ({"user": "yabanci@baska.example"}, 404, "portal_user_unknown"),
        ({"account": "acc_yok"}, 404, "not_found"),
    ],
)
def test_what_is_not_allowed_is_refused(
    program: Program, body: dict[str, str], status: int, code: str
) -> None:
    answer = program.post("portal-sessions", {"account": program.account, **body})

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    with acting_as_system("test"):
        assert not PortalSession.objects.exists()


def test_an_account_that_does_not_buy_here_is_not_found(program: Program) -> None:
    ceren = program.business.shop.ceren

    answer = program.post("portal-sessions", {"account": str(ceren.public_id)})

    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("body", "status"), [("{", 400), ("{}", 422), ('{"account": 5}', 422), ("[]", 422)]
)
def test_a_body_that_does_not_fit_is_refused_in_the_one_shape(
    program: Program, body: str, status: int
) -> None:
    answer = program.post("portal-sessions", body)

    assert answer.status_code == status
    assert set(answer.json()) == {"code", "message", "details"}
