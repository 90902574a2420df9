"""A document as PDF."""

from __future__ import annotations

import base64
from datetime import datetime
from pathlib import Path

import typst

from vezne.core.calendar import ISTANBUL
from vezne.core.typesetting import pdf_of
from vezne.edocuments.draft import DocumentDraft, Identity
from vezne.edocuments.models import Document, DocumentState, Issuer
from vezne.edocuments.prints.values import print_values

TEMPLATE = Path(__file__).parent / "document.typ"
PICTURE = Path(__file__).parent / "picture.typ"
SAMPLE_STAMP = "ÖRNEK"
LOGO_TYPES = {"png": "image/png", "jpg": "image/jpeg"}


def document_pdf(document: Document, draft: DocumentDraft, issuer: Issuer | None) -> bytes:
    """The print of a numbered document; `issuer` gives the logo, if it has one."""
    issued_at = document.issued_at or document.created_at
    values = print_values(
        draft,
        identity_of(document),
        kind=document.kind,
        logo=logo_svg(issuer),
        is_cancelled=document.state == DocumentState.CANCELLED,
        reason=document.reason,
    )
    return pdf_of(TEMPLATE, values, now=issued_at)


def sample_pdf(
    draft: DocumentDraft, identity: Identity, issuer: Issuer, *, kind: str, now: datetime
) -> bytes:
    """A print that says across the page that it is none."""
    values = print_values(draft, identity, kind=kind, logo=logo_svg(issuer))
    return pdf_of(TEMPLATE, {**values, "stamp": SAMPLE_STAMP}, now=now)


def identity_of(document: Document) -> Identity:
    """Number, ETTN and time of a document; a dash for one without a number."""
    at = document.issued_at or document.created_at
    local = at.astimezone(ISTANBUL)
    number = document.number or "—"
    return Identity(number, str(document.ettn), local.date(), f"{local:%H:%M:%S}")


def logo_svg(issuer: Issuer | None) -> str:
    """The seller's picture inside an SVG, because a template takes text only; empty for none."""
    if issuer is None or issuer.logo is None or issuer.logo_type not in LOGO_TYPES:
        return ""
    return _framed(bytes(issuer.logo), issuer.logo_type)


def is_printable(logo: bytes, logo_type: str, *, now: datetime) -> bool:
    """Whether a picture can be printed; one that cannot would break every document."""
    try:
        pdf_of(PICTURE, {"logo": _framed(logo, logo_type)}, now=now)
    except typst.TypstError:
        return False
    return True


def _framed(logo: bytes, logo_type: str) -> str:
    body = base64.b64encode(logo).decode()
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="180" height="60">'
        f'<image width="180" height="60" href="data:{LOGO_TYPES[logo_type]};base64,{body}"/>'
        "</svg>"
    )
