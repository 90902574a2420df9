"""Address names that no seller may have, because the house stands there itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from django.urls import URLPattern, URLResolver, get_resolver

_FIRST = re.compile(r"\^?([A-Za-z0-9_-]+)")
ALWAYS = frozenset({"static", "api", "vezne", "o", "en", "tr", "admin"})


@cache
def reserved_slugs() -> frozenset[str]:
    """The first part of every address of the installation, and a few besides."""
    return ALWAYS | frozenset(_firsts(get_resolver(), ""))


def _firsts(resolver: URLResolver, before: str) -> Iterator[str]:
    for entry in resolver.url_patterns:
        path = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            found = _FIRST.match(path)
            if found:
                yield found[1]
        else:
            yield from _firsts(entry, path)
