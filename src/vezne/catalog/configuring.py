"""What a buyer's answers to a product's options come to, and what is wrong with them; pure.

Answers are texts by the public id of their option, as a form sends them. Nothing that is not on
offer passes: an option or a choice of somewhere else, a quantity between the steps, a text of
another shape. The shapes are ours and linear, because a seller's own pattern could hang a server.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any, Final

from vezne.catalog.errors import OptionUnknown

MOST_UNITS = 1_000_000
"""The most of a quantity, whatever a seller's row says: its price stays within a column."""
MOST_MINOR = 10**15
NUMBER = re.compile(r"\d{1,7}", re.ASCII)
YES = "1"


class OptionKind(StrEnum):
    """How an option is answered."""

    SELECT = "select"
    QUANTITY = "quantity"
    TEXT = "text"
    YES_NO = "yes_no"


class TextShape(StrEnum):
    """What a text may look like."""

    ANY = ""
    DOMAIN = "domain"
    NAME = "name"
    DIGITS = "digits"


LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
SHAPES: Final[dict[str, re.Pattern[str]]] = {
    TextShape.DOMAIN: re.compile(rf"{LABEL}(?:\.{LABEL})+", re.ASCII),
    TextShape.NAME: re.compile(LABEL, re.ASCII),
    TextShape.DIGITS: re.compile(r"[0-9]+", re.ASCII),
}


class Wrong(StrEnum):
    """What can be wrong with an answer."""

    MISSING = "missing"
    NOT_OFFERED = "not_offered"
    NOT_A_NUMBER = "not_a_number"
    OUT_OF_BOUNDS = "out_of_bounds"
    OFF_STEP = "off_step"
    TOO_LONG = "too_long"
    SHAPE = "shape"


@dataclass(frozen=True, slots=True)
class OfferedChoice:
    """A choice with its prices for the plan at hand: net, per period and once, per unit."""

    id: int
    public_id: str
    name: str
    price_minor: int
    setup_minor: int = 0


@dataclass(frozen=True, slots=True)
class OfferedOption:
    """An option as it is on offer with the plan at hand."""

    id: int
    public_id: str
    name: str
    kind: str
    choices: tuple[OfferedChoice, ...] = ()
    help_text: str = ""
    is_required: bool = True
    least: int = 0
    most: int = 1
    step: int = 1
    shape: str = ""
    max_length: int = 100


@dataclass(frozen=True, slots=True)
class SoldOption:
    """One answered option with its price as sold; kept as JSON by orders and subscriptions."""

    option_id: int
    option: str  # its name at the sale
    value: str  # the answer in words
    choice_id: int | None = None  # None: a text, which costs nothing
    quantity: int = 1
    unit_price_minor: int = 0  # net, per period
    setup_minor: int = 0  # net, once, per unit

    @property
    def price_minor(self) -> int:
        """Per period."""
        return self.quantity * self.unit_price_minor

    @property
    def once_minor(self) -> int:
        """With the first payment."""
        return self.quantity * self.setup_minor

    @property
    def words(self) -> str:
        """As a line of an invoice says it; a *yes* that is named like its option, once."""
        return self.option if self.option == self.value else f"{self.option}: {self.value}"

    def as_json(self) -> dict[str, Any]:
        """As it is stored."""
        return asdict(self)


def sold_options(stored: Iterable[Mapping[str, Any]]) -> tuple[SoldOption, ...]:
    """What was stored by `as_json`."""
    return tuple(SoldOption(**row) for row in stored)


def stored_options(options: Iterable[SoldOption]) -> list[dict[str, Any]]:
    """As orders, subscriptions and periods keep them."""
    return [option.as_json() for option in options]


def period_total(options: Iterable[SoldOption]) -> int:
    """What the options add to each period, net."""
    return sum(option.price_minor for option in options)


def setup_total(options: Iterable[SoldOption]) -> int:
    """What they add once, net."""
    return sum(option.once_minor for option in options)


@dataclass(frozen=True, slots=True)
class Part:
    """A priced part of what is sold: a line of its invoice."""

    words: str  # empty: the plan itself
    quantity: int
    unit_price_minor: int
    is_once: bool = False


