"""Exchange rates: recorded from the central bank's bulletins, never changed."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from vezne.core.money import CURRENCIES
from vezne.invoicing.models import ExchangeRate
from vezne.invoicing.tcmb import parse_bulletin
from vezne.invoicing.types import Bulletin


@transaction.atomic
def rate_record(
    *, currency: str, bulletin_on: date, rate_micro: int, bulletin_number: str = ""
) -> ExchangeRate:
    """Keep one buying rate of a bulletin, TRY per unit in millionths; the first to come stays."""
    row, _is_new = ExchangeRate.objects.get_or_create(
        currency=currency,
        bulletin_on=bulletin_on,
        defaults={"rate_micro": rate_micro, "bulletin_number": bulletin_number},
    )
    return row


@transaction.atomic
def bulletin_record(*, raw: bytes) -> Bulletin:
    """Keep the rates of a bulletin (`today.xml`) for the currencies we trade in.

    Reading the same bulletin again changes nothing. Raises: BulletinNotReadable.
    """
    bulletin = parse_bulletin(raw)
    for currency in sorted(bulletin.rates_micro.keys() & CURRENCIES.keys()):
        rate_record(
            currency=currency,
            bulletin_on=bulletin.bulletin_on,
            rate_micro=bulletin.rates_micro[currency],
            bulletin_number=bulletin.number,
        )
    return bulletin
