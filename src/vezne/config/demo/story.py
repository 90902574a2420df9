"""The months of the demo, day by day: the clock moves, firms join, pay, forget and come back."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings

from vezne.accounts.models import Account, Role
from vezne.accounts.services import (
    ProfileChanges,
    account_create,
    address_add,
    membership_grant,
    seller_make,
    seller_profile_change,
    user_create,
)
from vezne.accounts.types import AddressEntry
from vezne.config.console import say
from vezne.config.demo.banks import BY_TRANSFER, banks_open, last_lines, pay_by_transfer
from vezne.config.demo.catalogue import Catalogue, catalogue_make
from vezne.config.demo.connections import (
    contract_make,
    follow_ports,
    key_make,
    outside_panel_connect,
    write_notes,
)
from vezne.config.demo.documents import documents_open, one_cancelled
from vezne.config.demo.payer import GOOD_CARD, Payer
from vezne.config.demo.people import PASSWORD, Buyer, buyers, phone, vkn
from vezne.content.services import contact_add, texts_start
from vezne.content.types import ContactTerms
from vezne.core.audit import SYSTEM, Actor
from vezne.core.clock import clock_move_to, read_now, real_now
from vezne.core.errors import DomainError
from vezne.core.scope import acting_as_system
from vezne.flows.changes import cancel, upgrade_now
from vezne.flows.checkout import pack_order, plan_order
from vezne.flows.paying import PayChoices, form_open_for, payment_prepare
from vezne.flows.settlement import ask_and_settle
from vezne.flows.tick import tick
from vezne.invoicing.models import Invoice
from vezne.invoicing.queries import open_invoices_for
from vezne.metering.services import usage_record_many
from vezne.metering.types import UsageInput
from vezne.payments.models import AttemptMethod
from vezne.payments.services import AttemptWishes
from vezne.subscriptions.models import Subscription

STORY_DAYS = 200
DAYS_LEFT_FOR_THE_VISITOR = 45
"""The story ends this long before today, so that the clock can still be moved."""
DECLINED_CARD = "4111111111111129"


@dataclass
class Firm:
    """A buyer in the middle of the story."""

    buyer: Buyer
    account: Account
    actor: Actor
    address: str
    email: str
    joined: bool = False
    pack_day: int = 0


@dataclass
class Story:
    """Everything that the days need."""

    seller: Account
    catalogue: Catalogue
    payer: Payer
    firms: list[Firm] = field(default_factory=list)
    users: list[dict[str, str]] = field(default_factory=list)


def main(arguments: Sequence[str]) -> int:
    """Fill an empty installation; refuses outside sandbox mode and where accounts exist.

    With `--follow-ports` tie the demo that is there to the ports of this start.
    """
    parser = argparse.ArgumentParser(prog="vezne demo", description=__doc__)
    parser.add_argument("--follow-ports", action="store_true", help="tie a demo to other ports")
    if parser.parse_args(arguments).follow_ports:
        follow_ports(now=read_now())
        return 0
    if not settings.SANDBOX or Account.objects.exists():
        say("demo: yalnızca boş bir deneme kurulumunda çalışır.")
        return 1
    end = real_now() - timedelta(days=DAYS_LEFT_FOR_THE_VISITOR)
    start = (end - timedelta(days=STORY_DAYS)).replace(hour=6, minute=43, second=0, microsecond=0)
    with acting_as_system("demo"):
        clock_move_to(target=start)
        now = read_now()
        story, api_key = _open(now)
        for day in range(STORY_DAYS + 1):
            target = start + timedelta(days=day)
            now = clock_move_to(target=target) if day else read_now()
            story.payer.look_at_clock()
            _live(story, day, now)
            if day % 40 == 0:
                say(f"    {now:%d.%m.%Y} …")
        last_lines()
        one_cancelled(seller_id=story.seller.pk, now=now)
        tick(now=now)
    outside_panel_connect(
        api_key=api_key, firms=[(firm.account, firm.email) for firm in story.firms]
    )
    write_notes(api_key=api_key, users=story.users)
    return 0


def _open(now: datetime) -> tuple[Story, str]:
    """The seller with all that it needs, and the firms that will buy from it."""
    seller = account_create(
        kind="company", name="Kule Yazılım", legal_name="Kule Yazılım ve Bilişim A.Ş.",
        email="yonetim@kuleyazilim.example", tax_id=vkn(1), tax_office="Mecidiyeköy",
        phone="+902125550100", is_operator=True, now=now, actor=SYSTEM,
    )  # fmt: skip
    changes = ProfileChanges(
        mail_from_name="Kule Yazılım", mail_reply_to="destek@kuleyazilim.example",
        website="https://kuleyazilim.example", reminder_days=[7, 3, 1, 0],
    )  # fmt: skip
    seller_make(account_id=seller.pk, brand_name="Kule", now=now, actor=SYSTEM)
    seller_profile_change(account_id=seller.pk, changes=changes, now=now, actor=SYSTEM)
    for position, (kind, value, label) in enumerate(
        (
            ("email", "destek@kuleyazilim.example", ""),
            ("phone", "+908505550100", "Hafta içi 09.00–18.00"),
            ("whatsapp", "+905325550100", ""),
        )
    ):
        contact_add(
            seller_id=seller.pk,
            terms=ContactTerms(kind=kind, value=value, label=label, position=position),
            actor=SYSTEM,
            now=now,
        )
    texts_start(seller_id=seller.pk, actor=SYSTEM, now=now)
    contract_make(seller_id=seller.pk, now=now)
    documents_open(seller_id=seller.pk, now=now)
    banks_open(seller_id=seller.pk, now=now)
    catalogue = catalogue_make(seller_id=seller.pk, now=now)
    story = Story(seller=seller, catalogue=catalogue, payer=Payer(settings.VEZNE_SANDBOX_URL))
    for role, first, email in (
        (Role.ADMIN, "Deniz", "deniz@kuleyazilim.example"),
        (Role.STAFF, "Selin", "selin@kuleyazilim.example"),
    ):
        _member(story, seller, role=role, name=f"{first} Kule", email=email, now=now)
    for number, buyer in enumerate(buyers(), start=2):
        story.firms.append(_firm(story, buyer, number, now))
    _more_roles(story, now)
    return story, key_make(seller_id=seller.pk, now=now)


def _member(
    story: Story, account: Account, *, role: str, name: str, email: str, now: datetime
) -> Actor:
    first, _space, last = name.rpartition(" ")
    user = user_create(
        first_name=first or last,
        last_name=last if first else "",
        email=email,
        username=email.partition("@")[0] + "." + account.public_id[-5:],
        password=PASSWORD,
        email_verified=True,
        now=now,
        actor=SYSTEM,
    )
    membership_grant(user_id=user.pk, account_id=account.pk, role=role, now=now, actor=SYSTEM)
    label = str(Role(role).label)
    story.users.append(
        {"account": account.name, "role": label, "email": email, "password": PASSWORD}
    )
    return Actor(kind="user", id=user.pk, label=user.full_name)


def _firm(story: Story, buyer: Buyer, number: int, now: datetime) -> Firm:
    account = account_create(
        kind="company", name=buyer.name, legal_name=buyer.legal_name,
        email=f"bilgi@{buyer.site}", tax_id=vkn(number), tax_office=buyer.district,
        phone=phone(number), now=now, actor=SYSTEM,
    )  # fmt: skip
    email = f"yonetim@{buyer.site}"
    actor = _member(story, account, role=Role.ADMIN, name=buyer.person, email=email, now=now)
    address = address_add(
        account_id=account.pk,
        entry=AddressEntry(
            contact_name=buyer.person, company_name=buyer.legal_name,
            line=f"Cumhuriyet Cad. No: {number * 3} Daire {number % 9 + 1}",
            district=buyer.district, city=buyer.city, phone=phone(number),
            tax_id=vkn(number), tax_office=buyer.district,
        ),
        now=now,
        actor=actor,
    )  # fmt: skip
    return Firm(buyer=buyer, account=account, actor=actor, address=address.public_id, email=email)


def _more_roles(story: Story, now: datetime) -> None:
    """The first firm has a member of every role, and an accountant who sees only."""
    account = story.firms[0].account
    for role, name, box in (
        (Role.MANAGER, "Bora Çınar", "bora"),
        (Role.STAFF, "Elif Tunç", "elif"),
        (Role.VIEWER, "Mali Müşavir Nurten Ak", "musavir"),
    ):
        _member(story, account, role=role, name=name, email=f"{box}@cinarmobilya.example", now=now)


def _live(story: Story, day: int, now: datetime) -> None:
    """One day: the clock's work, those who join, those who pay, those who use."""
    tick(now=now)
    for firm in story.firms:
        if not firm.joined and firm.buyer.joins_on_day <= day:
            firm.joined = True
            _join(story, firm, now)
            firm.pack_day = day + 4
        if firm.joined:
            _behave(story, firm, day, now)


