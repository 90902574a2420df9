"""Two members decide at once, a pay-out and a spend want the same money, a part and its card.

The row of a decision is locked while it is decided, and the wallet has one floor: whoever races,
what is decided happens once, and the wallet gives what it has once.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from tests.concurrency.together import at_once
from vezne.catalog.tests.shop import NOW
from vezne.core.scope import acting_as_system
from vezne.invoicing.models import Invoice
from vezne.ledger.check import ledger_check
from vezne.ledger.models import Transfer
from vezne.ledger.services import post
from vezne.ledger.types import LedgerKind, Posting, Reason
from vezne.payments.models import Attempt
from vezne.payments.services import (
    AttemptWishes,
    attempt_create,
    attempt_settle,
    payment_begin,
    provider_account_add,
)
from vezne.payments.tests.till import NOWHERE, addressed, captured
from vezne.payments.types import ProviderFacts
from vezne.receivables.models import LateCharge, Letter, ManualEntry, Payout
from vezne.receivables.services import (
    entry_approve,
    entry_decline,
    late_charges_book,
    late_charges_find,
    late_groups_due,
    letter_answer,
    letter_send,
    payout_approve,
    payout_refuse,
    payout_sent,
    payout_withdraw,
)
from vezne.receivables.tests.office import DAY, Office, actor, open_office

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]

ROUNDS = 6


@pytest.fixture
def office() -> Office:
    return open_office()


def assert_sound() -> None:
    with acting_as_system("test"):
        assert list(ledger_check()) == []


def entries_of(subject: str) -> int:
    with acting_as_system("test"):
        return Transfer.objects.filter(idempotency_key=f"{subject}:booked").count()


def test_two_second_looks_at_once_book_an_entry_once(office: Office) -> None:
    people = [actor(f"uye{n}") for n in range(4)]
    for _round in range(ROUNDS):
        entry = office.ask("opening_credit", 5_000_00)

        outcomes = at_once(
            *(partial(entry_approve, entry_id=entry.pk, actor=who, now=NOW)
              for who in people)
        )  # fmt: skip

        assert outcomes == {"done": 1, "manual_entry_decided": 3}
        assert entries_of(entry.public_id) == 1
    assert office.wallet() == ROUNDS * 5_000_00
    assert_sound()


def test_yes_and_no_at_once_are_one_of_the_two(office: Office) -> None:
    for _round in range(ROUNDS):
        entry = office.ask("opening_credit", 5_000_00)
        before = office.wallet()

        at_once(
            partial(entry_approve, entry_id=entry.pk, actor=office.efe, now=NOW),
            partial(entry_decline, entry_id=entry.pk, note="x", actor=office.efe, now=NOW),
        )

        row: ManualEntry = office.read(entry)
        assert (row.status, office.wallet() - before) in {("booked", 5_000_00), ("declined", 0)}


def test_payouts_and_a_spend_want_the_same_money_and_one_gets_it(office: Office) -> None:
    for number in range(ROUNDS):
        office.fill(500_00, f"fill{number}")
        spend = Posting(LedgerKind.WALLET, LedgerKind.REVENUE, 500_00, "TRY", Reason.WALLET_PAYMENT)

        outcomes = at_once(
            partial(office.wants, 500_00),
            partial(office.wants, 500_00),
            partial(
                post,
                current_account_id=office.account.pk,
                postings=(spend,),
                key=f"spend{number}",
                now=NOW,
            ),
        )

        assert outcomes == {"done": 1, "insufficient_funds": 2}
        assert office.wallet() == 0
    assert_sound()


def test_a_payout_ends_one_way_whoever_decides_at_once(office: Office) -> None:
    for number in range(ROUNDS):
        office.fill(500_00, f"fill{number}")
        payout = office.wants(500_00)
        before = office.wallet()
        with office.desk():
            payout_approve(payout_id=payout.pk, actor=office.deniz, now=NOW)

        outcomes = at_once(
            partial(
                payout_sent, payout_id=payout.pk, bank_reference="1", actor=office.efe, now=NOW
            ),
            partial(payout_refuse, payout_id=payout.pk, reason="x", actor=office.efe, now=NOW),
            partial(
                payout_sent, payout_id=payout.pk, bank_reference="2", actor=office.efe, now=NOW
            ),
        )

        row: Payout = office.read(payout)
        assert outcomes == {"done": 1, "payout_state_conflict": 2}
        assert office.wallet() - before == (500_00 if row.state == "refused" else 0)
    assert_sound()


def test_two_approvals_at_once_are_two_people_or_one(office: Office) -> None:
    for number in range(ROUNDS):
        office.fill(2_000_00, f"fill{number}")
        payout = office.wants(2_000_00)

        at_once(
            partial(payout_approve, payout_id=payout.pk, actor=office.deniz, now=NOW),
            partial(payout_approve, payout_id=payout.pk, actor=office.deniz, now=NOW),
        )
        assert office.read(payout).state == "seconded"
        at_once(
            partial(payout_approve, payout_id=payout.pk, actor=office.efe, now=NOW),
            partial(payout_withdraw, payout_id=payout.pk, actor=office.ayse, now=NOW),
        )

        assert office.read(payout).state in {"approved", "withdrawn"}
    assert_sound()


def test_a_letter_gets_one_answer(office: Office) -> None:
    with office.desk():
        letter = letter_send(
            current_account=office.account,
            as_of=NOW.date(),
            currency="TRY",
            actor=office.deniz,
            now=NOW,
        )

    def answer(is_agreed: bool) -> Callable[[], Letter]:
        return lambda: letter_answer(
            letter_id=letter.pk,
            is_agreed=is_agreed,
            note="fark",
            answered_by="Ayşe",
            actor=office.ayse,
            now=NOW,
        )

    outcomes = at_once(*(answer(bool(number % 2)) for number in range(6)))

    assert outcomes == {"done": 1, "letter_over": 5}


def test_two_letters_at_once_leave_one_that_waits(office: Office) -> None:
    def send() -> Letter:
        return letter_send(
            current_account=office.account,
            as_of=NOW.date(),
            currency="TRY",
            actor=office.deniz,
            now=NOW,
        )

    assert at_once(*([send] * 4)) == {"done": 4}
    with acting_as_system("test"):
        assert Letter.objects.filter(state="waiting").count() == 1


def test_two_clocks_charge_a_late_month_once(office: Office) -> None:
    office.terms(late_rate_bp=450)
    office.books.open(due_at=NOW)
    april, seller_id = NOW + 31 * DAY, office.books.shop.seller.pk

    at_once(*([partial(late_charges_find, seller_id=seller_id, now=april)] * 3))
    with acting_as_system("test"):
        assert LateCharge.objects.count() == 1
        [group] = late_groups_due(now=april + 3 * DAY)
    at_once(*([partial(late_charges_book, group=group, now=april + 3 * DAY)] * 3))

    with acting_as_system("test"):
        assert Invoice.objects.filter(kind="late").count() == 1
    assert_sound()


def test_a_part_from_the_wallet_is_taken_once_whoever_brings_the_news(office: Office) -> None:
    with office.desk():
        provider_account_add(
            seller_id=office.books.shop.seller.pk,
            provider="iyzico",
            base_url=NOWHERE,
            credentials={"api_key": "a", "secret_key": "s"},
            currencies=["TRY"],
            is_test=True,
            actor=office.deniz,
            now=NOW,
        )
    for number in range(ROUNDS):
        invoice = addressed(office.books.open(f"k{number}"))
        office.fill(50_00, f"fill{number}")
        with acting_as_system("test"):
            payment = payment_begin(invoice_id=invoice.pk, now=NOW)
            attempt = attempt_create(
                payment_id=payment.pk,
                wishes=AttemptWishes(wallet_minor=50_00),
                actor=office.ayse,
                now=NOW,
            )

        def settle(attempt: Attempt = attempt) -> Any:
            facts = ProviderFacts(captured(attempt, payment_id=str(attempt.pk)))
            return attempt_settle(attempt_id=attempt.pk, facts=facts, source="webhook", now=NOW)

        assert at_once(*([settle] * 4)) == {"done": 4}

        row: Invoice = office.read(invoice)
        assert (row.status, row.paid_minor, office.wallet()) == ("paid", 120_00, 0)
    assert_sound()
