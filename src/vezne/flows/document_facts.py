"""What a legal document must know, gathered from the packages that know it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from vezne.accounts.models import Account, AccountKind, Address
from vezne.accounts.queries import ADDRESS_TAX_ID, get_account, tax_id_of
from vezne.banking.queries.lists import accounts_shown
from vezne.core.calendar import istanbul_date
from vezne.core.crypto import unseal
from vezne.edocuments.draft import (
    ANY_CONSUMER,
    ANY_FOREIGNER,
    VKN_LENGTH,
    Bank,
    DocumentDraft,
    Exchange,
    Internet,
    Line,
    PaidBy,
    Party,
    Profile,
    type_of,
)
from vezne.edocuments.models import Issuer, IssuesAt
from vezne.edocuments.queries import party_of
from vezne.edocuments.rates import SERVICE_EXPORT_CODE
from vezne.edocuments.reckoning import with_exemption, with_withheld
from vezne.flows.paying import snapshot_of
from vezne.invoicing.models import Invoice, InvoiceLine
from vezne.invoicing.queries import lines_of, rate_for
from vezne.payments.models import Attempt, AttemptState
from vezne.payments.queries import payments_of_invoice

HOME = "TR"
COUNTRIES = {
    HOME: "Türkiye",
    "AE": "Birleşik Arap Emirlikleri",
    "AZ": "Azerbaycan",
    "BG": "Bulgaristan",
    "CY": "Kıbrıs",
    "DE": "Almanya",
    "FR": "Fransa",
    "GB": "Birleşik Krallık",
    "IT": "İtalya",
    "NL": "Hollanda",
    "RU": "Rusya",
    "US": "Amerika Birleşik Devletleri",
}
"""Names for the countries that are met; for another its code is written."""
PAID_BY = {
    "hosted_card": PaidBy.CARD,
    "stored_card": PaidBy.CARD,
    "bank_transfer": PaidBy.TRANSFER,
}
DAY = timedelta(days=1)


def draft_for(*, invoice: Invoice, issuer: Issuer, profile: Profile | None = None) -> DocumentDraft:
    """What an invoice's document says, from the rows as they are now; in system scope.

    Without a `profile` it is an e-Arşiv: the kind is decided later, by asking who is registered.
    Raises: RateUnknown for another currency before its first bulletin.
    """
    event_at = event_of(invoice, issuer)
    chosen = profile or Profile.EARSIV
    buyer = buyer_of(invoice)
    lines = tuple(_line(row, buyer, invoice) for row in lines_of(invoice.pk))
    return DocumentDraft(
        profile=chosen,
        type=type_of(lines),
        currency=invoice.currency,
        seller=party_of(issuer),
        buyer=buyer,
        lines=lines,
        event_on=istanbul_date(event_at),
        notes=(issuer.note,) if issuer.note else (),
        exchange=_exchange(invoice, event_at),
        internet=_internet(invoice, issuer, event_at) if chosen is Profile.EARSIV else None,
        period=_period(invoice),
        banks=banks_of(invoice),
        reference=invoice.reference,
    )


def event_of(invoice: Invoice, issuer: Issuer) -> datetime:
    """When the tax arises: at payment, or at the start of what is paid for."""
    if issuer.issues_at == IssuesAt.PAYMENT and invoice.paid_at is not None:
        return invoice.paid_at
    return invoice.due_at


def buyer_of(invoice: Invoice) -> Party:
    """The buyer by the invoice's own address, else by its default one; what is missing stays empty
    and is found by the checks.
    """
    account = get_account(invoice.buyer_id)
    address = invoice.billing_address or _default_address(account)
    country = address.get("country") or HOME
    tax_id = _tax_id(account, address, country)
    is_firm = len(tax_id) == VKN_LENGTH
    first, _, family = str(address.get("contact_name", "")).strip().rpartition(" ")
    company = str(address.get("company_name", "")).strip()
    if is_firm and not company:
        company = account.legal_name
    return Party(
        tax_id=tax_id,
        title=company,
        first_name="" if is_firm else first,
        family_name="" if is_firm else family,
        street=str(address.get("line", "")),
        district=str(address.get("district", "")),
        city=str(address.get("city", "")),
        tax_office=str(address.get("tax_office") or account.tax_office),
        country=country,
        country_name=COUNTRIES.get(country, country),
        phone=str(address.get("phone", "")),
        email=account.email,
    )


def _default_address(account: Account) -> dict[str, Any]:
    row = Address.objects.filter(account_id=account.pk, is_default=True, archived_at=None).first()
    if row is None:
        return {}
    snapshot = snapshot_of(row)
    return {name: getattr(snapshot, name) for name in snapshot.__slots__}


def _tax_id(account: Account, address: dict[str, Any], country: str) -> str:
    """The address's number, else the account's; a person without one is *a consumer*."""
    if country != HOME:
        return ANY_FOREIGNER
    sealed = address.get("tax_id_sealed")
    number = unseal(sealed, purpose=ADDRESS_TAX_ID) if sealed else tax_id_of(account)
    is_person = account.kind == AccountKind.PERSON or not address.get("company_name")
    return number or (ANY_CONSUMER if is_person else "")


def _line(row: InvoiceLine, buyer: Party, invoice: Invoice) -> Line:
    """A code stands on the invoice's line also below the floor, where nothing is withheld by it."""
    abroad = SERVICE_EXPORT_CODE if buyer.country != HOME else ""
    line = with_exemption(
        Line(
            name=row.description,
            quantity=row.quantity,
            unit_price_minor=row.unit_price_minor,
            discount_minor=row.discount_minor,
            net_minor=row.net_minor,
            kdv_rate_bp=row.kdv_rate_bp,
            kdv_minor=row.kdv_minor,
            oiv_rate_bp=row.oiv_rate_bp,
            oiv_minor=row.oiv_minor,
            exemption_code=row.exemption_code or abroad,
        )
    )
    code = row.withheld_code if invoice.withheld_minor else ""
    return with_withheld(line, code, row.withheld_minor)


