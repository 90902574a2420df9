from __future__ import annotations

import pytest
from django.test import Client
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from vezne.accounts.models import Account, Membership, Role
from vezne.accounts.tests.people import make_account
from vezne.config.job_failures import failure_keep
from vezne.content.models import LegalText, LegalTextKind
from vezne.core.outbox import emit
from vezne.core.scope import acting_as_system
from vezne.web.tests.desk import NOW, Desk, Queries, open_desk

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12
SELLERS, JOBS, HEALTH = "/yonetim/saticilar/", "/yonetim/isler/", "/yonetim/saglik/"


@pytest.fixture
def operator() -> Desk:
    return open_desk("Kurulum", is_operator=True)


@pytest.fixture
def emre(operator: Desk) -> Client:
    return operator.client()


def test_only_the_operator_s_managers_open_its_pages(operator: Desk) -> None:
    staff = operator.client(Role.STAFF)
    deniz = open_desk().client()
    for page in (SELLERS, JOBS, HEALTH):
        assert staff.get(page).status_code == 403
        assert deniz.get(page).status_code == 403
    assert operator.client(Role.MANAGER).get(JOBS).status_code == 200


def test_an_account_is_made_a_seller_with_texts_and_an_admin(
    operator: Desk, emre: Client, django_assert_max_num_queries: Queries
) -> None:
    account = make_account("Balon")
    typed = {"number": str(account.number), "brand_name": "Balon", "first_name": "", "email": ""}

    nobody = emre.post(SELLERS, typed)
    assert nobody.status_code == 422
    assert "ilk yöneticisini de girin" in nobody.content.decode()
    with acting_as_system("test"):
        assert Account.objects.get(pk=account.pk).is_seller is False

    emre.post(SELLERS, typed | {"first_name": "Elif", "email": "elif@balon.example"})

    with acting_as_system("test"):
        assert Account.objects.get(pk=account.pk).is_seller is True
        assert Membership.objects.get(account=account).role == "admin"
        kinds = set(LegalText.objects.filter(seller=account).values_list("kind", flat=True))
        assert kinds == set(LegalTextKind.values)
    with django_assert_max_num_queries(MOST_QUERIES):
        rows = emre.get(SELLERS).context["rows"]
    assert {row.account.name for row in rows} == {"Balon", "Kurulum"}
    again = emre.post(SELLERS, typed | {"number": "1"})
    assert "Bu numarayla bir hesap yok." in again.content.decode()


def test_a_failed_job_shows_its_error_and_is_tried_again_once(
    operator: Desk, emre: Client, django_assert_max_num_queries: Queries
) -> None:
    job_id = app.configure_task("core.outbox").defer(event_id=7)
    app.connector.get_sync_connector().execute_query(
        "UPDATE procrastinate_jobs SET status = 'failed' WHERE id = %(job_id)s", job_id=job_id
    )
    failure_keep(job_id, "core.outbox", ValueError("olmadı"))

    with django_assert_max_num_queries(MOST_QUERIES):
        answer = emre.get(JOBS)

    assert [row.last_line for row in answer.context["state"].failed] == ["ValueError: olmadı"]
    emre.post(f"{JOBS}{job_id}/yeniden/")
    assert ProcrastinateJob.objects.get(pk=job_id).status == "todo"
    again = emre.post(f"{JOBS}{job_id}/yeniden/", follow=True)
    assert "Kayıt bulunamadı." in again.content.decode()

    emre.post(f"{JOBS}{job_id}/cikar/")
    assert ProcrastinateJob.objects.get(pk=job_id).status == "cancelled"


def test_open_events_are_listed(operator: Desk, emre: Client) -> None:
    emit(kind="test.happened", account_id=operator.seller.pk, subject="sub_1", now=NOW)

    state = emre.get(JOBS).context["state"]

    assert "test.happened" in [event.kind for event in state.open_events]
    assert state.oldest_waiting_at is not None


def test_the_health_page_proves_the_books_on_its_button(operator: Desk, emre: Client) -> None:
    operator.sell()

    shown = emre.get(HEALTH)
    assert shown.context["health"].unapplied == []
    assert "PostgreSQL" in shown.content.decode()
    assert "is_checked" not in shown.context

    checked = emre.post(HEALTH)
    assert checked.context["findings"] == []
    assert "Defter tutuyor" in checked.content.decode()