def parts_of(plan_minor: int, options: Sequence[SoldOption], *, with_setup: bool) -> list[Part]:
    """A plan's price and its options as lines, in their order; what costs nothing is none.

    There is always one: a plan that is free with all its options is a line of nothing.
    """
    parts = [Part("", 1, plan_minor)] if plan_minor else []
    parts += [Part(o.words, o.quantity, o.unit_price_minor) for o in options if o.unit_price_minor]
    if with_setup:
        parts += [Part(o.words, o.quantity, o.setup_minor, True) for o in options if o.setup_minor]
    return parts or [Part("", 1, 0)]


@dataclass(frozen=True, slots=True)
class Configured:
    """The answers, as far as they are right; by the option's public id what is wrong."""

    options: tuple[SoldOption, ...]
    problems: dict[str, Wrong]

    @property
    def is_complete(self) -> bool:
        """Whether it can be ordered."""
        return not self.problems


def configure(offered: Sequence[OfferedOption], answers: Mapping[str, str]) -> Configured:
    """Check a form's answers against what is on offer and price them.

    Raises: OptionUnknown for an answer to something that the product does not ask.
    """
    if set(answers) - {option.public_id for option in offered}:
        raise OptionUnknown
    sold: list[SoldOption] = []
    problems: dict[str, Wrong] = {}
    for option in offered:
        found = _answer(option, answers.get(option.public_id, "").strip())
        if isinstance(found, Wrong):
            problems[option.public_id] = found
        elif found is not None:
            sold.append(found)
    if period_total(sold) + setup_total(sold) > MOST_MINOR:
        problems = {option.public_id: Wrong.OUT_OF_BOUNDS for option in offered}
    return Configured(tuple(sold), problems)


def repriced(
    options: Iterable[SoldOption], prices: Mapping[int, OfferedChoice]
) -> tuple[SoldOption, ...] | None:
    """The same answers at other prices, by the choice's id; None where one has no price."""
    out: list[SoldOption] = []
    for option in options:
        if option.choice_id is None:
            out.append(option)
            continue
        offered = prices.get(option.choice_id)
        if offered is None:
            return None
        out.append(replace(option, unit_price_minor=offered.price_minor))
    return tuple(out)


def _answer(option: OfferedOption, typed: str) -> SoldOption | Wrong | None:
    if not typed and option.kind != OptionKind.YES_NO:
        return Wrong.MISSING if option.is_required else None
    match option.kind:
        case OptionKind.SELECT:
            return _selected(option, typed)
        case OptionKind.QUANTITY:
            return _counted(option, typed)
        case OptionKind.TEXT:
            return _written(option, typed)
        case _:
            return _agreed(option, typed)


def _selected(option: OfferedOption, typed: str) -> SoldOption | Wrong:
    for choice in option.choices:
        if choice.public_id == typed:
            return _sold(option, choice, choice.name)
    return Wrong.NOT_OFFERED


def _counted(option: OfferedOption, typed: str) -> SoldOption | Wrong | None:
    if not NUMBER.fullmatch(typed):
        return Wrong.NOT_A_NUMBER
    count = int(typed)
    if not option.least <= count <= min(option.most, MOST_UNITS):
        return Wrong.OUT_OF_BOUNDS
    if (count - option.least) % option.step:
        return Wrong.OFF_STEP
    if not option.choices:
        return Wrong.NOT_OFFERED
    unit = option.choices[0]
    return _sold(option, unit, f"{count} {unit.name}".strip(), count) if count else None


def _written(option: OfferedOption, typed: str) -> SoldOption | Wrong:
    if len(typed) > option.max_length:
        return Wrong.TOO_LONG
    shape = SHAPES.get(option.shape)
    text = typed.lower() if shape is not None else typed
    if (shape is not None and not shape.fullmatch(text)) or not text.isprintable():
        return Wrong.SHAPE
    return SoldOption(option.id, option.name, text)


def _agreed(option: OfferedOption, typed: str) -> SoldOption | Wrong | None:
    if not typed:
        return Wrong.MISSING if option.is_required else None
    if typed != YES or not option.choices:
        return Wrong.NOT_OFFERED
    return _sold(option, option.choices[0], option.choices[0].name)


def _sold(option: OfferedOption, choice: OfferedChoice, words: str, count: int = 1) -> SoldOption:
    return SoldOption(
        option_id=option.id,
        option=option.name,
        value=words,
        choice_id=choice.id,
        quantity=count,
        unit_price_minor=choice.price_minor,
        setup_minor=choice.setup_minor,
    )
