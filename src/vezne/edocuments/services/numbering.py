"""Numbers: one at a time per series, without gap or double, dates never falling back.

Everything that can fail happens before: the XML is built and checked under a placeholder of the
same length. Then, in one transaction: the document's row is locked, the series' row counts up by
one (and stays locked), the number is put into the XML, and one statement writes document and log.
A kill before the commit undoes all of it, number included.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction

from vezne.core.calendar import ISTANBUL
from vezne.edocuments.draft import DocumentDraft, Identity
from vezne.edocuments.errors import DocumentNotFound, SeriesAhead
from vezne.edocuments.models import Document, DocumentState, Series
from vezne.edocuments.sealing import seal_xml
from vezne.edocuments.services.rows import locked_document
from vezne.edocuments.ubl import build

# One statement counts and locks; the ORM would read the row first and hold it a round trip longer.
COUNT_UP = """
UPDATE edocuments_series SET last_number = last_number + 1, last_on = %(day)s
WHERE seller_id = %(seller)s AND letters = %(letters)s AND year = %(year)s
  AND (last_on IS NULL OR last_on <= %(day)s)
RETURNING last_number
"""
# Document and log together: each round trip here is one in which nobody else gets a number.
WRITE = """
WITH numbered AS (
    UPDATE edocuments_document
    SET state = %(state)s, number = %(number)s, issued_on = %(day)s, issued_at = %(at)s,
        xml_sealed = %(xml)s, xml_sha256 = %(sha)s, next_check_at = %(next)s, checks = 0
    WHERE id = %(id)s
    RETURNING id, seller_id, buyer_id
)
INSERT INTO edocuments_documentevent (document_id, seller_id, buyer_id, kind, details, at)
SELECT id, seller_id, buyer_id, 'issued', jsonb_build_object('number', %(number)s::text), %(at)s
FROM numbered
"""


@dataclass(frozen=True, slots=True)
class Template:
    """A checked XML that only lacks its number."""

    letters: str
    issued_at: datetime
    placeholder: str
    xml: bytes

    @property
    def issued_on(self) -> date:
        """The date on the document."""
        return self.issued_at.astimezone(ISTANBUL).date()


def template_build(
    *, draft: DocumentDraft, ettn: str, letters: str, issued_at: datetime
) -> Template:
    """The XML of a draft under the number zero of its series and year."""
    local = issued_at.astimezone(ISTANBUL).replace(microsecond=0)
    placeholder = number_of(letters, local.year, 0)
    identity = Identity(placeholder, ettn, local.date(), f"{local:%H:%M:%S}")
    return Template(letters, local, placeholder, build(draft, identity))


def number_of(letters: str, year: int, count: int) -> str:
    """Three letters, the year, nine digits."""
    return f"{letters}{year}{count:09d}"


def document_issue(*, document_id: int, template: Template, now: datetime) -> Document:
    """Give a checked draft the next number of its series and keep its XML; then it never changes.

    Raises: DocumentNotFound, DocumentStateWrong (numbered already), SeriesAhead (the series has a
    later date: build and check anew).
    """
    series_open(_seller_of(document_id), template.letters, template.issued_on.year)
    with transaction.atomic():
        document = locked_document(document_id, DocumentState.DRAFT)
        number = take_number(document.seller_id, template.letters, template.issued_on)
        xml = template.xml.replace(template.placeholder.encode(), number.encode())
        _write(document, number, template, xml, now)
    return document


def series_open(seller_id: int, letters: str, year: int) -> None:
    """Make the series' row of this year, if it is its first document; its own transaction."""
    if not Series.objects.filter(seller_id=seller_id, letters=letters, year=year).exists():
        Series.objects.bulk_create(
            [Series(seller_id=seller_id, letters=letters, year=year)], ignore_conflicts=True
        )


def take_number(seller_id: int, letters: str, day: date) -> str:
    """The next number, in the caller's transaction, which holds the series from here to its end.

    Raises: SeriesAhead.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            COUNT_UP, {"seller": seller_id, "letters": letters, "year": day.year, "day": day}
        )
        row = cursor.fetchone()
    if row is None:
        raise SeriesAhead
    return number_of(letters, day.year, row[0])


def _seller_of(document_id: int) -> int:
    seller_id = Document.objects.filter(pk=document_id).values_list("seller_id", flat=True).first()
    if seller_id is None:
        raise DocumentNotFound
    return seller_id


def _write(document: Document, number: str, template: Template, xml: bytes, now: datetime) -> None:
    document.state, document.number = DocumentState.ISSUED, number
    document.issued_on, document.issued_at = template.issued_on, template.issued_at
    document.xml_sealed, document.xml_sha256 = seal_xml(xml), hashlib.sha256(xml).hexdigest()
    document.next_check_at, document.checks = now, 0
    with connection.cursor() as cursor:
        cursor.execute(
            WRITE,
            {
                "id": document.pk,
                "state": document.state,
                "number": number,
                "day": document.issued_on,
                "at": document.issued_at,
                "xml": document.xml_sealed,
                "sha": document.xml_sha256,
                "next": now,
            },
        )
