"""Draft and XML as they are kept: compressed, encrypted, bound to their column."""

from __future__ import annotations

import json
import zlib

from vezne.core.crypto import seal_bytes, unseal_bytes
from vezne.edocuments.draft import DocumentDraft, from_json, to_json

DRAFT_PURPOSE = "edocuments_document.draft"
XML_PURPOSE = "edocuments_document.xml"
ISSUER_TAX_ID = "edocuments_issuer.tax_id"
KEY_PURPOSE = "edocuments_integratoraccount.key"
Stored = bytes | memoryview
"""As the database gives a binary column."""
FAST = 1
"""XML is repetitive: the fastest level leaves a sixth of it, in a third of the time."""


def seal_draft(draft: DocumentDraft) -> bytes:
    """A draft for its column."""
    text = json.dumps(to_json(draft), ensure_ascii=False, separators=(",", ":"))
    return seal_bytes(zlib.compress(text.encode(), FAST), purpose=DRAFT_PURPOSE)


def unseal_draft(sealed: Stored) -> DocumentDraft:
    """What `seal_draft` made."""
    return from_json(
        json.loads(zlib.decompress(unseal_bytes(bytes(sealed), purpose=DRAFT_PURPOSE)))
    )


def seal_xml(xml: bytes) -> bytes:
    """An XML for its column."""
    return seal_bytes(zlib.compress(xml, FAST), purpose=XML_PURPOSE)


def unseal_xml(sealed: Stored) -> bytes:
    """What `seal_xml` made."""
    return zlib.decompress(unseal_bytes(bytes(sealed), purpose=XML_PURPOSE))
