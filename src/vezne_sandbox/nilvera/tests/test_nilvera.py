"""Nilvera's contract over HTTP, apart from the panel's client; XML built by hand here."""

from __future__ import annotations

import json
import secrets
import uuid
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.sandbox_server import Sandbox, wait_for

VKN, FIRM_BUYER, PERSON = "4540536920", "1729171602", "10000000146"
XML = (Path(__file__).parent / "invoice.xml").read_text(encoding="utf-8")


class Integrator:
    """A firm's key at the sandbox."""

    def __init__(self, sandbox: Sandbox, **firm: Any) -> None:
        self.sandbox, self.key = sandbox, secrets.token_hex(8)
        self.change(tax_id=VKN, name="Nar", **firm)

    def change(self, **firm: Any) -> None:
        self.sandbox.call("PUT", f"/_sandbox/nilvera/firms/{self.key}", firm)

    def ask(self, method: str, path: str, **parts: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.key}"}
        url = self.sandbox.base_url + path
        return self.sandbox.http.request(method, url, headers=headers, **parts)

    def send(self, xml: str, path: str = "/earchive/Send/Xml", **query: str) -> httpx.Response:
        files = {"file": ("a.xml", xml.encode(), "application/xml")}
        return self.ask("POST", path, files=files, params=query)


def invoice(**changes: str) -> str:
    facts = {"ettn": str(uuid.uuid4()), "number": "EAR2026000000001", "profile": "EARSIVFATURA",
             "seller": VKN, **changes}  # fmt: skip
    xml = XML
    for name, value in facts.items():
        xml = xml.replace(f"@{name}@", value)
    return xml


@pytest.fixture
def firm(sandbox: Sandbox) -> Integrator:
    return Integrator(sandbox)


def codes(answer: httpx.Response) -> list[str]:
    return [one["Code"] for one in answer.json()["Errors"]]


def test_a_document_waits_and_then_succeeds(firm: Integrator) -> None:
    ettn = str(uuid.uuid4())

    sent = firm.send(invoice(ettn=ettn))

    assert (sent.status_code, sent.json()["InvoiceNumber"]) == (200, "EAR2026000000001")
    path = f"/earchive/invoices/{ettn}/Status"
    assert firm.ask("GET", path).json()["InvoiceStatus"]["Code"] == "waiting"
    assert wait_for(
        lambda: firm.ask("GET", path).json()["InvoiceStatus"]["Code"] == "succeed", seconds=5
    )
    assert f"{ettn}</cbc:UUID>" in firm.ask("GET", f"/earchive/invoices/{ettn}/xml").json()
    assert firm.ask("GET", f"/earchive/invoices/{ettn}/pdf").json().startswith("JVBERi0")


def test_a_key_that_is_not_known_is_401(firm: Integrator) -> None:
    firm.key = "x"

    assert firm.ask("GET", "/general/company").status_code == 401


def test_an_unknown_ettn_is_404(firm: Integrator) -> None:
    assert firm.ask("GET", f"/earchive/invoices/{uuid.uuid4()}/Status").status_code == 404


def test_the_register_says_who_gets_an_einvoice(firm: Integrator, sandbox: Sandbox) -> None:
    sandbox.call("PUT", f"/_sandbox/nilvera/taxpayers/{FIRM_BUYER}", {"name": "Alıcı"})

    assert firm.ask("GET", f"/general/GlobalCompany/Check/TaxNumber/{PERSON}").json() == []
    assert firm.ask("GET", f"/general/GlobalCompany/Check/TaxNumber/{FIRM_BUYER}").json()
    info = firm.ask("GET", f"/general/GlobalCompany/GetGlobalCustomerInfo/{FIRM_BUYER}").json()
    assert info["Aliases"][0]["Name"] == f"urn:mail:{FIRM_BUYER}pk@fatura.example"


def test_the_same_document_twice_is_told_by_its_code(firm: Integrator) -> None:
    first = invoice()
    firm.send(first)

    assert codes(firm.send(first)) == ["1001"]
    assert codes(firm.send(invoice())) == ["1004"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"seller": "1729171602"}, "1000"),
        ({"number": "EAR2025000000001"}, "2100"),
        ({"profile": "EARSIVFATURAX"}, "2015"),
    ],
)
def test_what_is_wrong_in_the_xml_is_refused(
    firm: Integrator, change: dict[str, str], code: str
) -> None:
    assert codes(firm.send(invoice(**change))) == [code]


