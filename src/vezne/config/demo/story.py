"""The months of the demo, day by day: the clock moves, firms join, pay, forget and come back."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection

from vezne.accounts.models import Account
from vezne.banking.reference import reference_of
from vezne.config.console import say
from vezne.config.demo.applications import applications_keep, applications_open
from vezne.config.demo.banks import BY_TRANSFER, last_lines, pay_by_transfer
from vezne.config.demo.books import books_keep
from vezne.config.demo.connections import (
    first_provider,
    follow_ports,
    outside_panel_connect,
    provider_first,
    write_notes,
)
from vezne.config.demo.content import content_write
from vezne.config.demo.documents import one_cancelled
from vezne.config.demo.helpdesk import helpdesk_keep, helpdesk_open
from vezne.config.demo.hosting import host_order, host_transfer
from vezne.config.demo.opening import Firm, Story, open_second, open_story
from vezne.config.demo.payer import GOOD_CARD
from vezne.core.clock import clock_move_to, read_now, real_now
from vezne.core.errors import DomainError
from vezne.core.money import Money
from vezne.core.scope import acting_as_system
from vezne.flows.changes import cancel, upgrade_now
from vezne.flows.checkout import pack_order, plan_order
from vezne.flows.paying import PayChoices, form_open_for, payment_prepare
from vezne.flows.settlement import ask_and_settle
from vezne.flows.tick import tick
from vezne.invoicing.models import Invoice, InvoiceStatus
from vezne.invoicing.queries import open_invoices_for
from vezne.metering.services import usage_record_many
from vezne.metering.types import UsageInput
from vezne.payments.models import AttemptMethod
from vezne.payments.services import AttemptWishes
from vezne.subscriptions.models import Subscription

STORY_DAYS = 110
HOST_DAY = 85
"""When the second seller opens."""
USAGE_DAYS = 5
PAYING_DAYS = 20
"""A firm that stops to pay does so after its first month."""
DAYS_LEFT_FOR_THE_VISITOR = 45
"""The story ends this long before today, so that the clock can still be moved."""
DECLINED_CARD = "4111111111111129"


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
        _commit_without_waiting()
        clock_move_to(target=start)
        now = read_now()
        story, api_key = open_story(now)
        helpdesk_open(seller_id=story.seller.pk, now=now)
        applications_open(seller_id=story.seller.pk, now=now)
        for day in range(STORY_DAYS + 1):
            target = start + timedelta(days=day)
            now = clock_move_to(target=target) if day else read_now()
            story.payer.look_at_clock()
            _live(story, day, now)
            if day % 30 == 0:
                say(f"    {now:%d.%m.%Y} …")
        last_lines()
        one_cancelled(seller_id=story.seller.pk, now=now)
        content_write(
            seller_id=story.seller.pk, catalogue=story.catalogue, actor=story.staff[0], end=now
        )
        tick(now=now)
    outside_panel_connect(
        api_key=api_key, firms=[(firm.account, firm.email) for firm in story.firms]
    )
    write_notes(api_key=api_key, users=story.users)
    return 0


def _commit_without_waiting() -> None:
    """Not after each step for the disk: a demo that is cut off begins again from nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")


def _live(story: Story, day: int, now: datetime) -> None:
    """One day: the clock's work, those who join, those who pay, those who use."""
    tick(now=now)
    provider_first(seller_id=story.seller.pk, provider=first_provider(day), now=now)
    books_keep(story, day, now)
    helpdesk_keep(story, day, now)
    applications_keep(story, day, now)
    _second_seller(story, day, now)
    due = Invoice.objects.filter(status=InvoiceStatus.OPEN, due_at__lte=now)
    owing = set(due.values_list("buyer_id", flat=True))
    for firm in story.firms:
        if not firm.joined and firm.buyer.joins_on_day <= day:
            firm.joined = True
            _join(story, firm, now)
            owing.add(firm.account.pk)
            firm.pack_day = day + 4
        if firm.joined:
            _behave(story, firm, day, now)
            if firm.account.pk in owing:
                _settle_up(story, firm, day, now)
            if day == firm.buyer.joins_on_day + 45:
                _change(story, firm, now)


def _second_seller(story: Story, day: int, now: datetime) -> None:
    """The hosting firm opens late: one buyer runs a package, one waits for its staff's word."""
    if day == HOST_DAY:
        open_second(story, now)
    if story.host is None or day not in (HOST_DAY + 2, STORY_DAYS):
        return
    is_last = day == STORY_DAYS
    firm = story.host_firms[1 if is_last else 0]
    way = "transfer" if is_last else "card"
    invoice = host_order(story.host, firm.account, firm.buyer, way=way, actor=firm.actor, now=now)
    if is_last:
        reference = reference_of(invoice.current_account_id)
        host_transfer(firm.account, Money(invoice.total_minor, invoice.currency), reference)
    else:
        _pay(story, firm, invoice, now)


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


def _settle_up(story: Story, firm: Firm, day: int, now: datetime) -> None:
    """Pay what is due, in this firm's time."""
    if firm.buyer.habit == "stopped" and day > firm.buyer.joins_on_day + PAYING_DAYS:
        return
    for invoice in open_invoices_for(firm.account.pk):
        waited = (now - invoice.due_at).days
        if waited >= firm.buyer.pays_after_days and invoice.due_at <= now:
            _pay(story, firm, invoice, now)


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
    if not firm.buyer.packs or day % USAGE_DAYS or day <= firm.pack_day:
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
    story.payer.pay(
        attempt.page_url, holder=firm.buyer.person, card=card, fields=attempt.form_fields
    )
    ask_and_settle(attempt_id=attempt.pk, source="return", now=now)
