"""Reading the environment: names, types and defaults of what an installation may set.

Only this module and `settings` read `os.environ`. `docs/runbooks/run.md` lists every name.
"""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
"""The checkout: where `var/` lies unless VEZNE_VAR says otherwise."""


def text(name: str, default: str = "") -> str:
    """The variable as it is, or the default."""
    return os.environ.get(name, default)


def flag(name: str, *, default: bool = False) -> bool:
    """True for 1/true/yes/on in any case."""
    value = os.environ.get(name)
    return default if value is None else value.strip().lower() in {"1", "true", "yes", "on"}


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list without empty parts."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def var_dir() -> Path:
    """The folder of everything that an installation keeps outside its databases."""
    return Path(text("VEZNE_VAR", str(ROOT / "var")))
