"""What the tests of flows stand on: a seller that is open for business, and how its buyers pay.

`World` acts as the pages do: an order is placed in the buyer's scope, the form is opened outside
any transaction, the holder pays at the sandbox over HTTP, and the return is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from tests.sandbox_server import GOOD_CARD, Page, Sandbox
from vezne.accounts.models import Account, Role, User
from vezne.accounts.services import address_add
from vezne.accounts.tests.people import make_user, seat_user
from vezne.accounts.types import AddressEntry
from vezne.catalog.models import PackVersion, PlanVersion
from vezne.catalog.services import pack_add, pack_price_set, plan_add, plan_price_set
from vezne.catalog.tests.shop import DENIZ, NOW, Shop
from vezne.catalog.types import PackPrice, PackTerms, PlanPrice, PlanTerms
from vezne.content.models import LegalText
from vezne.content.services import texts_start
from vezne.core.audit import Actor
from vezne.core.scope import acting_as, acting_as_system
from vezne.flows.checkout import Placed, pack_order, plan_order
from vezne.flows.paying import PayChoices, form_open_for, payment_prepare
from vezne.flows.settlement import ask_and_settle
from vezne.flows.tick import tick
from vezne.invoicing.models import Invoice
from vezne.invoicing.services import rate_record
from vezne.ledger.models import LedgerAccount, Lot
from vezne.notify.models import Notification
from vezne.payments.models import Attempt, ProviderAccount, StoredCard
from vezne.payments.services import AttemptWishes, provider_account_add
from vezne.payments.types import Settlement
from vezne.subscriptions.models import Subscription
from vezne.subscriptions.queries import entitlement_check, with_state
from vezne.subscriptions.states import State
from vezne.subscriptions.tests.business import Business, open_business
from vezne.subscriptions.types import Entitlement

DAY = timedelta(days=1)
CALLBACK = "http://127.0.0.1:9/odeme/donus/"
USD_PLAN = PlanPrice(price_minor=249_00, currency="USD", period_unit="month")
RATE_MICRO = 42_123_456
KEY = "whatsapp.send"


@dataclass
class World:
    """The business with its card contract, Ayşe who owns the buyer, and the sandbox."""

    business: Business
    sandbox: Sandbox
    account: ProviderAccount
    user: User
    address_id: str
    texts: list[LegalText]
    dollar: PlanVersion
    approved_pack: PackVersion

    @property
    def shop(self) -> Shop:
        """Seller, catalogue and buyers."""
        return self.business.shop

    @property
    def buyer(self) -> Account:
        """The firm of Ayşe."""
        return self.shop.ayse

    @property
    def actor(self) -> Actor:
        """Ayşe at her desk."""
        return Actor(kind="user", id=self.user.pk, label=self.user.full_name)

    # -- ordering ----------------------------------------------------------------------------

    def order(self, version: PlanVersion | None = None, *, now: datetime = NOW) -> Placed:
        """Ayşe orders a plan, the monthly one unless said otherwise."""
        with acting_as(self.buyer.pk, "panel"):
            version = _with_plan(version or self.business.monthly)
            return plan_order(
                buyer_id=self.buyer.pk,
                version=version,
                site="ornek.com.tr",
                now=now,
                actor=self.actor,
            )

    def invoice(self, version: PlanVersion | None = None, *, now: datetime = NOW) -> Invoice:
        """The open invoice of a fresh order."""
        invoice = self.order(version, now=now).invoice
        assert invoice is not None
        return invoice

    def order_pack(self, version: PackVersion | None = None, *, now: datetime = NOW) -> Placed:
        """Ayşe orders credits."""
        with acting_as(self.buyer.pk, "panel"):
            version = PackVersion.objects.select_related("pack__product__platform").get(
                pk=(version or self.shop.pack_version).pk
            )
            return pack_order(buyer_id=self.buyer.pk, version=version, now=now, actor=self.actor)

    # -- paying ------------------------------------------------------------------------------

    def prepare(self, invoice: Invoice, *, now: datetime = NOW, **wishes: Any) -> Attempt:
        """Press the pay button: everything up to the provider's call."""
        choices = PayChoices(
            address_public_id=self.address_id,
            wishes=AttemptWishes(**wishes),
            texts=self.texts,
            language="tr",
            user_id=self.user.pk,
            ip="203.0.113.7",
        )
        with acting_as(self.buyer.pk, "panel"):
            return payment_prepare(invoice=invoice, choices=choices, now=now, actor=self.actor)

    def open_form(self, invoice: Invoice, *, now: datetime = NOW, **wishes: Any) -> Attempt:
        """The attempt with its hosted form open."""
        attempt = self.prepare(invoice, now=now, **wishes)
        with acting_as(self.buyer.pk, "panel"):
            return form_open_for(
                attempt=attempt, callback_url=CALLBACK, language="tr", ip="203.0.113.7", now=now
            )

    def type_card(self, attempt: Attempt, card: str = GOOD_CARD, **fields: Any) -> Page:
        """The holder at the provider's form and the bank's page."""
        return self.sandbox.pay(attempt.page_url, card=card, **fields)

    def come_back(self, attempt: Attempt, *, now: datetime = NOW) -> Settlement:
        """The browser returns, and the provider is asked."""
        settlement = ask_and_settle(attempt_id=attempt.pk, source="return", now=now)
        assert settlement is not None
        return settlement

    def pay(
        self, invoice: Invoice, *, now: datetime = NOW, card: str = GOOD_CARD, **wishes: Any
    ) -> Settlement:
        """The whole way with one card."""
        attempt = self.open_form(invoice, now=now, **wishes)
        fields = {"registerCard": "1"} if wishes.get("wants_storing") else {}
        self.type_card(attempt, card, **fields)
        return self.come_back(attempt, now=now)

    def pay_storing(self, invoice: Invoice, *, now: datetime = NOW) -> StoredCard:
        """Pay and let the card renew from now on."""
        assert self.pay(invoice, now=now, wants_storing=True, wants_renewal=True).is_captured_now
        with acting_as_system("test"):
            return StoredCard.objects.get(buyer=self.buyer)

    def tick_to(self, start: datetime, end: datetime) -> None:
        """Move the clock on, day by day."""
        while start < end:
            start = min(start + DAY, end)
            tick(now=start)

    # -- looking -----------------------------------------------------------------------------

    def fresh(self, row: Any) -> Any:
        """The row as it is stored now."""
        with acting_as_system("test"):
            return type(row).objects.get(pk=row.pk)

    def service(self, now: datetime) -> Any:
        """Ayşe's one subscription with its `state` at `now`."""
        with acting_as_system("test"):
            return with_state(Subscription.objects.filter(buyer=self.buyer), now).get()

    def state(self, now: datetime) -> State:
        """The state of it."""
        return State(self.service(now).state)

    def access(self, now: datetime) -> Entitlement:
        """What an outside platform is told."""
        with acting_as_system("test"):
            return entitlement_check(
                seller_id=self.shop.seller.pk,
                account_public_id=str(self.buyer.public_id),
                key=KEY,
                now=now,
            )

    def open_invoices(self) -> list[Invoice]:
        """What Ayşe owes, the oldest first."""
        with acting_as_system("test"):
            rows = Invoice.objects.filter(buyer=self.buyer, status="open")
            return list(rows.order_by("due_at", "pk"))

    def told(self) -> list[str]:
        """The kinds of the messages behind the bell, the oldest first."""
        with acting_as_system("test"):
            rows = Notification.objects.filter(account=self.buyer).order_by("pk")
            return list(rows.values_list("kind", flat=True))

    def credits(self) -> int:
        """The credits that are left."""
        with acting_as_system("test"):
            return sum(Lot.objects.filter(buyer=self.buyer).values_list("remaining", flat=True))

    def balances(self) -> dict[str, int]:
        """Debits − credits of every ledger account in money, as kind/unit, zeros left out."""
        with acting_as_system("test"):
            rows = LedgerAccount.objects.filter(buyer=self.buyer, unit__in=["TRY", "USD"])
            return {f"{row.kind}/{row.unit}": row.balance for row in rows if row.balance}

    def attempts(self, **fields: Any) -> list[Attempt]:
        """Ayşe's tries, the oldest first."""
        with acting_as_system("test"):
            return list(Attempt.objects.filter(buyer=self.buyer, **fields).order_by("pk"))


