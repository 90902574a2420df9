"""From a period that is to be paid to its open invoice, one or many at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from vezne.catalog.configuring import Part, parts_of, period_total
from vezne.core.audit import Actor
from vezne.core.outbox import NewEvent, emit_many
from vezne.invoicing.models import Invoice, InvoiceKind
from vezne.invoicing.services import invoice_open, invoices_open_many
from vezne.invoicing.types import InvoiceDraft, LineDraft, OpenedInvoice
from vezne.subscriptions.services import period_open, periods_open_many
from vezne.subscriptions.types import OpenedPeriod, PeriodDraft, PeriodKind

MOST_LETTERS = 300
"""Of a line's description."""


def line_of(draft: PeriodDraft) -> LineDraft:
    """The invoice line of a period: what, for which site, from when to when."""
    name = f"{draft.product_name} — {draft.plan_name}"
    return LineDraft(
        description=f"{name} ({draft.site})" if draft.site else name,
        unit_price_minor=draft.price_minor,
        kdv_rate_bp=draft.kdv_rate_bp,
        oiv_rate_bp=draft.oiv_rate_bp,
        withheld_code=draft.withheld_code,
        exemption_code=draft.exemption_code,
        product_name=draft.product_name,
        plan_name=draft.plan_name,
        product_id=draft.product_id,
        version_id=draft.version_id,
        period_starts_at=draft.starts_at,
        period_ends_at=draft.ends_at,
    )


def lines_of(
    draft: PeriodDraft, *, with_setup: bool = False, is_shared: bool = False
) -> list[LineDraft]:
    """The invoice lines of a period: one for the plan, one for each priced option, and with the
    first period what is paid once. An upgrade is one line: the difference.

    Lines of an invoice for several subscriptions (`is_shared`) say whose they are.
    """
    whole = line_of(draft)
    if draft.kind != PeriodKind.REGULAR or not (draft.options or is_shared):
        return [whole]
    plan_minor = draft.price_minor - period_total(draft.options)
    return [
        replace(
            whole,
            description=_described(whole.description, part)[:MOST_LETTERS],
            unit_price_minor=part.unit_price_minor,
            quantity=part.quantity,
            subscription_id=draft.subscription_id,
            period_starts_at=None if part.is_once else draft.starts_at,
            period_ends_at=None if part.is_once else draft.ends_at,
        )
        for part in parts_of(plan_minor, draft.options, with_setup=with_setup)
    ]


def _described(whole: str, part: Part) -> str:
    words = f"{whole} · {part.words}" if part.words else whole
    return f"{words} (kurulum, bir kez)" if part.is_once else words


def invoice_draft_of(draft: PeriodDraft, *, now: datetime, order_id: int | None) -> InvoiceDraft:
    """The invoice of a period; its key lets one period be billed once while it lives."""
    is_regular = draft.kind == PeriodKind.REGULAR
    return InvoiceDraft(
        seller_id=draft.seller_id,
        buyer_id=draft.buyer_id,
        current_account_id=draft.current_account_id,
        kind=InvoiceKind.PERIOD if is_regular else InvoiceKind.UPGRADE,
        currency=draft.currency,
        lines=lines_of(draft),
        opened_at=now,
        due_at=draft.due_at,
        shuts_off_at=draft.shuts_off_at,
        key=period_key(draft, now=now),
        subscription_id=draft.subscription_id,
        order_id=order_id,
    )


def period_key(draft: PeriodDraft, *, now: datetime) -> str:
    """Names the invoice in its current account; a withdrawn period may be billed anew later.

    Doubles are refused by the period's own unique row, in the same transaction.
    """
    return (
        f"period:{draft.subscription_public_id}:{draft.kind}"
        f":{int(draft.starts_at.timestamp())}:{int(now.timestamp() * 1000)}"
    )


def bill_period(
    draft: PeriodDraft, *, now: datetime, actor: Actor, order_id: int | None = None
) -> Invoice | None:
    """Open the invoice of one period and write the period, in the caller's transaction.

    A period that costs nothing gets no invoice and is paid from the start: None.
    Raises: PeriodBilledAlready and what invoicing and the ledger refuse.
    """
    invoice: Invoice | None = None
    if draft.price_minor > 0:
        wanted = invoice_draft_of(draft, now=now, order_id=order_id)
        invoice = invoice_open(
            seller_id=wanted.seller_id,
            buyer_id=wanted.buyer_id,
            current_account_id=wanted.current_account_id,
            kind=wanted.kind,
            currency=wanted.currency,
            lines=wanted.lines,
            opened_at=wanted.opened_at,
            due_at=wanted.due_at,
            shuts_off_at=wanted.shuts_off_at,
            key=wanted.key,
            subscription_id=wanted.subscription_id,
            order_id=wanted.order_id,
        )
    period_open(opened=opened_period(draft, invoice), now=now, actor=actor)
    if invoice:
        _emit_opened([invoice], now=now, actor=actor)
    return invoice


def bill_periods(drafts: Sequence[PeriodDraft], *, now: datetime, actor: Actor) -> None:
    """Open the invoices of many periods in a handful of statements; all of them or none."""
    paid_for = [draft for draft in drafts if draft.price_minor > 0]
    invoices = invoices_open_many(
        [invoice_draft_of(draft, now=now, order_id=None) for draft in paid_for], now=now
    )
    of_draft = {id(draft): row for draft, row in zip(paid_for, invoices, strict=True)}
    opened = [opened_period(draft, of_draft.get(id(draft))) for draft in drafts]
    periods_open_many(opened, now=now, actor=actor)
    _emit_opened(invoices, now=now, actor=actor)


def opened_period(draft: PeriodDraft, invoice: Invoice | OpenedInvoice | None) -> OpenedPeriod:
    """A period with the invoice that was opened for it; None: it is free."""
    if invoice is None:
        return OpenedPeriod(draft=draft, invoice_id=None, net_minor=0)
    return OpenedPeriod(draft=draft, invoice_id=invoice.id, net_minor=draft.price_minor)


def _emit_opened(
    invoices: Sequence[Invoice | OpenedInvoice], *, now: datetime, actor: Actor
) -> None:
    """`opened_by` tells the clock's own invoices, which the buyer must hear of, from asked ones."""
    emit_many(
        [
            NewEvent(
                kind="invoice.opened",
                account_id=invoice.seller_id,
                subject=invoice.public_id,
                occurred_at=now,
                payload={
                    "buyer_id": invoice.buyer_id,
                    "total_minor": invoice.total_minor,
                    "currency": invoice.currency,
                    "opened_by": actor.kind,
                },
            )
            for invoice in invoices
        ]
    )
