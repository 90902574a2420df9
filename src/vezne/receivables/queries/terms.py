"""What holds for a seller and for one of its current accounts."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from vezne.core.scope import acting_as_system
from vezne.invoicing.models import Invoice, InvoiceKind, InvoiceStatus
from vezne.ledger.models import CurrentAccount, LedgerAccount
from vezne.ledger.types import LedgerKind
from vezne.receivables.models import BuyerTerms, SellerTerms
from vezne.receivables.types import Rules


def seller_terms_of(seller_id: int) -> SellerTerms:
    """The seller's rules, or the defaults unsaved; read as the system: a buyer's page needs them.

    What of them a buyer sees is for the page to choose.
    """
    with acting_as_system("receivables: a seller's terms"):
        found = SellerTerms.objects.filter(seller_id=seller_id).first()
    return found or SellerTerms(seller_id=seller_id)


def find_buyer_terms(current_account_id: int) -> BuyerTerms | None:
    """What differs for this current account, in the current scope."""
    return BuyerTerms.objects.filter(current_account_id=current_account_id).first()


def is_trade_closed(*, seller_id: int, buyer_id: int) -> bool:
    """Whether the buyer's account at this seller was closed, in the current scope."""
    rows = BuyerTerms.objects.filter(seller_id=seller_id, buyer_id=buyer_id)
    return rows.filter(closed_at__isnull=False).exists()


def rules_of(current_account: CurrentAccount) -> Rules:
    """The terms of a current account: its own over its seller's."""
    terms = seller_terms_of(current_account.seller_id)
    own = find_buyer_terms(current_account.pk) or BuyerTerms()
    return Rules(
        payment_days=terms.payment_days if own.payment_days is None else own.payment_days,
        pays_from_wallet=(
            terms.pays_from_wallet if own.pays_from_wallet is None else own.pays_from_wallet
        ),
        is_late_exempt=own.is_late_exempt,
    )


def wallet_renewals_due(*, now: datetime) -> list[Invoice]:
    """Open renewals owed at `now` whose buyer pays them from a wallet with something in it, the
    oldest due first; over all sellers, in system scope; one query.
    """
    own = BuyerTerms.objects.filter(current_account_id=OuterRef("current_account_id"))
    general = SellerTerms.objects.filter(seller_id=OuterRef("seller_id"), pays_from_wallet=True)
    wallet = LedgerAccount.objects.filter(
        current_account_id=OuterRef("current_account_id"),
        kind=LedgerKind.WALLET,
        unit=OuterRef("currency"),
        balance__lt=0,
    )
    rows = Invoice.objects.filter(
        Q(Exists(own.filter(pays_from_wallet=True)))
        | Q(Exists(general)) & ~Q(Exists(own.filter(pays_from_wallet=False))),
        Exists(wallet),
        status=InvoiceStatus.OPEN,
        kind=InvoiceKind.PERIOD,
        subscription_id__isnull=False,
        order_id__isnull=True,
        due_at__lte=now,
    )
    return list(rows.order_by("due_at", "pk"))
