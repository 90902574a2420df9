"""Who issues, by which integrator, in which series."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from vezne.core.crypto import unseal
from vezne.core.scope import acting_as_system
from vezne.edocuments.draft import Party
from vezne.edocuments.errors import IssuerMissing
from vezne.edocuments.models import (
    IntegratorAccount,
    Issuer,
    Series,
)
from vezne.edocuments.sealing import ISSUER_TAX_ID


def find_issuer(seller_id: int) -> Issuer | None:
    """Who the seller is on documents; None when it has not said."""
    return Issuer.objects.filter(seller_id=seller_id).first()


def issuing() -> QuerySet[Issuer]:
    """Sellers for which documents are made: they said who they are, and an integrator is bound."""
    carried = IntegratorAccount.objects.filter(seller_id=OuterRef("seller_id"), is_active=True)
    return Issuer.objects.filter(Exists(carried), is_active=True)


def active_issuers() -> list[Issuer]:
    """Those sellers, for the clock."""
    return list(issuing().defer("logo"))


def issues_documents(seller_id: int) -> bool:
    """Whether a seller's invoices get documents; in any scope, for its buyers' pages."""
    with acting_as_system("documents: whether a seller issues"):
        return issuing().filter(seller_id=seller_id).exists()


def get_issuer(seller_id: int) -> Issuer:
    """The same. Raises: IssuerMissing."""
    issuer = find_issuer(seller_id)
    if issuer is None:
        raise IssuerMissing
    return issuer


def issuer_tax_id(issuer: Issuer) -> str:
    """The VKN or TCKN in plain."""
    return unseal(issuer.tax_id_sealed, purpose=ISSUER_TAX_ID)


def party_of(issuer: Issuer) -> Party:
    """The seller as a document says it."""
    return Party(
        tax_id=issuer_tax_id(issuer),
        title=issuer.title,
        first_name=issuer.first_name,
        family_name=issuer.family_name,
        street=issuer.street,
        building=issuer.building,
        district=issuer.district,
        city=issuer.city,
        postal_code=issuer.postal_code,
        tax_office=issuer.tax_office,
        mersis=issuer.mersis,
        trade_register=issuer.trade_register,
        website=issuer.website,
        phone=issuer.phone,
        email=issuer.email,
    )


def find_integrator(seller_id: int) -> IntegratorAccount | None:
    """The seller's contract with an integrator; its key stays sealed."""
    return IntegratorAccount.objects.filter(seller_id=seller_id).first()


def has_real_integrator() -> bool:
    """Whether any active contract is a real one: then the installation clock does not move."""
    return IntegratorAccount.objects.filter(is_active=True, is_test=False).exists()


def series_of(seller_id: int) -> list[Series]:
    """The seller's runs of numbers, the newest year first."""
    return list(Series.objects.filter(seller_id=seller_id).order_by("-year", "letters"))
