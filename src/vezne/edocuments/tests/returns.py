"""A buyer's iade invoice as its XML."""

from __future__ import annotations

from collections.abc import Sequence

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
 xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
 xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
<cbc:InvoiceTypeCode>IADE</cbc:InvoiceTypeCode>
<cbc:DocumentCurrencyCode>{currency}</cbc:DocumentCurrencyCode>
<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>{returns}</cbc:ID>
</cac:InvoiceDocumentReference></cac:BillingReference>"""


def _amount(name: str, value: str, currency: str) -> str:
    return f'<cbc:{name} currencyID="{currency}">{value}</cbc:{name}>'


def _tax(base: str, tax: str, percent: str, currency: str) -> str:
    inner = _amount("TaxableAmount", base, currency) + _amount("TaxAmount", tax, currency)
    return f"<cac:TaxSubtotal>{inner}<cbc:Percent>{percent}</cbc:Percent></cac:TaxSubtotal>"


def return_xml(
    *,
    net: str = "100.00",
    payable: str = "120.00",
    taxes: Sequence[tuple[str, str, str]] = (("100.00", "20.00", "20"),),
    withheld: str = "",
    returns: str = "EAR2026000000001",
    currency: str = "TRY",
) -> str:
    """Sums as they are told; one line per rate."""
    kdv = "".join(_tax(*one, currency) for one in taxes)
    lines = "".join(
        f"<cac:InvoiceLine><cbc:InvoicedQuantity>1</cbc:InvoicedQuantity>"
        f"{_amount('LineExtensionAmount', one[0], currency)}"
        f"<cac:TaxTotal>{_tax(*one, currency)}</cac:TaxTotal>"
        f"<cac:Item><cbc:Name>Hizmet iadesi {one[2]}</cbc:Name></cac:Item></cac:InvoiceLine>"
        for one in taxes
    )
    held = _amount("TaxAmount", withheld, currency)
    total = _amount("TaxExclusiveAmount", net, currency)
    return (
        HEAD.format(currency=currency, returns=returns)
        + f"<cac:TaxTotal>{kdv}</cac:TaxTotal>"
        + (f"<cac:WithholdingTaxTotal>{held}</cac:WithholdingTaxTotal>" if withheld else "")
        + f"<cac:LegalMonetaryTotal>{total}{_amount('PayableAmount', payable, currency)}"
        + f"</cac:LegalMonetaryTotal>{lines}</Invoice>"
    )
