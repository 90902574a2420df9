"""Renewals: once, at the right instant, whatever runs twice, late or at the same time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from vezne.catalog.services import plan_add, plan_price_set
from vezne.catalog.tests.shop import DENIZ, NOW
from vezne.catalog.types import PlanPrice, PlanTerms
from vezne.core.audit import SYSTEM
from vezne.core.batches import run_batches
from vezne.core.scope import acting_as_system
from vezne.ledger.services import current_account_open
from vezne.metering.queries import quota_for
from vezne.subscriptions.errors import PaidTooFarAhead
from vezne.subscriptions.models import Period, ReminderSent, Subscription
from vezne.subscriptions.queries import owed_periods, renewals_due, trials_ending
from vezne.subscriptions.services import (
    first_period,
    period_open,
    periods_open_many,
    recompute,
    reminder_claim,
    renew_early,
    renewal_park,
    renewal_unpark,
    renewals_lock,
    subscription_lock,
    transitions_write,
    trial_warning_claim,
)
from vezne.subscriptions.tests.business import (
    Business,
    fresh,
    happened,
    open_business,
    pay,
    told,
)
from vezne.subscriptions.types import OpenedPeriod

DAY = timedelta(days=1)
END = datetime(2026, 4, 2, 9, 0, tzinfo=UTC)
RENEWS = END - 7 * DAY


def renew(now: datetime) -> int:
    """What the flow does, with invented invoice numbers."""
    drafts = renewals_lock(subscription_ids=renewals_due(now=now, limit=100), now=now)
    opened = [
        OpenedPeriod(
            draft=draft, invoice_id=1_000_000 + draft.subscription_id, net_minor=draft.price_minor
        )
        for draft in drafts
    ]
    return periods_open_many(opened, now=now, actor=SYSTEM)


def test_the_next_period_is_opened_seven_days_ahead_and_once(business: Business) -> None:
    subscription = business.sell_paid()
    assert renew(RENEWS - timedelta(seconds=1)) == 0

    assert renew(RENEWS) == 1
    assert renew(RENEWS) == 0

    row = fresh(subscription)
    assert (row.period_starts_at, row.period_ends_at) == (
        END,
        datetime(2026, 5, 2, 9, 0, tzinfo=UTC),
    )
    assert row.open_until == END + 7 * DAY
    period = Period.objects.get(subscription=row, starts_at=END)
    assert period.shuts_off_at == row.open_until


def test_a_batch_leaves_the_same_times_as_one_by_one(business: Business) -> None:
    """The fast statement and `recompute` agree on every stored time."""
    subscription = business.sell_paid()
    renew(RENEWS)
    before = fresh(subscription).__dict__ | {"_state": None}

    recompute(subscription_lock(subscription.pk), now=RENEWS, actor=SYSTEM)

    assert fresh(subscription).__dict__ | {"_state": None} == before


def test_a_batch_with_a_free_plan_pays_it_and_grants_its_credits(business: Business) -> None:
    price = PlanPrice(price_minor=0, currency="TRY", period_unit="month", included_credits=10)
    terms = PlanTerms(name="Ücretsiz")
    plan = plan_add(product_id=business.shop.product.pk, terms=terms, actor=DENIZ, now=NOW)
    version = plan_price_set(plan_id=plan.pk, price=price, actor=DENIZ, now=NOW)
    subscription = business.start(version)
    opened = OpenedPeriod(draft=first_period(subscription), invoice_id=None, net_minor=0)
    period_open(opened=opened, now=NOW, actor=SYSTEM)
    business.sell_paid()

    drafts = renewals_lock(subscription_ids=renewals_due(now=RENEWS, limit=9), now=RENEWS)
    periods_open_many(
        [
            OpenedPeriod(draft=d, invoice_id=7 if d.price_minor else None, net_minor=d.price_minor)
            for d in drafts
        ],
        now=RENEWS,
        actor=SYSTEM,
    )

    row = fresh(subscription)
    assert row.paid_until == datetime(2026, 5, 2, 9, 0, tzinfo=UTC)
    quota = quota_for(buyer_id=row.buyer_id, seller_id=row.seller_id, unit="WP_MESAJ", now=RENEWS)
    assert sorted(lot.quantity for lot in quota.lots) == [10, 10, 500]


def test_a_service_of_the_31st_comes_back_to_the_31st(business: Business) -> None:
    start = datetime(2026, 1, 31, 9, 0, tzinfo=UTC)
    subscription = business.sell_paid(now=start)
    ends = [fresh(subscription).period_ends_at]
    for _ in range(3):
        early = renew_early(subscription_id=subscription.pk, now=start)
        assert early.draft is not None
        pay(business.bill(early.draft, now=start), now=start)
        ends.append(fresh(subscription).period_ends_at)

    assert [(e.month, e.day) for e in ends] == [(2, 28), (3, 31), (4, 30), (5, 31)]


def test_time_that_nobody_can_use_is_not_billed(business: Business) -> None:
    business.sell()

    assert renewals_due(now=NOW + 60 * DAY, limit=10) == []


def test_a_run_that_comes_late_still_bills_what_began(business: Business) -> None:
    subscription = business.sell_paid()
    late = END + 10 * DAY

    assert renew(late) == 1
    assert renew(late) == 0
    transitions_write(now=late)

    assert fresh(subscription).written_state == "suspended"


def test_a_parked_subscription_waits_for_staff(business: Business) -> None:
    subscription = business.sell_paid()
    renewal_park(subscription_id=subscription.pk, reason="?", now=RENEWS, actor=SYSTEM)
    assert renewals_due(now=RENEWS, limit=10) == []

    renewal_unpark(subscription_id=subscription.pk, now=RENEWS, actor=SYSTEM)

    assert renewals_due(now=RENEWS, limit=10) == [subscription.pk]
    assert happened(subscription)[-2:] == ["parked", "unparked"]


def test_yenile_counts_from_the_old_end_and_a_second_click_finds_the_invoice(
    business: Business,
) -> None:
    subscription = business.sell_paid()
    first = renew_early(subscription_id=subscription.pk, now=NOW + 3 * DAY)
    assert first.draft is not None
    invoice = business.bill(first.draft, now=NOW + 3 * DAY)

    second = renew_early(subscription_id=subscription.pk, now=NOW + 4 * DAY)

    assert first.draft.starts_at == END
    assert (second.invoice_id, second.draft) == (invoice.pk, None)


def test_nobody_pays_more_than_twelve_periods_ahead(business: Business) -> None:
    subscription = business.sell_paid()
    for _ in range(12):
        early = renew_early(subscription_id=subscription.pk, now=NOW)
        assert early.draft is not None
        pay(business.bill(early.draft, now=NOW), now=NOW)

    with pytest.raises(PaidTooFarAhead):
        renew_early(subscription_id=subscription.pk, now=NOW)


def test_the_clock_tells_each_transition_once(business: Business) -> None:
    subscription, _ = business.sell()

    for now in (NOW + 6 * DAY, NOW + 7 * DAY, NOW + 7 * DAY, NOW + 9 * DAY):
        transitions_write(now=now)

    assert told(subscription) == ["subscription.started", "subscription.suspended"]
    assert happened(subscription) == ["started", "period_opened", "suspended"]
    assert fresh(subscription).checks_at is None  # time alone changes nothing more


# -- reminders -------------------------------------------------------------------------------


def test_a_step_is_claimed_once_and_never_after_payment(business: Business) -> None:
    _, invoice = business.sell()
    assert reminder_claim(invoice_id=invoice.pk, step="after-1", now=NOW + DAY)
    assert not reminder_claim(invoice_id=invoice.pk, step="after-1", now=NOW + DAY)

    owed, after = owed_periods(limit=10)
    assert [(o.invoice_id, o.sent) for o in owed] == [(invoice.pk, frozenset({"after-1"}))]
    assert after == 0
    pay(invoice, now=NOW + 2 * DAY)

    assert not reminder_claim(invoice_id=invoice.pk, step="after-2", now=NOW + 2 * DAY)
    assert owed_periods(limit=10) == ([], 0)
    assert ReminderSent.objects.count() == 1


def test_a_trial_that_ends_soon_is_warned_of_once(business: Business) -> None:
    subscription = business.start(business.trial)
    business.sell_paid()
    within = timedelta(days=3)
    assert trials_ending(now=NOW + 26 * DAY, within=within) == []

    assert trials_ending(now=NOW + 28 * DAY, within=within) == [subscription]
    assert trial_warning_claim(subscription_id=subscription.pk, now=NOW + 28 * DAY)
    assert not trial_warning_claim(subscription_id=subscription.pk, now=NOW + 28 * DAY)

    assert trials_ending(now=NOW + 29 * DAY, within=within) == []


# -- batches ---------------------------------------------------------------------------------


def test_one_bad_row_stops_nothing_but_itself(business: Business) -> None:
    done: list[int] = []
    parked: list[int] = []

    def work(batch: object) -> None:
        assert isinstance(batch, list)
        if 7 in batch:
            raise ValueError("seven")
        done.extend(batch)

    count = run_batches(
        list(range(20)), work=work, park=lambda item, _: parked.append(item), size=8
    )

    assert (sorted(done), parked, count) == ([n for n in range(20) if n != 7], [7], 19)


# -- races -----------------------------------------------------------------------------------


@pytest.fixture
def stored_business(transactional_db: None) -> Generator[Business]:
    with acting_as_system("test"):
        yield open_business()


def at_once(*works: Callable[[], object]) -> list[object]:
    """Run each in its own thread and connection, as far as possible at the same instant."""
    barrier = threading.Barrier(len(works))
    answers: list[object] = [None] * len(works)

    def run(place: int, work: Callable[[], object]) -> None:
        try:
            with acting_as_system("test"):
                barrier.wait()
                with transaction.atomic():
                    answers[place] = work()
        except Exception as failure:  # noqa: BLE001 - shown by the test
            answers[place] = failure
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_make_one_period_each(stored_business: Business) -> None:
    business = stored_business
    for _ in range(10):
        business.sell_paid()

    answers = at_once(lambda: renew(RENEWS), lambda: renew(RENEWS), lambda: renew(RENEWS))

    assert all(isinstance(answer, int) for answer in answers), answers
    renew(RENEWS)
    assert Period.objects.filter(starts_at=END).count() == 10


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_two_tabs_of_yenile_find_one_invoice(stored_business: Business) -> None:
    business = stored_business
    subscription = business.sell_paid()

    def click() -> int:
        early = renew_early(subscription_id=subscription.pk, now=NOW + DAY)
        if early.draft is None:
            assert early.invoice_id is not None
            return early.invoice_id
        return business.bill(early.draft, now=NOW + DAY).pk

    answers = at_once(click, click, click)

    assert len(set(answers)) == 1, answers
    assert Period.objects.filter(subscription=subscription, starts_at=END).count() == 1


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_a_payment_and_the_clock_at_once_tell_each_thing_once(stored_business: Business) -> None:
    business = stored_business
    subscription, invoice = business.sell()
    now = NOW + 8 * DAY

    at_once(
        lambda: transitions_write(now=now),
        lambda: pay(invoice, now=now),
        lambda: transitions_write(now=now),
        lambda: pay(invoice, now=now),
    )

    row = fresh(subscription)
    assert row.written_state == "active"
    assert told(row).count("subscription.suspended") == told(row).count("subscription.opened")
    assert told(row).count("subscription.opened") <= 1
    assert happened(row).count("paid") == 1


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_a_reminder_and_a_payment_at_once_never_remind_after_the_payment(
    stored_business: Business,
) -> None:
    business = stored_business
    for attempt in range(5):
        account = current_account_open(
            seller_id=business.shop.seller.pk, buyer_id=business.shop.ceren.pk, now=NOW
        )
        subscription = business.start(current_account=account)
        invoice = business.bill(first_period(subscription), now=NOW)
        answers = at_once(
            lambda i=invoice: reminder_claim(invoice_id=i.pk, step="day-0", now=NOW),
            lambda i=invoice: reminder_claim(invoice_id=i.pk, step="day-0", now=NOW),
            lambda i=invoice: pay(i, now=NOW).pk,
        )
        assert not any(isinstance(a, Exception) for a in answers), answers
        assert [a for a in answers[:2] if a] in ([], [True]), attempt
        assert not reminder_claim(invoice_id=invoice.pk, step="after-1", now=NOW + DAY)
    assert Subscription.objects.count() == 5
