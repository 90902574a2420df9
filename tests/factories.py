"""Sellers, buyers, plans, people and payments for tests, made through the real services and flows.

The people: **Ayşe** owns a buyer, **Bora** is on her team, **Ceren** must see nothing, **Deniz** is
staff of the seller.

    seller = make_seller()                          brand, desk, contacts, a card contract
    product = make_product(make_platform(seller))
    plan = make_plan(product)                       100,00 ₺ a month, opens on order, 7 days to pay
    buyer = make_buyer()
    placed = order_plan(buyer, plan)                the service, its first period and its invoice
    pay(placed.invoice)                             captured, as the provider's answer does it
    ayse = make_member(buyer)                       a user with a role
    client = sign_in(ayse)                          a browser
    set_clock(NOW + timedelta(days=9))              the installation's time, forward only

Every factory takes keyword terms of the dataclass behind it (`PlanPrice`, `ProductTerms` …).
"""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from typing import Any

from django.test import Client

from vezne.accounts.models import Account, AccountKind, Address, Role, User
from vezne.accounts.services import (
    account_create,
    address_add,
    membership_grant,
    seller_make,
    user_create,
)
from vezne.accounts.types import AddressEntry
from vezne.catalog.models import Coupon, PackVersion, PlanVersion, Platform, Product, ProductOption
from vezne.catalog.services import (
    choice_add,
    choice_price_set,
    coupon_add,
    option_add,
    pack_add,
    pack_price_set,
    plan_add,
    plan_price_set,
    platform_add,
    product_add,
)
from vezne.catalog.types import (
    ChoicePriceTerms,
    ChoiceTerms,
    CouponTerms,
    OptionTerms,
    PackPrice,
    PackTerms,
    PlanPrice,
    PlanTerms,
    PlatformTerms,
    ProductTerms,
)
from vezne.content.services import contact_add
from vezne.content.types import ContactTerms
from vezne.core.audit import SYSTEM, Actor
from vezne.core.clock import clock_move_to
from vezne.core.money import Money
from vezne.core.scope import acting_as, acting_as_system
from vezne.flows.checkout import Placed, pack_order, plan_order
from vezne.flows.settlement import settle
from vezne.invoicing.models import Invoice
from vezne.invoicing.services import invoice_address_set
from vezne.invoicing.types import BillingAddress
from vezne.payments.models import Attempt, ProviderAccount, StoredCard
from vezne.payments.queries import get_attempt
from vezne.payments.services import (
    AttemptWishes,
    attempt_create,
    payment_begin,
    provider_account_add,
)
from vezne.payments.types import Captured, CardFacts, ErrorCode, ProviderFacts, Refused
from vezne.web.auth.views import BACKEND

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PASSWORD = "cicek-bahcesi-42"
DENIZ = Actor(kind="user", id=1, label="Deniz Kaya")
AYSE = Actor(kind="user", id=2, label="Ayşe Demir")
NOWHERE = "http://127.0.0.1:9"
VKNS = ("4540536920", "1729171602", "3880718497", "7340010023", "9990051747")
"""Valid by checksum; of nobody."""
CARD = CardFacts("MASTER_CARD", "Bonus", "0008")
STORED_CARD = CardFacts(
    "MASTER_CARD", "Bonus", "0008", user_key="uk-1", token="ct-1", expires_month=12,
    expires_year=2030,
)  # fmt: skip

_numbers = count(1)

# -- accounts and people ---------------------------------------------------------------------


def make_buyer(name: str = "Papatya Tekstil", *, now: datetime = NOW) -> Account:
    """A firm that buys."""
    return account_create(
        kind=AccountKind.COMPANY,
        name=name,
        legal_name=f"{name} Ticaret Ltd. Şti.",
        email=f"muhasebe{next(_numbers)}@firma.example",
        tax_id=VKNS[0],
        tax_office="Şişli",
        phone="0541 123 45 67",
        now=now,
        actor=SYSTEM,
    )


def make_seller(
    name: str = "Nar Bilişim", *, is_operator: bool = False, now: datetime = NOW, **profile: Any
) -> Account:
    """A firm with a desk, two contacts and a card contract that charges in TRY."""
    account = account_create(
        kind=AccountKind.COMPANY,
        name=name,
        legal_name=f"{name} A.Ş.",
        email=f"destek{next(_numbers)}@satici.example",
        tax_id=VKNS[0],
        is_operator=is_operator,
        now=now,
        actor=SYSTEM,
    )
    seller_make(account_id=account.pk, brand_name=name, now=now, actor=SYSTEM, **profile)
    account.is_seller = True
    with acting_as(account.pk, "desk"):
        for place, (kind, value) in enumerate(
            [("phone", "+902126124455"), ("email", "destek@satici.example")]
        ):
            contact_add(
                seller_id=account.pk,
                terms=ContactTerms(kind=kind, value=value, position=place),
                actor=DENIZ,
                now=now,
            )
        provider_account_add(
            seller_id=account.pk,
            provider="iyzico",
            base_url=NOWHERE,
            credentials={"api_key": "a", "secret_key": "s"},
            currencies=["TRY", "USD"],
            is_test=True,
            actor=DENIZ,
            now=now,
        )
    return account


