"""Runs the tests of the packages that move money under coverage; holds each file to its floor.

    tools/coverage_floor.py            run and compare; fails below a floor
    tools/coverage_floor.py --write    take what is reached today as the floor

The floor of core.money, ledger, payments, invoicing and metering is 100 % of their branches.
What is not reached yet stands in `tools/coverage_floor.json`, per file, and may only shrink.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BASELINE = ROOT / "tools" / "coverage_floor.json"
MEASURED = ("core/money.py", "ledger/", "payments/", "invoicing/", "metering/")
RUN = ("core", "ledger", "payments", "invoicing", "metering", "flows")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="accept what is not reached today")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "coverage.json"
        failed = measure(Path(folder) / "data", report)
        if failed:
            return failed
        open_branches = unreached(json.loads(report.read_text()))
    if options.write:
        BASELINE.write_text(json.dumps(open_branches, indent=1, sort_keys=True) + "\n")
        return 0
    known = json.loads(BASELINE.read_text()) if BASELINE.exists() else {}
    return compare(open_branches, known)


def measure(data: Path, report: Path) -> int:
    """Run the tests; the exit code of the first program that failed, or 0."""
    coverage = [sys.executable, "-m", "coverage"]
    tests = [f"src/vezne/{package}" for package in RUN]
    environment = {**os.environ, "COVERAGE_FILE": str(data)}
    for command in (
        [
            *coverage,
            "run",
            "--source=vezne",
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            *tests,
        ],
        [*coverage, "json", "-q", "-o", str(report)],
    ):
        done = subprocess.run(command, check=False, cwd=ROOT, env=environment)
        if done.returncode:
            return done.returncode
    return 0


def unreached(report: dict[str, dict[str, dict[str, dict[str, int]]]]) -> dict[str, int]:
    """Lines and branches that no test reached, by file, where there are any."""
    found = {}
    for name, file in report["files"].items():
        path = Path(name).as_posix().split("src/vezne/", 1)[-1]
        if path.startswith(MEASURED):
            summary = file["summary"]
            missing = summary["missing_lines"] + summary.get("missing_branches", 0)
            if missing:
                found[path] = missing
    return found


def compare(found: dict[str, int], known: dict[str, int]) -> int:
    worse = {path: count for path, count in found.items() if count > known.get(path, 0)}
    better = [path for path, count in known.items() if found.get(path, 0) < count]
    for path, count in sorted(worse.items()):
        print(f"{path}: {count} lines and branches without a test, {known.get(path, 0)} allowed")
    for path in sorted(better):
        print(f"{path}: better than its floor now: run tools/coverage_floor.py --write")
    if not worse and not better:
        rest = sum(found.values())
        print("every branch is reached" if not rest else f"{rest} lines and branches are open")
    return 1 if worse or better else 0


if __name__ == "__main__":
    sys.exit(main())
