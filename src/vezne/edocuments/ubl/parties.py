"""Signature, seller and buyer."""

from __future__ import annotations

from vezne.edocuments.draft import Identity, Party
from vezne.edocuments.ubl.elements import Element, node, text, text_if


def add_signature(parent: Element, seller: Party, identity: Identity) -> None:
    """Who signs: the seller, by the seal that the integrator puts on."""
    made = node(parent, "Signature")
    text(made, "ID", seller.tax_id, schemeID="VKN_TCKN")
    party = node(made, "SignatoryParty")
    _add_tax_id(party, seller)
    _add_address(party, seller)
    attachment = node(made, "DigitalSignatureAttachment")
    text(node(attachment, "ExternalReference"), "URI", f"#Signature_{identity.number}")


def add_party(parent: Element, role: str, party: Party) -> None:
    """`AccountingSupplierParty` or `AccountingCustomerParty`."""
    made = node(node(parent, role), "Party")
    text_if(made, "WebsiteURI", party.website)
    _add_tax_id(made, party)
    for kind, value in (("MERSISNO", party.mersis), ("TICARETSICILNO", party.trade_register)):
        if value:
            text(node(made, "PartyIdentification"), "ID", value, schemeID=kind)
    if party.title:
        text(node(made, "PartyName"), "Name", party.title)
    _add_address(made, party)
    if party.tax_office:
        scheme = node(node(made, "PartyTaxScheme"), "TaxScheme")
        text(scheme, "Name", party.tax_office)
    if party.phone or party.email:
        contact = node(made, "Contact")
        text_if(contact, "Telephone", party.phone)
        text_if(contact, "ElectronicMail", party.email)
    if not party.is_firm:
        person = node(made, "Person")
        text(person, "FirstName", party.first_name)
        text(person, "FamilyName", party.family_name)


def _add_tax_id(parent: Element, party: Party) -> None:
    scheme = "VKN" if party.is_firm else "TCKN"
    text(node(parent, "PartyIdentification"), "ID", party.tax_id, schemeID=scheme)


def _add_address(parent: Element, party: Party) -> None:
    made = node(parent, "PostalAddress")
    text_if(made, "StreetName", party.street)
    text_if(made, "BuildingNumber", party.building)
    text(made, "CitySubdivisionName", party.district)
    text(made, "CityName", party.city)
    text_if(made, "PostalZone", party.postal_code)
    country = node(made, "Country")
    text_if(country, "IdentificationCode", party.country)
    text(country, "Name", party.country_name)