def make_user(name: str = "Ayşe", surname: str = "Demir", *, now: datetime = NOW) -> User:
    """A person with `PASSWORD` and a confirmed e-mail address of their own."""
    return user_create(
        first_name=name,
        last_name=surname,
        email=f"kisi{next(_numbers)}@firma.example",
        password=PASSWORD,
        email_verified=True,
        now=now,
        actor=SYSTEM,
    )


def make_member(
    account: Account, role: str = Role.ADMIN, *, name: str = "Ayşe", now: datetime = NOW
) -> User:
    """A new person with a role at the account."""
    user = make_user(name, now=now)
    seat_user(user, account, role, now=now)
    return user


def seat_user(user: User, account: Account, role: str = Role.ADMIN, *, now: datetime = NOW) -> None:
    """Makes somebody a member of one more account."""
    with acting_as_system("test"):
        membership_grant(user_id=user.pk, account_id=account.pk, role=role, now=now, actor=SYSTEM)


def make_address(account: Account, *, now: datetime = NOW, **changes: Any) -> Address:
    """An invoice address; the first becomes the default."""
    entry = {
        "contact_name": "Ayşe Demir",
        "company_name": account.legal_name,
        "tax_id": VKNS[0],
        "tax_office": "Şişli",
        "line": "Örnek Mah. Deneme Sok. No 1",
        "district": "Şişli",
        "city": "İstanbul",
        "phone": "0541 123 45 67",
        **changes,
    }
    with acting_as(account.pk, "panel"):
        return address_add(account_id=account.pk, entry=AddressEntry(**entry), now=now, actor=AYSE)


def sign_in(user: User) -> Client:
    """A browser in which the user is signed in, without the sign-in page."""
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def set_clock(now: datetime) -> None:
    """Set the installation's time, which the pages read; forward only."""
    with acting_as_system("test"):
        clock_move_to(target=now)


# -- catalogue -------------------------------------------------------------------------------


def make_platform(seller: Account, name: str = "NarPanel", **terms: Any) -> Platform:
    """A group of products; names are unique within the seller."""
    with acting_as(seller.pk, "desk"):
        return platform_add(
            seller_id=seller.pk, terms=PlatformTerms(name=name, **terms), actor=DENIZ, now=NOW
        )


def make_product(platform: Platform, name: str = "Panel Kullanımı", **terms: Any) -> Product:
    """A service that gives the entitlement `panel.use` unless said otherwise."""
    fields = {"entitlement_keys": ("panel.use",)} | terms
    with acting_as(platform.seller_id, "desk"):
        return product_add(
            platform_id=platform.pk,
            terms=ProductTerms(name=name, **fields),
            actor=DENIZ,
            now=NOW,
        )


PRICE_FIELDS = set(PlanPrice.__dataclass_fields__)


def make_plan(product: Product, name: str = "Profesyonel Aylık", **terms: Any) -> PlanVersion:
    """A plan with its price; takes the fields of `PlanTerms` and of `PlanPrice`."""
    price = {"price_minor": 100_00, "currency": "TRY", "period_unit": "month"}
    price |= {key: value for key, value in terms.items() if key in PRICE_FIELDS}
    if terms.get("is_trial"):
        price |= {"price_minor": 0, "trial_days": terms.get("trial_days", 30)}
    plan_terms = {key: value for key, value in terms.items() if key not in PRICE_FIELDS}
    with acting_as(product.seller_id, "desk"):
        plan = plan_add(
            product_id=product.pk, terms=PlanTerms(name=name, **plan_terms), actor=DENIZ, now=NOW
        )
        plan_price_set(plan_id=plan.pk, price=PlanPrice(**price), actor=DENIZ, now=NOW)
    return _plan_version(plan.pk)


def _plan_version(plan_id: int) -> PlanVersion:
    rows = PlanVersion.objects.select_related("plan__product__platform")
    return rows.filter(plan_id=plan_id).latest("number")


def make_option(
    product: Product,
    name: str = "Yedekleme",
    *,
    kind: str = "select",
    choices: dict[str, int] | None = None,
    setup_minor: int = 0,
    periods: tuple[tuple[str, int], ...] = (("month", 1), ("year", 12)),
    **terms: Any,
) -> ProductOption:
    """An option with its choices at a monthly price each; a year costs twelve times as much.

    Takes the fields of `OptionTerms`.
    """
    fields = {"is_required": kind != "yes_no"} | terms
    with acting_as(product.seller_id, "desk"):
        option = option_add(
            product_id=product.pk,
            terms=OptionTerms(name=name, kind=kind, **fields),
            actor=DENIZ,
            now=NOW,
        )
        for position, (choice_name, minor) in enumerate((choices or {}).items()):
            choice = choice_add(
                option_id=option.pk,
                terms=ChoiceTerms(name=choice_name, position=position),
                actor=DENIZ,
                now=NOW,
            )
            for unit, months in periods:
                price = ChoicePriceTerms(
                    minor * months, "TRY", period_unit=unit, setup_minor=setup_minor
                )
                choice_price_set(choice_id=choice.pk, price=price, actor=DENIZ, now=NOW)
    return option


