"""UBL-TR 1.2.1 of a draft: the XML that is checked, sent and kept. Pure; no rows, no clock.

`build(draft, identity)` gives the bytes. Elements stand in the order of the XSD, amounts have two
decimals and no sign, a withholding's percent is a bare integer. The signature's place is left
empty: the integrator seals.
"""

from __future__ import annotations

from vezne.edocuments.ubl.invoice import build

__all__ = ["build"]
