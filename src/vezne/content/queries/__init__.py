"""Reads: how a seller is reached, which texts it shows now, what was accepted."""

from vezne.content.queries.legal import (
    ENGLISH_TITLES,
    acceptances_of,
    contacts_for,
    find_text,
    get_contact,
    text_rendered,
    text_versions_of,
    texts_for,
)

__all__ = [
    "ENGLISH_TITLES",
    "acceptances_of",
    "contacts_for",
    "find_text",
    "get_contact",
    "text_rendered",
    "text_versions_of",
    "texts_for",
]
