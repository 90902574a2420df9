"""What the desk's tests stand on: a seller with Deniz at its desk, a catalogue, Ayşe who buys, and
Ceren's seller, who must see nothing of it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.test import Client

from vezne.accounts.models import Account, Role
from vezne.accounts.tests.people import make_account, make_seller, make_user, seat_user
from vezne.catalog.models import PackVersion, PlanVersion, Platform, Product
from vezne.catalog.queries import get_pack_version, get_plan_version
from vezne.catalog.services import (
    pack_add,
    pack_price_set,
    plan_add,
    plan_price_set,
    platform_add,
    product_add,
    product_change,
)
from vezne.catalog.types import (
    PackPrice,
    PackTerms,
    PlanPrice,
    PlanTerms,
    PlatformTerms,
    ProductTerms,
)
from vezne.core.audit import Actor
from vezne.core.money import Money
from vezne.core.scope import acting_as, acting_as_system
from vezne.flows.checkout import pack_order, plan_order
from vezne.flows.settlement import settle
from vezne.invoicing.models import Invoice
from vezne.invoicing.services import invoice_address_set
from vezne.orders.models import Order
from vezne.payments.models import Attempt, ProviderAccount
from vezne.payments.providers.base import FormOpened
from vezne.payments.queries import list_provider_accounts
from vezne.payments.services import (
    AttemptWishes,
    attempt_create,
    payment_begin,
    provider_account_add,
)
from vezne.payments.services.attempt import attempt_asked, attempt_form_opened
from vezne.payments.tests.till import ADDRESS, NOWHERE
from vezne.payments.types import (
    Captured,
    CardFacts,
    ErrorCode,
    Outcome,
    ProviderFacts,
    Refused,
    Unknown,
)
from vezne.subscriptions.models import Subscription
from vezne.web.access import SEAT_KEY
from vezne.web.tests.test_access import signed_in

Queries = Callable[[int], AbstractContextManager[Any]]
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DENIZ = Actor(kind="user", id=1, label="Deniz Demir")


@dataclass
class Desk:
    """A seller's desk with one buyer and things to sell."""

    seller: Account
    buyer: Account
    platform: Platform
    product: Product
    monthly: PlanVersion
    pack: PackVersion
    now: datetime
    actor: Actor = DENIZ

    def client(self, role: str = Role.ADMIN) -> Client:
        """Somebody of the seller, signed in."""
        user = make_user(f"Deniz {role}")
        seat_user(user, self.seller, role)
        return signed_in(user, **{SEAT_KEY: self.seller.pk})

    def sell(self, site: str = "papatya.example") -> tuple[Subscription, Invoice]:
        """A subscription of the buyer with its first invoice, unpaid."""
        with acting_as_system("test"):
            placed = plan_order(
                buyer_id=self.buyer.pk,
                version=get_plan_version(self.monthly.pk),
                site=site,
                now=self.now,
                actor=self.actor,
            )
            assert placed.invoice is not None
            return Subscription.objects.get(pk=placed.order.subscription_id), placed.invoice

    def by_hand(self, *ways: str) -> None:
        """What is paid in these ways (`PayWay`) waits for approval from now on."""
        terms = ProductTerms(
            name=self.product.name, credit_unit=self.product.credit_unit, approval_ways=ways
        )
        with acting_as(self.seller.pk, "desk"):
            product_change(product_id=self.product.pk, terms=terms, actor=self.actor, now=self.now)

    def sell_pack(self) -> tuple[Order, Invoice]:
        """A pack that needs approval, ordered and not yet paid."""
        with acting_as_system("test"):
            placed = pack_order(
                buyer_id=self.buyer.pk,
                version=get_pack_version(self.pack.pk),
                now=self.now,
                actor=self.actor,
            )
            assert placed.invoice is not None
            return placed.order, placed.invoice

    def with_provider(self, base_url: str = NOWHERE) -> ProviderAccount:
        """A contract with a card provider that nobody reaches unless a test answers there."""
        with acting_as(self.seller.pk, "desk"):
            return provider_account_add(
                seller_id=self.seller.pk,
                provider="iyzico",
                base_url=base_url,
                credentials={"api_key": "anahtar-1234", "secret_key": "gizli-9876"},
                currencies=["TRY"],
                is_test=True,
                actor=self.actor,
                now=self.now,
            )

    def begin_payment(self, invoice: Invoice) -> Attempt:
        """A try whose form is open."""
        with acting_as_system("test"):
            if not list_provider_accounts(self.seller.pk):
                self.with_provider()
            invoice_address_set(invoice_id=invoice.pk, address=ADDRESS)
            payment = payment_begin(invoice_id=invoice.pk, now=self.now)
            attempt = attempt_create(
                payment_id=payment.pk, wishes=AttemptWishes(), actor=self.actor, now=self.now
            )
            attempt_asked(attempt_id=attempt.pk, source="web", now=self.now)
            form = FormOpened(f"token-{attempt.pk}", f"{NOWHERE}/odeme?{attempt.pk}", 1800)
            return attempt_form_opened(attempt_id=attempt.pk, form=form, now=self.now)

    def refuse_payment(self, attempt: Attempt) -> None:
        """The bank's no."""
        self._settle(attempt, Refused(ErrorCode.INSUFFICIENT_FUNDS, "10051 no"))

    def leave_in_doubt(self, attempt: Attempt) -> None:
        """No certain answer."""
        self._settle(attempt, Unknown("timeout"))

    def capture(self, attempt: Attempt) -> Attempt:
        """The money is taken."""
        amount = Money(attempt.amount_minor, attempt.currency)
        card = CardFacts("MASTER_CARD", "Bonus", "0008")
        self._settle(
            attempt,
            Captured(
                payment_id=f"{attempt.pk}000", amount=amount, charged=amount, item_id="1", card=card
            ),
        )
        return self.read(attempt)

    def _settle(self, attempt: Attempt, outcome: Outcome) -> None:
        with acting_as_system("test"):
            settle(
                attempt_id=attempt.pk,
                facts=ProviderFacts(outcome, {"status": "success", "paymentId": "1"}),
                source="web",
                now=self.now,
            )

    def read(self, row: Any) -> Any:
        """The row as it is now."""
        with acting_as_system("test"):
            return type(row).objects.get(pk=row.pk)


