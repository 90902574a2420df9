"""The invoice as a whole, in the order of the XSD."""

from __future__ import annotations

from decimal import Decimal

from vezne.edocuments.draft import DocumentDraft, Identity, Line, Profile
from vezne.edocuments.notes import all_notes
from vezne.edocuments.ubl.elements import (
    Element,
    amount,
    decimals,
    node,
    reference,
    root,
    serialise,
    text,
    text_if,
)
from vezne.edocuments.ubl.parties import add_party, add_signature
from vezne.edocuments.ubl.taxes import add_taxes

SEND_TYPE = "ELEKTRONIK"
MICRO_PLACES = 6


def build(draft: DocumentDraft, identity: Identity) -> bytes:
    """The XML of a draft under a number. Raises: ValueError for a negative amount."""
    made = root()
    _add_head(made, draft, identity)
    _add_references(made, draft, identity)
    add_signature(made, draft.seller, identity)
    add_party(made, "AccountingSupplierParty", draft.seller)
    add_party(made, "AccountingCustomerParty", draft.buyer)
    if draft.exchange is not None:
        exchange = node(made, "PricingExchangeRate")
        text(exchange, "SourceCurrencyCode", draft.currency)
        text(exchange, "TargetCurrencyCode", "TRY")
        text(exchange, "CalculationRate", _rate(draft.exchange.rate_micro))
        text(exchange, "Date", draft.exchange.bulletin_on.isoformat())
    add_taxes(made, draft.lines, draft.currency)
    _add_totals(made, draft)
    for place, line in enumerate(draft.lines, 1):
        _add_line(made, line, place, draft.currency)
    return serialise(made)


def _add_head(made: Element, draft: DocumentDraft, identity: Identity) -> None:
    text(made, "UBLVersionID", "2.1")
    text(made, "CustomizationID", "TR1.2")
    text(made, "ProfileID", draft.profile.value)
    text(made, "ID", identity.number)
    text(made, "CopyIndicator", "false")
    text(made, "UUID", identity.ettn)
    text(made, "IssueDate", identity.issued_on.isoformat())
    text(made, "IssueTime", identity.issued_time)
    text(made, "InvoiceTypeCode", draft.type.value)
    for note in all_notes(draft):
        text(made, "Note", note)
    text(made, "DocumentCurrencyCode", draft.currency)
    text(made, "LineCountNumeric", len(draft.lines))
    if draft.period is not None:
        period = node(made, "InvoicePeriod")
        text(period, "StartDate", draft.period[0].isoformat())
        text(period, "EndDate", draft.period[1].isoformat())


def _add_references(made: Element, draft: DocumentDraft, identity: Identity) -> None:
    if draft.returned is not None:
        billing = node(made, "BillingReference")
        reference(
            billing,
            "InvoiceDocumentReference",
            kind="IADE",
            value=draft.returned.number,
            day=draft.returned.issued_on,
        )
    if draft.profile is not Profile.EARSIV:
        return
    said = {"SEND_TYPE": SEND_TYPE}
    if draft.internet is not None:
        said |= {
            "IS_INTERNET": ".",
            "INT_WEBSITE": draft.internet.website,
            "INT_PAYMENT_METHOD": draft.internet.paid_by.value,
            "INT_PAYMENTDATE": draft.internet.paid_on.isoformat(),
        }
    for kind, value in said.items():
        reference(
            made, "AdditionalDocumentReference", kind=kind, value=value, day=identity.issued_on
        )


def _add_totals(made: Element, draft: DocumentDraft) -> None:
    totals = node(made, "LegalMonetaryTotal")
    for name, minor in (
        ("LineExtensionAmount", draft.net_minor),
        ("TaxExclusiveAmount", draft.net_minor),
        ("TaxInclusiveAmount", draft.inclusive_minor),
        # Of the whole document: the lines' own discounts are already off their nets.
        ("AllowanceTotalAmount", 0),
        ("PayableAmount", draft.payable_minor),
    ):
        amount(totals, name, minor, draft.currency)


def _add_line(made: Element, line: Line, place: int, currency: str) -> None:
    row = node(made, "InvoiceLine")
    text(row, "ID", place)
    text_if(row, "Note", line.note)
    text(row, "InvoicedQuantity", line.quantity, unitCode=line.unit_code)
    amount(row, "LineExtensionAmount", line.net_minor, currency)
    if line.discount_minor:
        gross = line.net_minor + line.discount_minor
        allowance = node(row, "AllowanceCharge")
        text(allowance, "ChargeIndicator", "false")
        factor = (Decimal(line.discount_minor) / gross).quantize(Decimal("0.0001"))
        text(allowance, "MultiplierFactorNumeric", f"{factor.normalize():f}")
        amount(allowance, "Amount", line.discount_minor, currency)
        amount(allowance, "BaseAmount", gross, currency)
    add_taxes(row, (line,), currency)
    text(node(row, "Item"), "Name", line.name)
    price = node(row, "Price")
    text(price, "PriceAmount", decimals(line.unit_price_minor, currency), currencyID=currency)


def _rate(micro: int) -> str:
    """TRY per unit with at most six decimals and no needless zero."""
    return f"{Decimal(micro).scaleb(-MICRO_PLACES).normalize():f}"
