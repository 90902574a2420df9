"""Statement files at the desk: uploaded, previewed, read, told of what was not taken."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.factories import NOW, make_member, make_seller, sign_in
from vezne.accounts.models import Role
from vezne.banking.models import BankAccount, Movement, StatementImport
from vezne.banking.services.statement import file_of
from vezne.banking.tests.bank import IBAN, arrive, open_bank
from vezne.core.scope import acting_as_system
from vezne.flows.bank_statement import statement_run
from vezne.web.access import SEAT_KEY
from vezne.web.tests.panel import World
from vezne.web.tests.test_desk_bank import member, url
from vezne.web.tests.test_panel_current_accounts import words

pytestmark = pytest.mark.django_db
HEAD = "Tarih;Saat;İşlem No;Açıklama;Tutar;Bakiye;Karşı Ad;Karşı IBAN;Karşı VKN/TCKN\n"
ROWS = (
    "02.03.2026;10:00:00;FT1;GELEN FAST ŞIK;1.200,00;1.200,00;ŞIK ÇİÇEK;;\n"
    "02.03.2026;10:01:00;FT2;GELEN EFT;80,50;1.280,50;BİRİ;;\n"
)


@pytest.fixture(autouse=True)
def uploads(tmp_path: Path, settings: Any) -> None:
    settings.VEZNE_UPLOADS = str(tmp_path)


@pytest.fixture
def bank(world: World) -> BankAccount:
    return open_bank(world.seller)


@pytest.fixture
def deniz(world: World) -> Client:
    return member(world, Role.STAFF)


def upload(
    client: Client, bank: BankAccount, content: str | bytes, *, name: str = "mart.csv", **typed: str
) -> Any:
    raw = content.encode() if isinstance(content, str) else content
    sent = {"account": bank.public_id, "profile": "", "file": SimpleUploadedFile(name, raw)}
    return client.post(url("desk_bank_upload"), sent | typed)


def latest() -> StatementImport:
    with acting_as_system("test"):
        return StatementImport.objects.latest("pk")


def read() -> StatementImport:
    return statement_run(import_id=latest().pk, now=NOW)


def test_a_file_is_previewed_and_nothing_is_written(bank: BankAccount, deniz: Client) -> None:
    arrive(bank, 80_50, "GELEN EFT", bank_id="FT2", counterparty_name="BİRİ")

    answer = upload(deniz, bank, HEAD + ROWS)
    page = words(deniz.get(answer["Location"]))

    assert answer.status_code == 302
    assert "ŞIK ÇİÇEK" in page
    assert "Aktarmayı başlat" in page
    assert page.count("Zaten bilinen") == 2  # the figure and the second line
    assert "UTF-8" in page
    with acting_as_system("test"):
        assert Movement.objects.count() == 1


def test_a_confirmed_file_is_read_and_its_page_stops_asking(
    bank: BankAccount, deniz: Client
) -> None:
    upload(deniz, bank, HEAD + ROWS + "33.03.2026;10:00:00;FT3;BOZUK;1,00;;;;\n")
    one = latest().public_id

    deniz.post(url("desk_bank_begin", one))
    running = words(deniz.get(url("desk_bank_progress", one)))
    read()
    ended = words(deniz.get(url("desk_bank_progress", one)))
    page = words(deniz.get(url("desk_bank_statement", one)))

    assert "hx-trigger" in running
    assert "0 satır okundu" in running
    assert "hx-trigger" not in ended
    assert "Satır 4" in page
    row = latest()
    assert (row.state, row.added, row.known, row.problem_count) == ("done", 2, 0, 1)
    sheet = deniz.get(url("desk_bank_problems", one))
    cells = list(openpyxl.load_workbook(io.BytesIO(sheet.content)).worksheets[0].values)
    assert cells[1][0] == 4
    assert "mart.csv" in words(deniz.get(url("desk_bank_statements"), {"ara": "mart"}))


def test_the_same_file_again_leads_to_where_it_stands(bank: BankAccount, deniz: Client) -> None:
    first = upload(deniz, bank, HEAD + ROWS)
    second = upload(deniz, bank, HEAD + ROWS, name="baska-ad.csv")

    assert second["Location"] == first["Location"]
    assert "Bu dosya daha önce yüklenmiş" in words(deniz.get(second["Location"]))
    with acting_as_system("test"):
        assert StatementImport.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Dosya boş."),
        (b"%PDF-1.7", "PDF dosyası okunmaz"),
        (b"PK\x03\x04xxxx", "XLSX dosyası okunmaz"),
        (b"\x00\x00\x00", "dosya boş"),
    ],
)
def test_what_is_no_statement_is_refused_at_the_field(
    bank: BankAccount, deniz: Client, content: bytes, said: str
) -> None:
    answer = upload(deniz, bank, content)

    assert answer.status_code == 422
    assert said in words(answer)
    with acting_as_system("test"):
        assert not StatementImport.objects.exists()


def test_a_csv_without_headings_says_so_and_cannot_be_begun(
    bank: BankAccount, deniz: Client
) -> None:
    answer = upload(deniz, bank, "a;b;c\n1;2;3\n")
    page = words(deniz.get(answer["Location"]))

    assert "Bu dosya okunamıyor" in page
    assert "Aktarmayı başlat" not in page


def test_a_statement_of_another_account_shows_before_it_is_read(
    bank: BankAccount, deniz: Client
) -> None:
    other = "TR320010009999901234567890"
    text = f":20:X\n:25:{other}\n:28C:1\n:60F:C260301TRY0,00\n:61:260302C10,00NTRFFT9\n:86:ODEME\n"
    answer = upload(deniz, bank, text + ":62F:C260302TRY10,00\n", name="x.sta")
    page = words(deniz.get(answer["Location"]))

    assert "Ekstre başka bir hesabın: 7890" in page
    assert "Alınacak hareket yok" in page


def test_a_discarded_file_is_gone_and_may_come_again(
    bank: BankAccount, deniz: Client, django_capture_on_commit_callbacks: Any
) -> None:
    upload(deniz, bank, HEAD + ROWS)
    one = latest().public_id

    with django_capture_on_commit_callbacks(execute=True):
        deniz.post(url("desk_bank_discard", one))

    assert not file_of(one).exists()
    assert "Vazgeçildi" in words(deniz.get(url("desk_bank_statement", one)))
    assert upload(deniz, bank, HEAD + ROWS).status_code == 302


def test_without_an_account_there_is_nothing_to_upload_to(world: World, deniz: Client) -> None:
    assert "Önce banka hesabı ekleyin" in words(deniz.get(url("desk_bank_upload")))


def test_a_viewer_sees_files_and_uploads_none(world: World, bank: BankAccount) -> None:
    upload(member(world), bank, HEAD + ROWS)
    viewer = member(world, Role.VIEWER)

    assert "Ekstre yükle" not in words(viewer.get(url("desk_bank_statements")))
    assert upload(viewer, bank, HEAD).status_code == 403
    assert viewer.post(url("desk_bank_begin", latest().public_id)).status_code == 403


def test_another_seller_finds_neither_file_nor_account(bank: BankAccount, deniz: Client) -> None:
    upload(deniz, bank, HEAD + ROWS)
    one = latest().public_id
    mavi = make_seller("Mavi")
    client = sign_in(make_member(mavi, Role.ADMIN))
    session = client.session
    session[SEAT_KEY] = mavi.pk
    session.save()

    for name in ("desk_bank_statement", "desk_bank_progress", "desk_bank_problems"):
        assert client.get(url(name, one)).status_code == 404
    assert client.post(url("desk_bank_begin", one)).status_code == 404
    assert client.post(url("desk_bank_discard", one)).status_code == 404
    open_bank(mavi, iban=IBAN)
    assert upload(client, bank, HEAD).status_code == 422
