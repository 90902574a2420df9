"""The tables of legal documents: issuer and series, documents, what came back, rate differences."""

from __future__ import annotations

from vezne.edocuments.models.documents import (
    DEAD_STATES,
    UNNUMBERED_STATES,
    Document,
    DocumentEvent,
    DocumentKind,
    DocumentState,
)
from vezne.edocuments.models.exchange import DifferenceState, ExchangeDifference
from vezne.edocuments.models.incoming import IncomingDocument, IncomingSource
from vezne.edocuments.models.issuing import IntegratorAccount, Issuer, IssuesAt, Series

__all__ = [
    "DEAD_STATES",
    "UNNUMBERED_STATES",
    "DifferenceState",
    "Document",
    "DocumentEvent",
    "DocumentKind",
    "DocumentState",
    "ExchangeDifference",
    "IncomingDocument",
    "IncomingSource",
    "IntegratorAccount",
    "Issuer",
    "IssuesAt",
    "Series",
]
