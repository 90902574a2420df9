"""Who issues: the seller as it stands on its documents."""

from __future__ import annotations

import re
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from vezne.accounts.identifiers import normalise_tax_id
from vezne.core.audit import Actor, record
from vezne.core.crypto import seal
from vezne.core.locks import lock_row
from vezne.edocuments.draft import VKN_LENGTH, Profile
from vezne.edocuments.errors import IssuerMissing, IssuerNotAllowed
from vezne.edocuments.models import Issuer, IssuesAt
from vezne.edocuments.prints import is_printable
from vezne.edocuments.sealing import ISSUER_TAX_ID
from vezne.edocuments.types import IssuerTerms

LETTERS = re.compile(r"[A-Z0-9]{3}")
LETTER_FIELDS = ("efatura_letters", "earsiv_letters", "slip_letters")
LOGO_BYTES_MOST = 300_000
LOGO_STARTS = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpg"}


@transaction.atomic
def issuer_set(*, seller_id: int, terms: IssuerTerms, actor: Actor, now: datetime) -> Issuer:
    """Enter or change who the seller is on documents; those issued before stay as they are.

    The first time counts from `now`: nothing older gets a document.
    Raises: InvalidVkn, InvalidTckn, InvalidTaxId, IssuerNotAllowed (letters, a missing field).
    """
    tax_id = _checked(terms)
    kept = asdict(terms)
    del kept["tax_id"]
    fields = kept | {
        "tax_id_sealed": seal(tax_id, purpose=ISSUER_TAX_ID),
        "tax_id_tail": tax_id[-4:],
    }
    issuer, _is_new = Issuer.objects.update_or_create(
        seller_id=seller_id, defaults=fields, create_defaults={**fields, "starts_at": now}
    )
    _record("documents.issuer_set", seller_id, now, actor)
    return issuer


@transaction.atomic
def issuer_logo_set(*, seller_id: int, logo: bytes | None, actor: Actor, now: datetime) -> Issuer:
    """Keep the picture at the head of the print (PNG or JPEG, up to 300 kB); None removes it.

    Raises: IssuerMissing, IssuerNotAllowed (another kind, too large).
    """
    issuer = lock_row(Issuer.objects, IssuerMissing, seller_id=seller_id)
    kind = "" if logo is None else _logo_type(logo, now)
    issuer.logo, issuer.logo_type = logo, kind
    issuer.save(update_fields=["logo", "logo_type"])
    _record("documents.logo_set", seller_id, now, actor)
    return issuer


@transaction.atomic
def issuer_active_set(*, seller_id: int, is_active: bool, actor: Actor, now: datetime) -> Issuer:
    """Begin or stop making documents; what began is still followed. Raises: IssuerMissing."""
    issuer = lock_row(Issuer.objects, IssuerMissing, seller_id=seller_id)
    issuer.is_active = is_active
    issuer.save(update_fields=["is_active"])
    _record("documents.issuer_active", seller_id, now, actor, is_active=is_active)
    return issuer


def _checked(terms: IssuerTerms) -> str:
    tax_id = normalise_tax_id(terms.tax_id)
    wanted = ["title", "street", "district", "city", "tax_office"]
    if len(tax_id) != VKN_LENGTH:
        wanted += ["first_name", "family_name"]
    for name in wanted:
        if not getattr(terms, name).strip():
            raise IssuerNotAllowed(field=name)
    letters = [getattr(terms, name) for name in LETTER_FIELDS]
    if not all(LETTERS.fullmatch(each) for each in letters) or len(set(letters)) < len(letters):
        raise IssuerNotAllowed(field="letters")
    if terms.issues_at not in IssuesAt.values:
        raise IssuerNotAllowed(field="issues_at")
    if terms.profile not in (Profile.TEMEL, Profile.TICARI):
        raise IssuerNotAllowed(field="profile")
    if terms.sells_on_internet and not terms.website:
        raise IssuerNotAllowed(field="website")
    return tax_id


def _logo_type(logo: bytes, now: datetime) -> str:
    kind = next((kind for start, kind in LOGO_STARTS.items() if logo.startswith(start)), "")
    if not kind or len(logo) > LOGO_BYTES_MOST or not is_printable(logo, kind, now=now):
        raise IssuerNotAllowed(field="logo")
    return kind


def _record(action: str, seller_id: int, now: datetime, actor: Actor, **details: object) -> None:
    record(
        actor=actor,
        action=action,
        subject=str(seller_id),
        now=now,
        account_id=seller_id,
        **details,
    )
