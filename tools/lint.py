"""Every check that is not a test, each with its time; all of them run even when one fails.

.venv/bin/python tools/lint.py [NAME …]
"""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = ROOT / ".venv" / "bin"
PYTHON = str(BIN / "python")

CHECKS = {
    "types": [str(BIN / "mypy"), "src/vezne"],
    "sandbox types": [
        *(str(BIN / "mypy"), "--config-file", "tools/mypy_sandbox.toml", "src/vezne_sandbox"),
    ],
    "ruff": [str(BIN / "ruff"), "check", "."],
    "format": [str(BIN / "ruff"), "format", "--check", "."],
    "imports": [str(BIN / "lint-imports")],
    "size": [PYTHON, "tools/size_ratchet.py"],
    "templates": [PYTHON, "tools/template_lint.py", "vezne.config.settings"],
    "sandbox templates": [PYTHON, "tools/template_lint.py", "vezne_sandbox.settings"],
    "migrations": [PYTHON, "-m", "vezne", "manage", "makemigrations", "--check", "--dry-run"],
    "error table": [PYTHON, "tools/error_table.py", "--check"],
    "translations": [PYTHON, "-m", "vezne", "messages", "check"],
}
# No check needs a database; what only reads settings gets an address that nobody answers at.
ENVIRONMENT = {
    "PYTHONPATH": "src",
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
    "SANDBOX_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
    "PYTHONWARNINGS": "ignore:Got an error checking a consistent migration history",
}


def main() -> int:
    names = sys.argv[1:] or list(CHECKS)
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(run, names))
    failed = [name for name, ok in zip(names, results, strict=True) if not ok]
    if failed:
        print(f"lint: failed: {', '.join(failed)}", flush=True)
    return 1 if failed else 0


def run(name: str) -> bool:
    started = time.monotonic()
    done = subprocess.run(
        CHECKS[name],
        check=False,
        cwd=ROOT,
        env={**os.environ, **ENVIRONMENT},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    good = done.returncode == 0
    mark = "ok" if good else "FAILED"
    text = f"{name:<18} {mark} ({time.monotonic() - started:.1f} s)"
    print(text if good else f"{text}\n{done.stdout.rstrip()}", flush=True)
    return good


if __name__ == "__main__":
    sys.exit(main())
