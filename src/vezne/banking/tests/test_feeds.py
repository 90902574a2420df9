"""Movements that come by themselves: signed calls, and the sandbox's bank asked and downloaded."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.test import Client

from tests import factories
from tests.factories import DENIZ
from tests.sandbox_server import Sandbox
from vezne.accounts.models import Account
from vezne.banking.errors import FeedAddressRefused, FeedUnavailable
from vezne.banking.feeds.notice import is_genuine, line_of, movements_in, signature_of
from vezne.banking.feeds.ohvps import line_of as ohvps_line
from vezne.banking.models import BankAccount, BankMessage, BankTask, Movement
from vezne.banking.readers.fields import BadField
from vezne.banking.services.bank_account import feed_pull_set, feed_push_set
from vezne.banking.services.message import messages_forget
from vezne.banking.services.statement import statement_begin, statement_upload
from vezne.banking.tests import bank
from vezne.banking.types import Line, RowProblem
from vezne.core.clock import read_now, real_now
from vezne.core.scope import acting_as, acting_as_system
from vezne.flows.bank_feeds import feed_ask, feeds_poll, message_apply, messages_due
from vezne.flows.bank_statement import statement_run
from vezne.ledger.models import CurrentAccount

pytestmark = pytest.mark.django_db


@pytest.fixture
def seller() -> Account:
    return factories.make_seller(now=real_now() - timedelta(days=2))


# -- signed calls ----------------------------------------------------------------------------


class Caller:
    """A bank that tells of movements."""

    def __init__(self, till: BankAccount) -> None:
        with acting_as(till.seller_id, "desk"):
            self.secret = feed_push_set(public_id=till.public_id, actor=DENIZ, now=bank.NOW)
        self.address = f"/api/v1/webhooks/bank/{till.public_id}"

    def call(self, told: Any, *, seconds: int = 0, secret: str = "", wrong: bool = False) -> int:
        """Send a body, perhaps long ago, perhaps wrongly signed; gives the status."""
        body = told if isinstance(told, bytes) else json.dumps(told).encode()
        stamp = str(int(real_now().timestamp()) - seconds)
        signature = signature_of(secret=secret or self.secret, timestamp=stamp, body=body)
        answer = Client().post(
            self.address,
            data=body,
            content_type="application/json",
            headers={
                "X-Bank-Timestamp": stamp,
                "X-Bank-Signature": signature[::-1] if wrong else signature,
            },
        )
        return answer.status_code


def told(number: int, words: str, amount: str = "50.00", **more: Any) -> dict[str, Any]:
    at = real_now().isoformat()
    return {"id": f"F{number}", "at": at, "amount": amount, "description": words, **more}


def messages() -> list[int]:
    with acting_as_system("test"):
        return list(BankMessage.objects.order_by("pk").values_list("pk", flat=True))


def apply_all(now: datetime | None = None) -> None:
    for pk in messages():
        message_apply(message_id=pk, now=now or read_now())


def test_a_signed_call_reaches_the_wallet(till: BankAccount, account: CurrentAccount) -> None:
    caller = Caller(till)

    assert caller.call(told(1, bank.code_of(account), iban=bank.IBAN, currency="TRY")) == 202
    apply_all()

    assert bank.wallet(account) == 50_00
    with acting_as_system("test"):
        row = BankMessage.objects.get()
        assert row.outcome == {"new": 1, "known": 0, "problems": []}
        assert bank.code_of(account) not in row.body_sealed


def test_the_same_call_again_is_stored_once_and_counts_once(
    till: BankAccount, account: CurrentAccount
) -> None:
    caller, body = Caller(till), told(1, bank.code_of(account))

    assert [caller.call(body), caller.call(body, seconds=60)] == [202, 202]
    apply_all()
    apply_all()
    assert caller.call({**body, "description": "kimse"}) == 202  # the same id, other words
    apply_all()

    assert len(messages()) == 2
    assert bank.wallet(account) == 50_00


@pytest.mark.parametrize(
    "how", [{"wrong": True}, {"seconds": 301}, {"seconds": -301}, {"secret": "baska"}]
)
def test_a_call_that_is_not_genuine_is_refused_and_not_kept(
    till: BankAccount, account: CurrentAccount, how: dict[str, Any]
) -> None:
    assert Caller(till).call(told(1, bank.code_of(account)), **how) == 401

    assert messages() == []


def test_a_new_secret_ends_the_old_one(till: BankAccount) -> None:
    old, new = Caller(till), Caller(till)

    assert (old.call(told(1, "x")), new.call(told(1, "x"))) == (401, 202)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"movements": []}', b"\xff\xfe", b"1"])
def test_a_body_outside_the_contract_is_refused(till: BankAccount, body: bytes) -> None:
    assert Caller(till).call(body) == 422

    assert messages() == []


def test_an_unknown_account_and_one_without_calls_are_not_found(till: BankAccount) -> None:
    caller = Caller(till)
    caller.address = "/api/v1/webhooks/bank/bnk_yok"

    assert caller.call(told(1, "x")) == 404


def test_bad_movements_of_a_call_are_told_and_the_others_count(
    till: BankAccount, account: CurrentAccount
) -> None:
    rows = [
        told(1, bank.code_of(account)),
        told(2, "x", iban=bank.OTHER_IBAN),
        told(3, "x", amount=5.0),  # type: ignore[arg-type]
        told(4, "x", currency="USD"),
        {"amount": "1.00"},
        told(6, "x", amount="0.00"),
    ]

    assert Caller(till).call({"movements": rows}) == 202
    apply_all()

    with acting_as_system("test"):
        outcome = BankMessage.objects.get().outcome
    assert outcome["new"] == 1
    assert [one["row"] for one in outcome["problems"]] == [2, 3, 4, 5, 6]


def test_a_call_whose_job_was_lost_is_applied_by_the_tick(
    till: BankAccount, account: CurrentAccount
) -> None:
    Caller(till).call(told(1, bank.code_of(account)))

    assert messages_due(now=read_now() + timedelta(minutes=1)) == 1

    assert bank.wallet(account) == 50_00


def test_what_a_call_said_is_forgotten_after_thirty_days(till: BankAccount) -> None:
    Caller(till).call(told(1, "x"))
    apply_all()

    with acting_as_system("test"):
        assert messages_forget(now=read_now() + timedelta(days=29)) == 0
        assert messages_forget(now=read_now() + timedelta(days=31)) == 1
        assert BankMessage.objects.get().body_sealed == ""


def test_a_signature_needs_a_timestamp_that_is_one() -> None:
    sent = signature_of(secret="s", timestamp="1", body=b"x")

    for stamp, secret in (("", "s"), ("x", "s"), ("1" * 13, "s"), ("1", "")):
        assert not is_genuine(
            secret=secret, timestamp=stamp, signature=sent, body=b"x", at_seconds=1
        )
    assert is_genuine(secret="s", timestamp="1", signature=sent, body=b"x", at_seconds=300)


def test_a_reversal_in_a_call_names_what_it_takes_back() -> None:
    row = movements_in(json.dumps(told(1, "x", reverses="F0", pending=True)).encode())[0]

    line = line_of(row, iban=bank.IBAN, currency="TRY", row_number=1)

    assert isinstance(line, Line)
    assert (line.is_reversal, line.takes_back, line.is_pending) == (True, "F0", True)
    assert isinstance(line_of({}, iban="", currency="TRY", row_number=2), RowProblem)


# -- the sandbox's bank ----------------------------------------------------------------------


class Branch:
    """The sandbox's bank, with an account of the seller."""

    def __init__(self, sandbox: Sandbox, till: BankAccount) -> None:
        self.url, self.till = sandbox.base_url, till
        self.at = f"{self.url}/_sandbox/bank/accounts/{bank.IBAN}"
        answer = httpx.put(self.at, json={"holder": "Nar", "token": "t0k"}, trust_env=False)
        self.reference = answer.json()["reference"]
        with acting_as(till.seller_id, "desk"):
            feed_pull_set(
                public_id=till.public_id,
                url=self.url,
                token="t0k",
                account_reference=self.reference,
                actor=DENIZ,
                now=real_now(),
            )

    def send(self, amount: str, description: str, **more: str) -> str:
        body = {"amount": amount, "description": description, **more}
        answer = httpx.post(f"{self.at}/movements", json=body, trust_env=False)
        return str(answer.json()["id"])

    def take_back(self, number: str) -> None:
        httpx.post(f"{self.at}/movements/{number}/reversal", json={}, trust_env=False)

    def file(self, kind: str) -> bytes:
        return httpx.get(f"{self.url}/hesaplar/{bank.IBAN}/ekstre.{kind}", trust_env=False).content


