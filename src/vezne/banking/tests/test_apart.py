"""A long file is read by another process: the same batches, and no reader outlives its asker."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.factories import DENIZ, NOW
from vezne.accounts.models import Account
from vezne.banking.errors import StatementRefused
from vezne.banking.models import BankAccount, StatementImport
from vezne.banking.queries.rules import seller_facts
from vezne.banking.services.apart import PROGRAM, Order, ReaderLost, batches_apart
from vezne.banking.services.batches import Source, batches_of
from vezne.banking.services.statement import statement_begin, statement_upload
from vezne.banking.tests import bank
from vezne.core.scope import acting_as, acting_as_system
from vezne.flows.bank_statement import statement_run
from vezne.ledger.check import ledger_check
from vezne.ledger.models import Transfer
from vezne.ledger.services import month_close

pytestmark = pytest.mark.program

HEAD = "Tarih;Saat;İşlem No;Açıklama;Tutar;Bakiye;Karşı Ad;Karşı IBAN;Karşı VKN/TCKN\n"


def rows(count: int, words: str) -> str:
    return "".join(
        f"{1 + n % 3:02d}.03.2026;10:43:{n % 60:02d};A{n};{words} 0532 000 {n % 90 + 10} 11;"
        f"{n % 7},50;;Çınar;TR550006200000100000000017;\n"
        for n in range(count)
    )


def source_of(till: BankAccount, path: Path) -> Source:
    with acting_as_system("test"):
        return Source(path, till, seller_facts(till.seller_id), None)


@pytest.mark.django_db
def test_another_process_reads_the_same_batches(till: BankAccount, tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text(HEAD + rows(250, "ÖT-7K3M9P2A") + "31.31.2026;;X;bozuk;1,00;;;;\n", "utf-8")
    source = source_of(till, path)

    told = list(batches_apart(source, after=30, size=100))

    here = list(batches_of(source, after=30, size=100))
    assert told == here
    assert [one.is_last for one in told] == [False, False, True]
    assert [len(one.lines) for one in told] == [100, 100, 21]
    assert [len(one.problems) for one in told] == [0, 0, 1]


@pytest.mark.django_db
def test_what_stops_the_reading_is_told_as_here(till: BankAccount, tmp_path: Path) -> None:
    path = tmp_path / "words.csv"
    path.write_text("Sevgili günlük\n", "utf-8")
    source = source_of(till, path)

    with pytest.raises(StatementRefused) as here:
        list(batches_of(source, after=0))
    with pytest.raises(StatementRefused) as there:
        list(batches_apart(source, after=0))
    with pytest.raises(FileNotFoundError):
        list(batches_apart(source_of(till, tmp_path / "none"), after=0))

    assert str(there.value) == str(here.value)


@pytest.mark.django_db
def test_a_killed_reader_is_noticed_and_none_outlives_its_asker(
    till: BankAccount, tmp_path: Path
) -> None:
    path = tmp_path / "long.csv"
    path.write_text(HEAD + rows(40_000, "kira"), "utf-8")
    source = source_of(till, path)

    batches = batches_apart(source, after=0)
    next(batches)
    (reader,) = [one for one in psutil.Process().children() if PROGRAM in one.cmdline()]
    reader.kill()
    with pytest.raises(ReaderLost):
        list(batches)

    command = [sys.executable, "-m", PROGRAM]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as orphan:
        assert orphan.stdin is not None
        assert orphan.stdout is not None
        pickle.dump(Order(source, 0, 1_000, "tr"), orphan.stdin)
        orphan.stdin.flush()
        assert orphan.stdout.read(1)
        orphan.stdin.close()  # as when its asker is killed; nobody reads on
        assert orphan.wait(10) == 0


@pytest.mark.django_db
def test_a_file_read_apart_is_written_like_any_other(
    seller: Account, till: BankAccount, tmp_path: Path, settings: Any
) -> None:
    settings.VEZNE_UPLOADS = str(tmp_path)
    account = bank.trade(seller, bank.buyer_named("Papatya"))
    row = uploaded(till, HEAD + rows(300, bank.code_of(account)))

    done = statement_run(
        import_id=row.pk, now=NOW, bulk_from_bytes=0, batch_lines=100, apart_from_bytes=0
    )

    amounts = [(n % 7) * 100 + 50 for n in range(300)]
    assert (done.state, done.added, done.matched) == ("done", 300, 300)
    assert bank.wallet(account) == sum(amounts)


@pytest.mark.django_db(transaction=True)
def test_another_process_judges_too_and_what_is_known_is_judged_again_here(
    seller: Account, till: BankAccount, tmp_path: Path, settings: Any
) -> None:
    settings.VEZNE_UPLOADS = str(tmp_path)
    account = bank.trade(seller, bank.buyer_named("Papatya"))
    code = bank.code_of(account)
    before = uploaded(till, HEAD + rows(30, code))
    statement_run(import_id=before.pk, now=NOW, bulk_from_bytes=0)
    row = uploaded(till, HEAD + rows(300, code) + rows(1, code))

    done = statement_run(
        import_id=row.pk, now=NOW, bulk_from_bytes=0, batch_lines=100, apart_from_bytes=0
    )

    assert (done.state, done.lines, done.added, done.known) == ("done", 301, 270, 31)
    assert bank.wallet(account) == sum((n % 7) * 100 + 50 for n in range(300))
    with acting_as_system("test"):
        assert ledger_check() == []


@pytest.mark.django_db(transaction=True)
def test_a_closed_month_among_the_lines_is_booked_today(
    seller: Account, till: BankAccount, tmp_path: Path, settings: Any
) -> None:
    settings.VEZNE_UPLOADS = str(tmp_path)
    account = bank.trade(seller, bank.buyer_named("Papatya"))
    later = NOW.replace(month=NOW.month + 1)
    with acting_as(seller.pk, "desk"):
        month_close(seller_id=seller.pk, month=NOW.date(), actor=DENIZ, now=later)
    row = uploaded(till, HEAD + rows(30, bank.code_of(account)))

    done = statement_run(import_id=row.pk, now=later, bulk_from_bytes=0, apart_from_bytes=0)

    assert (done.added, done.matched) == (30, 30)
    with acting_as_system("test"):
        days = set(Transfer.objects.values_list("value_on", flat=True))
    assert days == {later.date()}


def uploaded(till: BankAccount, content: str) -> StatementImport:
    with acting_as(till.seller_id, "desk"):
        row = statement_upload(
            bank_account=till,
            file_name="ekstre.csv",
            chunks=[content.encode()],
            profile="",
            actor=DENIZ,
            now=NOW,
        )
        statement_begin(public_id=row.public_id, actor=DENIZ, now=NOW)
    return row
