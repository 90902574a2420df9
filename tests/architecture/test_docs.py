"""What the documents promise is there, and what is there has its entry."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from vezne.config import cli
from vezne.orders.models import OrderState
from vezne.web.desk.settings_forms import EVENT_KINDS

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [
    path
    for path in sorted((ROOT / "src" / "vezne").rglob("*.py"))
    if not {"tests", "migrations"}.intersection(path.parts)
]
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))


@pytest.mark.parametrize("record", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_record_has_its_parts(record: Path) -> None:
    text = record.read_text()
    missing = [
        part
        for part in ("Status", "Context", "Decision", "Consequences", "Alternatives", "Enforced by")
        if f"**{part}**" not in text
    ]

    assert missing == []
    assert text.startswith(f"# {record.stem[:4]} ")


def test_every_setting_of_the_environment_is_documented() -> None:
    names: set[str] = set()
    for path in (ROOT / "src").rglob("*.py"):
        if "tests" not in path.parts:
            names |= set(re.findall(r"\"((?:VEZNE|SANDBOX)_[A-Z_]+)\"", path.read_text()))
    table = (ROOT / "docs" / "runbooks" / "run.md").read_text()
    internal = {"VEZNE_TEST_DATABASE_URL", "VEZNE_TEST_PG_SOCKET"}

    assert sorted(name for name in names - internal if f"`{name}`" not in table) == []


def test_every_dependency_has_its_line() -> None:
    table = (ROOT / "docs" / "dependencies.md").read_text()
    wanted = []
    for line in (ROOT / "requirements.in").read_text().splitlines():
        if line and not line.startswith("#"):
            wanted.append(re.split(r"[\[~=<>]", line)[0])

    assert [name for name in wanted if f"`{name}`" not in table] == []


def jobs() -> set[str]:
    """The names of the queue's tasks."""
    found: set[str] = set()
    for path in SOURCES:
        found |= set(re.findall(r"@app\.task\(\s*name=\"([^\"]+)\"", path.read_text()))
    return found


def test_every_job_has_its_line() -> None:
    table = (ROOT / "docs" / "runbooks" / "jobs.md").read_text()

    assert len(jobs()) >= 8
    assert sorted(name for name in jobs() if f"`{name}`" not in table) == []
    assert sorted(set(re.findall(r"^\| `([^`]+)`", table, re.MULTILINE)) - jobs()) == []


EXPANDED = {
    "order.": {state for state in OrderState.values if state != OrderState.PLACED},
    "payment.": {"failed", "cancelled"},
    "document.": {"accepted", "refused", "declined"},
}
"""The kinds whose second word is a state."""


def event_kinds() -> set[str]:
    """Every kind of event that the code can write."""
    found: set[str] = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and called(node) in {"emit", "_emit", "NewEvent"}:
                found |= kinds_of(node)
            if isinstance(node, ast.FunctionDef) and node.name == "event_kind":
                found |= {
                    one.value.value
                    for one in ast.walk(node)
                    if isinstance(one, ast.Return) and isinstance(one.value, ast.Constant)
                }
    for start, ends in EXPANDED.items():
        found |= {start + end for end in ends}
    return found


def called(node: ast.Call) -> str:
    """The last word of what is called."""
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def kinds_of(node: ast.Call) -> set[str]:
    """The literal kind of a call; a kind with a state in it begins like one of `EXPANDED`."""
    given = [word.value for word in node.keywords if word.arg == "kind"] + node.args[:1]
    for value in given:
        if isinstance(value, ast.JoinedStr):
            start = value.values[0]
            assert isinstance(start, ast.Constant)
            assert start.value in EXPANDED
    return {v.value for v in given if isinstance(v, ast.Constant) and isinstance(v.value, str)}


def test_every_webhook_event_has_its_line() -> None:
    table = (ROOT / "docs" / "api" / "webhooks.md").read_text()
    documented = set(re.findall(r"^\| `([a-z]+\.[a-z_]+)`", table, re.MULTILINE))

    assert "subscription.suspended" in event_kinds()
    assert documented == event_kinds()


def test_the_desk_offers_only_events_that_exist() -> None:
    assert set(EVENT_KINDS) <= event_kinds()


def test_every_command_has_its_line() -> None:
    table = (ROOT / "docs" / "runbooks" / "run.md").read_text()

    assert [name for name in cli.COMMANDS if f"`{name}" not in table] == []


def test_every_error_code_has_its_line() -> None:
    table = (ROOT / "docs" / "api" / "errors.md").read_text()
    missing = set()
    for path in SOURCES:
        codes = re.findall(r"^    code = \"([a-z_]+)\"", path.read_text(), re.MULTILINE)
        missing |= {code for code in codes if f"| `{code}` |" not in table}

    assert sorted(missing) == [], "run tools/error_table.py"


PAGES = [*sorted(ROOT.glob("docs/**/*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_page_of_the_documents_leads_nowhere_wrong(page: Path) -> None:
    text = page.read_text()
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", text)
    named = re.findall(r"`((?:src|docs|tests|tools|bench)/[\w./-]+\.\w+)`", text)

    assert [link for link in links if not (page.parent / link).exists()] == []
    assert [name for name in named if not (ROOT / name).exists()] == []
