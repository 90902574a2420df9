"""Telephone numbers in free text, by two readings whose findings are joined.

The library (phonenumbers) knows odd spacing, other scripts and other countries, and misses what
is glued to letters; our own pattern knows that and misses odd spacing. Both together find what
people write; which of it is somebody's is asked later, and two people never match.

The library costs seventy microseconds, so it is asked only where, beside what our own pattern
found, enough digits for one more number stand in the words.
"""

from __future__ import annotations

import re

from phonenumbers import Leniency, PhoneNumberFormat, PhoneNumberMatcher, format_number

# 5XX XXX XX XX with any single mark between groups; 0, O (typed for it), 90, +90, 0090 before it.
OWN = re.compile(
    r"(?<!\d)(?:(?:\+|00)?90[ .\-()/]{0,2}0?|[0O])?[ .\-()/]{0,2}"
    r"(5\d{2})[ .\-()/]{0,2}(\d{3})[ .\-()/]?(\d{2})[ .\-()/]?(\d{2})(?!\d)"
)
_NO_DIGIT = re.compile(r"\D+")
LIBRARY_FROM_DIGITS = 10
"""A Turkish number has ten; a foreign one, which may have fewer, begins with a plus sign."""
LONGEST_TEXT = 500


def phones_in(masked: str) -> frozenset[str]:
    """The E.164 numbers that upper-case words without IBANs may hold."""
    text = masked[:LONGEST_TEXT]
    own = {"+90" + "".join(match.groups()) for match in OWN.finditer(text)}
    rest = OWN.sub(" ", text) if own else text
    digits = len(_NO_DIGIT.sub("", rest))
    if digits >= LIBRARY_FROM_DIGITS or (digits and "+" in rest):
        own.update(_by_library(text))
    return frozenset(own)


def _by_library(text: str) -> set[str]:
    found = PhoneNumberMatcher(text, "TR", leniency=Leniency.VALID, max_tries=20)
    return {format_number(match.number, PhoneNumberFormat.E164) for match in found}