def _join(story: Story, firm: Firm, now: datetime) -> None:
    plan_order(
        buyer_id=firm.account.pk,
        version=story.catalogue.plans[firm.buyer.plan],
        site=firm.buyer.site,
        now=now,
        actor=firm.actor,
    )


def _behave(story: Story, firm: Firm, day: int, now: datetime) -> None:
    """What this firm does today, by its habit."""
    buyer = firm.buyer
    if day == firm.pack_day:
        for key in buyer.packs:
            version = story.catalogue.packs[key]
            placed = pack_order(
                buyer_id=firm.account.pk, version=version, now=now, actor=firm.actor
            )
            if placed.invoice is not None:
                _pay(story, firm, placed.invoice, now)
    _use(story, firm, day, now)
    if buyer.habit == "stopped" and day > STORY_DAYS - 40:
        return
    for invoice in open_invoices_for(firm.account.pk):
        waited = (now - invoice.due_at).days
        if waited >= buyer.pays_after_days and invoice.due_at <= now:
            _pay(story, firm, invoice, now)
    if day == buyer.joins_on_day + 45:
        _change(story, firm, now)


def _change(story: Story, firm: Firm, now: datetime) -> None:
    row = Subscription.objects.filter(buyer_id=firm.account.pk, ended_at=None).first()
    if row is None:
        return
    try:
        if firm.buyer.habit == "upgrader":
            version = story.catalogue.plans["yillik"]
            invoice = upgrade_now(
                subscription_id=row.pk, version_id=version.pk, now=now, actor=firm.actor
            )
            _pay(story, firm, invoice, now)
        elif firm.buyer.habit == "canceller":
            cancel(subscription_id=row.pk, reason="Sezon bitti", now=now, actor=firm.actor)
    except DomainError as refused:
        say(f"    {firm.buyer.name}: {refused}")


