"""`vezne ledger check`: proves every balance of the installation from its entries.

Prints one line for each thing that is wrong and ends with 1; with 0 when all is right.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from vezne.core.scope import acting_as_system
from vezne.ledger.check import ledger_check


def main(arguments: Sequence[str]) -> int:
    """Check all books."""
    parser = argparse.ArgumentParser(prog="vezne ledger", description=__doc__)
    parser.add_argument("action", choices=["check"])
    parser.parse_args(arguments)
    with acting_as_system("ledger check"):
        findings = list(ledger_check())
    for found in findings:
        print(
            f"{found.check}: current account {found.current_account_id}, {found.subject}: "
            f"expected {found.expected}, found {found.found}"
        )
    print(f"{len(findings)} findings" if findings else "the ledger is clean")
    return 1 if findings else 0
