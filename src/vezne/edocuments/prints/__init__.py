"""The print of a document: the page that an accountant knows, made from the draft alone.

`document_pdf` renders; `values` are its words; `document.typ` is the page. Nothing of it is stored:
the same document gives the same print.
"""

from __future__ import annotations

from vezne.edocuments.prints.document import document_pdf, is_printable, sample_pdf

__all__ = ["document_pdf", "is_printable", "sample_pdf"]
