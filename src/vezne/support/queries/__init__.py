"""Reads of support that leave the package: lists, one ticket, a seller's set-up, what is due."""

from __future__ import annotations

from vezne.support.queries.setup import (
    canned_of,
    departments_of,
    get_canned,
    get_department,
    levels_of,
    terms_of,
    week_of,
)
from vezne.support.queries.tickets import (
    Said,
    attachment_for,
    conversation_of,
    counts_of_seller,
    events_of,
    find_by_token,
    get_ticket,
    late_ids,
    mergeable_with,
    notes_of,
    search_tickets,
    silent_ids,
    stored_keys,
    tickets_for,
    tickets_of_seller,
    waiting_for_seller,
    writers_of,
)

__all__ = [
    "Said",
    "attachment_for",
    "canned_of",
    "conversation_of",
    "counts_of_seller",
    "departments_of",
    "events_of",
    "find_by_token",
    "get_canned",
    "get_department",
    "get_ticket",
    "late_ids",
    "levels_of",
    "mergeable_with",
    "notes_of",
    "search_tickets",
    "silent_ids",
    "stored_keys",
    "terms_of",
    "tickets_for",
    "tickets_of_seller",
    "waiting_for_seller",
    "week_of",
    "writers_of",
]