def _use(story: Story, firm: Firm, day: int, now: datetime) -> None:
    """Some of the credits are used every few days."""
    if not firm.buyer.packs or day % 3 or day <= firm.pack_day:
        return
    unit = "SMS" if firm.buyer.packs[0].startswith("sms") else "WP_MESAJ"
    usage_record_many(
        seller_id=story.seller.pk,
        buyer_id=firm.account.pk,
        events=[
            UsageInput(
                key=f"demo-{day}",
                unit=unit,
                quantity=11 + (day * 7) % 40,
                used_at=now,
                description="Kampanya gönderimi",
                actor_label=firm.buyer.person,
            )
        ],
        now=now,
    )


def _pay(story: Story, firm: Firm, invoice: Invoice, now: datetime) -> None:
    """Pay by transfer, or on the provider's page; who renews by card stores it the first time."""
    if firm.buyer.habit in BY_TRANSFER:
        pay_by_transfer(firm.account, firm.buyer.habit, invoice, actor=firm.actor, now=now)
        return
    renews = firm.buyer.habit == "card"
    choices = PayChoices(
        address_public_id=firm.address,
        wishes=AttemptWishes(
            method=AttemptMethod.HOSTED_CARD, wants_storing=renews, wants_renewal=renews
        ),
        texts=(),
        language="tr",
        user_id=firm.actor.id,
        ip=None,
    )
    attempt = payment_prepare(invoice=invoice, choices=choices, now=now, actor=firm.actor)
    url = f"{settings.VEZNE_WEB_URL}/odeme/donus/{attempt.public_id}/"
    attempt = form_open_for(attempt=attempt, callback_url=url, language="tr", ip=None, now=now)
    if not attempt.page_url:
        say(f"    {firm.buyer.name}: {attempt.error_detail}")
        return
    is_declined = firm.buyer.habit == "declined" and now.day % 2 == 0
    card = DECLINED_CARD if is_declined else GOOD_CARD
    story.payer.pay(attempt.page_url, holder=firm.buyer.person, card=card)
    ask_and_settle(attempt_id=attempt.pk, source="return", now=now)
