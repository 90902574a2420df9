"""The simulated bank keeps its books and tells of them in every way."""

import csv
import hashlib
import hmac
import io
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree as ET

import httpx
import mt940
import pytest

from tests.sandbox_server import Receiver, Sandbox, wait_for

IBAN = "TR330006100519786457841326"
PAYER = "TR320010009999901234567890"
CAMT = {"c": "urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"}


@pytest.fixture
def account(sandbox: Sandbox) -> dict[str, Any]:
    """An account that may be read over open banking."""
    given = {"holder": "Nar Bilişim A.Ş.", "bankName": "Çınar Bank", "token": "belirtec"}
    return dict(sandbox.call("PUT", f"/_sandbox/bank/accounts/{IBAN}", given))


def send(sandbox: Sandbox, amount: str, **more: str) -> dict[str, Any]:
    """Be the payer."""
    path = f"/_sandbox/bank/accounts/{IBAN}/movements"
    return dict(sandbox.call("POST", path, {"amount": amount, **more}))


def ask(sandbox: Sandbox, account: dict[str, Any], **more: str) -> httpx.Response:
    """Ask over open banking, as its holder's program."""
    start = datetime.now(UTC) - timedelta(hours=1)
    return sandbox.http.get(
        f"{sandbox.base_url}/ohvps/hbh/s2.0/hesaplar/{account['reference']}/islemler",
        params={"hesapIslemBslTrh": start.isoformat(), **more},
        headers={"Authorization": "Bearer belirtec"},
    )


def test_money_that_comes_in_raises_the_balance_and_gets_its_own_number(
    sandbox: Sandbox, account: dict[str, Any]
) -> None:
    first = send(sandbox, "1200.50", name="AYŞE YILMAZ", description="VZ-7K3M-9P4A")
    second = send(sandbox, "-5.75", channel="MASRAF")

    assert first["balance"] == "1200.50"
    assert first["description"] == "GELEN FAST - AYŞE YILMAZ - VZ-7K3M-9P4A"
    assert second["balance"] == "1194.75"
    assert first["id"] != second["id"]
    assert account["reference"] == "HSP" + IBAN[-16:]


def test_open_banking_answers_credits_and_debits_with_the_other_side_masked(
    sandbox: Sandbox, account: dict[str, Any]
) -> None:
    send(sandbox, "100", name="Bora Kaya", iban=PAYER, taxId="10000000146")
    send(sandbox, "-1.50", channel="MASRAF", description="EFT MASRAFI")

    lines = ask(sandbox, account).json()["isller"]

    assert [(line["brcAlc"], line["islTtr"]) for line in lines] == [("A", "100"), ("B", "1.5")]
    assert lines[0]["krsTrf"]["krsMskIBAN"] == "TR3200100*************7890"
    assert lines[0]["krsTrf"]["krsKimlikVrs"]["ohkTanimDeger"] == "10000000146"
    assert "odmStmNo" in lines[0]
    assert "odmStmNo" not in lines[1]


def test_open_banking_gives_pages_and_refuses_strangers_and_long_questions(
    sandbox: Sandbox, account: dict[str, Any]
) -> None:
    for amount in ("1", "2", "3"):
        send(sandbox, amount)

    second_page = ask(sandbox, account, syfNo="2", syfKytSayi="2")
    too_long = ask(sandbox, account, hesapIslemBslTrh="2020-01-01T00:00:00+03:00")
    stranger = sandbox.http.get(str(second_page.url), headers={"Authorization": "Bearer x"})

    assert [line["islTtr"] for line in second_page.json()["isller"]] == ["3"]
    assert second_page.headers["X-Total-Count"] == "3"
    assert too_long.status_code == 400
    assert stranger.status_code == 403


def test_a_notice_is_signed_and_tried_again(sandbox: Sandbox, receiver: Receiver) -> None:
    given = {"holder": "Nar", "bankName": "Çınar", "noticeUrl": receiver.url, "noticeSecret": "sır"}
    sandbox.call("PUT", f"/_sandbox/bank/accounts/{IBAN}", given)

    sent = send(sandbox, "10", description="merhaba")
    wait_for(lambda: receiver.received)

    headers, body = receiver.received[0]
    message = headers["x-bank-timestamp"].encode() + b"." + body
    expected = hmac.new("sır".encode(), message, hashlib.sha256).hexdigest()
    assert headers["x-bank-signature"] == f"sha256={expected}"
    assert receiver.wait(1)[0][1]["id"] == sent["id"]


def test_a_line_is_taken_back_once(sandbox: Sandbox, account: dict[str, Any]) -> None:
    sent = send(sandbox, "75")
    path = f"/_sandbox/bank/accounts/{IBAN}/movements/{sent['id']}/reversal"

    back = sandbox.call("POST", path, {})
    again = sandbox.http.post(sandbox.base_url + path, json={})

    assert (back["amount"], back["balance"]) == ("-75.00", "0.00")
    assert again.status_code == 400
    assert ask(sandbox, account).json()["isller"][-1]["iptEdlIslNo"] == sent["id"]


def test_the_three_files_say_the_same(sandbox: Sandbox, account: dict[str, Any]) -> None:
    del account
    send(sandbox, "1234.56", name="ERSİN ÇELİK", iban=PAYER, description="fatura ÖT-7K3M9P2A")
    send(sandbox, "-10", channel="MASRAF", description="Hesap işletim ücreti")
    page = f"{sandbox.base_url}/hesaplar/{IBAN}/ekstre"

    text = sandbox.http.get(f"{page}.sta").content.decode("iso-8859-9")
    camt = ET.fromstring(sandbox.http.get(f"{page}.xml").content)
    rows = list(
        csv.reader(
            io.StringIO(sandbox.http.get(f"{page}.csv").text.lstrip("\ufeff")), delimiter=";"
        )
    )

    parsed = mt940.parse(text)
    assert [t.data["amount"].amount for t in parsed] == [Decimal("1234.56"), Decimal(-10)]
    assert parsed.data["final_closing_balance"].amount.amount == Decimal("1224.56")
    assert [e.text for e in camt.iterfind(".//c:Ntry/c:Amt", CAMT)] == ["1234.56", "10.00"]
    assert [e.text for e in camt.iterfind(".//c:Bal/c:Amt", CAMT)] == ["0.00", "1224.56"]
    assert [row[4] for row in rows[1:]] == ["1.234,56", "-10,00"]


def test_the_page_sends_and_takes_back(sandbox: Sandbox, account: dict[str, Any]) -> None:
    del account
    page = sandbox.open(f"{sandbox.base_url}/hesaplar/{IBAN}/")

    sent = page.submit(
        0, {"amount": "1.250,00", "name": "Ceren Ak", "description": "0532 123 45 67"}
    )
    back = sent.submit(1, {})
    wrong = back.submit(0, {"amount": "bin lira"})

    assert "1.250,00" in sent.text
    assert "geri alındı" in back.text
    assert wrong.status == 400
    assert "1.234,56 gibi yazın" in wrong.text
