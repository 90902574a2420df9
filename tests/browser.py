"""Where a Chromium is, if there is one: VEZNE_CHROMIUM, the system's, or Playwright's own."""

from __future__ import annotations

import os
import shutil
from functools import cache
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")

CHROMIUM_ARGUMENTS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    *(["--no-sandbox"] if os.geteuid() == 0 else []),
]


@cache
def find_chromium() -> str | None:
    """The path of the browser to drive, or None."""
    named = os.environ.get("VEZNE_CHROMIUM")
    if named:
        return named if os.access(named, os.X_OK) else None
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return found
    downloads = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", "~/.cache/ms-playwright"))
    installed = sorted(downloads.expanduser().glob("chromium-*/chrome-linux*/chrome"))
    return str(installed[-1]) if installed else None
