"""Numbers: one at a time per series, without gap or double, dates never falling back.

Everything that can fail happens before: the XML is built and checked under a placeholder of the
same length. Then, in one transaction of two statements: the series' row counts up by one (and stays
locked), the number is put into the XML, and document and log are written together. A kill before
the commit undoes all of it, number included.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from vezne.core.calendar import ISTANBUL
from vezne.core.prepared import Parameter, fetch_all
from vezne.edocuments.draft import DocumentDraft, Identity
from vezne.edocuments.errors import DocumentNotFound, DocumentStateWrong, SeriesAhead
from vezne.edocuments.models import Document, DocumentState, Series
from vezne.edocuments.sealing import seal_xml
from vezne.edocuments.ubl import build

# One statement counts and locks. What follows until the commit is time in which nobody else gets a
# number of this series; so it is one more statement, both prepared.
COUNT_UP = """
UPDATE edocuments_series SET last_number = last_number + 1, last_on = $4::date
WHERE seller_id = $1::bigint AND letters = $2 AND year = $3::smallint
  AND (last_on IS NULL OR last_on <= $4::date)
RETURNING last_number
"""
COUNT_UP_FOR = COUNT_UP.replace(
    "seller_id = $1::bigint",
    "seller_id = (SELECT seller_id FROM edocuments_document WHERE id = $1::bigint)",
)
# Document and log together; a document that is no draft (any more) is not written, and its number
# goes back with the transaction.
WRITE = """
WITH numbered AS (
    UPDATE edocuments_document
    SET state = 'issued', number = $2, issued_on = $3::date, issued_at = $4::timestamptz,
        xml_sealed = $5::bytea, xml_sha256 = $6, next_check_at = $7::timestamptz, checks = 0
    WHERE id = $1::bigint AND state = 'draft'
    RETURNING id, seller_id, buyer_id
)
INSERT INTO edocuments_documentevent (document_id, seller_id, buyer_id, kind, details, at)
SELECT id, seller_id, buyer_id, 'issued', jsonb_build_object('number', $2), $7::timestamptz
FROM numbered
RETURNING document_id
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


def document_issue(*, document_id: int, template: Template, now: datetime) -> str:
    """Give a checked draft the next number of its series and keep its XML; then it never changes.

    Returns the number. Raises: DocumentNotFound, DocumentStateWrong (numbered already, or given
    up), SeriesAhead (the series has a later date: build and check anew).
    """
    day = template.issued_on
    with transaction.atomic():
        rows = fetch_all(COUNT_UP_FOR, [document_id, template.letters, day.year, day])
        if not rows:
            rows = _counted_first(document_id, template.letters, day)
        number = number_of(template.letters, day.year, int(rows[0][0] or 0))
        xml = template.xml.replace(template.placeholder.encode(), number.encode())
        values: list[Parameter] = [
            document_id,
            number,
            day,
            template.issued_at.isoformat(),
            seal_xml(xml),
            hashlib.sha256(xml).hexdigest(),
            now.isoformat(),
        ]
        if not fetch_all(WRITE, values):
            raise DocumentStateWrong
    return number


def _counted_first(document_id: int, letters: str, day: date) -> list[tuple[str | None, ...]]:
    """No row counted: the document is not there, its year has not begun, or it is behind."""
    document = Document.objects.filter(pk=document_id).only("seller_id", "state").first()
    if document is None:
        raise DocumentNotFound
    if document.state != DocumentState.DRAFT:
        raise DocumentStateWrong
    series_open(document.seller_id, letters, day.year)
    rows = fetch_all(COUNT_UP_FOR, [document_id, letters, day.year, day])
    if not rows:
        raise SeriesAhead
    return rows


def series_open(seller_id: int, letters: str, year: int) -> None:
    """Make the series' row of this year, if it is its first document."""
    Series.objects.bulk_create(
        [Series(seller_id=seller_id, letters=letters, year=year)], ignore_conflicts=True
    )


def take_number(seller_id: int, letters: str, day: date) -> str:
    """The next number, in the caller's transaction, which holds the series from here to its end.

    Raises: SeriesAhead.
    """
    series_open(seller_id, letters, day.year)
    rows = fetch_all(COUNT_UP, [seller_id, letters, day.year, day])
    if not rows:
        raise SeriesAhead
    return number_of(letters, day.year, int(rows[0][0] or 0))
