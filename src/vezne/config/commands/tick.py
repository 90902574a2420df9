"""`vezne tick`: does what is due at the installation's time and returns when all of it is done.

The queue does the same every minute; this is for a cron job beside it, a script or a person.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from vezne.flows.tick import tick_now


def main(arguments: Sequence[str]) -> int:
    """Tick once and say what was done."""
    argparse.ArgumentParser(prog="vezne tick", description=__doc__).parse_args(arguments)
    done = tick_now()
    for part, count in done.items():
        print(f"{part:<12} {count}")
    if not done:
        print("nothing was due")
    return 0
