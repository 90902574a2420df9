"""From a cart to its orders: one order an item, all of them on one invoice, paid in one of three
ways.

Everything of a cart opens with its payment, whatever its plan says. The prices are read under the
cart's lock; the buyer says which total was seen, and another one is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from vezne.catalog.errors import NotConfigured
from vezne.catalog.models import PayWay, Plan
from vezne.core.audit import Actor
from vezne.core.outbox import emit
from vezne.flows.bank_promises import transfer_choose
from vezne.flows.billing import lines_of, opened_period
from vezne.flows.checkout import reminder_lead
from vezne.flows.free_orders import free_order_begin, waits_for_word
from vezne.flows.identity import identity_need
from vezne.flows.notices import invoice_words, tell
from vezne.flows.paying import coupon_apply, wallet_settle
from vezne.flows.standing import standing_need
from vezne.invoicing.models import Invoice, InvoiceKind, InvoiceStatus
from vezne.invoicing.queries import get_invoice_by_id
from vezne.invoicing.services import invoice_open
from vezne.ledger.services import current_account_open
from vezne.orders.errors import CartEmpty, CartPriceChanged, SiteMissing
from vezne.orders.models import Cart, CartItem, Order
from vezne.orders.pricing import Price, PricedCart, PricedItem, offer_of, priced_cart
from vezne.orders.services import (
    cart_item_change,
    cart_item_put,
    cart_lock,
    cart_ordered,
    order_attach,
    order_awaiting_payment,
    order_place,
)
from vezne.orders.services.cart import Wish
from vezne.subscriptions.models import Subscription
from vezne.subscriptions.queries import find_trial
from vezne.subscriptions.services import (
    first_period,
    period_open,
    subscription_lock,
    subscription_start,
    trial_convert,
)
from vezne.subscriptions.types import PeriodDraft, StartTerms


@dataclass(frozen=True, slots=True)
class Begun:
    """An item that became an order with its subscription and the period to bill."""

    order: Order
    draft: PeriodDraft
    costs: bool


def cart_add(
    *, buyer_id: int, plan: Plan, answers: Mapping[str, str], site: str, now: datetime
) -> CartItem:
    """Put a configured plan (product at hand) in the buyer's cart of its seller.

    Raises: TradeClosed, NotForSale, OptionUnknown, NotConfigured, SiteMissing, CartOtherCurrency,
    CartFull.
    """
    wish = _wish(buyer_id, plan, answers, site)
    return cart_item_put(seller_id=plan.seller_id, buyer_id=buyer_id, wish=wish, now=now)


def cart_configure(
    *, item: CartItem, plan: Plan, answers: Mapping[str, str], site: str
) -> CartItem:
    """Configure an item of a cart anew. Raises: as `cart_add`, CartNotFound."""
    wish = _wish(item.buyer_id, plan, answers, site)
    return cart_item_change(item_id=item.pk, wish=wish)


def _wish(buyer_id: int, plan: Plan, answers: Mapping[str, str], site: str) -> Wish:
    product = plan.product
    standing_need(buyer_id=buyer_id, seller_id=plan.seller_id)
    identity_need(buyer_id=buyer_id, seller_id=plan.seller_id, product=product)
    offer = offer_of(plan, answers)
    if not offer.configured.is_complete:
        raise NotConfigured
    if product.asks_site and not site.strip():
        raise SiteMissing
    return Wish(
        version=offer.version,
        answers=answers,
        seen_minor=offer.price.first_minor,
        site=site.strip() if product.asks_site else "",
    )


@transaction.atomic
def cart_checkout(
    *, cart_id: int, way: str, seen_minor: int, now: datetime, actor: Actor
) -> Invoice | None:
    """Order a cart and choose how it is paid (`PayWay`); the invoice, None: nothing is to be paid.

    From the balance it is paid here and now; by transfer its terms are on the next page; by card
    the payer goes on to the payment page. `seen_minor` is the total that the buyer saw, with KDV.
    A cart that was ordered gives the same invoice again and does nothing more.
    Raises: CartEmpty, TradeClosed, CartPriceChanged, the problem of an item, CouponRefused,
    IdentityMissing, InsufficientFunds, NoBankAccount, CreditLimitExceeded; then nothing was
    ordered.
    """
    cart = cart_lock(cart_id)
    if cart.ordered_at is not None:
        return get_invoice_by_id(cart.invoice_id) if cart.invoice_id else None
    priced = _orderable(priced_cart(cart, now=now), seen_minor)
    begun = _begin(cart, priced, now, actor)
    invoice = _bill(cart, begun, now=now, actor=actor)
    cart_ordered(cart=cart, invoice_id=invoice.pk if invoice else None, now=now)
    if invoice is None:
        return None
    _tell(invoice, now)
    if cart.coupon_code:
        invoice = coupon_apply(invoice=invoice, code=cart.coupon_code, now=now, actor=actor)
    if invoice.status != InvoiceStatus.OPEN:
        return invoice
    if way == PayWay.WALLET:
        wallet_settle(invoice_id=invoice.pk, now=now, actor=actor)
    elif way == PayWay.TRANSFER:
        transfer_choose(invoice=invoice, actor=actor, now=now)
    return get_invoice_by_id(invoice.pk)


def _orderable(priced: PricedCart, seen_minor: int) -> PricedCart:
    cart = priced.cart
    if not priced.items:
        raise CartEmpty
    standing_need(buyer_id=cart.buyer_id, seller_id=cart.seller_id)
    for row in priced.items:
        if row.problem is not None:
            raise row.problem
        product = row.item.plan.product
        identity_need(buyer_id=cart.buyer_id, seller_id=cart.seller_id, product=product)
    if priced.coupon_problem is not None:
        raise priced.coupon_problem
    if priced.total.minor != seen_minor:
        raise CartPriceChanged
    return priced


def _begin(cart: Cart, priced: PricedCart, now: datetime, actor: Actor) -> list[Begun]:
    account = current_account_open(seller_id=cart.seller_id, buyer_id=cart.buyer_id, now=now)
    lead = reminder_lead(cart.seller_id)
    begun: list[Begun] = []
    for row in priced.items:
        order = _order_of(row, account.pk, now, actor)
        taken = {one.draft.subscription_id for one in begun}
        trial = _trial_of(row.item, taken)
        draft = (
            _converted(row, trial, now, actor) if trial else _started(order, row, lead, now, actor)
        )
        begun.append(Begun(order, draft, costs=_price(row).first_minor > 0))
    return begun


def _price(row: PricedItem) -> Price:
    assert row.price is not None  # an item without one has a problem
    return row.price


def _order_of(row: PricedItem, current_account_id: int, now: datetime, actor: Actor) -> Order:
    item, price = row.item, _price(row)
    return order_place(
        seller_id=item.seller_id,
        buyer_id=item.buyer_id,
        current_account_id=current_account_id,
        plan_version_id=price.version.pk,
        site=item.site,
        options=price.options,
        cart_item=str(item.public_id),
        now=now,
        actor=actor,
    )


def _started(
    order: Order, row: PricedItem, lead_days: int, now: datetime, actor: Actor
) -> PeriodDraft:
    """A new subscription's first period."""
    price = _price(row)
    terms = StartTerms(
        current_account_id=order.current_account_id,
        seller_id=order.seller_id,
        buyer_id=order.buyer_id,
        version_id=price.version.pk,
        site=row.item.site,
        renewal_lead_days=lead_days,
        options=price.options,
        waits_for_payment=True,
        waits_for_word=waits_for_word(price.version, price.first_minor),
    )
    return first_period(subscription_start(terms=terms, now=now, actor=actor))


