"""`vezne assets`: static files into `var/static`, fingerprinted and compressed; compiled texts.

Does nothing when no source file has changed since (name, size and time of each).
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from vezne.config.commands.messages import compile_catalogue

NOT_OURS = ("django_htmx/*",)
"""Files of packages that no page asks for: htmx lies among our own."""


def main(arguments: Sequence[str]) -> int:
    """Collect when something changed, or when --force says so."""
    parser = argparse.ArgumentParser(prog="vezne assets", description=__doc__)
    parser.add_argument("--force", action="store_true", help="collect even when nothing changed")
    options = parser.parse_args(arguments)
    compile_catalogue()
    stamp = Path(settings.STATIC_ROOT).with_suffix(".stamp")
    wanted = sources_fingerprint()
    if not options.force and stamp.exists() and stamp.read_text() == wanted:
        return 0
    call_command(
        "collectstatic", interactive=False, clear=True, verbosity=0, ignore_patterns=[*NOT_OURS]
    )
    stamp.write_text(wanted)
    return 0


def sources_fingerprint() -> str:
    """One hash over the name, size and time of every static file of every app."""
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda found: found[0]):
            facts = Path(storage.path(name)).stat()
            digest.update(f"{name}:{facts.st_size}:{facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()
