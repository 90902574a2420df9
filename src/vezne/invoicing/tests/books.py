"""What invoicing's tests stand on: a shop, a current account, invoices, balances."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from vezne.catalog.tests.shop import NOW, Shop, open_shop
from vezne.core.scope import acting_as_system
from vezne.invoicing.models import Invoice
from vezne.invoicing.services import invoices_open_many
from vezne.invoicing.types import InvoiceDraft, LineDraft
from vezne.ledger.models import CurrentAccount, LedgerAccount
from vezne.ledger.services import current_account_open

LINE = LineDraft(
    description="WhatsApp — Profesyonel Aylık",
    product_name="WhatsApp",
    plan_name="Profesyonel Aylık",
    unit_price_minor=100_00,
    kdv_rate_bp=2000,
)


@dataclass
class Books:
    """A shop and the current account of its buyer Ayşe."""

    shop: Shop
    current_account: CurrentAccount

    def draft(self, key: str = "k1", *lines: LineDraft, **fields: object) -> InvoiceDraft:
        """An invoice over 120.00 with KDV unless said otherwise, due in a month."""
        draft = InvoiceDraft(
            seller_id=self.shop.seller.pk,
            buyer_id=self.shop.ayse.pk,
            current_account_id=self.current_account.pk,
            kind="period",
            currency="TRY",
            lines=lines or (replace(LINE, product_id=self.shop.product.pk),),
            opened_at=NOW,
            due_at=NOW + timedelta(days=30),
            shuts_off_at=NOW + timedelta(days=37),
            key=key,
        )
        return replace(draft, **fields)

    def open(self, key: str = "k1", *lines: LineDraft, **fields: object) -> Invoice:
        """The same, opened."""
        with acting_as_system("test"):
            [opened] = invoices_open_many([self.draft(key, *lines, **fields)], now=NOW)
            return Invoice.objects.get(pk=opened.id)

    def balances(self) -> dict[str, int]:
        """What every ledger account holds, by kind: debits − credits, zeros left out."""
        with acting_as_system("test"):
            rows = LedgerAccount.objects.filter(current_account=self.current_account)
            return {row.kind: row.balance for row in rows if row.balance}


def open_books() -> Books:
    """A shop, and a current account with its buyer Ayşe."""
    shop = open_shop()
    with acting_as_system("test"):
        account = current_account_open(seller_id=shop.seller.pk, buyer_id=shop.ayse.pk, now=NOW)
    return Books(shop, account)
