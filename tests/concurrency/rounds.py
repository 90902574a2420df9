"""One round of the kill test: three people pay, one process dies, and all must agree afterwards."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

import httpx
from django.db import OperationalError, connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

from tests.concurrency.installation import Installation
from tests.concurrency.killing import JANITOR, Aim, Aimer, Trigger
from tests.concurrency.payers import STORIES, Payer
from tests.concurrency.shop import Shop
from tests.programs import eventually
from vezne.core.clock import clock_move_to, read_now
from vezne.core.scope import acting_as_system
from vezne.invoicing.models import Invoice
from vezne.ledger.check import ledger_check
from vezne.orders.models import Order
from vezne.payments.models import Attempt, AttemptState, Refund, RefundState, StoredCard

PEOPLE = ("ayse", "bora", "elif")
PACKS = ("1k", "sms1k", "5k")
OTHER_STORIES = ("good", "good", "declined", "gives_up", "stored")
ENDED = (
    AttemptState.CAPTURED,
    AttemptState.FAILED,
    AttemptState.CANCELLED,
    AttemptState.REFUNDED,
)
EVERY_MINUTE = ("flows.tick", "config.retry_stalled_jobs")
"""Jobs that the next minute makes up for."""
POLL_SECONDS = 12.0
"""The page asks every second, the provider at most every four; the rest is for a busy machine."""


@dataclass
class Rounds:
    """All rounds of one test."""

    installation: Installation
    shop: Shop
    aimer: Aimer
    trigger: Trigger
    payer_class: type[Payer] = Payer
    other_stories: tuple[str, ...] = OTHER_STORIES
    longest_shown_unpaid: float = 0.0
    spent: dict[str, float] = field(default_factory=dict)
    _first_attempt: int = 0

    def store_card(self) -> None:
        """A first payment in peace, whose card is kept."""
        payer = self._payer(0, "good")
        payer.is_storing = True
        payer.run()
        with acting_as_system("kill"):
            self.shop.stored_card = str(StoredCard.objects.get().public_id)

    def play(self) -> None:
        """Three payments, one kill, repair, janitor, proof."""
        aim = self.aimer.next()
        payers = self._payers(aim)
        with acting_as_system("kill"):
            newest = Attempt.objects.order_by("-pk").values_list("pk", flat=True).first()
        self._first_attempt = (newest or 0) + 1
        threads = self._begin(payers, aim)
        if aim.step != JANITOR:
            self.trigger.wait(payers[0])
            self._strike(aim)
        for payer in payers:
            payer.recovered.set()
        for thread in threads:
            thread.join(90)
            assert not thread.is_alive(), f"{aim}: a payer hangs\n{self.installation.log_tail()}"
        self._timed("shown paid", lambda: self._prove_shown_paid(payers))
        self._timed("janitor", lambda: self._janitor(aim))
        self._timed("proof", lambda: [self._prove(payer) for payer in payers])

    def prove_ledger(self) -> None:
        """Every balance follows from its entries."""
        with acting_as_system("kill"):
            assert list(ledger_check()) == []

    def prove_queue(self, *, seconds: float) -> None:
        """The worker has done every job, those of killed workers too."""
        jobs = ProcrastinateJob.objects.exclude(task_name__in=EVERY_MINUTE)

        def done() -> bool:
            self.installation.tend()
            time.sleep(0.5)
            return not jobs.filter(status__in=["todo", "doing"]).exists()

        eventually(done, seconds=seconds, what="the end of every job")
        failed = jobs.filter(status="failed")
        assert not failed.exists(), list(failed.values_list("task_name", "args"))

    # -- the round ----------------------------------------------------------------------------

    def _payers(self, aim: Aim) -> list[Payer]:
        stories = [aim.story] + [self.aimer.rng.choice(self.other_stories) for _other in PEOPLE[1:]]
        return [self._payer(place, story) for place, story in enumerate(stories)]

    def _payer(self, place: int, story: str) -> Payer:
        pack = story if story in self.shop.packs else PACKS[place]
        return self.payer_class(
            installation=self.installation,
            session=self.shop.sessions[PEOPLE[place]],
            desk_session=self.shop.sessions["deniz"],
            invoice_id=self.shop.new_invoice(pack),
            address_id=self.shop.address,
            story=story,
            stored_card=self.shop.stored_card if story == "stored" else "",
            find_order=_order_of,
            find_captured=_captured_of,
        )

    def _begin(self, payers: list[Payer], aim: Aim) -> list[threading.Thread]:
        self.trigger.arm(payers[0].invoice_id, aim.step)
        threads = [threading.Thread(target=payer.run, daemon=True) for payer in payers]
        for payer, thread in zip(payers, threads, strict=True):
            payer.reached = self.trigger.note
            thread.start()
        return threads

    def _strike(self, aim: Aim) -> None:
        """kill -9, a look at what is stored, repair."""
        self.installation.kill(aim.victim)
        if aim.victim == "postgres":
            connection.close()
            self.installation.postgres.start()
        with acting_as_system("kill"):
            states = Attempt.objects.filter(pk__gte=self._first_attempt)
            refunds = Refund.objects.filter(attempt__pk__gte=self._first_attempt)
            self.aimer.count(
                aim,
                list(states.values_list("state", flat=True)),
                list(refunds.values_list("state", flat=True)),
            )
        self._timed("repair", lambda: self.installation.start_again(aim.victim))

    def _janitor(self, aim: Aim) -> None:
        """Past every form's life, and past a day when a charge or a refund is in doubt."""
        is_to_kill = aim.step == JANITOR
        for hours in (1.1, 1.1, 25):
            if not _open_tries():
                break
            clock_move_to(target=read_now() + timedelta(hours=hours))
            self.installation.sandbox.call("POST", "/_sandbox/clock")  # it looks at once
            began = time.monotonic()
            self._tick()
            if is_to_kill:
                self.trigger.pause(JANITOR)
                self._strike(aim)
                is_to_kill = False
            eventually(self._is_asked, seconds=60, what="the worker's round of questions")
            self.trigger.learn(JANITOR, time.monotonic() - began)
        assert not _open_tries(), f"{aim}: the janitor leaves tries open"
        if is_to_kill:  # nothing was left for the janitor
            self._strike(aim)

    def _tick(self) -> None:
        with suppress(AlreadyEnqueued):
            app.configure_task("flows.tick", queueing_lock="flows.tick").defer(timestamp=0)

    def _is_asked(self) -> bool:
        """Whether the worker has asked about all whose turn had come; else it is told again."""
        self.installation.tend()
        now = read_now()
        with acting_as_system("kill"):
            waiting = Attempt.objects.filter(next_check_at__lte=now).exists()
            waiting = waiting or Refund.objects.filter(next_check_at__lte=now).exists()
        if waiting:
            self._tick()
            time.sleep(0.05)
        return not waiting

    def _timed(self, name: str, work: Callable[[], object]) -> None:
        began = time.monotonic()
        work()
        self.spent[name] = self.spent.get(name, 0.0) + time.monotonic() - began

    # -- the proof ----------------------------------------------------------------------------

    def _prove_shown_paid(self, payers: list[Payer]) -> None:
        """What the bank has taken is shown as paid to whoever watches, within the poll."""
        for payer in payers:
            for attempt in _tries_of(payer.invoice_id):
                if not self._taken(attempt):
                    continue
                began = time.monotonic()
                eventually(
                    lambda one=attempt.public_id, who=payer: who.result_page(one) == "paid",
                    seconds=POLL_SECONDS,
                    what=f"the page of {attempt.reference}, {attempt.state}, says paid",
                )
                took = time.monotonic() - began
                self.longest_shown_unpaid = max(self.longest_shown_unpaid, took)

    def _taken(self, attempt: Attempt) -> list[dict[str, object]]:
        """What the bank really took for a try."""
        return [
            payment
            for payment in self.installation.sandbox.payments(attempt.reference)
            if payment["status"] == "SUCCESS" and payment["fraudStatus"] == 1
        ]

    def _prove(self, payer: Payer) -> None:
        """Never two charges; what the bank took and gave back is what stands here."""
        name = f"{payer.invoice_id}, {payer.story}"
        with acting_as_system("kill"):
            invoice = Invoice.objects.get(public_id=payer.invoice_id)
        tries = _tries_of(payer.invoice_id)
        taken = [payment for one in tries for payment in self._taken(one)]
        booked = [one for one in tries if one.state in ("captured", "refunded")]
        assert len(taken) <= 1, f"{name}: charged {len(taken)} times: {taken}"
        assert sorted(one.provider_payment_id for one in booked) == [
            payment["paymentId"] for payment in taken
        ], f"{name}: {booked} but the bank {taken}"
        given_back = sum(_minor(payment["refunded"]) for payment in taken)
        with acting_as_system("kill"):
            refunds = Refund.objects.filter(attempt__in=tries, state=RefundState.DONE)
            assert given_back == sum(refunds.values_list("amount_minor", flat=True)), name
        if invoice.status == "void":  # refused by the seller after it was paid
            assert payer.story == "refund"
            return
        assert (invoice.status == "paid") == bool(taken), f"{name}: {invoice.status} {taken}"
        assert ("Bu ödeme talebi ödendi" in self._page_of(payer)) == bool(taken), name

    def _page_of(self, payer: Payer) -> str:
        url = f"{self.installation.web_url}/odeme/{payer.invoice_id}/"
        cookies = {"vezne_session": payer.session}
        return httpx.get(url, cookies=cookies, trust_env=False, timeout=20).text


