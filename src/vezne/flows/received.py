"""*Havale geldi*: staff say at an invoice that its transfer has come.

With a waiting movement of the bank it is that movement, assigned to the buyer, and this invoice is
paid first. Without one it is an entry by hand (`receivables`, decision 0013) with a written reason
and, above the seller's limit, a second look: money out of clearing into the balance, which pays the
invoice at once. Both end in the one way in which transfers pay invoices (`bank_paying`).
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from vezne.banking.errors import MovementNotOpen
from vezne.banking.models import Movement
from vezne.banking.queries.lists import get_movement
from vezne.banking.types import MovementState
from vezne.core import audit
from vezne.core.audit import Actor
from vezne.core.calendar import istanbul_date
from vezne.core.scope import acting_as_system
from vezne.flows.bank_paying import invoices_pay
from vezne.flows.bank_queue import movement_assign
from vezne.flows.errors import TransferSumChanged
from vezne.invoicing.models import Invoice, InvoiceStatus
from vezne.payments.errors import InvoiceNotOpen
from vezne.payments.services import payments_lock
from vezne.receivables.models import ManualEntry
from vezne.receivables.queries import find_received, get_entry_by_id
from vezne.receivables.services import entry_approve, entry_ask
from vezne.receivables.types import EntryDraft, EntryKind, EntryStatus
from vezne.subscriptions.services import subscription_lock_of_invoice


def transfer_matched(
    *, invoice: Invoice, movement_public_id: str, learns: bool, actor: Actor, now: datetime
) -> Movement:
    """A waiting movement is the transfer for this invoice of the caller's scope.

    The buyer's for good before: nothing changes. Raises: InvoiceNotOpen, MovementNotFound,
    MovementNotOpen (it is another buyer's by now), NotACredit.
    """
    movement = get_movement(public_id=movement_public_id)  # asked in the caller's scope
    if movement.state == MovementState.UNMATCHED and invoice.status != InvoiceStatus.OPEN:
        raise InvoiceNotOpen
    account = invoice.current_account
    try:
        return movement_assign(
            public_id=movement_public_id,
            current_account_public_id=account.public_id,
            learns=learns,
            chosen=invoice.pk,
            actor=actor,
            now=now,
        )
    except MovementNotOpen:
        movement = get_movement(public_id=movement_public_id)
        if movement.current_account_id != account.pk:
            raise
        return movement


@transaction.atomic
def transfer_received(
    *, invoice: Invoice, seen_minor: int, reason: str, actor: Actor, now: datetime
) -> ManualEntry:
    """The transfer for this invoice has come, says a member and writes why; no movement shows it.

    `seen_minor` is what was owed when it was said. Above the seller's limit nothing is paid before
    the second look. Said before, the entry of then is given and nothing more is done.
    Raises: InvoiceNotOpen, TransferSumChanged.
    """
    with acting_as_system("flows: transfer received"):
        invoice = _locked(invoice.pk)
        said = find_received(invoice.pk)
        if said is not None and (
            invoice.status == InvoiceStatus.PAID or said.status == EntryStatus.WAITING
        ):
            return said
        if invoice.status != InvoiceStatus.OPEN:
            raise InvoiceNotOpen
        if invoice.open_minor != seen_minor:
            raise TransferSumChanged
        draft = EntryDraft(
            kind=EntryKind.RECEIVED,
            net_minor=invoice.open_minor,
            currency=invoice.currency,
            reason=reason,
            description=_("Havale/EFT geldi: %(reason)s") % {"reason": reason},
            pays_invoice_id=invoice.pk,
        )
        entry = entry_ask(
            current_account=invoice.current_account, draft=draft, actor=actor, now=now
        )
        _log(entry, invoice, actor, now)
        if entry.status == EntryStatus.BOOKED:
            _pay(entry, invoice, actor, now)
        return entry


@transaction.atomic
def entry_second_look(*, entry_id: int, actor: Actor, now: datetime) -> ManualEntry:
    """The second look at an entry by hand says yes; a transfer that has come pays its invoice.

    Paid otherwise meanwhile, it stays in the buyer's balance.
    Raises: EntryNotFound, EntryDecided, SecondLookBySame, and what the books refuse.
    """
    pays_id = get_entry_by_id(entry_id).pays_id
    if pays_id is None:
        return entry_approve(entry_id=entry_id, actor=actor, now=now)
    with acting_as_system("flows: transfer received"):
        invoice = _locked(pays_id)
        entry = entry_approve(entry_id=entry_id, actor=actor, now=now)
        if invoice.status == InvoiceStatus.OPEN:
            _pay(entry, invoice, actor, now)
        return entry


def _locked(invoice_id: int) -> Invoice:
    """The invoice with all above it, in the house's order."""
    subscription_lock_of_invoice(invoice_id)
    payments_lock(invoice_id=invoice_id)
    rows = Invoice.objects.select_for_update(of=("self",)).select_related("current_account")
    return rows.get(pk=invoice_id)


def _pay(entry: ManualEntry, invoice: Invoice, actor: Actor, now: datetime) -> None:
    invoices_pay(
        current_account=invoice.current_account,
        invoices=[invoice],
        amount_minor=entry.total_minor,
        currency=entry.currency,
        named=(),
        value_on=istanbul_date(now),
        actor=actor,
        now=now,
    )


def _log(entry: ManualEntry, invoice: Invoice, actor: Actor, now: datetime) -> None:
    audit.record(
        actor=actor,
        action="invoice.transfer_received",
        subject=invoice.public_id,
        now=now,
        account_id=invoice.seller_id,
        entry=entry.public_id,
        amount_minor=entry.total_minor,
        currency=entry.currency,
        reason=entry.reason,
        needs_second_look=entry.needs_second_look,
    )
