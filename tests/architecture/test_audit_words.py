"""People read the audit log in words: no action that the sources write is left without them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from vezne.applications.types import EventKind as ApplicationEvent
from vezne.support.types import EventKind as TicketEvent
from vezne.web.log_words import WORDS

SOURCES = Path(__file__).resolve().parents[2] / "src" / "vezne"
WRITERS = {"record", "_record", "log", "_log", "_note"}
ACTION = re.compile(r"[a-z_]+\.[a-z_]+")


def _written(tree: ast.AST) -> Iterator[str]:
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        name = call.func.id if isinstance(call.func, ast.Name) else name
        given = [*call.args, *(word.value for word in call.keywords if word.arg == "action")]
        for value in given if name in WRITERS else ():
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield value.value


def _actions() -> set[str]:
    found = set()
    for path in SOURCES.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if "tests" not in path.parts and "audit" in text:
            found |= {one for one in _written(ast.parse(text)) if ACTION.fullmatch(one)}
    return found


def test_every_action_of_the_log_has_words() -> None:
    actions = _actions()

    assert len(actions) > 80  # the sources were read
    assert actions - set(WORDS) == set()


def test_every_event_of_a_ticket_and_an_application_has_words() -> None:
    assert {f"ticket.{kind.value}" for kind in TicketEvent} <= set(WORDS)
    assert {f"application.{kind.value}" for kind in ApplicationEvent} <= set(WORDS)
