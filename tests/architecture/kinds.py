"""What the part `<kind>` of an address is, address by address."""

from __future__ import annotations

import re

from vezne.content.models import LegalTextKind

PRINTED = re.compile("cari-hesap|belgelerim|belgeler/")
"""What has a print."""
_BELOW = {
    "bildirimler/": "payments",  # a group of notices
    "yonetim/iletiler/": "invoice.opened",  # a kind of message
    "uygulama/": "any",  # the purpose of an icon
}


def kind_at(pattern: str) -> str:
    """A kind that is there at this address."""
    if PRINTED.search(pattern):
        return "pdf"
    found = [kind for start, kind in _BELOW.items() if pattern.startswith(start)]
    return found[0] if found else LegalTextKind.DISTANCE_SALE.value
