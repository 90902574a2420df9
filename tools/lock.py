#!/usr/bin/env python3
"""Write requirements.lock and requirements-dev.lock from what requirements*.in name.

    .venv/bin/python tools/lock.py

Both hold every package that is installed, with its hashes and without addresses; `tools/setup.py`
installs them as they stand and resolves nothing. Needs `uv` (requirements-dev.in).
"""

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OLDEST = "3.11"
LEFT_OUT = ("mcp",)
"""Asked for by a package that we use without it: efatura-kontrol's server for assistants."""
NOWHERE = "sys_platform == 'nowhere'"


def main() -> int:
    """Compile both; the second holds the first's versions."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as overrides:
        overrides.write("".join(f"{name} ; {NOWHERE}\n" for name in LEFT_OUT))
        overrides.flush()
        for stem in ("requirements", "requirements-dev"):
            compile_lock(stem, overrides.name)
    return 0


def compile_lock(stem: str, overrides: str) -> None:
    """One lock, keeping the versions that it has where they still do."""
    target = ROOT / f"{stem}.lock"
    command = "uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header"
    options = ["--no-annotate", "--python-version", OLDEST, "--override", overrides]
    subprocess.run(
        [*command.split(), *options, f"{stem}.in", "-o", target.name], check=True, cwd=ROOT
    )
    kept: list[str] = []
    is_kept = True
    for line in target.read_text().splitlines():
        if not line.startswith(" "):
            is_kept = NOWHERE not in line
        if is_kept:
            kept.append(line)
    target.write_text("\n".join(kept) + "\n")


if __name__ == "__main__":
    sys.exit(main())
