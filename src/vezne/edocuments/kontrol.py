"""efatura-kontrol, GİB's schema and rules, over our XML: what it says is an error or a warning.

Only the worker calls this: the engine takes 240 MB and 0.6 s when the first document comes. Its
date rule reads the real clock in the process's zone as it was when the engine was loaded, so a
process in another zone than Istanbul's is refused. One at a time: the engine keeps its kind of
document between calls.
"""

from __future__ import annotations

import os
import threading

from efatura_kontrol.kontrol import hazirla, kontrol_et

from vezne.core.calendar import ISTANBUL
from vezne.edocuments.types import Finding, FindingCode

COUNTING = ("hata", "uyari")
_lock = threading.Lock()


def warm_up() -> None:
    """Load the engine now instead of with the first document. Raises: RuntimeError (time zone)."""
    if os.environ.get("TZ") != ISTANBUL.key:
        raise RuntimeError(f"the e-document checker needs TZ={ISTANBUL.key}")
    with _lock:
        hazirla()


def inspect(xml: bytes) -> list[Finding]:
    """Every error and warning; an empty list lets the document pass."""
    warm_up()
    with _lock:
        report = kontrol_et(xml)
    return [
        Finding(FindingCode.CHECKER, _words(one.kod, one.mesaj, one.duzeltme))
        for one in report.bulgular
        if one.seviye in COUNTING
    ]


def _words(code: str, message: str, remedy: str | None) -> str:
    return f"{message} {remedy or ''} ({code})".replace("  ", " ")[:400]
