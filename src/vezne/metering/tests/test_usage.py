"""Usage: counted exactly once, spent for what is accepted, told at 80 and 100 %."""

from __future__ import annotations

import threading
from collections.abc import Generator
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from vezne.catalog.tests.shop import NOW, Shop, open_shop
from vezne.core.models import OutboxEvent
from vezne.core.scope import acting_as, acting_as_system
from vezne.ledger.models import CurrentAccount
from vezne.ledger.services import credits_grant, current_account_open
from vezne.metering.errors import BatchTooLarge
from vezne.metering.judging import Body, judge
from vezne.metering.models import QuotaAlert, UsageEvent
from vezne.metering.queries import quota_for, units_for, usage_for, usage_sums
from vezne.metering.services import credits_for_period, usage_record_many
from vezne.metering.types import EventResult, Outcome, Quota, UsageInput

DAY = timedelta(days=1)
UNIT = "WP_MESAJ"


@pytest.fixture
def shop(db: None) -> Generator[Shop]:
    with acting_as_system("test"):
        yield open_shop()


@pytest.fixture
def account(shop: Shop) -> CurrentAccount:
    return current_account_open(seller_id=shop.seller.pk, buyer_id=shop.ayse.pk, now=NOW)


def grant(account: CurrentAccount, quantity: int, key: str, days: int | None = None) -> None:
    credits_grant(
        current_account_id=account.pk,
        unit=UNIT,
        quantity=quantity,
        expires_at=None if days is None else NOW + days * DAY,
        key=key,
        now=NOW,
    )


def use(key: str, quantity: int = 1, **fields: object) -> UsageInput:
    return UsageInput(key=key, unit=UNIT, quantity=quantity, used_at=NOW, **fields)


def record(account: CurrentAccount, *events: UsageInput, days: int = 0) -> list[str]:
    results = usage_record_many(
        seller_id=account.seller_id,
        buyer_id=account.buyer_id,
        events=events,
        now=NOW + days * DAY,
    )
    assert [r.key for r in results] == [e.key for e in events]
    return [r.code or r.outcome.value for r in results]


def quota(account: CurrentAccount, days: int = 0) -> Quota:
    return quota_for(
        buyer_id=account.buyer_id,
        seller_id=account.seller_id,
        unit=UNIT,
        now=NOW + days * DAY,
    )


def alerts() -> list[int]:
    rows = OutboxEvent.objects.filter(kind="quota.alert").order_by("pk")
    return [row.payload["step"] for row in rows]


def test_accepted_events_are_written_and_spent(account: CurrentAccount) -> None:
    grant(account, 100, "a")

    assert record(account, use("1", 3), use("2", 4)) == ["accepted", "accepted"]

    assert (quota(account).left, quota(account).used) == (93, 7)
    assert UsageEvent.objects.count() == 2


def test_an_event_sent_again_spends_nothing(account: CurrentAccount) -> None:
    grant(account, 100, "a")
    record(account, use("1", 3))

    assert record(account, use("1", 3), use("2"), use("2")) == [
        "duplicate",
        "accepted",
        "duplicate",
    ]
    assert quota(account).left == 96


def test_the_same_key_with_other_content_is_refused(account: CurrentAccount) -> None:
    grant(account, 100, "a")
    record(account, use("1", 3))

    assert record(account, use("1", 4)) == ["key_conflict"]
    assert quota(account).left == 97


def test_what_the_credits_do_not_cover_is_refused_and_the_rest_goes_on(
    account: CurrentAccount,
) -> None:
    grant(account, 10, "a")

    assert record(account, use("1", 8), use("2", 5), use("3", 2)) == [
        "accepted",
        "insufficient_credits",
        "accepted",
    ]
    assert quota(account).left == 0
    assert record(account, use("2", 5)) == ["insufficient_credits"]
    grant(account, 10, "b")
    assert record(account, use("2", 5)) == ["accepted"]


@pytest.mark.parametrize(
    ("event", "code"),
    [
        (use(""), "invalid_key"),
        (use("k" * 121), "invalid_key"),
        (use("1", 0), "invalid_quantity"),
        (use("1", -3), "invalid_quantity"),
        (UsageInput("1", "", 1, NOW), "invalid_unit"),
        (UsageInput("1", UNIT, 1, NOW + DAY), "invalid_time"),
        (UsageInput("1", UNIT, 1, NOW.replace(tzinfo=None)), "invalid_time"),
        (use("1", description="x" * 201), "invalid_text"),
    ],
)
def test_a_faulty_event_is_refused_by_itself(
    account: CurrentAccount, event: UsageInput, code: str
) -> None:
    grant(account, 10, "a")

    assert record(account, event, use("good")) == [code, "accepted"]


def test_who_never_bought_anything_is_refused(shop: Shop) -> None:
    results = usage_record_many(
        seller_id=shop.seller.pk, buyer_id=shop.ceren.pk, events=[use("1")], now=NOW
    )

    assert results == [EventResult("1", Outcome.REFUSED, "insufficient_credits")]


def test_a_batch_has_at_most_a_thousand_events(account: CurrentAccount) -> None:
    with pytest.raises(BatchTooLarge):
        record(account, *(use(str(n)) for n in range(1_001)))

    assert UsageEvent.objects.count() == 0


def test_credits_end_with_their_lot_without_any_job(account: CurrentAccount) -> None:
    grant(account, 10, "a", days=5)
    grant(account, 4, "b")

    assert quota(account, days=5).left == 4
    assert record(account, use("1", 5), days=5) == ["insufficient_credits"]
    assert record(account, use("2", 4), days=5) == ["accepted"]


