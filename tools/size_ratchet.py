"""Files ≤ 500 lines, functions ≤ 70 lines: a ratchet. Over 7 parameters: reported as advice.

What is over a limit today stands in `tools/size_ratchet.json` with its size and may only shrink;
`--write` writes the file anew. Tests are held to the file limit only, migrations to none.
"""

import argparse
import ast
import json
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BASELINE = ROOT / "tools" / "size_ratchet.json"
FOLDERS = ("src", "tests", "tools", "bench")
LIMITS = {"lines": 500, "function": 70, "parameters": 7}
ADVICE = {
    "lines": "split it by what the business says: one noun a file (services/<noun>.py)",
    "function": "name its steps as functions; a long SQL text is a named constant",
    "parameters": "gather what belongs together in a frozen dataclass",
}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="accept what is over today")
    options = parser.parse_args()
    over = dict(findings())
    if options.write:
        BASELINE.write_text(json.dumps(over, indent=1, sort_keys=True) + "\n")
        return 0
    known = json.loads(BASELINE.read_text()) if BASELINE.exists() else {}
    grown = {place: size for place, size in over.items() if size > known.get(place, 0)}
    bad = {place for place in grown if not place.startswith("parameters ")}
    for place, size in sorted(grown.items()):
        kind = place.split(" ", 1)[0]
        advice = "" if place in bad else "advice: "
        print(f"{advice}{place}: {size}, the limit is {LIMITS[kind]}; {ADVICE[kind]}")
    gone = sorted(set(known) - set(over))
    for place in gone:
        print(f"{place} is within its limit now: run `tools/size_ratchet.py --write`")
    return 1 if bad or gone else 0


def findings() -> Iterator[tuple[str, int]]:
    """Everything over a limit: what and where, and its size."""
    for path in source_files():
        name = path.relative_to(ROOT).as_posix()
        text = path.read_text(encoding="utf-8")
        lines = len(text.splitlines())
        if lines > LIMITS["lines"]:
            yield f"lines {name}", lines
        if "tests" in path.parts:
            continue
        for function in functions(ast.parse(text)):
            length = (function.end_lineno or function.lineno) - function.lineno + 1
            if length > LIMITS["function"]:
                yield f"function {name}:{function.name}", length
            if parameters(function) > LIMITS["parameters"]:
                yield f"parameters {name}:{function.name}", parameters(function)


def source_files() -> Iterator[Path]:
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if not {"migrations", "node_modules", "vendor"}.intersection(path.parts):
                yield path


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, FUNCTIONS):
            yield node


def parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    arguments = function.args
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return sum(argument.arg not in {"self", "cls"} for argument in named)


if __name__ == "__main__":
    sys.exit(main())
