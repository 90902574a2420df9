#!/usr/bin/env python3
"""Make `.venv` and install the locked packages; run by every target of the Makefile.

    python3 tools/setup.py          what Vezne runs with (requirements.lock)
    python3 tools/setup.py --dev    and what tests and checks need (requirements-dev.lock)

Needs a bare Python 3.11 or newer. `uv` is used when it is there, else pip; every package is
checked against its hash. When nothing changed since the last run it ends at once.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
RUNTIME_LOCK = ROOT / "requirements.lock"
DEV_LOCK = ROOT / "requirements-dev.lock"
OLDEST = (3, 11)

VEZNE_SCRIPT = """#!{python}
import sys

from vezne.config.cli import main

sys.exit(main())
"""


def main() -> int:
    if sys.version_info < OLDEST:
        found = ".".join(map(str, sys.version_info[:3]))
        print(f"Vezne Python 3.11 veya yenisini ister; {sys.executable} sürümü {found}.")
        print("Başka bir Python ile: make PYTHON=python3.12 up")
        return 1
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dev", action="store_true", help="also what tests and checks need")
    lock = DEV_LOCK if parser.parse_args().dev else RUNTIME_LOCK
    stamp = VENV / f".{lock.name}.stamp"
    wanted = fingerprint(lock)
    if stamp.exists() and stamp.read_text() == wanted and PYTHON.exists():
        return 0
    started = time.monotonic()
    print("Vezne için sanal ortam ve paketler hazırlanıyor (.venv):", flush=True)
    try:
        if not PYTHON.exists():
            make_environment()
        install(lock)
        make_importable()
    except subprocess.CalledProcessError as error:
        print(f"\nKurulum tamamlanamadı: {' '.join(map(str, error.cmd))}", file=sys.stderr)
        return 1
    stamp.write_text(wanted)
    if lock is DEV_LOCK:  # it holds all of the other
        (VENV / f".{RUNTIME_LOCK.name}.stamp").write_text(fingerprint(RUNTIME_LOCK))
    print(f"Paketler hazır ({time.monotonic() - started:.0f} sn).", flush=True)
    return 0


def fingerprint(lock: Path) -> str:
    """Of the lock, this script and the place: a moved checkout is set up again."""
    digest = hashlib.sha256(lock.read_bytes())
    digest.update(Path(__file__).read_bytes())
    digest.update(str(VENV).encode())
    return digest.hexdigest()


def uv() -> str | None:
    """The path of a working uv, or None."""
    found = shutil.which("uv")
    if found is None:
        return None
    answer = subprocess.run([found, "--version"], check=False, capture_output=True)
    return found if answer.returncode == 0 else None


def make_environment() -> None:
    """A virtual environment of the Python that runs this."""
    if VENV.exists():
        shutil.rmtree(VENV)
    tool = uv()
    if tool:
        run(tool, "venv", "--quiet", "--python", sys.executable, VENV)
        return
    try:
        run(sys.executable, "-m", "venv", VENV)
    except subprocess.CalledProcessError:
        shutil.rmtree(VENV, ignore_errors=True)
        print(
            "\nBu Python sanal ortam kuramıyor. Debian ve Ubuntu'da: apt install python3-venv",
            file=sys.stderr,
        )
        raise


def install(lock: Path) -> None:
    """Every package of the lock, each checked against its hash; the lock leaves nothing out."""
    tool = uv()
    if tool:
        options = ["--no-deps", "--require-hashes", "--python", PYTHON]
        run(tool, "pip", "install", *options, "-r", lock)
        return
    if not (VENV / "bin" / "pip").exists():  # an environment that uv made
        run(PYTHON, "-m", "ensurepip", "--upgrade")
    pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "install"]
    run(*pip, "--no-deps", "--require-hashes", "--progress-bar", "on", "-r", lock)


def make_importable() -> None:
    """`import vezne` and the command `vezne` from anywhere, without building a package."""
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    told = subprocess.run([PYTHON, "-c", ask], check=True, capture_output=True, text=True)
    (Path(told.stdout.strip()) / "vezne.pth").write_text(f"{ROOT / 'src'}\n")
    script = VENV / "bin" / "vezne"
    script.write_text(VEZNE_SCRIPT.format(python=PYTHON))
    script.chmod(0o755)


def run(*command: str | Path) -> None:
    environment = {k: v for k, v in os.environ.items() if k != "VIRTUAL_ENV"}
    subprocess.run([str(part) for part in command], check=True, cwd=ROOT, env=environment)


if __name__ == "__main__":
    sys.exit(main())
