"""An attempt's outcome becomes money in the books, a paid invoice and an open service, at once.

Browser return, webhook, poller, janitor and the clock all end in `settle`, which is idempotent
under the attempt's row lock. Asking the provider stands outside any transaction (`ask_and_settle`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from vezne.banking.services.promise import promise_end
from vezne.catalog.models import PayWay
from vezne.core import outbox
from vezne.core.audit import SYSTEM, Actor
from vezne.core.money import Money
from vezne.core.scope import acting_as_system
from vezne.core.wording import date_words, money_words, number_words
from vezne.flows.notices import invoice_words, tell
from vezne.flows.order_notices import tell_waiting
from vezne.invoicing.models import Invoice
from vezne.invoicing.queries import get_invoice_by_id
from vezne.invoicing.services import invoice_settle_free
from vezne.ledger.services import credits_grant
from vezne.orders.models import Order, OrderState
from vezne.orders.queries import orders_of_invoice
from vezne.orders.services import order_paid
from vezne.payments.models import Attempt, AttemptMethod, AttemptState, StoredCard
from vezne.payments.queries import (
    PaidPart,
    automatic_failures,
    debt_paid_by,
    get_attempt,
    paid_parts,
)
from vezne.payments.retries import retry_plan
from vezne.payments.services import (
    attempt_settle,
    provider_ask,
    webhook_applied,
    webhook_facts,
)
from vezne.payments.types import ErrorCode, ProviderFacts, Settlement, card_words
from vezne.subscriptions.services import period_paid, subscription_lock_of_invoice

WAYS = {
    AttemptMethod.HOSTED_CARD: PayWay.CARD,
    AttemptMethod.STORED_CARD: PayWay.CARD,
    AttemptMethod.WALLET: PayWay.WALLET,
    AttemptMethod.BANK_TRANSFER: PayWay.TRANSFER,
}
"""A product's approval rule asks how the last part was paid."""
FINAL = {AttemptState.CAPTURED, AttemptState.REFUNDED}
"""A payer may still succeed on the form of a try that was refused before, so that one is asked."""


@transaction.atomic
def settle(
    *, attempt_id: int, facts: ProviderFacts, source: str, now: datetime, actor: Actor = SYSTEM
) -> Settlement:
    """Write what is certain about an attempt and everything that follows from it.

    A capture pays the invoice; a paid invoice opens the period, grants the pack, moves the order
    on, in this very transaction, so that access follows the money. Late or double money goes to
    the wallet. Repeats change nothing.
    """
    invoice_id = get_attempt(attempt_id).payment.invoice_id
    if invoice_id is not None:
        subscription_lock_of_invoice(invoice_id)
    settlement = attempt_settle(attempt_id=attempt_id, facts=facts, source=source, now=now)
    if settlement.is_invoice_paid_now and invoice_id is not None:
        invoice_became_paid(invoice_id=invoice_id, attempt_id=attempt_id, now=now, actor=actor)
    if settlement.is_captured_now and settlement.is_surplus:
        _tell_surplus(get_attempt(attempt_id), now)
    if settlement.has_changed and settlement.state == AttemptState.FAILED:
        _tell_refusal(get_attempt(attempt_id), now)
    return settlement


def ask_and_settle(
    *, attempt_id: int, source: str, now: datetime, notice: bytes = b""
) -> Settlement | None:
    """Ask the provider what became of an attempt, outside any transaction, and settle it.

    `notice` is what the browser brought from there, as it came.

    None for an attempt that was paid before: nobody is asked. Runs in system scope, because return
    pages and webhooks have no session.
    """
    with acting_as_system("payments: settlement"):
        attempt = get_attempt(attempt_id)
        if attempt.state in FINAL:
            return None
        facts = provider_ask(attempt=attempt, now=now, notice=notice)
        return settle(attempt_id=attempt_id, facts=facts, source=source, now=now)


def invoice_became_paid(
    *, invoice_id: int, attempt_id: int | None, now: datetime, actor: Actor
) -> None:
    """What a paid invoice opens, in the caller's transaction: period, order, credits, messages."""
    invoice = get_invoice_by_id(invoice_id)
    promise_end(invoice_id=invoice_id, now=now)
    parts = paid_parts(invoice_id)
    way = WAYS[AttemptMethod(get_attempt(attempt_id).method)] if attempt_id else ""
    waiting = _orders_paid(invoice, way=way, now=now, actor=actor)
    period_paid(invoice_id=invoice_id, now=now, actor=actor, besides=waiting)
    outbox.emit(
        kind="invoice.paid",
        account_id=invoice.seller_id,
        subject=invoice.public_id,
        now=now,
        buyer_id=invoice.buyer_id,
        total_minor=invoice.total_minor,
        currency=invoice.currency,
        parts=parts_told(parts),
    )
    words = {
        "card": _means_words(parts),
        "amount": money_words(Money(invoice.total_minor, invoice.currency)),
    }
    _tell(invoice, "payment.received", "/odemeler/", now, **words)


def parts_told(parts: Sequence[PaidPart]) -> list[dict[str, str | int]]:
    """In which parts an invoice was paid, as its event says it: no card is named."""
    return [{"method": part.method, "amount_minor": part.amount.minor} for part in parts]


