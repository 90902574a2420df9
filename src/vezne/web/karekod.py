"""The TR Karekod of a bank account as a drawing in the page, which our policy lets stand inline."""

from __future__ import annotations

from functools import lru_cache

import segno
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from vezne.banking.karekod import karekod

HOME = "TRY"


@lru_cache(maxsize=512)
def _drawing(iban: str, holder: str, amount_minor: int | None) -> str:
    """Modules as one path on white, in both themes: cameras read dark on light."""
    code = segno.make(
        karekod(iban=iban, holder=holder, amount_minor=amount_minor), error="m", micro=False
    )
    return str(
        code.svg_inline(
            border=3, light="#fff", dark="#000", omitsize=True, svgclass=None, lineclass=None
        )
    )


def karekod_svg(
    *, iban: str, holder: str, currency: str, amount_minor: int | None = None
) -> SafeString:
    """The drawing with words for those who do not see it; empty where there is no such code.

    The code orders a transfer in lira between accounts in Turkey; others have none.
    """
    if currency != HOME or not iban.startswith("TR"):
        return SafeString("")
    drawing = mark_safe(_drawing(iban, holder, amount_minor))
    label = _("%(holder)s hesabının karekodu") % {"holder": holder}
    return format_html('<span class="vz-qr" role="img" aria-label="{}">{}</span>', label, drawing)