def assert_books_are_clean() -> None:
    """Every stored balance is the sum of its entries."""
    with acting_as_system("test"), connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.id, a.kind, a.balance, COALESCE(sum(CASE WHEN t.debit_id = a.id"
            " THEN t.amount ELSE -t.amount END), 0)"
            " FROM ledger_ledgeraccount a LEFT JOIN ledger_transfer t"
            " ON a.id IN (t.debit_id, t.credit_id)"
            " GROUP BY a.id HAVING a.balance <> COALESCE(sum(CASE WHEN t.debit_id = a.id"
            " THEN t.amount ELSE -t.amount END), 0)"
        )
        assert cursor.fetchall() == []


def open_world(sandbox: Sandbox, *, webhook_url: str = "") -> World:
    """A seller with plans, packs, texts, a rate and a contract; Ayşe with her invoice address."""
    business = open_business()
    shop = business.shop
    keys = sandbox.put_merchant(webhook_url=webhook_url)
    with acting_as(shop.seller.pk, "desk"):
        account = provider_account_add(
            seller_id=shop.seller.pk,
            provider="iyzico",
            base_url=sandbox.base_url,
            credentials={"api_key": keys["apiKey"], "secret_key": keys["secretKey"]},
            currencies=["TRY"],
            is_test=True,
            actor=DENIZ,
            now=NOW,
        )
        texts = texts_start(seller_id=shop.seller.pk, actor=DENIZ, now=NOW)
        dollar = plan_add(
            product_id=shop.product.pk, terms=PlanTerms(name="Profesyonel"), actor=DENIZ, now=NOW
        )
        careful = pack_add(
            product_id=shop.product.pk,
            terms=PackTerms(name="10.000 mesaj", needs_approval=True),
            actor=DENIZ,
            now=NOW,
        )
        price = PackPrice(quantity=10_000, price_minor=900_00, currency="TRY", validity_days=30)
        approved = pack_price_set(pack_id=careful.pk, price=price, actor=DENIZ, now=NOW)
        in_dollars = plan_price_set(plan_id=dollar.pk, price=USD_PLAN, actor=DENIZ, now=NOW)
    user = make_user(email="ayse@papatya.example")
    seat_user(user, shop.ayse, Role.ADMIN)
    entry = AddressEntry(
        contact_name="Ayşe Yılmaz",
        company_name="Papatya Ltd.",
        line="Örnek Mah. Deneme Sok. No 1",
        district="Şişli",
        city="İstanbul",
        phone="0555 000 00 01",
        tax_id="4540536920",
        tax_office="Şişli",
    )
    with acting_as(shop.ayse.pk, "panel"):
        address = address_add(account_id=shop.ayse.pk, entry=entry, now=NOW, actor=DENIZ)
    with acting_as_system("test"):
        rate_record(currency="USD", rate_micro=RATE_MICRO, bulletin_on=date(2026, 2, 27))
    return World(
        business=business,
        sandbox=sandbox,
        account=account,
        user=user,
        address_id=str(address.public_id),
        texts=[text for text in texts if text.kind != "card_storing"],
        dollar=in_dollars,
        approved_pack=approved,
    )


def _with_plan(version: PlanVersion) -> PlanVersion:
    return PlanVersion.objects.select_related("plan__product__platform").get(pk=version.pk)