def _orders_paid(invoice: Invoice, *, way: str, now: datetime, actor: Actor) -> set[int]:
    """Move the orders of a paid invoice on; the subscriptions of those that wait for approval."""
    waiting: set[int] = set()
    for order in orders_of_invoice(invoice.pk):
        moved = order_paid(order_id=order.pk, way=way, now=now, actor=actor)
        if moved.state == OrderState.AWAITING_APPROVAL:
            tell_waiting(order, now=now)
            if moved.subscription_id is not None:
                waiting.add(moved.subscription_id)
        elif order.pack_version_id is not None:
            pack_grant(order=order, invoice=invoice, now=now)
    return waiting


def pack_grant(*, order: Order, invoice: Invoice, now: datetime) -> None:
    """Grant the credits of a paid (and approved) pack, once per order."""
    for line in invoice.lines.order_by("position"):
        if not line.credit_quantity:
            continue
        expires_at = None
        if line.credit_validity_days is not None:
            expires_at = now + timedelta(days=line.credit_validity_days)
        credits_grant(
            current_account_id=invoice.current_account_id,
            unit=line.credit_unit,
            quantity=line.credit_quantity,
            expires_at=expires_at,
            key=f"pack:{order.public_id}:{line.position}",
            now=now,
            subject=order.public_id,
            description=line.description,
        )
        quantity = number_words(line.credit_quantity)
        _tell(invoice, "credits.granted", "/paketler/", now, quantity=quantity)


@transaction.atomic
def free_invoice_settle(*, invoice_id: int, now: datetime, actor: Actor) -> None:
    """Close an invoice that a coupon took to zero, and open what it pays for."""
    invoice = invoice_settle_free(invoice_id=invoice_id, now=now)
    if invoice.paid_at == now:
        invoice_became_paid(invoice_id=invoice_id, attempt_id=None, now=now, actor=actor)


def _tell_surplus(attempt: Attempt, now: datetime) -> None:
    """Money that the invoice did not need is the buyer's own: say where it is."""
    surplus = money_words(Money(attempt.surplus_minor, attempt.currency))
    invoice, debt = attempt.payment.invoice, debt_paid_by(attempt)
    if invoice is not None and not debt:
        _tell(invoice, "payment.surplus", "/odemeler/", now, amount=surplus)
        return
    tell(
        kind_key="wallet.debt_paid" if debt else "wallet.loaded",
        seller_id=attempt.seller_id,
        buyer_id=attempt.buyer_id,
        words={
            "amount": surplus,
            "card": _card_words(attempt),
            "debt": money_words(Money(debt, attempt.currency)),
            "rest": money_words(Money(attempt.surplus_minor - debt, attempt.currency)),
        },
        path="/cari-hesap/",
        subject=attempt.payment.public_id,
        now=now,
    )


def _tell_refusal(attempt: Attempt, now: datetime) -> None:
    """Nobody watches the clock's own charge: its owner hears why and when it is tried again."""
    invoice = attempt.payment.invoice
    if not attempt.is_automatic or invoice is None:
        return
    failures = automatic_failures(invoice.pk)
    plan = retry_plan(error_code=attempt.error_code, failures=len(failures), last_at=now)
    next_try = date_words(plan.retry_at) if plan.retry_at else ""
    _tell(
        invoice,
        "payment.card_failed" if next_try else "payment.card_stopped",
        f"/odeme/{invoice.public_id}/",
        now,
        card=_card_words(attempt) or _stored_words(attempt.stored_card),
        reason=str(ErrorCode(attempt.error_code).label).rstrip("."),
        next_try=next_try,
    )


def _card_words(attempt: Attempt) -> str:
    return card_words(attempt.card_brand, attempt.card_last_four)


def _means_words(parts: Sequence[PaidPart]) -> str:
    """The card; what was paid without one, by its name: balance, transfer. Several with their sums;
    none: a coupon took it all.
    """
    if len(parts) == 1:
        return parts[0].words
    together = " + ".join(f"{part.words} ({money_words(part.amount)})" for part in parts)
    return together or str(_("indirim kuponu"))


def _stored_words(card: StoredCard | None) -> str:
    """A charge that never reached the provider names no card itself."""
    return card_words(card.brand, card.last_four) if card else ""


def _tell(invoice: Invoice, kind_key: str, path: str, now: datetime, **more: str) -> None:
    tell(
        kind_key=kind_key,
        seller_id=invoice.seller_id,
        buyer_id=invoice.buyer_id,
        words={**invoice_words(invoice), **more},
        path=path,
        subject=invoice.public_id,
        now=now,
    )


def webhook_apply(*, message_id: int, now: datetime) -> None:
    """Follow a provider's stored notice: ask, settle, mark; a repeat does nothing more."""
    found = webhook_facts(message_id=message_id, now=now)
    with acting_as_system("payments: webhook"), transaction.atomic():
        outcome = "not_ours"
        if found is not None:
            settlement = settle(
                attempt_id=found.attempt_id, facts=found.facts, source="webhook", now=now
            )
            outcome = settlement.state
        webhook_applied(message_id=message_id, outcome=outcome, now=now)
