"""The demo's second seller: a hosting and cloud firm with configured products and its own people.

It opens late in the story, so that the demo stays quick: one buyer runs a hosting package, one has
paid a server that waits for staff, one has an account and nothing yet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from vezne.accounts.models import Account, Role
from vezne.accounts.services import (
    ProfileChanges,
    account_create,
    seller_make,
    seller_profile_change,
)
from vezne.catalog.configuring import OptionKind, TextShape
from vezne.catalog.models import OptionChoice, Plan, PlanVersion, Product, ProductOption
from vezne.catalog.services import (
    choice_add,
    choice_price_set,
    option_add,
    plan_add,
    plan_price_set,
    platform_add,
    product_add,
)
from vezne.catalog.types import (
    ChoicePriceTerms,
    ChoiceTerms,
    OptionTerms,
    PlanPrice,
    PlanTerms,
    PlatformTerms,
    ProductTerms,
)
from vezne.config.demo.banks import HOST_BANKS, Sent, banks_open, send_to
from vezne.config.demo.connections import HOST_MERCHANT, merchant_contract
from vezne.config.demo.people import Buyer, phone, vkn
from vezne.config.demo.seats import seat_add
from vezne.content.services import contact_add, texts_start
from vezne.content.types import ContactTerms
from vezne.core.audit import SYSTEM, Actor
from vezne.core.money import Money
from vezne.flows.carts import cart_add, cart_checkout
from vezne.invoicing.models import Invoice
from vezne.ledger.services import current_account_open
from vezne.orders.pricing import priced_cart
from vezne.orders.queries import find_open_cart

BRAND = "Sazlık Bulut"
NAME = "Sazlık Barındırma"
LEGAL = "Sazlık Barındırma ve Bulut Hizmetleri A.Ş."
DOMAIN = "sazlikbulut.example"
SEED = 60
STAFF = (
    (Role.ADMIN, "Defne Saz", f"defne@{DOMAIN}"),
    (Role.STAFF, "Kerem Saz", f"kerem@{DOMAIN}"),
)
BUYERS = (
    Buyer("Petek Kitabevi", "Petek Kitabevi Yayıncılık Ltd. Şti.", "Zeynep Petek", "İzmir",
          "Konak", "hosting", 0, "manual", site="petekkitabevi.example"),
    Buyer("Rota Lojistik", "Rota Lojistik ve Taşımacılık A.Ş.", "Emre Rota", "Mersin",
          "Akdeniz", "vps", 0, "transfer", site="rotalojistik.example"),
    Buyer("Sarmaşık Peyzaj", "Sarmaşık Peyzaj Tasarım Ltd. Şti.", "Gül Sarmaşık", "Antalya",
          "Muratpaşa", "", 0, "manual", site="sarmasikpeyzaj.example"),
)  # fmt: skip
MONTH, YEAR = ("month", 1), ("year", 10)
"""A year costs as much as ten months."""


@dataclass
class Host:
    """The seller with what it sells, by the short keys of the story."""

    seller: Account
    plans: dict[str, PlanVersion] = field(default_factory=dict)
    options: dict[str, ProductOption] = field(default_factory=dict)


def host_open(now: datetime) -> Host:
    """The seller with its contracts, bank account and catalogue."""
    seller = account_create(
        kind="company", name=NAME, legal_name=LEGAL, email=f"yonetim@{DOMAIN}", tax_id=vkn(SEED),
        tax_office="Kordon", phone="+902325550160", now=now, actor=SYSTEM,
    )  # fmt: skip
    seller_make(account_id=seller.pk, brand_name=BRAND, now=now, actor=SYSTEM)
    changes = ProfileChanges(
        mail_from_name=BRAND, mail_reply_to=f"destek@{DOMAIN}", website=f"https://{DOMAIN}",
        reminder_days=[7, 3, 1, 0], slug="sazlik", sign_up_open=True, pages_open=True,
    )  # fmt: skip
    seller_profile_change(account_id=seller.pk, changes=changes, now=now, actor=SYSTEM)
    for position, (kind, value) in enumerate(
        (("email", f"destek@{DOMAIN}"), ("phone", "+908505550160"))
    ):
        terms = ContactTerms(kind=kind, value=value, label="", position=position)
        contact_add(seller_id=seller.pk, terms=terms, actor=SYSTEM, now=now)
    seat_add(seller, ("Mustafa Bey Cad. No: 18/4", "Konak", "İzmir"), "Defne Saz", now)
    texts_start(seller_id=seller.pk, actor=SYSTEM, now=now)
    merchant_contract(seller_id=seller.pk, merchant=HOST_MERCHANT, now=now)
    banks_open(seller_id=seller.pk, now=now, banks=HOST_BANKS)
    host = Host(seller)
    _hosting(host, now)
    _servers(host, now)
    return host


def host_accounts(now: datetime) -> list[tuple[Buyer, Account, int]]:
    """The buyers' accounts, each with the seed of its numbers."""
    made = []
    for seed, buyer in enumerate(BUYERS, start=SEED + 1):
        account = account_create(
            kind="company", name=buyer.name, legal_name=buyer.legal_name,
            email=f"bilgi@{buyer.site}", tax_id=vkn(seed), tax_office=buyer.district,
            phone=phone(seed), now=now, actor=SYSTEM,
        )  # fmt: skip
        made.append((buyer, account, seed))
    return made