@pytest.fixture
def branch(sandbox: Sandbox, till: BankAccount, settings: Any) -> Branch:
    settings.SANDBOX = True
    return Branch(sandbox, till)


def poll(minutes: float = 0) -> int:
    return feeds_poll(now=real_now() + timedelta(minutes=minutes))


@pytest.mark.contract
def test_a_transfer_at_the_sandboxs_bank_is_pulled_once(
    branch: Branch, account: CurrentAccount
) -> None:
    branch.send("75.50", f"KİRA {bank.code_of(account)}", name="AYŞE DEMİR")

    assert (poll(), poll(0.2), poll(1)) == (1, 0, 0)

    assert bank.wallet(account) == 75_50
    with acting_as_system("test"):
        row = Movement.objects.get()
    assert (row.counterparty_name, row.channel) == ("AYŞE DEMİR", "pull")


@pytest.mark.contract
def test_fees_payouts_and_reversals_of_the_sandboxs_bank_are_told_apart(
    seller: Account, branch: Branch, account: CurrentAccount
) -> None:
    number = branch.send("75.50", bank.code_of(account))
    branch.send("-3.20", "EFT ücreti", channel="MASRAF")
    branch.send("900.00", "POS", channel="POS")
    poll()
    branch.take_back(number)
    poll(1)

    assert bank.wallet(account) == 0
    assert bank.books(seller) == {"bank": 896_80, "fee": 3_20, "cash": -900_00}


