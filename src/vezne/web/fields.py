"""Form fields for what Turkish people type: money, percentages, dates with time, lists of words.

Money and rates are typed as `1.234,56`: dots group thousands, the comma leads the kuruş. `1.234` is
one thousand two hundred thirty-four; `12.50` is refused with a hint, never guessed.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from vezne.accounts.errors import InvalidPhone
from vezne.accounts.identifiers import normalise_phone
from vezne.core.calendar import ISTANBUL

AMOUNT = re.compile(r"(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d{1,2}))?", re.ASCII)
MOST_MINOR = 10**14
DAY_FORMATS = ("%d.%m.%Y", "%Y-%m-%d")
YEARS = range(1900, 2200)
"""A day of a business; beyond them arithmetic with days and zones leaves the calendar."""
INSTANT_FORMATS = ("%d.%m.%Y %H:%M", "%d.%m.%Y", "%Y-%m-%d %H:%M")


def read_amount(typed: str) -> int | None:
    """`1.234,56` in hundredths (123456); None for what is not written so."""
    plain = typed.strip().replace("\u00a0", "").replace(" ", "").strip("₺")
    match = AMOUNT.fullmatch(plain)
    if match is None:
        return None
    whole, rest = match.groups()
    return int(whole.replace(".", "")) * 100 + int((rest or "0").ljust(2, "0"))


def show_amount(hundredths: int) -> str:
    """The same backwards, with thousands and both decimals: 123456 → `1.234,56`."""
    whole, rest = divmod(hundredths, 100)
    return f"{whole:,}".replace(",", ".") + f",{rest:02d}"


def read_day(typed: str) -> date | None:
    """`19.02.2025` or `2025-02-19` as a date; None for what is none, or of no business's years."""
    for form in DAY_FORMATS:
        try:
            day = datetime.strptime(typed.strip(), form).replace(tzinfo=ISTANBUL).date()
        except ValueError:
            continue
        return day if day.year in YEARS else None
    return None


def read_phone(typed: str) -> str:
    """A phone number in its one form. Raises: ValidationError, for the field it was typed into."""
    try:
        return normalise_phone(typed)
    except InvalidPhone as error:
        raise ValidationError(str(error)) from None


class HundredthsField(forms.CharField):
    """A number with two decimals, kept as an integer of hundredths."""

    def __init__(self, **kwargs: Any) -> None:
        """A text field with a numeric keyboard: `type=number` follows the browser's language."""
        attrs = {"inputmode": "decimal", "autocomplete": "off"}
        super().__init__(max_length=24, widget=forms.TextInput(attrs=attrs), **kwargs)

    def clean(self, value: Any) -> Any:
        """Hundredths, or None where it may be empty and is."""
        typed = super().clean(value)
        if not typed:
            return None
        amount = read_amount(typed)
        if amount is None or amount > MOST_MINOR:
            raise ValidationError(_("Tutarı 1.234,56 biçiminde yazın."), code="invalid")
        return amount

    def prepare_value(self, value: Any) -> Any:
        """As people write it; what was typed stays as it was."""
        return show_amount(value) if isinstance(value, int) else value


class MoneyField(HundredthsField):
    """An amount of money in minor units; the currency is asked beside it."""


class PercentField(HundredthsField):
    """A percentage in basis points: `20` → 2000, `0,5` → 50."""

    def clean(self, value: Any) -> Any:
        """Basis points, at most the whole."""
        basis_points = super().clean(value)
        if basis_points is not None and basis_points > 10_000:
            raise ValidationError(_("Oran %100'ü geçemez."), code="invalid")
        return basis_points

    def prepare_value(self, value: Any) -> Any:
        """Without decimals where there are none."""
        shown = super().prepare_value(value)
        return shown.removesuffix(",00") if isinstance(value, int) else shown


class InstantField(forms.CharField):
    """A date with its time in Istanbul, `gg.aa.yyyy ss:dd`; without a time the day's first."""

    def __init__(self, **kwargs: Any) -> None:
        """A text field: `type=date` follows the browser's language."""
        attrs = {
            "inputmode": "numeric",
            "autocomplete": "off",
            "placeholder": _("gg.aa.yyyy ss:dd"),
        }
        super().__init__(max_length=20, widget=forms.TextInput(attrs=attrs), **kwargs)

    def clean(self, value: Any) -> Any:
        """An aware instant, or None where it may be empty and is."""
        typed = super().clean(value)
        if not typed:
            return None
        for form in INSTANT_FORMATS:
            try:
                instant = datetime.strptime(typed, form).replace(tzinfo=ISTANBUL)
            except ValueError:
                continue
            if instant.year in YEARS:
                return instant
        raise ValidationError(_("Tarihi 19.02.2025 10:43 biçiminde yazın."), code="invalid")

    def prepare_value(self, value: Any) -> Any:
        """Istanbul's wall clock; what was typed stays as it was."""
        if isinstance(value, datetime):
            return f"{value.astimezone(ISTANBUL):%d.%m.%Y %H:%M}"
        return value


class DayField(forms.CharField):
    """A date, `gg.aa.yyyy`."""

    def __init__(self, **kwargs: Any) -> None:
        """A text field: `type=date` follows the browser's language."""
        attrs = {"inputmode": "numeric", "autocomplete": "off", "placeholder": _("gg.aa.yyyy")}
        super().__init__(max_length=10, widget=forms.TextInput(attrs=attrs), **kwargs)

    def clean(self, value: Any) -> Any:
        """A date, or None where it may be empty and is."""
        typed = super().clean(value)
        if not typed:
            return None
        day = read_day(typed)
        if day is None:
            raise ValidationError(_("Tarihi 19.02.2025 biçiminde yazın."), code="invalid")
        return day

    def prepare_value(self, value: Any) -> Any:
        """As people write it; what was typed stays as it was."""
        return f"{value:%d.%m.%Y}" if isinstance(value, date) else value


class WordsField(forms.CharField):
    """Words separated by commas, spaces or lines, as a tuple without doubles, in their order."""

    def clean(self, value: Any) -> Any:
        """The words."""
        typed = super().clean(value).strip()
        return tuple(dict.fromkeys(re.split(r"[\s,;]+", typed))) if typed else ()

    def prepare_value(self, value: Any) -> Any:
        """One a line."""
        return "\n".join(value) if isinstance(value, list | tuple) else value
