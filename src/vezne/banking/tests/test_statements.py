"""Uploaded files: read once and to the end, killed or not; what does not join is told."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests import factories
from tests.factories import DENIZ, NOW
from vezne.accounts.models import Account
from vezne.banking.errors import StatementRefused, StatementSeenBefore
from vezne.banking.models import BankAccount, BankTask, Movement, StatementImport
from vezne.banking.queries.gaps import gaps_of
from vezne.banking.queries.rules import seller_facts
from vezne.banking.services.batches import LINES, Source, batches_of
from vezne.banking.services.bookkeeping import house_of
from vezne.banking.services.bulk import batch_prepare, batch_write
from vezne.banking.services.planning import Run
from vezne.banking.services.statement import (
    file_of,
    statement_begin,
    statement_preview,
    statement_upload,
)
from vezne.banking.tests import bank
from vezne.core.scope import acting_as, acting_as_system
from vezne.flows.bank import movements_due
from vezne.flows.bank_statement import statement_run
from vezne.ledger.models import CurrentAccount

pytestmark = pytest.mark.django_db

HEAD = "Tarih;Saat;İşlem No;Açıklama;Tutar;Bakiye;Karşı Ad;Karşı IBAN;Karşı VKN/TCKN\n"


@pytest.fixture(autouse=True)
def uploads(tmp_path: Path, settings: Any) -> None:
    settings.VEZNE_UPLOADS = str(tmp_path)


def upload(till: BankAccount, content: str | bytes, *, profile: str = "") -> StatementImport:
    raw = content.encode() if isinstance(content, str) else content
    with acting_as(till.seller_id, "desk"):
        return statement_upload(
            bank_account=till,
            file_name="ekstre.csv",
            chunks=[raw[:100], raw[100:]],
            profile=profile,
            actor=DENIZ,
            now=NOW,
        )


def run(row: StatementImport, *, is_bulk: bool = True) -> StatementImport:
    with acting_as(row.seller_id, "desk"):
        statement_begin(public_id=row.public_id, actor=DENIZ, now=NOW)
    return statement_run(import_id=row.pk, now=NOW, bulk_from_bytes=0 if is_bulk else 10**9)


def row_of(number: int, words: str, amount: str = "10,00", *, bank_id: str | None = None) -> str:
    name = f"D{number}" if bank_id is None else bank_id
    return f"02.03.2026;10:43:01;{name};{words};{amount};;;;\n"


def test_a_file_is_read_to_its_end_and_counted(
    seller: Account, till: BankAccount, account: CurrentAccount
) -> None:
    code = bank.code_of(account)
    content = HEAD + row_of(1, code) + row_of(2, "kimse") + row_of(3, "MASRAF", "-1,50")
    content += row_of(4, "sifir", "0,00") + "bozuk;;;x;y;;;;\n"
    row = upload(till, content)

    done = run(row)

    assert (done.state, done.lines, done.added, done.matched) == ("done", 3, 3, 1)
    assert [one["row"] for one in done.problems] == [5, 6]
    assert [one["is_harmless"] for one in done.problems] == [True, False]
    assert not file_of(row.public_id).exists()
    assert bank.books(seller) == {
        "bank": 18_50, "wallet": -10_00, "suspense": -10_00, "fee": 1_50,
    }  # fmt: skip


@pytest.mark.parametrize("is_bulk", [True, False])
def test_a_buyer_with_an_open_invoice_goes_the_whole_way(
    seller: Account, till: BankAccount, account: CurrentAccount, is_bulk: bool
) -> None:
    with acting_as_system("test"):
        buyer = Account.objects.get(pk=account.buyer_id)
    plan = factories.make_plan(factories.make_product(factories.make_platform(seller)))
    factories.order_plan(buyer, plan)

    run(upload(till, HEAD + row_of(1, bank.code_of(account), "120,00")), is_bulk=is_bulk)

    assert (bank.wallet(account), bank.owed(account)) == (0, 0)


def test_the_same_lines_in_another_file_count_once(
    till: BankAccount, account: CurrentAccount
) -> None:
    lines = "".join(row_of(n, bank.code_of(account)) for n in range(3))
    run(upload(till, HEAD + lines))

    second = run(upload(till, HEAD + lines + row_of(9, bank.code_of(account))))

    assert (second.added, second.known) == (1, 3)
    assert bank.wallet(account) == 40_00


def test_equal_lines_without_ids_count_as_often_as_they_stand(
    till: BankAccount, account: CurrentAccount
) -> None:
    line = row_of(1, bank.code_of(account), bank_id="")
    run(upload(till, HEAD + line * 2))
    assert bank.wallet(account) == 20_00

    run(upload(till, HEAD + line * 3))

    assert bank.wallet(account) == 30_00


def test_the_very_same_file_is_refused(till: BankAccount) -> None:
    upload(till, HEAD + row_of(1, "x"))

    with pytest.raises(StatementSeenBefore):
        upload(till, HEAD + row_of(1, "x"))


def test_a_run_that_was_killed_goes_on_from_its_cursor(
    seller: Account, till: BankAccount, account: CurrentAccount
) -> None:
    code = bank.code_of(account)
    lines = "".join(row_of(n, code) for n in range(LINES + 50))
    row = upload(till, HEAD + lines)
    with acting_as(seller.pk, "desk"):
        statement_begin(public_id=row.public_id, actor=DENIZ, now=NOW)
    with acting_as_system("test"):  # one batch, and the process is gone
        facts = seller_facts(seller.pk)
        house = house_of(seller.pk, NOW).pk
        source = Source(file_of(row.public_id), till, facts, None)
        batch = next(batches_of(source, after=0))
        run_ = Run(row.pk, till, facts, house, is_bulk=True, now=NOW)
        assert batch_write(run_, batch_prepare(run_, batch))
    assert bank.wallet(account) == LINES * 10_00

    done = statement_run(import_id=row.pk, now=NOW, bulk_from_bytes=0)

    assert (done.state, done.added, done.known) == ("done", LINES + 50, 0)
    assert bank.wallet(account) == (LINES + 50) * 10_00


def test_a_second_run_beside_the_first_writes_nothing(
    seller: Account, till: BankAccount, account: CurrentAccount
) -> None:
    row = upload(till, HEAD + row_of(1, bank.code_of(account)))
    run(row)

    again = statement_run(import_id=row.pk, now=NOW)

    assert (again.state, again.added) == ("done", 1)
    assert bank.wallet(account) == 10_00


def test_movements_left_between_two_transactions_are_finished_by_the_tick(
    till: BankAccount, account: CurrentAccount
) -> None:
    bank.arrive(till, 50_00, "x")
    with acting_as_system("test"):  # as a killed process leaves it: stored, not judged
        rows = Movement.objects.all()
        rows.update(state="received", bank_key="id:left", description=bank.code_of(account))
        movement = rows.get()
    later = NOW + timedelta(minutes=1)

    with acting_as_system("test"):
        assert movements_due(now=later) == 1

    assert bank.again(movement).state == "credited"


def test_a_gap_between_two_statements_raises_one_task(seller: Account, till: BankAccount) -> None:
    def mt940(number: int, opening: str, closing: str, amount: str, day: str) -> bytes:
        return (
            f":20:A\n:25:{bank.IBAN}\n:28C:{number}/1\n:60F:C{day}TRY{opening}\n"
            f":61:{day}C{amount}NTRFNONREF//FT{number}\n:86:kimse\n:62F:C{day}TRY{closing}\n-\n"
        ).encode()

    run(upload(till, mt940(1, "0,00", "10,00", "10,00", "260301")))
    run(upload(till, mt940(2, "10,00", "30,00", "20,00", "260302")))
    with acting_as(seller.pk, "desk"):
        assert gaps_of(till) == []

    run(upload(till, mt940(4, "75,00", "80,00", "5,00", "260304")))
    run(upload(till, mt940(5, "80,00", "99,00", "5,00", "260305")))

    with acting_as(seller.pk, "desk"):
        gaps = gaps_of(till)
        assert [(gap.missing_minor, gap.is_inside) for gap in gaps] == [
            (45_00, False),
            (14_00, True),
        ]
        assert BankTask.objects.filter(kind="gap").count() == 2


def test_a_file_of_another_account_or_currency_gives_no_line(
    seller: Account, till: BankAccount
) -> None:
    other = f":20:A\n:25:{bank.OTHER_IBAN}\n:60F:C260301TRY0,00\n:61:260301C5,00NTRFX\n:86:x\n"
    dollars = HEAD.replace("Tutar;", "Tutar;Para Birimi;").replace("\n", "") + "\n"
    dollars += "02.03.2026;10:43;D1;x;10,00;USD;;;;\n"

    first, second = run(upload(till, other)), run(upload(till, dollars))

    assert (first.lines, first.problem_count) == (0, 1)
    assert (second.lines, second.problem_count) == (0, 1)
    assert bank.books(seller) == {}


def test_what_is_no_statement_is_refused_with_its_reason(till: BankAccount) -> None:
    for content in (b"", b"%PDF-1.7 x", b"PK\x03\x04xlsx"):
        with pytest.raises(StatementRefused):
            upload(till, content)
    no_columns = upload(till, "a;b;c\n1;2;3\n")

    assert "sütun" in statement_preview(no_columns).refusal
    assert run(no_columns).state == "failed"


def test_a_preview_writes_nothing(seller: Account, till: BankAccount) -> None:
    row = upload(till, HEAD + row_of(1, "x") + row_of(2, "y", "0,00"))

    preview = statement_preview(row)

    assert [line.amount_minor for line in preview.lines] == [10_00]
    assert [problem.is_harmless for problem in preview.problems] == [True]
    assert bank.books(seller) == {}
