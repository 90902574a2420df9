"""Words of privacy that other packages use."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

ANSWERED_WITHIN = timedelta(days=30)
"""KVKK m.13: the answer comes as soon as possible, within thirty days at the latest."""
PROOF_KEPT = timedelta(days=3 * 366)
"""Yönetmelik m.7: the record of a destruction is kept three years at least."""


class ErasureState(models.TextChoices):
    """Where a wish to be erased stands."""

    OPEN = "open", _("İnceleniyor")
    DONE = "done", _("Silindi")
    DECLINED = "declined", _("Reddedildi")
    WITHDRAWN = "withdrawn", _("Vazgeçildi")
