"""What people of a buyer consented to at a seller: texts of the sign-up, advertising; the newest
first, with version, time and address, as the seller must be able to prove it.

Words of a purchase stand with the purchase. Consents to advertising are rows of the buyer, so they
are read in system scope and narrowed to this seller.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from vezne.content.models import Acceptance, LegalText, LegalTextKind
from vezne.core.scope import acting_as_system
from vezne.notify.models import ConsentSource, OfferConsent

OF_SIGN_UP = (LegalTextKind.MEMBERSHIP, LegalTextKind.PRIVACY)
MOST = 30


@dataclass(frozen=True, slots=True)
class Consent:
    """One word of one person; `version` 0: no text of ours was shown."""

    kind: str  # of `LegalTextKind`
    label: str
    is_given: bool
    person: str  # empty: nobody signed in
    version: int
    at: datetime
    ip: str  # empty: unknown
    source: str  # in words


def consents_of(*, seller_id: int, buyer_id: int) -> list[Consent]:
    """Everything that was consented to or taken back, the newest first; three queries."""
    with acting_as_system("reports: a seller's proofs of consent"):
        return sorted(
            [*_of_texts(seller_id, buyer_id), *_of_advertising(seller_id, buyer_id)],
            key=lambda one: one.at,
            reverse=True,
        )[:MOST]


def _of_texts(seller_id: int, buyer_id: int) -> list[Consent]:
    rows = Acceptance.objects.filter(
        seller_id=seller_id, buyer_id=buyer_id, text__kind__in=OF_SIGN_UP
    ).select_related("text", "user")
    return [
        Consent(
            kind=row.text.kind,
            label=str(LegalTextKind(row.text.kind).label),
            is_given=True,
            person=row.user.full_name if row.user else "",
            version=row.text.number,
            at=row.accepted_at,
            ip=row.ip or "",
            source=str(ConsentSource.SIGN_UP.label),
        )
        for row in rows.order_by("-pk")[:MOST]
    ]


def _of_advertising(seller_id: int, buyer_id: int) -> list[Consent]:
    rows = OfferConsent.objects.filter(seller_id=seller_id, account_id=buyer_id)
    found = list(rows.select_related("user").order_by("-pk")[:MOST])
    texts = LegalText.objects.filter(public_id__in={row.text for row in found if row.text})
    versions = dict(texts.values_list("public_id", "number"))
    return [
        Consent(
            kind=LegalTextKind.MARKETING,
            label=str(LegalTextKind.MARKETING.label),
            is_given=row.is_given,
            person=row.user.full_name,
            version=versions.get(row.text, 0),
            at=row.said_at,
            ip=row.ip or "",
            source=str(ConsentSource(row.source).label),
        )
        for row in found
    ]
