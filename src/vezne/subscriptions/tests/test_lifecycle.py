"""A subscription from its start to its end, as the buyer lives it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from vezne.catalog.tests.shop import NOW
from vezne.core.audit import SYSTEM
from vezne.metering.queries import quota_for
from vezne.subscriptions.errors import (
    AlreadyBlocked,
    CancelPending,
    NoCancelPending,
    NotBlocked,
    PeriodBilledAlready,
    SubscriptionOver,
    TrialNeedsPlan,
    TrialUsed,
)
from vezne.subscriptions.models import Period
from vezne.subscriptions.queries import entitlement_check, services_for, timeline_of
from vezne.subscriptions.services import (
    block_lift,
    block_place,
    cancel_at_period_end,
    deadline_set,
    end,
    first_period,
    period_paid,
    period_unpaid,
    period_voided,
    recompute,
    renew_early,
    resume,
    subscription_lock,
    subscription_lock_of_invoice,
    transitions_write,
    trial_convert,
)
from vezne.subscriptions.tests.business import (
    AYSE,
    Business,
    fresh,
    happened,
    pay,
    told,
)
from vezne.subscriptions.types import BlockKind

DAY = timedelta(days=1)
END = datetime(2026, 4, 2, 9, 0, tzinfo=UTC)  # a month after NOW


def allowed(business: Business, now: datetime) -> bool:
    return check(business, now) == "ok"


def check(business: Business, now: datetime) -> str:
    return entitlement_check(
        seller_id=business.shop.seller.pk,
        account_public_id=business.shop.ayse.public_id,
        key="whatsapp.send",
        now=now,
    ).reason


def test_an_on_order_plan_opens_at_once_and_its_seven_days_run(business: Business) -> None:
    subscription, invoice = business.sell()

    assert subscription.open_until == NOW + 7 * DAY == invoice.shuts_off_at
    assert invoice.due_at == NOW
    assert subscription.written_state == "grace"
    assert allowed(business, NOW + 7 * DAY - timedelta(seconds=1))
    assert check(business, NOW + 7 * DAY) == "debt"


def test_payment_opens_in_its_own_transaction_and_does_not_shift_the_period(
    business: Business,
) -> None:
    subscription, invoice = business.sell()
    late = NOW + 10 * DAY
    transitions_write(now=late)
    assert fresh(subscription).written_state == "suspended"

    pay(invoice, now=late)

    row = fresh(subscription)
    assert allowed(business, late)
    assert (row.paid_until, row.open_until) == (END, END + 7 * DAY)
    assert row.written_state == "active"
    assert told(subscription) == [
        "subscription.started",
        "subscription.suspended",
        "subscription.opened",
    ]
    assert happened(subscription) == ["started", "period_opened", "suspended", "paid", "opened"]


def test_paying_twice_changes_and_tells_nothing(business: Business) -> None:
    subscription, invoice = business.sell()
    pay(invoice, now=NOW + DAY)
    before = (fresh(subscription).__dict__ | {"_state": None}, told(subscription))

    pay(invoice, now=NOW + 2 * DAY)

    assert (fresh(subscription).__dict__ | {"_state": None}, told(subscription)) == before
    assert happened(subscription).count("paid") == 1


def test_included_credits_come_with_the_payment_and_end_with_the_period(
    business: Business,
) -> None:
    _, invoice = business.sell()
    buyer, seller = business.shop.ayse.pk, business.shop.seller.pk
    assert quota_for(buyer_id=buyer, seller_id=seller, unit="WP_MESAJ", now=NOW).left == 0

    pay(invoice, now=NOW + DAY)
    pay(invoice, now=NOW + DAY)

    quota = quota_for(buyer_id=buyer, seller_id=seller, unit="WP_MESAJ", now=NOW + DAY)
    assert (quota.left, quota.lots[0].expires_at) == (500, END)


def test_an_on_payment_plan_begins_with_its_payment(business: Business) -> None:
    subscription, invoice = business.sell(business.prepaid)
    assert fresh(subscription).written_state == "pending"
    assert check(business, NOW + DAY) == "pending"
    assert invoice.shuts_off_at is None

    pay(invoice, now=NOW + 5 * DAY)

    row = fresh(subscription)
    assert (row.started_at, row.period_starts_at) == (NOW + 5 * DAY, NOW + 5 * DAY)
    assert row.paid_until == datetime(2026, 4, 7, 9, 0, tzinfo=UTC)
    assert row.anchor_day == 7
    assert allowed(business, NOW + 5 * DAY)


def test_an_order_that_was_never_paid_blocks_nothing_else(business: Business) -> None:
    business.sell_paid()
    business.sell(business.prepaid)

    assert allowed(business, NOW + 20 * DAY)


def test_debt_of_one_service_shuts_the_whole_platform_until_it_is_paid(
    business: Business,
) -> None:
    business.sell_paid(business.yearly)
    debtor, invoice = business.sell()

    answer = entitlement_check(
        seller_id=business.shop.seller.pk,
        account_public_id=business.shop.ayse.public_id,
        key="whatsapp.send",
        now=NOW + 8 * DAY,
    )
    assert (answer.reason, answer.debtor_id) == ("debt", debtor.public_id)

    pay(invoice, now=NOW + 8 * DAY)
    assert allowed(business, NOW + 8 * DAY)


def test_an_answer_says_until_when(business: Business) -> None:
    business.sell_paid(business.yearly)
    business.sell()

    answer = entitlement_check(
        seller_id=business.shop.seller.pk,
        account_public_id=business.shop.ayse.public_id,
        key="whatsapp.send",
        now=NOW,
    )

    assert answer.until == NOW + 7 * DAY
    assert answer.platform_name == "HeloMesaj"


def test_a_stranger_and_an_unknown_key_have_nothing(business: Business) -> None:
    business.sell_paid()
    for account, key in ((business.shop.ceren, "whatsapp.send"), (business.shop.ayse, "x")):
        answer = entitlement_check(
            seller_id=business.shop.seller.pk,
            account_public_id=account.public_id,
            key=key,
            now=NOW,
        )
        assert (answer.is_allowed, answer.reason, answer.until) == (False, "none", None)
    assert answer.platform_id == ""


def test_a_period_that_went_by_while_it_was_shut_runs_from_its_payment(
    business: Business,
) -> None:
    subscription, invoice = business.sell()
    much_later = NOW + 60 * DAY

    pay(invoice, now=much_later)

    row = fresh(subscription)
    assert row.period_starts_at == much_later
    assert allowed(business, much_later + 20 * DAY)


def test_a_taken_back_payment_shuts_again(business: Business) -> None:
    subscription, invoice = business.sell()
    pay(invoice, now=NOW + DAY)

    period_unpaid(invoice_id=invoice.pk, now=NOW + 9 * DAY, actor=SYSTEM)

    assert fresh(subscription).written_state == "suspended"
    assert check(business, NOW + 9 * DAY) == "debt"


def test_staff_put_the_deadline_back(business: Business) -> None:
    subscription, invoice = business.sell()

    deadline_set(
        invoice_id=invoice.pk,
        shuts_off_at=NOW + 12 * DAY,
        now=NOW + 8 * DAY,
        actor=SYSTEM,
        reason="söz verdi",
    )

    assert fresh(subscription).open_until == NOW + 12 * DAY
    assert allowed(business, NOW + 11 * DAY)


def test_a_period_is_billed_once(business: Business) -> None:
    subscription, _ = business.sell()

    with pytest.raises(PeriodBilledAlready):
        business.bill(first_period(subscription), now=NOW + DAY)


def test_a_voided_invoice_frees_its_period_and_parks_the_renewal(business: Business) -> None:
    subscription = business.sell_paid()
    draft = renew_early(subscription_id=subscription.pk, now=NOW + DAY).draft
    assert draft is not None
    invoice = business.bill(draft, now=NOW + DAY)

    period_voided(invoice_id=invoice.pk, now=NOW + 2 * DAY, actor=SYSTEM, reason="yanlış")

    row = fresh(subscription)
    assert row.renewal_parked == "invoice_voided"
    assert row.period_ends_at == END
    assert period_paid(invoice_id=invoice.pk, now=NOW + 3 * DAY, actor=AYSE) is None


# -- trials ----------------------------------------------------------------------------------


def test_a_trial_opens_with_its_credits_and_ends_by_itself(business: Business) -> None:
    subscription = business.start(business.trial)

    assert fresh(subscription).written_state == "trialing"
    assert allowed(business, NOW + 29 * DAY)
    assert check(business, NOW + 30 * DAY) == "trial_over"
    quota = quota_for(
        buyer_id=business.shop.ayse.pk,
        seller_id=business.shop.seller.pk,
        unit="WP_MESAJ",
        now=NOW,
    )
    assert quota.left == 50


def test_a_trial_is_had_once(business: Business) -> None:
    business.start(business.trial)

    with pytest.raises(TrialUsed):
        business.start(business.trial, now=NOW + 90 * DAY)


def test_a_trial_that_is_over_shuts_nothing_else(business: Business) -> None:
    business.start(business.trial)
    business.sell_paid(business.yearly)

    assert allowed(business, NOW + 60 * DAY)


def test_yenile_on_a_trial_asks_for_a_plan(business: Business) -> None:
    subscription = business.start(business.trial)

    with pytest.raises(TrialNeedsPlan):
        renew_early(subscription_id=subscription.pk, now=NOW + DAY)


def test_a_trial_goes_on_at_its_end_with_the_chosen_plan(business: Business) -> None:
    subscription = business.start(business.trial)
    trial_end = NOW + 30 * DAY

    conversion = trial_convert(
        subscription_id=subscription.pk,
        version_id=business.monthly.pk,
        now=NOW + 10 * DAY,
        actor=AYSE,
    )
    invoice = business.bill(conversion.draft, now=NOW + 10 * DAY)

    assert (invoice.due_at, invoice.shuts_off_at) == (trial_end, trial_end + 7 * DAY)
    row = fresh(subscription)
    assert row.plan_id == business.trial.plan_id  # until its period begins
    assert row.written_state == "active"
    assert check(business, trial_end + 7 * DAY) == "debt"
    transitions_write(now=trial_end)
    assert fresh(subscription).plan_id == business.monthly.plan_id
    assert fresh(subscription).price_minor == 100_00
    assert fresh(subscription).written_state == "grace"


def test_a_trial_waits_for_the_payment_of_an_on_payment_plan(business: Business) -> None:
    subscription = business.start(business.trial)
    first = trial_convert(
        subscription_id=subscription.pk,
        version_id=business.prepaid.pk,
        now=NOW + 40 * DAY,
        actor=AYSE,
    )
    first_invoice = business.bill(first.draft, now=NOW + 40 * DAY)
    assert check(business, NOW + 41 * DAY) == "pending"

    second = trial_convert(
        subscription_id=subscription.pk,
        version_id=business.prepaid.pk,
        now=NOW + 41 * DAY,
        actor=AYSE,
    )
    assert second.withdrawn.invoice_ids == (first_invoice.pk,)
    invoice = business.bill(second.draft, now=NOW + 41 * DAY)
    pay(invoice, now=NOW + 42 * DAY)

    row = fresh(subscription)
    assert row.period_starts_at == NOW + 42 * DAY
    assert (row.is_trial, row.written_state) == (False, "active")
    assert row.plan_id == business.prepaid.plan_id


# -- cancel, resume, end, block --------------------------------------------------------------


def test_cancelling_keeps_what_is_paid_and_withdraws_what_is_not(business: Business) -> None:
    subscription = business.sell_paid()
    draft = renew_early(subscription_id=subscription.pk, now=NOW + DAY).draft
    assert draft is not None
    invoice = business.bill(draft, now=NOW + DAY)

    withdrawn = cancel_at_period_end(subscription_id=subscription.pk, now=NOW + 2 * DAY, actor=AYSE)

    assert withdrawn.invoice_ids == (invoice.pk,)
    row = fresh(subscription)
    assert (row.cancels_at, row.open_until, row.renews_at) == (END, END, None)
    assert allowed(business, END - timedelta(seconds=1))
    assert check(business, END) == "ended"
    with pytest.raises(CancelPending):
        renew_early(subscription_id=subscription.pk, now=NOW + 3 * DAY)
    transitions_write(now=END + DAY)
    row = fresh(subscription)
    assert (row.written_state, row.ended_at) == ("cancelled", END)
    assert told(subscription)[-1] == "subscription.ended"


def test_who_resumes_goes_on_as_before(business: Business) -> None:
    subscription = business.sell_paid()
    before = fresh(subscription)
    cancel_at_period_end(subscription_id=subscription.pk, now=NOW + DAY, actor=AYSE)

    resume(subscription_id=subscription.pk, now=NOW + 2 * DAY, actor=AYSE)

    row = fresh(subscription)
    assert (row.open_until, row.renews_at) == (before.open_until, before.renews_at)
    with pytest.raises(NoCancelPending):
        resume(subscription_id=subscription.pk, now=NOW + 2 * DAY, actor=AYSE)


def test_what_is_over_does_not_resume(business: Business) -> None:
    subscription = business.sell_paid()
    cancel_at_period_end(subscription_id=subscription.pk, now=NOW + DAY, actor=AYSE)

    with pytest.raises(SubscriptionOver):
        resume(subscription_id=subscription.pk, now=END, actor=AYSE)


def test_cancelling_what_never_opened_ends_it_at_once(business: Business) -> None:
    subscription, invoice = business.sell(business.prepaid)

    withdrawn = cancel_at_period_end(subscription_id=subscription.pk, now=NOW + DAY, actor=AYSE)

    assert withdrawn.invoice_ids == (invoice.pk,)
    assert fresh(subscription).written_state == "cancelled"


def test_debt_outlives_the_end_unless_it_is_forgiven(business: Business) -> None:
    business.sell_paid(business.yearly)
    owing, _ = business.sell()
    forgiven, invoice = business.sell()

    end(subscription_id=owing.pk, reason="kapandı", now=NOW + DAY, actor=SYSTEM)
    assert check(business, NOW + 8 * DAY) == "debt"

    end(
        subscription_id=forgiven.pk,
        reason="iyi niyet",
        forgives_debt=True,
        now=NOW + DAY,
        actor=SYSTEM,
    )
    assert fresh(forgiven).debt_at is None
    assert Period.objects.get(invoice_id=invoice.pk).voided_at is not None
    assert told(forgiven)[-1] == "subscription.ended"
    assert happened(forgiven).count("ended") == 1
    assert timeline_of(forgiven.pk)[0].details["note"] == "iyi niyet"


def test_each_owner_lifts_only_its_own_block(business: Business) -> None:
    subscription = business.sell_paid()
    place = {"subscription_id": subscription.pk, "now": NOW + DAY, "actor": SYSTEM}
    block_place(kind=BlockKind.STAFF, reason="inceleme", **place)
    block_place(kind=BlockKind.FRAUD, reason="şüphe", **place)
    with pytest.raises(AlreadyBlocked):
        block_place(kind=BlockKind.STAFF, reason="yine", **place)
    assert check(business, NOW + DAY) == "staff"

    block_lift(kind=BlockKind.STAFF, **place)
    assert check(business, NOW + DAY) == "staff"
    with pytest.raises(NotBlocked):
        block_lift(kind=BlockKind.STAFF, **place)
    block_lift(kind=BlockKind.FRAUD, **place)

    assert allowed(business, NOW + DAY)
    assert told(subscription)[-2:] == ["subscription.suspended", "subscription.opened"]


def test_a_payment_never_lifts_a_block(business: Business) -> None:
    subscription, invoice = business.sell()
    block_place(
        subscription_id=subscription.pk,
        kind=BlockKind.STAFF,
        reason="inceleme",
        now=NOW,
        actor=SYSTEM,
    )

    pay(invoice, now=NOW + DAY)

    assert fresh(subscription).written_state == "staff_suspended"
    assert check(business, NOW + DAY) == "staff"


# -- what is stored --------------------------------------------------------------------------


def test_recomputing_twice_changes_and_tells_nothing(business: Business) -> None:
    subscription, _ = business.sell()
    later = NOW + 20 * DAY
    recompute(subscription_lock(subscription.pk), now=later, actor=SYSTEM)
    before = (fresh(subscription).__dict__ | {"_state": None}, told(subscription))

    recompute(subscription_lock(subscription.pk), now=later, actor=SYSTEM)

    assert (fresh(subscription).__dict__ | {"_state": None}, told(subscription)) == before


def test_the_lock_of_an_invoice_finds_its_subscription(business: Business) -> None:
    subscription, invoice = business.sell()

    assert subscription_lock_of_invoice(invoice.pk) == subscription
    assert subscription_lock_of_invoice(0) is None


def test_the_list_of_services_says_what_is_owed(business: Business) -> None:
    _, invoice = business.sell()
    business.start(business.trial)

    rows = {
        row.subscription.plan.name: row
        for row in services_for(business.shop.ayse.pk, now=NOW + DAY)
    }

    owed = rows["Profesyonel Aylık"]
    assert (owed.invoice_id, owed.is_overdue, owed.can_renew) == (invoice.pk, True, False)
    assert (owed.state, owed.starts_at, owed.ends_at) == ("grace", NOW, END)
    assert owed.shuts_off_at == NOW + 7 * DAY
    trial = rows["Trial"]
    assert (trial.invoice_id, trial.needs_plan, trial.can_renew) == (None, True, False)
