"""Writing into an account: money in, money out, a fee, a line taken back."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from vezne_sandbox.bank.models import Account, Channel, Movement, Notice
from vezne_sandbox.clock import real_now

_DESCRIPTION_LENGTH = 200


class BankError(ValueError):
    """What the bank refuses, in words for the page."""


@dataclass(frozen=True)
class Order:
    """What is to be booked; ``amount`` above zero comes in, below goes out."""

    amount: Decimal
    description: str = ""
    channel: str = Channel.FAST
    name: str = ""
    iban: str = ""
    tax_id: str = ""


def account_put(iban: str, **given: str) -> Account:
    """Open or change an account; what is not given stays."""
    account, _ = Account.objects.update_or_create(iban=iban, defaults=given)
    return account


@transaction.atomic
def book(
    account_id: int, order: Order, *, now: datetime, reverses: Movement | None = None
) -> Movement:
    """Book one line, number it, and tell of it.

    Raises:
        BankError: nothing to move, or more kuruş places than money has.
    """
    if order.amount == 0 or order.amount != order.amount.quantize(Decimal("0.01")):
        raise BankError("Tutar sıfırdan farklı ve en çok iki haneli kuruşla yazılır.")
    account = Account.objects.select_for_update().get(pk=account_id)
    account.last_number += 1
    account.balance += order.amount
    account.save(update_fields=["last_number", "balance"])
    number = f"{now:%Y%m%d}{account.last_number:08d}"
    movement = Movement.objects.create(
        account=account,
        number=number,
        end_to_end=f"{account.pk:03d}{number}",
        at=now,
        amount=order.amount,
        balance_after=account.balance,
        channel=order.channel,
        description=_as_banks_write(order)[:_DESCRIPTION_LENGTH],
        name=order.name,
        iban=order.iban,
        tax_id=order.tax_id,
        reverses=reverses,
    )
    if account.notice_url:
        Notice.objects.create(movement=movement, due_at=real_now())
    return movement


@transaction.atomic
def take_back(movement_id: int, *, now: datetime) -> Movement:
    """Book the same amount the other way round, naming the first line.

    Raises:
        BankError: it was taken back before, or is itself a taking back.
    """
    first = Movement.objects.select_for_update().get(pk=movement_id)
    if first.reverses_id or Movement.objects.filter(reverses=first).exists():
        raise BankError("Bu hareket zaten geri alındı.")
    order = Order(
        amount=-first.amount,
        description=f"{first.number} NOLU ISLEMIN IPTALI",
        channel=Channel.REVERSAL,
        name=first.name,
        iban=first.iban,
        tax_id=first.tax_id,
    )
    return book(first.account_id, order, now=now, reverses=first)


def _as_banks_write(order: Order) -> str:
    """Way, payer and the payer's own words in one line, as statements show them."""
    way = {
        Channel.FAST: "GELEN FAST" if order.amount > 0 else "GIDEN FAST",
        Channel.EFT: "GELEN EFT" if order.amount > 0 else "GIDEN EFT",
        Channel.TRANSFER: "HAVALE",
        Channel.POS: "POS ODEMESI",
        Channel.FEE: "MASRAF",
    }.get(Channel(order.channel), "")
    parts = [way, order.name, order.description or "."]
    return " - ".join(part for part in parts if part)
