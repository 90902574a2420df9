"""A buyer asks for a plan or a credit pack: the order, its service and its open invoice.

An `on_order` plan is open at once and its payment days run; an `on_payment` plan and a pack wait
for the money. A second click finds what the first one made.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from vezne.accounts.queries import seller_profile_of
from vezne.catalog.configuring import configure
from vezne.catalog.errors import NotConfigured, NotForSale
from vezne.catalog.models import PackVersion, PlanVersion
from vezne.catalog.queries import is_offered, offered_options
from vezne.core.audit import Actor
from vezne.flows.billing import bill_period
from vezne.flows.changes import void_withdrawn
from vezne.flows.free_orders import free_order_begin, waits_for_word
from vezne.flows.identity import identity_need
from vezne.flows.standing import standing_need
from vezne.invoicing.models import Invoice, InvoiceKind
from vezne.invoicing.queries import get_invoice_by_id
from vezne.invoicing.services import invoice_open
from vezne.invoicing.types import LineDraft
from vezne.ledger.services import current_account_open
from vezne.orders.errors import OrderAwaitsApproval
from vezne.orders.models import Order
from vezne.orders.queries import find_waiting_order, subscriptions_awaiting_approval
from vezne.orders.services import (
    order_active,
    order_attach,
    order_awaiting_payment,
    order_place,
)
from vezne.subscriptions.models import Subscription
from vezne.subscriptions.queries import find_trial
from vezne.subscriptions.services import (
    first_period,
    subscription_lock,
    subscription_start,
    trial_convert,
)
from vezne.subscriptions.types import PeriodDraft, StartTerms


@dataclass(frozen=True, slots=True)
class Placed:
    """What an order made; `invoice` is None where nothing is to be paid."""

    order: Order
    invoice: Invoice | None


@transaction.atomic
def plan_order(
    *, buyer_id: int, version: PlanVersion, site: str, now: datetime, actor: Actor
) -> Placed:
    """Order a plan at its current version (plan, product and platform at hand).

    A trial starts at once and costs nothing. A buyer who is on trial of the product goes on from
    it with the chosen plan. What staff must approve first opens on payment, whatever its plan says,
    and on their word where nothing is to be paid; a trial goes on to its own end meanwhile. What
    must be configured goes through a cart (`carts`).
    Raises: NotForSale, TradeClosed, NotConfigured, IdentityMissing, TrialUsed,
    OrderAwaitsApproval, CreditLimitExceeded.
    """
    if version.seller_id == buyer_id or not is_offered(version):
        raise NotForSale
    standing_need(buyer_id=buyer_id, seller_id=version.seller_id)
    product = version.plan.product
    identity_need(buyer_id=buyer_id, seller_id=version.seller_id, product=product)
    if not configure(offered_options(version), {}).is_complete:
        raise NotConfigured
    current_account = current_account_open(seller_id=version.seller_id, buyer_id=buyer_id, now=now)
    waiting = find_waiting_order(buyer_id=buyer_id, plan_version_id=version.pk, site=site)
    if waiting is not None and waiting.invoice_id is not None:
        return Placed(order=waiting, invoice=get_invoice_by_id(waiting.invoice_id))
    order = order_place(
        seller_id=version.seller_id,
        buyer_id=buyer_id,
        current_account_id=current_account.pk,
        plan_version_id=version.pk,
        site=site,
        now=now,
        actor=actor,
    )
    if order.invoice_id is not None:  # the other of two clicks at once came first
        return Placed(order=order, invoice=get_invoice_by_id(order.invoice_id))
    subscription_id, draft = _service_of(order, version, now, actor)
    return _begun(order, subscription_id, draft, now, actor)


def _begun(
    order: Order, subscription_id: int, draft: PeriodDraft | None, now: datetime, actor: Actor
) -> Placed:
    """Bill the first period of an order and say where it stands; a trial has none."""
    invoice = None
    if draft is not None and draft.price_minor > 0:
        invoice = bill_period(draft, now=now, actor=actor, order_id=order.pk)
    order = order_attach(
        order_id=order.pk,
        invoice_id=invoice.pk if invoice else None,
        subscription_id=subscription_id,
    )
    if invoice is not None:
        order = order_awaiting_payment(order_id=order.pk, now=now, actor=actor)
    elif draft is not None:
        order = free_order_begin(order=order, draft=draft, now=now, actor=actor)
    else:
        order = order_active(order_id=order.pk, now=now, actor=actor)
    return Placed(order=order, invoice=invoice)


def _service_of(
    order: Order, version: PlanVersion, now: datetime, actor: Actor
) -> tuple[int, PeriodDraft | None]:
    """The subscription that the order is for, and the period to bill; None: a trial is free."""
    trial = None if version.plan.is_trial else find_trial(order.buyer_id, version.plan.product_id)
    if trial is None:
        subscription = _start(order, version, now, actor)
        return subscription.pk, None if version.plan.is_trial else first_period(subscription)
    subscription_lock(trial.pk)  # who orders at the same moment waits, and then sees this order
    if trial.pk in subscriptions_awaiting_approval(order.buyer_id):
        raise OrderAwaitsApproval
    conversion = trial_convert(
        subscription_id=trial.pk,
        version_id=version.pk,
        now=now,
        actor=actor,
        waits=bool(version.plan.product.approval_ways),
    )
    void_withdrawn(conversion.withdrawn, now=now, actor=actor)
    return trial.pk, conversion.draft


def _start(order: Order, version: PlanVersion, now: datetime, actor: Actor) -> Subscription:
    terms = StartTerms(
        current_account_id=order.current_account_id,
        seller_id=order.seller_id,
        buyer_id=order.buyer_id,
        version_id=version.pk,
        site=order.site,
        renewal_lead_days=reminder_lead(order.seller_id),
        waits_for_payment=bool(version.plan.product.approval_ways),
        waits_for_word=waits_for_word(version, version.price_minor),
    )
    return subscription_start(terms=terms, now=now, actor=actor)


def reminder_lead(seller_id: int) -> int:
    """How many days before its period a renewal is asked for: the seller's longest reminder."""
    return max(seller_profile_of(seller_id).reminder_days, default=7)


