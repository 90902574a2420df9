"""Filters that every template of the sandbox has."""

from decimal import Decimal

from django import template

from vezne_sandbox.text import amount_text

register = template.Library()


@register.filter
def money(amount: Decimal, currency: str) -> str:
    """``1.234,56 ₺``."""
    return amount_text(amount, currency)


@register.filter
def count(number: int) -> str:
    """``29.097``."""
    return f"{number:,}".replace(",", ".")


@register.filter
def seconds(milliseconds: int | None) -> str:
    """``30 sn``; nothing for nothing."""
    return "" if milliseconds is None else f"{milliseconds / 1000:g} sn"