def test_who_is_registered_gets_no_earchive_and_the_other_way_round(
    firm: Integrator, sandbox: Sandbox
) -> None:
    assert codes(firm.send(invoice(profile="TEMELFATURA"), "/einvoice/Send/Xml")) == ["2054"]

    sandbox.call("PUT", f"/_sandbox/nilvera/taxpayers/{PERSON}", {"alias": "urn:mail:a"})
    assert codes(firm.send(invoice())) == ["2025"]
    wrong = firm.send(invoice(profile="TEMELFATURA"), "/einvoice/Send/Xml", Alias="urn:mail:b")
    assert codes(wrong) == ["3000"]

    sandbox.call(
        "PUT", f"/_sandbox/nilvera/taxpayers/{PERSON}", {"alias": "urn:mail:a", "is_closed": True}
    )
    closed = firm.send(invoice(profile="TEMELFATURA"), "/einvoice/Send/Xml", Alias="urn:mail:a")
    assert codes(closed) == ["2052"]


def test_a_series_is_made_first_where_the_firm_wants_it_so(sandbox: Sandbox) -> None:
    firm = Integrator(sandbox, makes_series=False)

    assert codes(firm.send(invoice())) == ["3009"]
    firm.ask("POST", "/earchive/Series", json={"Name": "EAR"})
    assert firm.send(invoice()).status_code == 200
    assert codes(firm.ask("POST", "/einvoice/Series", json={"Name": "EAR"})) == ["1005"]


def test_without_credits_nothing_is_taken(sandbox: Sandbox) -> None:
    assert codes(Integrator(sandbox, credits=0).send(invoice())) == ["2000"]


@pytest.mark.parametrize("code", ["2053", "2075", "2078"])
def test_any_code_can_be_asked_for_once(firm: Integrator, code: str) -> None:
    firm.change(next_code=code)

    assert codes(firm.send(invoice())) == [code]
    assert firm.send(invoice()).status_code == 200


def test_the_tax_office_can_say_no_afterwards(firm: Integrator) -> None:
    ettn = str(uuid.uuid4())
    firm.change(next_fate="error")
    firm.send(invoice(ettn=ettn))

    def status() -> bool:
        answer = firm.ask("GET", f"/earchive/invoices/{ettn}/Status").json()
        return bool(answer["InvoiceStatus"]["Code"] == "error")

    assert wait_for(status, seconds=5)


def test_an_earchive_is_cancelled_and_the_page_shows_it(firm: Integrator, sandbox: Sandbox) -> None:
    ettn = str(uuid.uuid4())
    firm.send(invoice(ettn=ettn))

    assert firm.ask("PUT", f"/earchive/Invoices/{ettn}/Cancel").status_code == 200

    page = sandbox.open(sandbox.base_url + "/e-belgeler/")
    assert "İptal edildi" in page.text
    assert "EAR2026000000001" in page.text


def test_after_a_time_out_the_document_is_there(firm: Integrator, sandbox: Sandbox) -> None:
    ettn = str(uuid.uuid4())
    sandbox.switch({"name": "timeout_after", "endpoint": "nilvera_send", "seconds": 0.1})

    assert firm.send(invoice(ettn=ettn)).status_code == 504

    sandbox.switch()
    assert firm.ask("GET", f"/earchive/invoices/{ettn}/Status").status_code == 200


def test_what_others_sent_comes_in_pages(firm: Integrator, sandbox: Sandbox) -> None:
    for n in range(3):
        sandbox.call(
            "POST",
            f"/_sandbox/nilvera/firms/{firm.key}/purchases",
            {
                "number": f"ALI202600000000{n}",
                "sender_tax_id": FIRM_BUYER,
                "issued_on": "2026-03-02",
                "payable": "12.50",
            },
        )

    page = firm.ask("GET", "/einvoice/Purchase", params={"Page": "2", "PageSize": "2"}).json()

    assert (page["TotalPages"], len(page["Content"])) == (2, 1)
    assert json.dumps(page["Content"][0]["PayableAmount"]) == '"12.50"'
