"""Reads: how a seller is reached, which texts it shows now, what was accepted."""

from vezne.content.queries.legal import (
    acceptances_of,
    contacts_for,
    find_text,
    get_contact,
    text_rendered,
    text_versions_of,
    texts_for,
)

__all__ = [
    "acceptances_of",
    "contacts_for",
    "find_text",
    "get_contact",
    "text_rendered",
    "text_versions_of",
    "texts_for",
]
