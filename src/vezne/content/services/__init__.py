"""Writes: how a seller is reached, its legal texts and their acceptances."""

from vezne.content.services.legal import (
    acceptance_record,
    contact_add,
    contact_change,
    contact_remove,
    text_publish,
    texts_start,
)

__all__ = [
    "acceptance_record",
    "contact_add",
    "contact_change",
    "contact_remove",
    "text_publish",
    "texts_start",
]
