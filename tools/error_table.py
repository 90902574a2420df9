"""docs/api/errors.md, written from the code: every error code with its status and its sentence.

tools/error_table.py            write it
tools/error_table.py --check    fail when it is not what the code says
"""

import argparse
import ast
import os
import pkgutil
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import django
from django.utils import translation

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "api" / "errors.md"
API = ROOT / "src" / "vezne" / "api" / "urls.py"
HEAD = """# Error codes

Every refusal of the API has one shape, with the HTTP status of the table:

```json
{"code": "attempt_in_doubt", "message": "…", "details": {}}
```

`message` is for people, in the language of `Accept-Language` (Turkish or English). Programs look at
`code`. A code never changes its meaning; new ones may come. This page is written by
`tools/error_table.py` from the code, and `make check` compares it.
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare, change nothing")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vezne.config.settings")
    django.setup()
    with translation.override("tr"):
        text = page()
    if not options.check:
        TARGET.write_text(text, encoding="utf-8")
        return 0
    if TARGET.exists() and TARGET.read_text(encoding="utf-8") == text:
        return 0
    print("docs/api/errors.md differs from the code: run tools/error_table.py")
    return 1


def page() -> str:
    lines = [HEAD, "| code | status | from | when |", "|---|---|---|---|"]
    for code, status, package, when in sorted(domain_errors()):
        lines.append(f"| `{code}` | {status} | {package} | {when} |")
    lines += ["", "The API itself answers:", "", "| code | when |", "|---|---|"]
    lines += [f"| `{code}` | {when} |" for code, when in sorted(api_errors())]
    lines += [
        "",
        "## Why a payment was refused",
        "",
        "`error_code` of an attempt and `code` in the event `payment.failed`, in our words:",
        "",
        "| code | what the payer reads |",
        "|---|---|",
    ]
    refusals = import_module("vezne.payments.types").ErrorCode
    lines += [f"| `{code.value}` | {code.label} |" for code in refusals]
    return "\n".join(lines) + "\n"


def domain_errors() -> Iterator[tuple[str, int, str, str]]:
    """Code, status, package and the first line of the docstring of each expected error."""
    vezne = import_module("vezne")
    for module in pkgutil.walk_packages(vezne.__path__, "vezne."):
        if not {"tests", "migrations", "__main__", "wsgi"}.intersection(module.name.split(".")):
            import_module(module.name)
    base = import_module("vezne.core.errors").DomainError
    for error in subclasses(base):
        if error.__module__.startswith("vezne.") and "code" in vars(error):
            when = (error.__doc__ or "").strip().splitlines()[0]
            yield error.code, error.status, error.__module__.split(".")[1], when


def subclasses(base: type) -> Iterator[type]:
    for child in base.__subclasses__():
        yield child
        yield from subclasses(child)


def api_errors() -> Iterator[tuple[str, str]]:
    """The codes that the API's own handlers answer, with the docstring of each."""
    for function in ast.parse(API.read_text(encoding="utf-8")).body:
        if not isinstance(function, ast.FunctionDef):
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_answer":
                code = node.args[2]
                if isinstance(code, ast.Constant):
                    yield code.value, (ast.get_docstring(function) or "").splitlines()[0]


if __name__ == "__main__":
    sys.exit(main())
