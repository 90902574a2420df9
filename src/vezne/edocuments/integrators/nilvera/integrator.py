"""Nilvera behind the contract of an integrator."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from vezne.core.money import CURRENCIES
from vezne.edocuments.integrators.base import Envelope, IntegratorInDoubt, IntegratorRefused
from vezne.edocuments.integrators.nilvera.client import NilveraClient, NotThere
from vezne.edocuments.types import (
    Accepted,
    Declined,
    Delivered,
    ErrorCode,
    Incoming,
    Missing,
    Outcome,
    Refused,
    Registration,
    Unknown,
)

INVOICE_USERS = "Invoice"
PAGE_SIZE = "100"
MOST_PAGES = 50


class Nilvera:
    """One firm at Nilvera."""

    def __init__(self, client: NilveraClient) -> None:
        """`client` holds key and address."""
        self.client = client

    def registration(self, tax_id: str) -> Registration:
        """Two questions: is it registered, and where do its invoices go."""
        found = self.client.get(f"/general/GlobalCompany/Check/TaxNumber/{tax_id}")
        if not found:
            return Registration()
        info = self.client.get(
            f"/general/GlobalCompany/GetGlobalCustomerInfo/{tax_id}", globalUserType=INVOICE_USERS
        )
        names = [str(alias.get("Name", "")) for alias in info.get("Aliases") or []]
        return Registration(tuple(name for name in names if name))

    def send(self, envelope: Envelope) -> Outcome:
        """An unknown series (3009) is made and the document sent once more."""
        try:
            return self._upload(envelope)
        except IntegratorRefused as no:
            if no.code is not ErrorCode.SERIES_UNKNOWN:
                raise
        self.client.post(
            f"{_root(envelope)}/Series",
            {"Name": envelope.number[:3], "IsActive": True, "IsDefault": False},
        )
        return self._upload(envelope)

    def _upload(self, envelope: Envelope) -> Outcome:
        params = {"Alias": envelope.alias} if envelope.is_efatura else {}
        try:
            self.client.upload(
                f"{_root(envelope)}/Send/Xml",
                name=f"{envelope.number}.xml",
                xml=envelope.xml,
                **params,
            )
        except NotThere:
            raise IntegratorInDoubt("HTTP 404 to a document") from None
        return Delivered()

    def ask(self, envelope: Envelope) -> Outcome:
        """By the ETTN; `waiting` and `sent` go on, `succeed` and `error` are ends."""
        try:
            said = self.client.get(f"{_documents(envelope)}/{envelope.ettn}/Status")
        except NotThere:
            return Missing()
        return _outcome(said if isinstance(said, dict) else {})

    def cancel(self, envelope: Envelope) -> Outcome:
        """e-Arşiv only."""
        try:
            self.client.put(f"/earchive/Invoices/{envelope.ettn}/Cancel")
        except NotThere:
            return Missing()
        except IntegratorRefused as no:
            return Refused(ErrorCode.CANCEL_REFUSED, no.detail)
        return Accepted()

    def incoming(self, since: date) -> list[Incoming]:
        """Page by page."""
        rows: list[Incoming] = []
        for page in range(1, MOST_PAGES + 1):
            said = self.client.get(
                "/einvoice/Purchase",
                Page=str(page),
                PageSize=PAGE_SIZE,
                StartDate=since.isoformat(),
                SortColumn="IssueDate",
                SortType="ASC",
            )
            rows += [_incoming(row) for row in said.get("Content") or []]
            if page >= int(said.get("TotalPages") or 1):
                break
        return rows

    def incoming_xml(self, ettn: str) -> bytes | None:
        """It comes as a JSON string."""
        try:
            said = self.client.get(f"/einvoice/Purchase/{ettn}/xml")
        except NotThere:
            return None
        return said.encode() if isinstance(said, str) and said else None

    def company(self) -> str:
        """The account's own firm."""
        said = self.client.get("/general/company")
        return str(said.get("Name") or said.get("TaxNumber") or "")


def _root(envelope: Envelope) -> str:
    return "/einvoice" if envelope.is_efatura else "/earchive"


def _documents(envelope: Envelope) -> str:
    return "/einvoice/sale" if envelope.is_efatura else "/earchive/invoices"


def _outcome(said: dict[str, Any]) -> Outcome:
    status = said.get("InvoiceStatus") or {}
    code = str(status.get("Code") or said.get("StatusCode") or "").lower()
    words = str(status.get("Description") or said.get("StatusDetail") or "")
    if str(said.get("AnswerStatus") or "").lower() == "rejected":
        return Declined(words)
    match code:
        case "succeed":
            return Accepted()
        case "waiting" | "sent":
            return Delivered()
        case "error":
            return Refused(ErrorCode.TAX_OFFICE_REFUSED, words)
    return Unknown(code or "no status")


def _incoming(row: dict[str, Any]) -> Incoming:
    currency = str(row.get("CurrencyCode") or "TRY")
    total = Decimal(str(row.get("PayableAmount") or 0))
    return Incoming(
        ettn=str(row.get("UUID") or ""),
        number=str(row.get("InvoiceNumber") or ""),
        sender_tax_id=str(row.get("SenderTaxNumber") or ""),
        sender_name=str(row.get("SenderName") or ""),
        issued_on=date.fromisoformat(str(row.get("IssueDate") or "")[:10]),
        currency=currency,
        total_minor=int(total.scaleb(CURRENCIES.get(currency, 2)).to_integral_value()),
        type=str(row.get("InvoiceType") or ""),
    )
