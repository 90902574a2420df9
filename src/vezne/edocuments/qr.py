"""The QR code that every e-document's print carries at its top right; pure.

Content: GİB's karekod guide (mandatory from 1 September 2023): JSON with the facts of the document,
amounts as text with a dot, one pair of base and tax for each KDV rate.
"""

from __future__ import annotations

import json

import segno

from vezne.edocuments.draft import DocumentDraft, Identity
from vezne.edocuments.ubl.elements import decimals, percent

MASK = 3
"""Any mask is readable; trying all eight takes longer than the rest of the page."""
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
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":"))


def qr_svg(text: str) -> str:
    """The code as an SVG of one path: runs of dark modules, stroked a row high."""
    code = segno.make(text, error="m", mask=MASK, micro=False)
    rows = [bytes(row) for row in code.matrix]
    size = len(rows) + 2 * QUIET
    path = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            run = 0
            while x + run < len(row) and row[x + run]:
                run += 1
            if run:
                path.append(f"M{x + QUIET} {y + QUIET}.5h{run}")
            x += run or 1
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">'
        f'<path d="{"".join(path)}" stroke="#000"/></svg>'
    )
