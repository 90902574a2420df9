"""Where the demo's sellers sit: their contracts with buyers print it."""

from __future__ import annotations

from datetime import datetime

from vezne.accounts.models import Account
from vezne.accounts.queries import tax_id_of
from vezne.accounts.services import address_add
from vezne.accounts.types import AddressEntry
from vezne.core.audit import SYSTEM


def seat_add(
    seller: Account, place: tuple[str, str, str], contact_name: str, now: datetime
) -> None:
    """Give a seller its address: line, district, city."""
    line, district, city = place
    address_add(
        account_id=seller.pk,
        entry=AddressEntry(
            contact_name=contact_name, company_name=seller.legal_name, line=line,
            district=district, city=city, phone=seller.phone, tax_id=tax_id_of(seller),
            tax_office=seller.tax_office,
        ),
        now=now,
        actor=SYSTEM,
    )  # fmt: skip