@transaction.atomic
def pack_order(*, buyer_id: int, version: PackVersion, now: datetime, actor: Actor) -> Placed:
    """Order a credit pack at its current version (pack, product and platform at hand).

    Its credits are granted when it is paid and, where the pack asks for it, approved.
    Raises: NotForSale, TradeClosed, CreditLimitExceeded.
    """
    if version.seller_id == buyer_id or not is_offered(version):
        raise NotForSale
    standing_need(buyer_id=buyer_id, seller_id=version.seller_id)
    current_account = current_account_open(seller_id=version.seller_id, buyer_id=buyer_id, now=now)
    waiting = find_waiting_order(buyer_id=buyer_id, pack_version_id=version.pk, site="")
    if waiting is not None and waiting.invoice_id is not None:
        return Placed(order=waiting, invoice=get_invoice_by_id(waiting.invoice_id))
    order = order_place(
        seller_id=version.seller_id,
        buyer_id=buyer_id,
        current_account_id=current_account.pk,
        pack_version_id=version.pk,
        site="",
        now=now,
        actor=actor,
    )
    if order.invoice_id is not None:
        return Placed(order=order, invoice=get_invoice_by_id(order.invoice_id))
    product = version.pack.product
    invoice = invoice_open(
        seller_id=version.seller_id,
        buyer_id=buyer_id,
        current_account_id=current_account.pk,
        kind=InvoiceKind.PACK,
        currency=version.currency,
        lines=[
            LineDraft(
                description=f"{product.name} — {version.pack.name}",
                unit_price_minor=version.price_minor,
                kdv_rate_bp=version.kdv_rate_bp,
                oiv_rate_bp=version.oiv_rate_bp,
                withheld_code=version.withholding_code,
                exemption_code=version.exemption_code,
                product_name=product.name,
                plan_name=version.pack.name,
                product_id=product.pk,
                version_id=version.pk,
                credit_unit=product.credit_unit,
                credit_quantity=version.quantity,
                credit_validity_days=version.validity_days,
            )
        ],
        opened_at=now,
        due_at=now,
        shuts_off_at=None,
        key=f"order:{order.public_id}",
        order_id=order.pk,
    )
    order = order_attach(order_id=order.pk, invoice_id=invoice.pk, subscription_id=None)
    return Placed(
        order=order_awaiting_payment(order_id=order.pk, now=now, actor=actor), invoice=invoice
    )
