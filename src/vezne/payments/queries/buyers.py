"""What is known of a payer, as far as a card charge must know it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vezne.accounts.models import Account
from vezne.invoicing.models import Invoice
from vezne.payments.types import BuyerDetail


def missing_details(*, invoice: Invoice, account: Account) -> tuple[BuyerDetail, ...]:
    """What a card charge needs of the payer and neither the invoice's address nor the account has.

    Empty: the charge may be sent. Without an address its city is not asked for apart.
    """
    return missing_of(address=invoice.billing_address or {}, account=account)


def missing_of(*, address: Mapping[str, Any], account: Account) -> tuple[BuyerDetail, ...]:
    """The same for an address as it was kept at a checkout."""
    line = f"{address.get('line') or ''}{address.get('district') or ''}".strip()
    missing = []
    if not (line and address.get("city")):
        missing.append(BuyerDetail.ADDRESS)
    if not (address.get("phone") or account.phone):
        missing.append(BuyerDetail.PHONE)
    return tuple(missing)
