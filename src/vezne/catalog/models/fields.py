"""Columns that several tables of the catalogue have."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from vezne.core.calendar import PeriodUnit

PERIOD_UNITS = [
    (PeriodUnit.DAY.value, _("gün")),
    (PeriodUnit.MONTH.value, _("ay")),
    (PeriodUnit.YEAR.value, _("yıl")),
]


def oiv_rate() -> models.PositiveIntegerField[int, int]:
    """Özel iletişim vergisi in basis points, beside KDV and not in its base; 0: none."""
    return models.PositiveIntegerField(default=0)


def tax_code() -> models.CharField[str, str]:
    """A code of GİB's lists (`taxes`); empty: none."""
    return models.CharField(max_length=3, blank=True, default="")
