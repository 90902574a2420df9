"""What the tests of subscriptions stand on: a shop with several plans, bills and payments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from vezne.catalog.models import PlanVersion
from vezne.catalog.services import plan_add, plan_price_set
from vezne.catalog.tests.shop import DENIZ, NOW, Shop, open_shop
from vezne.catalog.types import PlanPrice, PlanTerms
from vezne.core.audit import Actor
from vezne.core.models import OutboxEvent
from vezne.core.scope import acting_as
from vezne.invoicing.models import Invoice
from vezne.invoicing.services import invoice_open
from vezne.invoicing.types import LineDraft
from vezne.ledger.models import CurrentAccount
from vezne.ledger.services import current_account_open
from vezne.subscriptions.models import Subscription, TimelineEntry
from vezne.subscriptions.queries import find_subscription
from vezne.subscriptions.services import (
    first_period,
    period_open,
    period_paid,
    subscription_start,
)
from vezne.subscriptions.types import OpenedPeriod, PeriodDraft, StartTerms

AYSE = Actor(kind="user", id=2, label="Ayşe")
PRO = PlanPrice(price_minor=250_00, currency="TRY", period_unit="month", grace_days=7)
YEARLY = PlanPrice(price_minor=1_200_00, currency="TRY", period_unit="year", included_credits=6_000)
PREPAID = PlanPrice(price_minor=80_00, currency="TRY", period_unit="month")
TRIAL = PlanPrice(
    price_minor=0, currency="TRY", period_unit="month", trial_days=30, included_credits=50
)


@dataclass
class Business:
    """A shop whose product is sold monthly, dearer, yearly, prepaid and on trial."""

    shop: Shop
    current_account: CurrentAccount
    monthly: PlanVersion  # 100.00, on order, 7 days, 500 credits
    pro: PlanVersion  # 250.00, on order
    yearly: PlanVersion  # 1,200.00, on order
    prepaid: PlanVersion  # 80.00, on payment
    trial: PlanVersion  # 30 days free

    def start(
        self,
        version: PlanVersion | None = None,
        *,
        now: datetime = NOW,
        current_account: CurrentAccount | None = None,
    ) -> Subscription:
        """A subscription that nothing was billed of yet."""
        account = current_account or self.current_account
        terms = StartTerms(
            current_account_id=account.pk,
            seller_id=account.seller_id,
            buyer_id=account.buyer_id,
            version_id=(version or self.monthly).pk,
            site="ornek.com.tr",
        )
        return subscription_start(terms=terms, now=now, actor=AYSE)

    def bill(self, draft: PeriodDraft, *, now: datetime) -> Invoice:
        """Open the invoice of a draft and the period with it, as a flow does."""
        invoice = invoice_open(
            seller_id=draft.seller_id,
            buyer_id=draft.buyer_id,
            current_account_id=draft.current_account_id,
            kind="period",
            currency=draft.currency,
            lines=[line_of(draft)],
            opened_at=now,
            due_at=draft.due_at,
            shuts_off_at=draft.shuts_off_at,
            key=f"{draft.subscription_public_id}:{draft.kind}:{draft.starts_at}:{now}",
            subscription_id=draft.subscription_id,
        )
        opened = OpenedPeriod(draft=draft, invoice_id=invoice.pk, net_minor=invoice.net_minor)
        period_open(opened=opened, now=now, actor=AYSE)
        return invoice

    def sell(
        self, version: PlanVersion | None = None, *, now: datetime = NOW
    ) -> tuple[Subscription, Invoice]:
        """A subscription with its first invoice, unpaid."""
        subscription = self.start(version, now=now)
        invoice = self.bill(first_period(subscription), now=now)
        return fresh(subscription), invoice

    def sell_paid(self, version: PlanVersion | None = None, *, now: datetime = NOW) -> Subscription:
        """A subscription whose first period is paid at once."""
        subscription, invoice = self.sell(version, now=now)
        pay(invoice, now=now)
        return fresh(subscription)


def line_of(draft: PeriodDraft) -> LineDraft:
    """The invoice line of a draft."""
    return LineDraft(
        description=draft.plan_name,
        unit_price_minor=draft.price_minor,
        kdv_rate_bp=draft.kdv_rate_bp,
        product_id=draft.product_id,
    )


def pay(invoice: Invoice, *, now: datetime) -> Subscription:
    """Tell subscriptions that an invoice is paid."""
    subscription = period_paid(invoice_id=invoice.pk, now=now, actor=AYSE)
    assert subscription is not None
    return subscription


def fresh(subscription: Subscription) -> Subscription:
    """The row as it is stored now."""
    row = find_subscription(subscription.pk)
    assert row is not None
    return row


def told(subscription: Subscription) -> list[str]:
    """The kinds of the subscription's events, in order."""
    rows = OutboxEvent.objects.filter(subject=subscription.public_id)
    return list(rows.order_by("pk").values_list("kind", flat=True))


def happened(subscription: Subscription) -> list[str]:
    """The kinds of its time line, in order."""
    rows = TimelineEntry.objects.filter(subscription=subscription)
    return list(rows.order_by("pk").values_list("kind", flat=True))


def open_business() -> Business:
    """The shop with its plans and the current account of Ayşe."""
    shop = open_shop()
    with acting_as(shop.seller.pk, "desk"):
        account = current_account_open(seller_id=shop.seller.pk, buyer_id=shop.ayse.pk, now=NOW)
        return Business(
            shop=shop,
            current_account=account,
            monthly=shop.version,
            pro=_plan(shop, PlanTerms(name="Profesyonel Artı"), PRO),
            yearly=_plan(shop, PlanTerms(name="Profesyonel Yıllık"), YEARLY),
            prepaid=_plan(shop, PlanTerms(name="Ön ödemeli", opening="on_payment"), PREPAID),
            trial=_plan(shop, PlanTerms(name="Trial", is_trial=True), TRIAL),
        )


def _plan(shop: Shop, terms: PlanTerms, price: PlanPrice) -> PlanVersion:
    plan = plan_add(product_id=shop.product.pk, terms=terms, actor=DENIZ, now=NOW)
    return plan_price_set(plan_id=plan.pk, price=price, actor=DENIZ, now=NOW)
