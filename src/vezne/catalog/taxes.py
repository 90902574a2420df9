"""What the law taxed on a day: KDV rates, ÖİV, withholding with its floor, exemptions; pure.

Sources: KDV rates, presidential decree 7346 (from 10 July 2023: 18 → 20, 8 → 10); ÖİV, law 6802
m.39 (10 % from 29 January 2021, 7.5 % before); withholding, KDV general communiqué I/C-2.1.3 with
the codes of GİB's list; its floor, the year's invoice limit (VUK m.232, I/C-2.1.3.4.1); exemption
codes, GİB's list.
"""

from __future__ import annotations

from datetime import date

NOT_EXEMPT_CODE = "351"
"""0 % on a line of an ordinary sale, without an exemption of the law."""

_KDV: tuple[tuple[date, frozenset[int]], ...] = (
    (date(2023, 7, 10), frozenset({0, 100, 1_000, 2_000})),
    (date(2007, 1, 1), frozenset({0, 100, 800, 1_800})),
)
_OIV: tuple[tuple[date, frozenset[int]], ...] = (
    (date(2021, 1, 29), frozenset({0, 1_000})),
    (date(2017, 7, 5), frozenset({0, 750})),
)
_FLOOR: tuple[tuple[date, int], ...] = (
    (date(2026, 1, 1), 12_000_00),
    (date(2025, 1, 1), 9_900_00),
    (date(2024, 1, 1), 6_900_00),
    (date(2023, 1, 1), 4_400_00),
    (date(2021, 1, 1), 2_000_00),
)
"""A year that is not here yet has the limit of the one before.

2,000 TL stood in the communiqué itself (I/C-2.1.3.4.1 as amended in 2021 by no. 36); later the
year's invoice limit (VUK m.232) counts, which the VUK communiqués at each year's end set: 4,400 by
no. 544, 6,900 by no. 556, 9,900 by no. 573, 12,000 by no. 588. Read again in November 2026: 6,900
for 2024 at muratbalci.com ("2024 yılı kısmi tevkifatlı fatura düzenleme sınırı"), 9,900 for 2025
and 12,000 for 2026 (no. 588) in published tax tables that quote the communiqué. For 2023 no second
source was found.
"""

EXEMPTIONS = {
    "212": "17/4-ı Serbest bölgelerde verilen hizmetler",
    "250": "Diğerleri (kısmi istisna)",
    "301": "11/1-a Mal ihracatı",
    "302": "11/1-a Hizmet ihracatı",
    "316": "11/1-a Serbest bölgelerdeki müşteriler için yapılan fason hizmetler",
    "350": "Diğerleri (tam istisna)",
    NOT_EXEMPT_CODE: "KDV - İstisna olmayan diğer",
}
"""Code and words of the exemptions that sales of services meet; a document says both."""

WITHHOLDINGS: dict[str, tuple[str, int]] = {
    "602": ("Etüt, plan-proje, danışmanlık, denetim ve benzeri hizmetler", 90),
    "603": ("Makine, teçhizat, demirbaş ve taşıtlara ait tadil, bakım ve onarım", 70),
    "606": ("İşgücü temin hizmetleri", 90),
    "607": ("Özel güvenlik hizmeti", 90),
    "609": ("Turistik mağazalara verilen müşteri bulma hizmetleri", 70),
    "612": ("Temizlik hizmeti", 90),
    "615": ("Baskı ve basım hizmetleri", 70),
    "616": ("Diğer hizmetler", 50),
    "624": ("Yük taşımacılığı hizmeti", 20),
    "625": ("Ticari reklam hizmetleri", 30),
}
"""Code → words and percent of the KDV that the buyer declares itself."""


def kdv_rates_on(day: date) -> frozenset[int]:
    """KDV rates in basis points that were legal on a day."""
    return _on(_KDV, day)


def oiv_rates_on(day: date) -> frozenset[int]:
    """ÖİV rates in basis points that were legal on a day; 0 = none."""
    return _on(_OIV, day)


def _on(table: tuple[tuple[date, frozenset[int]], ...], day: date) -> frozenset[int]:
    return next((rates for since, rates in table if day >= since), table[-1][1])


def is_exemption(code: str) -> bool:
    """True for the codes that make an invoice an ISTISNA one: partial (2xx) and full (3xx)."""
    return code != NOT_EXEMPT_CODE and code[:1] in ("2", "3")


def withholding_floor_on(day: date) -> int:
    """Kuruş, KDV included; only what is dearer bears withholding."""
    return next((floor for since, floor in _FLOOR if day >= since), _FLOOR[-1][1])


def withheld_percent(code: str) -> int:
    """Percent of the KDV that the buyer declares itself; 0 for no code. Raises: KeyError."""
    return WITHHOLDINGS[code][1] if code else 0