def test_lots_are_shown_in_the_order_of_their_use(account: CurrentAccount) -> None:
    grant(account, 10, "never")
    grant(account, 20, "late", days=90)
    grant(account, 30, "soon", days=5)
    record(account, use("1", 32))

    assert [(lot.quantity, lot.left) for lot in quota(account).lots] == [(20, 18), (10, 10)]
    assert (quota(account).granted, quota(account).granted_total) == (30, 60)
    assert units_for(buyer_id=account.buyer_id, seller_id=account.seller_id) == [UNIT]


def test_a_used_up_quota_says_so_instead_of_nothing(account: CurrentAccount) -> None:
    grant(account, 10, "a")
    record(account, use("1", 10))

    assert (quota(account).granted, quota(account).left) == (10, 0)
    assert quota(account).used_percent == 100


def test_eighty_and_a_hundred_percent_are_told_once(account: CurrentAccount) -> None:
    grant(account, 100, "a")
    record(account, use("1", 79))
    assert alerts() == []

    record(account, use("2", 1))
    record(account, use("3", 5))
    assert alerts() == [80]
    record(account, use("4", 15))
    assert alerts() == [80, 100]

    grant(account, 50, "b")
    record(account, use("5", 50))
    assert alerts() == [80, 100, 100]
    assert QuotaAlert.objects.count() == 4


def test_a_plans_credits_are_granted_once_per_period(account: CurrentAccount) -> None:
    for _ in range(2):
        credits_for_period(
            current_account_id=account.pk,
            unit=UNIT,
            quantity=500,
            key="period:1",
            subject="sub_1",
            expires_at=NOW + 30 * DAY,
            now=NOW,
        )

    assert quota(account).left == 500


def test_history_is_read_by_date_and_person(account: CurrentAccount) -> None:
    grant(account, 100, "a")
    evening = NOW.replace(hour=21, minute=30)  # after midnight in Istanbul
    record(
        account,
        use("1", 2, actor_label="Ayşe"),
        use("2", 3, actor_label="Ayşe"),
        UsageInput("3", UNIT, 5, evening, actor_label="Bora"),
        days=1,
    )

    rows = usage_for(buyer_id=account.buyer_id, unit=UNIT)
    sums = [(s.used_on.day, s.actor_label, s.quantity, s.events) for s in usage_sums(rows)]

    assert sums == [(3, "Bora", 5, 1), (2, "Ayşe", 5, 2)]
    before = usage_for(buyer_id=account.buyer_id, starts_at=NOW, ends_at=evening)
    assert [e.key for e in before] == ["2", "1"]
    theirs = usage_for(buyer_id=account.buyer_id, seller_id=account.seller_id)
    assert theirs.count() == 3
    assert usage_for(buyer_id=account.buyer_id, seller_id=account.buyer_id).count() == 0


def test_ceren_sees_nothing_and_nobody_rewrites_what_was_counted(
    shop: Shop, account: CurrentAccount
) -> None:
    grant(account, 100, "a")
    record(account, use("1"))

    with acting_as(shop.ceren.pk, "panel"):
        assert usage_for(buyer_id=account.buyer_id).count() == 0
    with pytest.raises(DatabaseError), transaction.atomic():
        UsageEvent.objects.update(quantity=2)


events = st.lists(
    st.builds(
        UsageInput,
        key=st.sampled_from("abcdef"),
        unit=st.sampled_from(["A", "B"]),
        quantity=st.integers(-1, 6),
        used_at=st.just(NOW),
    ),
    max_size=30,
)


@given(batch=events, a=st.integers(0, 20), b=st.integers(0, 20))
def test_a_batch_spends_what_it_accepts_and_never_more_than_there_is(
    batch: list[UsageInput], a: int, b: int
) -> None:
    judged = judge(batch, known={"f": Body("A", 1, NOW)}, available={"A": a, "B": b}, now=NOW)

    assert len(judged.results) == len(batch)
    keys = [event.key for event in judged.accepted]
    assert len(keys) == len(set(keys))
    assert "f" not in keys
    for unit, free in (("A", a), ("B", b)):
        spent = sum(e.quantity for e in judged.accepted if e.unit == unit)
        assert spent == judged.spent.get(unit, 0) <= free


@given(batch=events, cut=st.integers(0, 30))
def test_a_batch_in_two_parts_or_sent_again_counts_the_same(
    batch: list[UsageInput], cut: int
) -> None:
    whole = judge(batch, known={}, available={"A": 10, "B": 10}, now=NOW)
    first = judge(batch[:cut], known={}, available={"A": 10, "B": 10}, now=NOW)
    known = {e.key: Body(e.unit, e.quantity, e.used_at) for e in first.accepted}
    left = {unit: 10 - first.spent.get(unit, 0) for unit in ("A", "B")}
    second = judge(batch[cut:], known=known, available=left, now=NOW)

    assert first.accepted + second.accepted == whole.accepted


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_the_same_batch_twice_at_once_is_counted_once(transactional_db: None) -> None:
    with acting_as_system("test"):
        shop = open_shop()
        account = current_account_open(seller_id=shop.seller.pk, buyer_id=shop.ayse.pk, now=NOW)
        grant(account, 1_000, "a")
    batch = [use(str(n)) for n in range(300)]
    barrier = threading.Barrier(3)
    answers: list[list[str]] = []

    def send() -> None:
        with acting_as_system("test"):
            barrier.wait()
            answers.append(record(account, *batch))
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted({tuple(set(a)) for a in answers}) == [("accepted",), ("duplicate",)]
    with acting_as_system("test"):
        assert quota(account).left == 700