def _converted(row: PricedItem, trial: Subscription, now: datetime, actor: Actor) -> PeriodDraft:
    """The period after the buyer's trial."""
    price = _price(row)
    conversion = trial_convert(
        subscription_id=trial.pk,
        version_id=price.version.pk,
        waits=price.first_minor > 0 or waits_for_word(price.version, price.first_minor),
        options=price.options,
        now=now,
        actor=actor,
    )
    return conversion.draft


def _trial_of(item: CartItem, taken: set[int]) -> Subscription | None:
    """The buyer's trial that goes on with this item, if it waits for no other order."""
    product = item.plan.product
    found = find_trial(item.buyer_id, product.pk)
    if found is None or found.pk in taken or (product.asks_site and found.site != item.site):
        return None
    trial = subscription_lock(found.pk)  # as it is when another order of it is done
    is_free = trial.is_trial and not trial.awaits_payment and trial.ended_at is None
    return trial if is_free else None


def _bill(cart: Cart, begun: list[Begun], *, now: datetime, actor: Actor) -> Invoice | None:
    """One invoice for all that costs something; what is free begins without one."""
    paid_for = [one for one in begun if one.costs]
    invoice = None
    if paid_for:
        lines = [
            line
            for one in paid_for
            for line in lines_of(one.draft, with_setup=True, is_shared=True)
        ]
        invoice = invoice_open(
            seller_id=cart.seller_id,
            buyer_id=cart.buyer_id,
            current_account_id=paid_for[0].draft.current_account_id,
            kind=InvoiceKind.PERIOD,
            currency=cart.currency,
            lines=lines,
            opened_at=now,
            due_at=now,
            shuts_off_at=None,
            key=f"cart:{cart.public_id}",
            subscription_id=min(one.draft.subscription_id for one in paid_for),
            order_id=paid_for[0].order.pk,
        )
        emit(
            kind="invoice.opened",
            account_id=invoice.seller_id,
            subject=invoice.public_id,
            now=now,
            buyer_id=invoice.buyer_id,
            total_minor=invoice.total_minor,
            currency=invoice.currency,
            opened_by=actor.kind,
        )
    for one in begun:
        _attach(one, invoice if one.costs else None, now, actor)
    return invoice


def _attach(one: Begun, invoice: Invoice | None, now: datetime, actor: Actor) -> None:
    order = order_attach(
        order_id=one.order.pk,
        invoice_id=invoice.pk if invoice else None,
        subscription_id=one.draft.subscription_id,
    )
    if invoice is None:
        free_order_begin(order=order, draft=one.draft, now=now, actor=actor)
        return
    period_open(opened=opened_period(one.draft, invoice), now=now, actor=actor)
    order_awaiting_payment(order_id=one.order.pk, now=now, actor=actor)


def _tell(invoice: Invoice, now: datetime) -> None:
    tell(
        kind_key="order.placed",
        seller_id=invoice.seller_id,
        buyer_id=invoice.buyer_id,
        words=invoice_words(invoice),
        path=f"/odeme/{invoice.public_id}/",
        subject=invoice.public_id,
        now=now,
    )
