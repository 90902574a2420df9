"""Havale/EFT bildir: a buyer says that it has paid, with the receipt; staff answers."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from vezne.banking.errors import NoticeNotOpen, ReceiptRefused
from vezne.banking.matching.references import clean_iban
from vezne.banking.models import BankAccount, Movement, TransferNotice
from vezne.banking.sealing import NOTICE_IBAN, RECEIPT, iban_index, opened, sealed
from vezne.banking.types import NoticeState
from vezne.core.errors import FileRefused, FileTooBig
from vezne.core.files import JPEG, PDF, PNG, StoredFile, file_keep, file_read, raw_keep
from vezne.core.locks import lock_row
from vezne.core.money import Money
from vezne.invoicing.models import Invoice
from vezne.ledger.models import CurrentAccount

MOST_BYTES = 2 * 1024 * 1024
MOVED_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class NoticeEntry:
    """What a buyer fills in; texts as typed."""

    amount: Money
    sent_on: date
    sender_name: str
    sender_iban: str = ""
    note: str = ""
    bank_account_public_id: str = ""
    invoice_public_id: str = ""
    receipt: bytes = b""


def receipt_keep(content: bytes) -> StoredFile | None:
    """Check, scan and store a receipt; None for none. Outside any transaction.

    Raises: ReceiptRefused, FileInfected, FileScanUnavailable.
    """
    if not content:
        return None
    try:
        return file_keep(content, "dekont", kinds=(PDF, PNG, JPEG), most_bytes=MOST_BYTES)
    except (FileRefused, FileTooBig) as error:
        raise ReceiptRefused from error


@transaction.atomic
def notice_send(
    *,
    current_account: CurrentAccount,
    entry: NoticeEntry,
    now: datetime,
    receipt: StoredFile | None = None,
) -> TransferNotice:
    """Keep a buyer's notice for the seller's queue; `receipt` is the entry's, stored before.

    In system scope (the caller has checked whose current account it is). Raises: ValueError for
    an amount that is not above zero.
    """
    if entry.amount.minor <= 0:
        raise ValueError("a transfer is above zero")
    iban = clean_iban(entry.sender_iban)
    account = BankAccount.objects.filter(
        seller_id=current_account.seller_id, public_id=entry.bank_account_public_id
    ).first()
    invoice = Invoice.objects.filter(
        current_account=current_account, public_id=entry.invoice_public_id
    ).first()
    return TransferNotice.objects.create(
        seller_id=current_account.seller_id,
        buyer_id=current_account.buyer_id,
        current_account=current_account,
        bank_account=account,
        invoice=invoice,
        amount_minor=entry.amount.minor,
        currency=entry.amount.currency,
        sent_on=entry.sent_on,
        sender_name=entry.sender_name.strip()[:140],
        iban_sealed=sealed(iban, purpose=NOTICE_IBAN),
        iban_index=iban_index(iban) if iban else "",
        note=entry.note.strip()[:300],
        receipt_key=receipt.key if receipt else "",
        receipt_type=receipt.media_type if receipt else "",
        state=NoticeState.OPEN,
        created_at=now,
    )


def receipt_of(notice: TransferNotice) -> bytes:
    """The receipt of a notice, opened; empty when it has none."""
    if notice.receipt_key:
        return file_read(notice.receipt_key)
    return base64.b64decode(opened(notice.receipt_sealed, purpose=RECEIPT))


def receipts_move() -> int:
    """Move receipts out of the table, where they lay once, into the store. How many.

    In system scope, outside any transaction; a part at a time.
    """
    rows = TransferNotice.objects.exclude(receipt_sealed="").order_by("pk")
    moved = 0
    for notice in rows[:MOVED_AT_ONCE]:
        key = notice.receipt_key or raw_keep(receipt_of(notice))
        same = TransferNotice.objects.filter(pk=notice.pk).exclude(receipt_sealed="")
        moved += same.update(receipt_key=key, receipt_sealed="")
    return moved


@transaction.atomic
def notice_found(*, notice_id: int, movement: Movement, now: datetime) -> TransferNotice:
    """The notice was about this movement; one that was answered already stays as it is.

    Raises: NotFound.
    """
    notice = lock_row(TransferNotice.objects, pk=notice_id)
    if notice.state == NoticeState.OPEN:
        notice.state, notice.movement, notice.ended_at = NoticeState.FOUND, movement, now
        notice.save(update_fields=["state", "movement", "ended_at"])
    return notice


def notices_reopen(*, movement: Movement) -> int:
    """What was taken for this movement waits again: the movement is somebody else's."""
    rows = TransferNotice.objects.filter(movement=movement, state=NoticeState.FOUND)
    return rows.update(state=NoticeState.OPEN, movement=None, ended_at=None)


@transaction.atomic
def notice_refuse(*, notice_id: int, answer: str, now: datetime) -> TransferNotice:
    """No such transfer came; `answer` is told to the buyer. Raises: NotFound, NoticeNotOpen."""
    notice = lock_row(TransferNotice.objects, pk=notice_id)
    if notice.state != NoticeState.OPEN:
        raise NoticeNotOpen
    notice.state, notice.answer, notice.ended_at = NoticeState.REFUSED, answer[:300], now
    notice.save(update_fields=["state", "answer", "ended_at"])
    return notice


def notices_met(*, movement: Movement, current_account_id: int, now: datetime) -> int:
    """Answer the oldest open notice of this sum when its movement has arrived by itself."""
    rows = TransferNotice.objects.filter(
        current_account_id=current_account_id,
        currency=movement.currency,
        amount_minor=movement.amount_minor,
        state=NoticeState.OPEN,
        sent_on__lte=movement.booked_on,
    )
    notice = rows.order_by("pk").first()
    if notice is None:
        return 0
    notice_found(notice_id=notice.pk, movement=movement, now=now)
    return 1
