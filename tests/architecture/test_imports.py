"""Tests may import anything (pyproject.toml exempts them); nothing that ships may import them."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def imported(path: Path) -> set[str]:
    """The modules that a file imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def test_what_ships_imports_no_test() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in sorted((ROOT / "src").rglob("*.py"))
        if "tests" not in path.parts
        for name in sorted(imported(path))
        if "tests" in name.split(".") or name.split(".")[0] in {"pytest", "hypothesis"}
    ]

    assert wrong == []
