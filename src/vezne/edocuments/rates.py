"""The law's tables (`catalog.taxes`) by the names that documents give them; pure."""

from __future__ import annotations

from vezne.catalog.taxes import (
    EXEMPTIONS,
    NOT_EXEMPT_CODE,
    WITHHOLDINGS,
    is_exemption,
    kdv_rates_on,
    oiv_rates_on,
)

__all__ = [
    "EXEMPTIONS",
    "KDV_CODE",
    "KDV_NAME",
    "NOT_EXEMPT_CODE",
    "OIV_CODE",
    "OIV_NAME",
    "SERVICE_EXPORT_CODE",
    "WITHHOLDINGS",
    "is_exemption",
    "kdv_rates_on",
    "oiv_rates_on",
]

KDV_CODE = "0015"
OIV_CODE = "4080"
KDV_NAME = "KDV"
OIV_NAME = "ÖZEL İLETİŞİM VERGİSİ"
SERVICE_EXPORT_CODE = "302"