def host_trade(host: Host, account: Account, now: datetime) -> None:
    """A buyer signed up with the seller."""
    current_account_open(seller_id=host.seller.pk, buyer_id=account.pk, now=now)


def host_order(
    host: Host, account: Account, buyer: Buyer, *, way: str, actor: Actor, now: datetime
) -> Invoice:
    """What a buyer configures and orders, over its cart."""
    version = host.plans[buyer.plan]
    cart_add(
        buyer_id=account.pk,
        plan=version.plan,
        answers=_answers(host, buyer),
        site="",
        now=now,
    )
    cart = find_open_cart(buyer_id=account.pk, seller_id=host.seller.pk)
    assert cart is not None
    seen = priced_cart(cart, now=now).total.minor
    invoice = cart_checkout(cart_id=cart.pk, way=way, seen_minor=seen, now=now, actor=actor)
    assert invoice is not None
    return invoice


def host_transfer(account: Account, amount: Money, reference: str) -> None:
    """A buyer's transfer arrives at the seller's bank."""
    send_to(HOST_BANKS[0], Sent(amount, reference, name=account.legal_name))


def _answers(host: Host, buyer: Buyer) -> Mapping[str, str]:
    if buyer.plan == "hosting":
        return {host.options["domain"].public_id: buyer.site}
    system = OptionChoice.objects.get(option=host.options["os"], name="Ubuntu 24.04 LTS")
    return {
        host.options["host"].public_id: "uygulama1",
        host.options["cpu"].public_id: "4",
        host.options["ram"].public_id: "8",
        host.options["disk"].public_id: "80",
        host.options["os"].public_id: system.public_id,
        host.options["backup"].public_id: "1",
    }


def _hosting(host: Host, now: datetime) -> None:
    platform = _platform(host, "Web Barındırma", now)
    product = _product(platform, now, ProductTerms(
        name="Web Hosting", description="SSD disk, ücretsiz SSL ve günlük yedek.",
        entitlement_keys=("sazlik.hosting",), approval_ways=("transfer",)))  # fmt: skip
    host.plans["hosting"] = _plan(product, "Başlangıç", 14_900, MONTH, now)
    _plan(product, "Başlangıç Yıllık", 149_000, ("year", 1), now, position=1)
    _plan(product, "Kurumsal", 34_900, MONTH, now, position=2)
    host.options["domain"] = _option(product, now, OptionTerms(
        name="Alan adı", kind=OptionKind.TEXT, shape=TextShape.DOMAIN,
        help_text="Barındırılacak site: ornek.com.tr gibi."))  # fmt: skip
    extra = OptionTerms(
        name="Ek disk", kind=OptionKind.QUANTITY, most=100, step=10, is_required=False, position=1
    )
    _option(product, now, extra, {"GB": 150})
    ssl = OptionTerms(
        name="Kurumsal SSL", kind=OptionKind.YES_NO, is_required=False, position=2,
        help_text="Kurulumu ekibimiz yapar.",
    )  # fmt: skip
    _option(product, now, ssl, {"Kurumsal SSL": 4_900}, setup=25_000)


