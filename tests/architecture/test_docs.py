"""What the documents promise is there, and what is there has its entry."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
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
