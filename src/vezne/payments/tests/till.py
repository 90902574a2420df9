"""What the tests of payments stand on: an open invoice of Ayşe, a contract, tries, answers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from vezne.catalog.tests.shop import NOW
from vezne.core.audit import Actor
from vezne.core.money import Money
from vezne.core.scope import acting_as, acting_as_system
from vezne.invoicing.models import Invoice
from vezne.invoicing.services import invoice_address_set, rate_record
from vezne.invoicing.tests.books import Books, open_books
from vezne.invoicing.types import BillingAddress
from vezne.payments.models import Attempt, AttemptEvent, Payment, ProviderAccount, StoredCard
from vezne.payments.providers.base import FormOpened
from vezne.payments.services import (
    AttemptWishes,
    attempt_create,
    attempt_settle,
    payment_begin,
    provider_account_add,
    provider_account_change,
)
from vezne.payments.services.attempt import attempt_asked, attempt_form_opened
from vezne.payments.types import (
    Captured,
    CardFacts,
    ErrorCode,
    Outcome,
    ProviderFacts,
    Refused,
    Settlement,
)

AYSE = Actor(kind="user", id=7, label="Ayşe Yılmaz")
NOWHERE = "http://127.0.0.1:9"
ADDRESS = BillingAddress(
    contact_name="Ayşe Yılmaz",
    line="Örnek Mah. Deneme Sok. No 1",
    district="Şişli",
    city="İstanbul",
    phone="+905550000001",
)
CARD = CardFacts("MASTER_CARD", "Bonus", "0008")
STORED = replace(CARD, user_key="uk-1", token="ct-1", expires_month=12, expires_year=2030)
SOON = NOW + timedelta(minutes=3)


@dataclass
class Till:
    """A shop with a contract and an open invoice over 120.00."""

    books: Books
    account: ProviderAccount
    invoice: Invoice

    def payment(self, invoice: Invoice | None = None, now: datetime = NOW) -> Payment:
        """The open intent of the invoice."""
        with acting_as_system("test"):
            return payment_begin(invoice_id=(invoice or self.invoice).pk, now=now)

    def attempt(
        self,
        invoice: Invoice | None = None,
        *,
        now: datetime = NOW,
        source: str = "web",
        **wishes: Any,
    ) -> Attempt:
        """A fresh try, not yet sent."""
        payment = self.payment(invoice, now)
        with acting_as(self.books.shop.ayse.pk, "panel"):
            return attempt_create(
                payment_id=payment.pk,
                wishes=AttemptWishes(**wishes),
                actor=AYSE,
                now=now,
                source=source,
            )

    def opened(
        self, invoice: Invoice | None = None, *, now: datetime = NOW, **wishes: Any
    ) -> Attempt:
        """A try whose form is open."""
        attempt = self.attempt(invoice, now=now, **wishes)
        with acting_as_system("test"):
            attempt_asked(attempt_id=attempt.pk, source="web", now=now)
            form = FormOpened(f"token-{attempt.pk}", f"{NOWHERE}/odeme?{attempt.pk}", 1800)
            return attempt_form_opened(attempt_id=attempt.pk, form=form, now=now)

    def settle(
        self, attempt: Attempt, outcome: Outcome, *, source: str = "web", now: datetime = SOON
    ) -> Settlement:
        """Apply an answer."""
        facts = ProviderFacts(outcome, {"status": "success"})
        return attempt_settle(attempt_id=attempt.pk, facts=facts, source=source, now=now)

    def capture(self, attempt: Attempt, **changes: Any) -> Settlement:
        """Apply a capture of what was asked."""
        return self.settle(attempt, captured(attempt, **changes))

    def paid(self, invoice: Invoice | None = None, **wishes: Any) -> Attempt:
        """A captured try."""
        attempt = self.opened(invoice, **wishes)
        self.capture(attempt)
        return self.read(attempt)

    def stored_card(self) -> StoredCard:
        """A card that a first payment kept, with the consent to renewal."""
        first = self.opened(wants_storing=True, wants_renewal=True)
        self.capture(first, card=STORED)
        with acting_as_system("test"):
            return StoredCard.objects.get()

    def read(self, row: Any) -> Any:
        """The row as it is now."""
        with acting_as_system("test"):
            return type(row).objects.get(pk=row.pk)

    def intent(self, attempt: Attempt) -> Payment:
        """The payment of a try as it is now."""
        with acting_as_system("test"):
            return Payment.objects.get(pk=attempt.payment_id)

    def events(self, attempt: Attempt) -> list[str]:
        """What happened to a try."""
        with acting_as_system("test"):
            rows = AttemptEvent.objects.filter(attempt=attempt).order_by("id")
            return list(rows.values_list("kind", flat=True))


def captured(attempt: Attempt, **changes: Any) -> Captured:
    """The answer that fits a try, unless changed."""
    amount = Money(attempt.amount_minor, attempt.currency)
    fields = {
        "payment_id": f"{attempt.pk}000",
        "amount": amount,
        "charged": amount,
        "item_id": "1",
        "card": CARD,
    }
    return Captured(**(fields | changes))


def refused(code: ErrorCode = ErrorCode.INSUFFICIENT_FUNDS) -> Refused:
    """A bank's no."""
    return Refused(code, "10051 no", card=CARD)


def addressed(invoice: Invoice) -> Invoice:
    """The invoice with the address of the checkout."""
    with acting_as_system("test"):
        return invoice_address_set(invoice_id=invoice.pk, address=ADDRESS)


def open_till(
    *,
    base_url: str = NOWHERE,
    keys: dict[str, str] | None = None,
    currencies: tuple[str, ...] = ("TRY",),
) -> Till:
    """A shop, its contract, and an open invoice of Ayşe with her address."""
    books = open_books()
    with acting_as(books.shop.seller.pk, "desk"):
        account = provider_account_add(
            seller_id=books.shop.seller.pk,
            provider="iyzico",
            base_url=base_url,
            credentials=keys or {"api_key": "a", "secret_key": "s"},
            currencies=list(currencies),
            is_test=True,
            actor=AYSE,
            now=NOW,
        )
    return Till(books, account, addressed(books.open()))


def close_contract(till: Till) -> None:
    """Take the till's contract out of use, for those who bring their own."""
    with acting_as_system("test"):
        provider_account_change(
            provider_account_id=till.account.pk, is_active=False, actor=AYSE, now=NOW
        )


def dollar_invoice(till: Till, *, minor: int = 100_00) -> Invoice:
    """An open invoice over 120.00 USD, and a rate of 42.123456 TRY of the day before."""
    with acting_as_system("test"):
        rate_record(
            currency="USD",
            rate_micro=42_123_456,
            bulletin_on=(NOW - timedelta(days=3)).date(),
            bulletin_number="2026/41",
        )
    line = replace(till.books.draft().lines[0], unit_price_minor=minor)
    return addressed(till.books.open("usd", line, currency="USD"))
