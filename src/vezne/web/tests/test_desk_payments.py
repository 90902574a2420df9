from __future__ import annotations

from collections.abc import Generator
from datetime import timedelta

import pytest

from vezne.accounts.models import Role
from vezne.core.clock import clock_move_to, read_now, real_now
from vezne.core.scope import acting_as_system
from vezne.flows.tick import tick
from vezne.payments.models import Attempt, Refund
from vezne.payments.tests.scripted import ScriptedProvider, scripted_provider
from vezne.web.tests.desk import Desk, Queries, open_desk

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12


@pytest.fixture
def desk() -> Desk:
    clock_move_to(target=real_now() - timedelta(days=60))
    return open_desk(now=read_now())


@pytest.fixture
def scripted() -> Generator[ScriptedProvider]:
    with scripted_provider() as provider:
        yield provider


def paid(desk: Desk) -> Attempt:
    _subscription, invoice = desk.sell()
    return desk.capture(desk.begin_payment(invoice))


def url_of(attempt: Attempt, act: str = "") -> str:
    url = f"/yonetim/odemeler/{attempt.payment.public_id}/"
    return f"{url}{attempt.public_id}/{act}/" if act else url


def refunds() -> list[Refund]:
    with acting_as_system("test"):
        return list(Refund.objects.order_by("pk"))


def test_the_list_shows_the_telling_try(desk: Desk, django_assert_max_num_queries: Queries) -> None:
    attempt = paid(desk)
    deniz = desk.client()

    with django_assert_max_num_queries(MOST_QUERIES):
        answer = deniz.get("/yonetim/odemeler/?ara=isik&durum=captured&sirala=-tutar")

    assert [line.state for _row, line in answer.context["lines"]] == ["captured"]
    by_number = deniz.get(f"/yonetim/odemeler/?ara={attempt.provider_payment_id}")
    assert len(by_number.context["lines"]) == 1
    assert deniz.get("/yonetim/odemeler/?durum=failed").context["lines"] == []


def test_the_page_tells_what_happened_in_words_and_as_it_came(
    desk: Desk, django_assert_max_num_queries: Queries
) -> None:
    attempt = paid(desk)
    with acting_as_system("test"):
        url = url_of(attempt)
    deniz = desk.client()

    with django_assert_max_num_queries(MOST_QUERIES):
        text = deniz.get(url).content.decode()

    for words in ("Deneme hazırlandı", "Ödeme formu açıldı", "Tutar çekildi", "0008"):
        assert words in text
    assert "&quot;paymentId&quot;: &quot;1&quot;" in text


def test_a_foreign_seller_sees_no_payment(desk: Desk) -> None:
    attempt = paid(desk)
    with acting_as_system("test"):
        page, ask, back = url_of(attempt), url_of(attempt, "sor"), url_of(attempt, "iade")
    ceren = open_desk("Ceren", now=desk.now).client()

    assert ceren.get("/yonetim/odemeler/").context["lines"] == []
    assert ceren.get(page).status_code == 404
    assert ceren.post(ask).status_code == 404
    assert ceren.post(back, {"amount": "1", "reason": "x"}).status_code == 404
    assert refunds() == []


def test_an_attempt_in_doubt_is_asked_about_at_once(desk: Desk, scripted: ScriptedProvider) -> None:
    desk.with_provider(scripted.base_url)
    _subscription, invoice = desk.sell()
    attempt = desk.begin_payment(invoice)
    desk.leave_in_doubt(attempt)
    with acting_as_system("test"):
        ask, page = url_of(attempt, "sor"), url_of(attempt)
    deniz = desk.client(Role.STAFF)
    assert ask in deniz.get(page).content.decode()

    answer = deniz.post(ask, follow=True)

    assert scripted.asked
    assert "Ödeme kuruluşunun yanıtı" in answer.content.decode()
    assert desk.client(Role.VIEWER).post(ask).status_code == 403


@pytest.mark.parametrize("amount", ["12.50", "0", "500,00", ""])
def test_a_refund_that_cannot_be_is_refused_with_what_was_typed(desk: Desk, amount: str) -> None:
    attempt = paid(desk)
    with acting_as_system("test"):
        url = url_of(attempt, "iade")

    answer = desk.client().post(url, {"amount": amount, "reason": "Memnun değil"})

    assert answer.status_code == 422
    assert "Memnun değil" in answer.content.decode()
    assert f'value="{amount}"' in answer.content.decode() or not amount
    assert refunds() == []


def test_money_that_pays_for_something_is_not_in_the_wallet(desk: Desk) -> None:
    attempt = paid(desk)
    with acting_as_system("test"):
        url = url_of(attempt, "iade")

    answer = desk.client().post(url, {"amount": "120,00", "reason": "Memnun değil"})

    assert answer.status_code == 422
    assert "talebi de geri alın" in answer.content.decode()
    assert refunds() == []


def test_an_unanswered_refund_is_visible_and_asked_by_the_clock(
    desk: Desk, scripted: ScriptedProvider
) -> None:
    desk.with_provider(scripted.base_url)
    subscription, invoice = desk.sell()
    attempt = desk.capture(desk.begin_payment(invoice))
    with acting_as_system("test"):
        url, page = url_of(attempt, "iade"), url_of(attempt)
    scripted.raw = b"<html>"
    deniz = desk.client(Role.MANAGER)

    answer = deniz.post(
        url,
        {"amount": "120,00", "reason": "Memnun değil", "withdraws_invoice": "on"},
        follow=True,
    )

    assert [row.state for row in refunds()] == ["unknown"]
    assert "Yeniden göndermeyin" in answer.content.decode()
    assert desk.read(invoice).status == "void"
    assert desk.read(subscription).renewal_parked != "" or desk.read(subscription).paid_until
    assert "refundable" in deniz.get(page).context
    assert deniz.get(page).context["refundable"] is None

    asked = len(scripted.asked)
    done = tick(now=desk.now + timedelta(hours=3))

    assert done["refunds"] >= 1
    assert len(scripted.asked) > asked
    sent = [path for method, path, _body in scripted.asked if path.endswith("/payment/refund")]
    assert len(sent) == 1
    assert len(refunds()) == 1


def test_staff_may_not_give_money_back(desk: Desk) -> None:
    attempt = paid(desk)
    with acting_as_system("test"):
        url = url_of(attempt, "iade")

    assert desk.client(Role.STAFF).post(url, {"amount": "1", "reason": "x"}).status_code == 403
    assert refunds() == []
