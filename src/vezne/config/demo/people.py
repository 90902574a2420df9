"""Who is in the demo: invented firms with right check digits, and how each of them pays."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files

PASSWORD = "vezne-demo-2026"  # noqa: S105 - printed at start, sandbox only


@dataclass(frozen=True, slots=True)
class Buyer:
    """A buying firm. `habit`: card (renews by itself), manual (pays after so many days), late (pays
    only when shut), transfer (chooses transfer and writes the reference), silent (the same without
    the reference), round (the same, rounded up), stopped (pays its first month only), trial,
    upgrader, canceller, usd, declined.
    """

    name: str
    legal_name: str
    person: str
    city: str
    district: str
    plan: str  # name of the plan it starts with, in `PLANS`
    joins_on_day: int  # of the story
    habit: str
    pays_after_days: int = 2
    site: str = ""
    packs: tuple[str, ...] = ()


def vkn(seed: int) -> str:
    """A tax number (VKN) with a right check digit, from nine digits made of `seed`."""
    digits = [int(c) for c in f"{(seed * 7919 + 104729) % 900_000_000 + 100_000_000}"]
    total = 0
    for place, digit in enumerate(reversed(digits), start=1):
        c1 = (digit + place) % 10
        if c1:
            total += (c1 * 2**place) % 9 or 9
    return "".join(map(str, digits)) + str((10 - total) % 10)


def phone(seed: int) -> str:
    """A mobile number of an invented person: a valid shape in a range that is rarely given."""
    return f"+9055{(seed * 13) % 10}{(seed * 7_654_321) % 10_000_000:07d}"


def buyers() -> list[Buyer]:
    """The buying firms, in the order in which they join."""
    text = (files("vezne.config.demo") / "buyers.psv").read_text()
    rows = [line.split("|") for line in text.splitlines()]
    return [
        Buyer(
            name=row[0],
            legal_name=row[1],
            person=row[2],
            city=row[3],
            district=row[4],
            plan=row[5],
            joins_on_day=int(row[6]),
            habit=row[7],
            pays_after_days=int(row[8]),
            site=row[9],
            packs=tuple(filter(None, row[10].split(","))),
        )
        for row in rows
    ]
