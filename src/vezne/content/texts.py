"""Legal texts with places in braces: found, checked and filled; pure.

Not `str.format`: `{satici.__class__}` and `{0}` are words here, never code. Values are put in once
and not looked through again, so a firm called `{tutar}` stays a firm called `{tutar}`. The result
is plain text; templates escape it.
"""

from __future__ import annotations

import re

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vezne.content.errors import PlaceNotFilled, UnknownPlace
from vezne.content.types import Places

PLACES: dict[str, Promise] = {
    "satici": _("satıcının unvanı"),
    "satici_adres": _("satıcının adresi"),
    "satici_iletisim": _("satıcının telefonu ve e-postası"),
    "satici_vergi": _("satıcının vergi dairesi ve numarası"),
    "alici": _("alıcının unvanı ya da adı"),
    "alici_adres": _("alıcının fatura adresi"),
    "hizmet": _("hizmetin ve paketin adı"),
    "donem": _("ödenen dönem ya da kontör adedi"),
    "tutar_net": _("KDV hariç tutar"),
    "tutar_kdv": _("KDV tutarı"),
    "tutar": _("KDV dahil toplam tutar"),
    "odeme_sekli": _("kart, havale, bakiye"),
    "tarih": _("kabul tarihi"),
}
"""The places that a text may have, with what each stands for; shown beside the editor."""

_BRACES = re.compile(r"\{([^{}\n]*)\}")


def places_in(body: str) -> set[str]:
    """The places that a text names."""
    return set(_BRACES.findall(body))


def check_places(body: str) -> None:
    """Raises: UnknownPlace for the first place that nobody fills."""
    for place in sorted(places_in(body) - PLACES.keys()):
        raise UnknownPlace(place=place)


def render(body: str, values: Places) -> str:
    """The text with its places filled. Raises: PlaceNotFilled."""

    def fill(match: re.Match[str]) -> str:
        try:
            return values[match[1]]
        except KeyError:
            raise PlaceNotFilled(place=match[1]) from None

    return _BRACES.sub(fill, body)


def paragraphs(body: str) -> tuple[str, ...]:
    """The text's paragraphs: what blank lines separate."""
    return tuple(part.strip() for part in re.split(r"\n\s*\n", body) if part.strip())
