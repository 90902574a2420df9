"""The QR code that every e-document's print carries at its top right; pure.

Content: GİB's karekod guide (mandatory from 1 September 2023): JSON with the facts of the document,
amounts as text with a dot, one pair of base and tax for each KDV rate.
"""

from __future__ import annotations

import json

from vezne.edocuments.draft import DocumentDraft, Identity
from vezne.edocuments.qr_modules import DARK_RUN, rows_of
from vezne.edocuments.ubl.elements import decimals, percent

QUIET = 2


def qr_text(draft: DocumentDraft, identity: Identity) -> str:
    """The JSON of the code."""

    def words(minor: int) -> str:
        return decimals(minor, draft.currency)

    facts = {
        "vkntckn": draft.seller.tax_id,
        "avkntckn": draft.buyer.tax_id,
        "senaryo": draft.profile.value,
        "tip": draft.type.value,
        "tarih": identity.issued_on.isoformat(),
        "no": identity.number,
        "ettn": identity.ettn,
        "parabirimi": draft.currency,
        "malhizmettoplam": words(draft.net_minor),
    }
    for rate in sorted({line.kdv_rate_bp for line in draft.lines}, reverse=True):
        group = [line for line in draft.lines if line.kdv_rate_bp == rate]
        shown = percent(rate)
        facts[f"kdvmatrah({shown})"] = words(sum(line.net_minor for line in group))
        facts[f"hesaplanankdv({shown})"] = words(sum(line.kdv_minor for line in group))
    facts["vergidahil"] = words(draft.inclusive_minor)
    facts["odenecek"] = words(draft.payable_minor)
    return json.dumps(facts, separators=(",", ":"))


def qr_svg(text: str) -> str:
    """The code as an SVG of one path: runs of dark modules, stroked a row high."""
    rows = rows_of(text)
    size = len(rows) + 2 * QUIET
    path = "".join(
        f"M{run.start() + QUIET} {y}.5h{run.end() - run.start()}"
        for y, row in enumerate(rows, QUIET)
        for run in DARK_RUN.finditer(row)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">'
        f'<path d="{path}" stroke="#000"/></svg>'
    )