def make_pack(
    product: Product, name: str = "1.000 kontör", *, needs_approval: bool = False, **price: Any
) -> PackVersion:
    """A credit pack with its price; the product must count a unit. Takes `PackPrice`'s fields."""
    fields = {"quantity": 1_000, "price_minor": 250_00, "currency": "TRY"} | price
    with acting_as(product.seller_id, "desk"):
        pack = pack_add(
            product_id=product.pk,
            terms=PackTerms(name=name, needs_approval=needs_approval),
            actor=DENIZ,
            now=NOW,
        )
        pack_price_set(pack_id=pack.pk, price=PackPrice(**fields), actor=DENIZ, now=NOW)
    rows = PackVersion.objects.select_related("pack__product__platform")
    return rows.filter(pack_id=pack.pk).latest("number")


def make_coupon(seller: Account, code: str = "BAHAR", **terms: Any) -> Coupon:
    """A code of the seller, ten percent unless said otherwise; takes `CouponTerms`' fields."""
    fields = {"kind": "percent", "value": 1_000, "starts_at": NOW} | terms
    with acting_as(seller.pk, "desk"):
        return coupon_add(
            seller_id=seller.pk, terms=CouponTerms(code=code, **fields), actor=DENIZ, now=NOW
        )


# -- orders and payments ---------------------------------------------------------------------


def order_plan(
    buyer: Account, version: PlanVersion, *, site: str = "", now: datetime = NOW
) -> Placed:
    """The buyer orders a plan, as the page does."""
    with acting_as(buyer.pk, "panel"):
        return plan_order(buyer_id=buyer.pk, version=version, site=site, now=now, actor=AYSE)


def order_pack(buyer: Account, version: PackVersion, *, now: datetime = NOW) -> Placed:
    """The buyer orders a credit pack, as the page does."""
    with acting_as(buyer.pk, "panel"):
        return pack_order(buyer_id=buyer.pk, version=version, now=now, actor=AYSE)


def begin_payment(invoice: Invoice, *, now: datetime = NOW, **wishes: Any) -> Attempt:
    """A fresh try to pay the invoice, not yet sent."""
    with acting_as_system("test"):
        address = BillingAddress(
            contact_name="Ayşe Demir",
            line="Örnek Mah. Deneme Sok. No 1",
            district="Şişli",
            city="İstanbul",
            phone="+905411234567",
        )
        invoice_address_set(invoice_id=invoice.pk, address=address)
        payment = payment_begin(invoice_id=invoice.pk, now=now)
    with acting_as(invoice.buyer_id, "panel"):
        return attempt_create(
            payment_id=payment.pk, wishes=AttemptWishes(**wishes), actor=AYSE, now=now
        )


def pay(invoice: Invoice, *, now: datetime = NOW, card: CardFacts = CARD, **wishes: Any) -> Attempt:
    """The provider captures what is owed; everything that follows happens as in life."""
    attempt = begin_payment(invoice, now=now, **wishes)
    amount = Money(attempt.amount_minor, attempt.currency)
    answer = Captured(
        payment_id=f"{attempt.pk}000", amount=amount, charged=amount, item_id="1", card=card
    )
    return _settled(attempt, answer, now)


def decline(
    invoice: Invoice, *, code: ErrorCode = ErrorCode.INSUFFICIENT_FUNDS, now: datetime = NOW
) -> Attempt:
    """The bank says no."""
    return _settled(begin_payment(invoice, now=now), Refused(code, "10051 no", card=CARD), now)


def _settled(attempt: Attempt, answer: Captured | Refused, now: datetime) -> Attempt:
    with acting_as_system("test"):
        facts = ProviderFacts(answer, {"status": "success"})
        settle(attempt_id=attempt.pk, facts=facts, source="web", now=now)
        return get_attempt(attempt.pk)


def store_card(invoice: Invoice, *, renews: bool = True, now: datetime = NOW) -> StoredCard:
    """Pay the invoice with a card that is kept, with the consent to renewal or without."""
    pay(invoice, now=now, card=STORED_CARD, wants_storing=True, wants_renewal=renews)
    with acting_as_system("test"):
        return StoredCard.objects.get(buyer_id=invoice.buyer_id, removed_at=None)


def provider_of(seller: Account) -> ProviderAccount:
    """The seller's card contract."""
    with acting_as_system("test"):
        return ProviderAccount.objects.get(seller=seller)
