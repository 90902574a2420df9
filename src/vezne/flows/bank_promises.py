"""The payer's side of a transfer: choose it at checkout, tell of it when it does not show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from vezne.banking.models import Promise, TransferNotice
from vezne.banking.queries.lists import ShownAccount, accounts_shown, find_promise
from vezne.banking.queries.rules import rules_of
from vezne.banking.reference import reference_of
from vezne.banking.services.notice import NoticeEntry, notice_refuse, notice_send, receipt_keep
from vezne.banking.services.promise import promise_make
from vezne.core import audit
from vezne.core.audit import Actor
from vezne.core.errors import NotFound
from vezne.core.money import Money
from vezne.core.scope import acting_as_system
from vezne.core.wording import instant_words
from vezne.flows.bank_notices import tell_notice, tell_notice_refused
from vezne.flows.errors import NoticeTooEarly
from vezne.invoicing.models import Invoice
from vezne.ledger.models import CurrentAccount


@dataclass(frozen=True, slots=True)
class TransferTerms:
    """What a payer who chose transfer is told: where, exactly how much, with which words."""

    promise: Promise
    amount: Money
    reference: str  # VZ-7K3M-9P4A
    accounts: tuple[ShownAccount, ...]  # in the amount's currency
    notice_from: datetime  # Havale/EFT bildir is offered from then
    uses_phones: bool = False  # the payer's phone in the description is recognised too


def transfer_choose(*, invoice: Invoice, actor: Actor, now: datetime) -> TransferTerms:
    """Choose transfer for an open invoice; asked again, the same terms.

    The caller has found the invoice in its own scope. Nothing else is asked of the payer.
    Raises: InvoiceNotOpen, NoBankAccount, RateUnknown.
    """
    with acting_as_system("flows: transfer chosen"), transaction.atomic():
        before = find_promise(invoice.pk)
        promise = promise_make(invoice_id=invoice.pk, now=now)
        if before is None or before.pk != promise.pk:
            audit.record(
                actor=actor,
                action="bank.promised",
                subject=invoice.public_id,
                now=now,
                account_id=invoice.buyer_id,
                amount_minor=promise.amount_minor,
                currency=promise.currency,
            )
        return terms_of(promise)


def terms_of(promise: Promise) -> TransferTerms:
    """The terms of a promise, for a page; in any scope that sees the promise."""
    with acting_as_system("flows: transfer terms"):
        rules = rules_of(promise.seller_id)
    return TransferTerms(
        promise=promise,
        amount=Money(promise.amount_minor, promise.currency),
        reference=reference_of(promise.current_account_id),
        accounts=tuple(accounts_shown(seller_id=promise.seller_id, currency=promise.currency)),
        notice_from=promise.made_at + timedelta(hours=rules.notice_after_hours),
        uses_phones=rules.uses_phones,
    )


def notice_check(*, invoice_id: int, now: datetime) -> None:
    """Havale/EFT bildir is for what did not come in the time that the seller sets.

    Raises: NoticeTooEarly while that time runs; without a promise there is none.
    """
    promise = find_promise(invoice_id)
    if promise is not None:
        offered_from = terms_of(promise).notice_from
        if now < offered_from:
            raise NoticeTooEarly(at=instant_words(offered_from))


def transfer_tell(
    *, buyer_id: int, seller_id: int, entry: NoticeEntry, actor: Actor, now: datetime
) -> TransferNotice:
    """Havale/EFT bildir: keep the buyer's notice with its receipt and tell the seller's people.

    Raises: NotFound (they do not trade), ReceiptRefused, FileInfected, FileScanUnavailable.
    """
    receipt = receipt_keep(entry.receipt)
    with acting_as_system("flows: transfer notice"), transaction.atomic():
        account = CurrentAccount.objects.filter(seller_id=seller_id, buyer_id=buyer_id).first()
        if account is None or account.is_house:
            raise NotFound
        notice = notice_send(current_account=account, entry=entry, now=now, receipt=receipt)
        audit.record(
            actor=actor,
            action="bank.notice_sent",
            subject=notice.public_id,
            now=now,
            account_id=buyer_id,
            amount_minor=notice.amount_minor,
        )
        tell_notice(notice=notice, now=now)
        return notice


def notice_answer(*, public_id: str, answer: str, actor: Actor, now: datetime) -> TransferNotice:
    """Staff found no such transfer: the notice ends and its buyer is told why.

    Raises: NotFound, NoticeNotOpen.
    """
    found = TransferNotice.objects.filter(public_id=public_id).first()
    if found is None:
        raise NotFound
    with acting_as_system("flows: transfer notice"), transaction.atomic():
        notice = notice_refuse(notice_id=found.pk, answer=answer, now=now)
        audit.record(
            actor=actor,
            action="bank.notice_refused",
            subject=notice.public_id,
            now=now,
            account_id=notice.seller_id,
        )
        tell_notice_refused(notice=notice, now=now)
        return notice