def _servers(host: Host, now: datetime) -> None:
    platform = _platform(host, "Bulut Sunucu", now, position=1)
    product = _product(platform, now, ProductTerms(
        name="Sanal Sunucu (VPS)", description="Kaynaklarını siz seçersiniz; ekibimiz kurar.",
        entitlement_keys=("sazlik.vps",),
        approval_ways=("transfer", "card", "wallet")))  # fmt: skip
    host.plans["vps"] = _plan(product, "Aylık", 19_900, MONTH, now)
    _plan(product, "Yıllık", 199_000, ("year", 1), now, position=1)
    rows: tuple[tuple[str, OptionTerms, dict[str, int], int], ...] = (
        ("host", OptionTerms(name="Makine adı", kind=OptionKind.TEXT, shape=TextShape.NAME), {}, 0),
        ("cpu", OptionTerms(name="İşlemci", kind=OptionKind.QUANTITY, least=1, most=16, position=1),
         {"çekirdek": 6_000}, 0),
        ("ram", OptionTerms(name="Bellek", kind=OptionKind.QUANTITY, least=2, most=64, step=2,
                            position=2), {"GB": 3_500}, 0),
        ("disk", OptionTerms(name="Disk", kind=OptionKind.QUANTITY, least=20, most=1_000, step=20,
                             position=3), {"GB": 200}, 0),
        ("os", OptionTerms(name="İşletim sistemi", kind=OptionKind.SELECT, position=4),
         {"Ubuntu 24.04 LTS": 0, "Debian 12": 0, "AlmaLinux 9": 0, "Windows Server 2025": 65_000},
         0),
        ("backup", OptionTerms(name="Günlük yedek", kind=OptionKind.YES_NO, is_required=False,
                               help_text="Yedekler 14 gün saklanır.", position=5),
         {"Günlük yedek": 9_900}, 0),
        ("move", OptionTerms(name="Taşıma hizmeti", kind=OptionKind.YES_NO, is_required=False,
                             help_text="Eski sunucunuzdan ekibimiz taşır.", position=6),
         {"Taşıma hizmeti": 0}, 150_000),
    )  # fmt: skip
    for key, terms, choices, setup in rows:
        host.options[key] = _option(product, now, terms, choices, setup=setup)


def _platform(host: Host, name: str, now: datetime, position: int = 0) -> int:
    terms = PlatformTerms(name=name, url=f"https://panel.{DOMAIN}", position=position)
    return platform_add(seller_id=host.seller.pk, terms=terms, actor=SYSTEM, now=now).pk


def _product(platform_id: int, now: datetime, terms: ProductTerms) -> Product:
    return product_add(platform_id=platform_id, terms=terms, actor=SYSTEM, now=now)


def _plan(
    product: Product,
    name: str,
    price_minor: int,
    period: tuple[str, int],
    now: datetime,
    *,
    position: int = 0,
) -> PlanVersion:
    common: dict[str, Any] = {"actor": SYSTEM, "now": now}
    terms = PlanTerms(name=name, opening="on_payment", position=position)
    plan: Plan = plan_add(product_id=product.pk, terms=terms, **common)
    price = PlanPrice(price_minor=price_minor, currency="TRY", period_unit=period[0])
    version = plan_price_set(plan_id=plan.pk, price=price, **common)
    return PlanVersion.objects.select_related("plan__product__platform").get(pk=version.pk)


def _option(
    product: Product,
    now: datetime,
    terms: OptionTerms,
    choices: Mapping[str, int] | None = None,
    *,
    setup: int = 0,
) -> ProductOption:
    common: dict[str, Any] = {"actor": SYSTEM, "now": now}
    option = option_add(product_id=product.pk, terms=terms, **common)
    for position, (name, minor) in enumerate((choices or {}).items()):
        row = choice_add(
            option_id=option.pk, terms=ChoiceTerms(name=name, position=position), **common
        )
        for unit, months in (MONTH, YEAR):
            price = ChoicePriceTerms(minor * months, "TRY", unit, setup_minor=setup)
            choice_price_set(choice_id=row.pk, price=price, **common)
    return option