def _exchange(invoice: Invoice, event_at: datetime) -> Exchange | None:
    """The bank's buying rate that counted when the tax arose (KDV K. m.26)."""
    if invoice.currency == "TRY":
        return None
    rate = rate_for(invoice.currency, event_at)
    return Exchange(rate.rate_micro, rate.bulletin_on, rate.bulletin_number)


def _internet(invoice: Invoice, issuer: Issuer, event_at: datetime) -> Internet | None:
    if not issuer.sells_on_internet:
        return None
    attempt = captured_of(invoice)
    paid_at = invoice.paid_at or event_at
    return Internet(
        website=issuer.website,
        paid_by=PAID_BY.get(attempt.method, PaidBy.OTHER) if attempt else PaidBy.OTHER,
        paid_on=istanbul_date(paid_at),
    )


def captured_of(invoice: Invoice) -> Attempt | None:
    """The first try whose money pays for the invoice."""
    captured = [
        attempt
        for payment in payments_of_invoice(invoice.pk)
        for attempt in payment.attempts.all()
        if attempt.state in (AttemptState.CAPTURED, AttemptState.REFUNDED)
    ]
    return min(captured, key=lambda attempt: attempt.pk, default=None)


def _period(invoice: Invoice) -> tuple[date, date] | None:
    """First and last day that is paid for, when all lines agree."""
    periods = {(row.period_starts_at, row.period_ends_at) for row in lines_of(invoice.pk)}
    starts_at, ends_at = periods.pop() if len(periods) == 1 else (None, None)
    if starts_at is None or ends_at is None:
        return None
    last = istanbul_date(ends_at) - DAY
    return istanbul_date(starts_at), max(last, istanbul_date(starts_at))


def banks_of(invoice: Invoice) -> tuple[Bank, ...]:
    """Where the seller can be paid, for the print; none while it has no bank account here."""
    rows = accounts_shown(seller_id=invoice.seller_id, currency=invoice.currency)
    return tuple(Bank(row.bank_name, row.iban, row.currency) for row in rows)


def as_efatura(draft: DocumentDraft, profile: Profile) -> DocumentDraft:
    """The same for a registered buyer: without what only an e-Arşiv says."""
    return replace(draft, profile=profile, internet=None)
