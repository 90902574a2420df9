"""Documents as files, for mails and downloads."""

from __future__ import annotations

import logging

import typst

from vezne.core.scope import acting_as_system
from vezne.edocuments.models import Document
from vezne.edocuments.queries import get_document, pdf_of, xml_of

logger = logging.getLogger(__name__)
PREFIX = "document:"
PDF = "application/pdf"
XML = "application/xml"
File = tuple[str, bytes, str]
"""Name, body, media type."""


def document_reference(document: Document) -> str:
    """How a mail names the files of a document."""
    return f"{PREFIX}{document.public_id}"


class DocumentFiles:
    """`core.ports.Attachments` for mails that carry a document."""

    def open(self, reference: str) -> list[File]:
        """PDF and XML; a page that cannot be set is logged, and the mail goes with the rest."""
        with acting_as_system("flows: document files"):
            document = get_document(reference.removeprefix(PREFIX))
            try:
                return document_files(document)
            except typst.TypstError:
                logger.exception("no print of %s", document.public_id)
                return _xml_file(document)


def document_files(document: Document) -> list[File]:
    """PDF, and XML where there is one, named by the document's number."""
    return [(f"{document.number}.pdf", pdf_of(document), PDF), *_xml_file(document)]


def _xml_file(document: Document) -> list[File]:
    if document.xml_sealed is None:
        return []
    return [(f"{document.number}.xml", xml_of(document), XML)]
