"""`vezne messages check|update|compile`: the English catalogue of the Turkish texts.

The source language is Turkish; `src/vezne/locale/en/LC_MESSAGES/django.po` holds the English.
`update` collects every marked text of code and templates into it, `check` fails when one is
missing or empty, `compile` makes the `.mo` that Django reads. Needs no gettext programs.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from vezne.config import env

SOURCE = env.ROOT / "src" / "vezne"
LOCALE = SOURCE / "locale" / "en" / "LC_MESSAGES"
TEMPLATE_SUFFIXES = {".html", ".txt", ".mjml"}
NO_DATE = datetime(2026, 1, 1, tzinfo=UTC)  # the file changes with its texts only
KEYWORDS: dict[str, Any] = {
    **dict.fromkeys(("_", "_now", "_l", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}


def main(arguments: Sequence[str]) -> int:
    """Run one of the three."""
    parser = argparse.ArgumentParser(prog="vezne messages", description=__doc__)
    parser.add_argument("action", choices=["check", "update", "compile"])
    action = parser.parse_args(arguments).action
    if action == "compile":
        compile_catalogue()
    elif action == "update":
        update_catalogue()
    else:
        missing = untranslated()
        for text in missing:
            print(f"no English for: {text}")
        return 1 if missing else 0
    return 0


def compile_catalogue() -> None:
    """Write `django.mo` when `django.po` is newer."""
    source, target = LOCALE / "django.po", LOCALE / "django.mo"
    if not source.exists():
        return
    if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
        return
    unfinished = target.with_suffix(".tmp")
    with unfinished.open("wb") as handle:
        write_mo(handle, _catalogue())
    unfinished.replace(target)


def update_catalogue() -> None:
    """Add new texts, drop those that are gone, keep every translation."""
    known = _catalogue()
    fresh = Catalog(
        locale="en",
        domain="django",
        header_comment="# The English texts of Vezne; the source language is Turkish.",
        project="Vezne",
        version="",
        charset="utf-8",
        creation_date=NO_DATE,
        revision_date=NO_DATE,
        fuzzy=False,
    )
    for text, context, place in _marked_texts():
        old = known.get(_key(text), context)
        translation = old.string if old is not None else None
        fresh.add(text, translation, locations=[(place, 0)], context=context)
    LOCALE.mkdir(parents=True, exist_ok=True)
    with (LOCALE / "django.po").open("wb") as handle:
        write_po(handle, fresh, width=100, sort_output=True, include_lineno=False)


def untranslated() -> list[str]:
    """The marked texts without an English one."""
    known = _catalogue()
    missing = {
        _key(text)
        for text, context, _place in _marked_texts()
        if not _is_translated(known.get(_key(text), context))
    }
    return sorted(missing)


def _is_translated(message: Message | None) -> bool:
    if message is None or message.fuzzy or not message.string:
        return False
    return isinstance(message.string, str) or all(message.string)


def _catalogue() -> Catalog:
    path = LOCALE / "django.po"
    if not path.exists():
        return Catalog(locale="en", domain="django")
    with path.open("rb") as handle:
        return read_po(handle, locale="en", domain="django")


def _key(text: str | tuple[str, ...]) -> str:
    return text if isinstance(text, str) else text[0]


def _flat(source: str) -> str:
    """A templatized page without its indentation, which Python's tokenizer would refuse."""
    return "\n".join(line.strip() for line in source.splitlines())


def _marked_texts() -> Iterator[tuple[str | tuple[str, ...], str | None, str]]:
    """Each marked text with its context and the file it stands in."""
    for path in sorted(SOURCE.rglob("*")):
        relative = path.relative_to(SOURCE)
        if "tests" in relative.parts or not path.is_file():
            continue
        if path.suffix == ".py":
            source = path.read_text(encoding="utf-8")
        elif path.suffix in TEMPLATE_SUFFIXES and "templates" in relative.parts:
            source = _flat(templatize(path.read_text(encoding="utf-8"), origin=str(relative)))
        else:
            continue
        found = extract("python", BytesIO(source.encode()), KEYWORDS, options={"encoding": "utf-8"})
        for _line, text, _comments, context in found:
            if _key(text):
                yield text, context, relative.as_posix()
