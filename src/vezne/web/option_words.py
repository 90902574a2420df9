"""What options cost, in words; amounts are net."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from vezne.catalog.configuring import OfferedChoice, OfferedOption, OptionKind
from vezne.core.money import Money
from vezne.core.wording import money_words


def price_words(choice: OfferedChoice, currency: str, *, sign: str = "") -> str:
    """`` (+49,00 ₺, kurulum 250,00 ₺)``; empty where it costs nothing."""
    words = []
    if choice.price_minor:
        words.append(sign + money_words(Money(choice.price_minor, currency)))
    if choice.setup_minor:
        once = money_words(Money(choice.setup_minor, currency))
        words.append(_("kurulum %(once)s") % {"once": once})
    return f" ({', '.join(words)})" if words else ""


def bounds_words(option: OfferedOption, currency: str) -> str:
    """How many of it one may take, and what one costs."""
    unit = option.choices[0]
    return _("%(least)s – %(most)s %(unit)s; birimi %(price)s.") % {
        "least": option.least,
        "most": option.most,
        "unit": unit.name,
        "price": money_words(Money(unit.price_minor, currency)),
    }


def option_lines(options: Iterable[OfferedOption], currency: str) -> tuple[str, ...]:
    """What can be chosen with a plan, a line an option."""
    return tuple(_line(option, currency) for option in options)


def _line(option: OfferedOption, currency: str) -> str:
    if option.kind == OptionKind.YES_NO:
        return option.name + price_words(option.choices[0], currency, sign="+")
    if option.kind == OptionKind.QUANTITY:
        return f"{option.name}: {bounds_words(option, currency)}".rstrip(".")
    if option.kind == OptionKind.SELECT:
        names = (one.name + price_words(one, currency, sign="+") for one in option.choices)
        return f"{option.name}: {', '.join(names)}"
    return option.name