def _minor(amount: object) -> int:
    whole, _dot, part = str(amount).partition(".")
    return int(whole) * 100 + int((part + "00")[:2])


def _tries_of(invoice_id: str) -> list[Attempt]:
    with acting_as_system("kill"):
        return list(Attempt.objects.filter(payment__invoice__public_id=invoice_id))


def _open_tries() -> int:
    with acting_as_system("kill"):
        tries = Attempt.objects.exclude(state__in=ENDED).count()
        refunds = Refund.objects.filter(state__in=[RefundState.CREATED, RefundState.UNKNOWN])
        return tries + refunds.count()


def _order_of(invoice_id: str) -> str:
    """The order behind an invoice, looked up as staff see it on their page."""
    try:
        with acting_as_system("kill"):
            invoice = Invoice.objects.get(public_id=invoice_id)
            return str(Order.objects.get(invoice_id=invoice.pk).public_id)
    except OperationalError as error:
        raise httpx.HTTPError(str(error)) from error
    finally:
        connection.close()  # a payer's thread has its own


def _captured_of(invoice_id: str) -> tuple[str, str, int]:
    """Payment, try and amount of what was captured for an invoice."""
    try:
        with acting_as_system("kill"):
            one = Attempt.objects.select_related("payment").get(
                payment__invoice__public_id=invoice_id, state=AttemptState.CAPTURED
            )
            return str(one.payment.public_id), str(one.public_id), one.amount_minor
    except (OperationalError, Attempt.DoesNotExist) as error:
        raise httpx.HTTPError(str(error)) from error
    finally:
        connection.close()


assert set(OTHER_STORIES) <= set(STORIES)