@pytest.mark.contract
@pytest.mark.parametrize("kind", ["sta", "xml", "csv"])
def test_its_files_bring_nothing_that_was_pulled(
    branch: Branch, account: CurrentAccount, kind: str, tmp_path: Path, settings: Any
) -> None:
    settings.VEZNE_UPLOADS = str(tmp_path)
    branch.send("75.50", f"GELEN FAST AYŞE DEMİR {bank.code_of(account)}", name="AYŞE DEMİR")
    branch.send("75.50", f"GELEN FAST AYŞE DEMİR {bank.code_of(account)}", name="AYŞE DEMİR")
    branch.send("-3.20", "EFT ücreti", channel="MASRAF")
    poll()
    with acting_as(branch.till.seller_id, "desk"):
        row = statement_upload(
            bank_account=branch.till,
            file_name=f"ekstre.{kind}",
            chunks=[branch.file(kind)],
            profile="",
            actor=DENIZ,
            now=real_now(),
        )
        statement_begin(public_id=row.public_id, actor=DENIZ, now=real_now())

    done = statement_run(import_id=row.pk, now=real_now())

    assert (done.state, done.lines, done.added, done.known) == ("done", 3, 0, 3)
    assert bank.wallet(account) == 151_00


@pytest.mark.contract
def test_a_bank_that_does_not_answer_is_told_after_five_minutes(
    seller: Account, branch: Branch, account: CurrentAccount
) -> None:
    with acting_as(seller.pk, "desk"):
        feed_pull_set(
            public_id=branch.till.public_id,
            url=branch.url,
            token="eski",
            account_reference=branch.reference,
            actor=DENIZ,
            now=real_now(),
        )

    assert [poll(minutes) for minutes in (0, 1, 6, 7)] == [0, 0, 0, 0]

    with acting_as(seller.pk, "desk"):
        task = BankTask.objects.get()
        assert (task.kind, task.details) == ("feed_silent", {"detail": "HTTP 403"})
        with pytest.raises(FeedUnavailable):
            feed_ask(public_id=branch.till.public_id, now=real_now())


def test_outside_the_sandbox_a_feed_is_only_asked_over_https(
    till: BankAccount, settings: Any
) -> None:
    settings.SANDBOX = False
    with acting_as(till.seller_id, "desk"), pytest.raises(FeedAddressRefused):
        feed_pull_set(
            public_id=till.public_id, url="http://bank.example", token="t",
            account_reference="r", actor=DENIZ, now=bank.NOW,
        )  # fmt: skip


@pytest.mark.parametrize(
    "changes",
    [{"islNo": ""}, {"brcAlc": "X"}, {"islTtr": "x"}, {"islTtr": "-1"}, {"islGrckZaman": "dün"}],
)
def test_a_line_of_the_standard_that_lacks_something_is_told(changes: dict[str, str]) -> None:
    good = {"islNo": "1", "brcAlc": "A", "islTtr": "10.5", "islGrckZaman": "2026-03-02T10:00:00"}
    assert ohvps_line(good).amount_minor == 10_50

    with pytest.raises(BadField):
        ohvps_line({**good, **changes})
