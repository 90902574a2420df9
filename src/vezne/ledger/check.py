"""`vezne ledger check`: proves the stored balances from the entries, in the database.

Each proof is one statement whose rows are findings; a window or a sum over the entries does the
work there, in the order of an index, and only what is wrong comes back. A sound ledger gives none.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.db import connection

from vezne.ledger.types import Finding

PROOFS_FOLDER = Path(__file__).parent / "sql" / "proofs"
MAX_FINDINGS = 1000
"""Per proof; more would say nothing new."""


def proof_names() -> list[str]:
    """What is proven: one file each in `sql/proofs`."""
    return sorted(path.stem for path in PROOFS_FOLDER.glob("*.sql"))


def ledger_check(*, seller_id: int | None = None) -> list[Finding]:
    """Prove the books of one seller, or of all; an empty list means they are sound.

    Runs in the caller's scope: the system's sees every current account.
    """
    return [finding for name in proof_names() for finding in _prove(name, seller_id)]


def _prove(name: str, seller_id: int | None) -> Iterator[Finding]:
    query = (PROOFS_FOLDER / f"{name}.sql").read_text("utf-8")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT * FROM ({query}) findings LIMIT {MAX_FINDINGS}",  # noqa: S608 (our own files)
            {"seller": seller_id},
        )
        for current_account_id, subject, expected, found in cursor.fetchall():
            yield Finding(
                check=name,
                current_account_id=current_account_id,
                subject=subject,
                expected=expected,
                found=found,
            )