def open_desk(name: str = "Robo", *, now: datetime = NOW, is_operator: bool = False) -> Desk:
    """A seller that sells a monthly plan and a pack."""
    seller = make_seller(name, is_operator=is_operator)
    with acting_as(seller.pk, "desk"):
        platform = platform_add(
            seller_id=seller.pk, terms=PlatformTerms(name="HeloMesaj"), actor=DENIZ, now=now
        )
        product = product_add(
            platform_id=platform.pk,
            terms=ProductTerms(
                name="WhatsApp", entitlement_keys=("whatsapp.send",), credit_unit="WP_MESAJ"
            ),
            actor=DENIZ,
            now=now,
        )
        plan = plan_add(
            product_id=product.pk, terms=PlanTerms(name="Profesyonel Aylık"), actor=DENIZ, now=now
        )
        price = PlanPrice(price_minor=100_00, currency="TRY", period_unit="month")
        monthly = plan_price_set(plan_id=plan.pk, price=price, actor=DENIZ, now=now)
        pack = pack_add(
            product_id=product.pk,
            terms=PackTerms(name="1.000 mesaj", needs_approval=True),
            actor=DENIZ,
            now=now,
        )
        pack_price = PackPrice(quantity=1_000, price_minor=250_00, currency="TRY")
        pack_version = pack_price_set(pack_id=pack.pk, price=pack_price, actor=DENIZ, now=now)
    return Desk(
        seller=seller,
        buyer=make_account(f"{name} alıcısı Işık"),
        platform=platform,
        product=product,
        monthly=monthly,
        pack=pack_version,
        now=now,
    )
