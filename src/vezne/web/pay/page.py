"""Everything that the payment page shows of one invoice, for a member or for a link's holder."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from vezne.accounts.models import SellerProfile
from vezne.accounts.queries import addresses_for, seller_profile_of
from vezne.accounts.types import AddressRow
from vezne.banking.models import Promise
from vezne.banking.queries.lists import accounts_shown, find_promise
from vezne.content.models import LegalText, LegalTextKind, SupportContact
from vezne.content.queries import contacts_for, text_rendered, texts_for
from vezne.content.types import RenderedText
from vezne.core.errors import DomainError
from vezne.core.money import Money
from vezne.core.scope import acting_as_system
from vezne.flows.paying import max_instalments, places_of
from vezne.invoicing.models import Invoice, InvoiceLine, InvoiceStatus
from vezne.invoicing.queries import lines_of
from vezne.ledger.queries import wallet_available
from vezne.payments.errors import NoProvider
from vezne.payments.models import ProviderAccount, StoredCard
from vezne.payments.queries import (
    cards_for,
    charge_quote,
    page_origins,
    provider_accounts_for,
    provider_traits,
)
from vezne.payments.types import ChargeQuote

HOME = "TRY"
REQUIRED_TEXTS = (LegalTextKind.PRE_INFORMATION, LegalTextKind.DISTANCE_SALE)


@dataclass(frozen=True, slots=True)
class PayPage:
    """The payment page's values; `obstacle` says why one cannot pay now."""

    invoice: Invoice
    lines: list[InvoiceLine]
    profile: SellerProfile
    contacts: list[SupportContact]
    addresses: list[AddressRow]
    cards: list[StoredCard]
    texts: list[tuple[LegalText, RenderedText]]
    quote: ChargeQuote | None
    obstacle: str
    instalments: int
    form_origins: list[str]
    keeps_cards: bool  # the provider that is asked first can keep a card
    wallet_minor: int  # what the payer's balance can give, in the invoice's currency
    takes_transfer: bool  # the seller shows an account that the amount can be sent to
    promise: Promise | None  # transfer was chosen and is waited for

    @property
    def owed(self) -> Money:
        """What is still owed, in the invoice's currency."""
        return Money(self.invoice.open_minor, self.invoice.currency)

    @property
    def from_wallet(self) -> Money:
        """The most that the balance can pay of it."""
        return Money(min(self.wallet_minor, self.invoice.open_minor), self.invoice.currency)

    @property
    def by_card(self) -> Money:
        """What is left for the card when the balance gives all it can."""
        return self.owed - self.from_wallet

    @property
    def coupon_discount(self) -> int:
        """What a coupon takes off, in minor units."""
        return sum(line.discount_minor - line.opening_discount_minor for line in self.lines)


def pay_page(*, invoice: Invoice, language: str, now: datetime, with_cards: bool) -> PayPage:
    """Read the page; stored cards and further addresses only for a member (`with_cards`).

    Who holds a link sees the address that is proposed, and no other of the account.
    """
    addresses = addresses_for(invoice.buyer_id)
    texts = texts_for(invoice.seller_id)
    lines = lines_of(invoice.pk)
    with acting_as_system("payment page: what its seller alone may read"):
        quote, obstacle, accounts = _quote(invoice, now)
        places = places_of(invoice, lines, now)
        takes_transfer = _takes_transfer(invoice)
    return PayPage(
        invoice=invoice,
        lines=lines,
        profile=seller_profile_of(invoice.seller_id),
        contacts=contacts_for(invoice.seller_id),
        addresses=addresses if with_cards else addresses[:1],
        cards=[
            card
            for card in cards_for(buyer_id=invoice.buyer_id, seller_id=invoice.seller_id)
            if not card.blocked_reason
        ]
        if with_cards
        else [],
        texts=[
            (texts[kind], text_rendered(texts[kind], places, language=language))
            for kind in (*REQUIRED_TEXTS, LegalTextKind.CARD_STORING)
            if kind in texts
        ],
        quote=quote,
        obstacle=obstacle,
        instalments=max_instalments(lines),
        form_origins=list(
            dict.fromkeys(origin for one in accounts for origin in page_origins(one))
        ),
        keeps_cards=bool(accounts) and provider_traits(accounts[0].provider).keeps_cards,
        wallet_minor=_wallet(invoice, now) if with_cards else 0,
        takes_transfer=takes_transfer,
        promise=find_promise(invoice.pk) if invoice.status == InvoiceStatus.OPEN else None,
    )


def _takes_transfer(invoice: Invoice) -> bool:
    if invoice.status != InvoiceStatus.OPEN:
        return False
    shown = accounts_shown(seller_id=invoice.seller_id)
    return any(account.currency in (invoice.currency, HOME) for account in shown)


def _wallet(invoice: Invoice, now: datetime) -> int:
    has = wallet_available(
        current_account_id=invoice.current_account_id, unit=invoice.currency, now=now
    )
    return max(has, 0)


def _quote(
    invoice: Invoice, now: datetime
) -> tuple[ChargeQuote | None, str, list[ProviderAccount]]:
    if invoice.status != InvoiceStatus.OPEN:
        return None, "", []
    try:
        accounts = provider_accounts_for(seller_id=invoice.seller_id, currency=invoice.currency)
        if not accounts:
            raise NoProvider
        quote = charge_quote(invoice=invoice, provider_account=accounts[0], now=now)
    except DomainError as refused:
        return None, str(refused), []
    return quote, "", accounts
