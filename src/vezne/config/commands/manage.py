"""`vezne manage COMMAND …`: Django's own commands, in this installation's environment.

Works as `vezne_app`; the commands that change tables work as the owner.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.core.management import execute_from_command_line


def main(arguments: Sequence[str]) -> int:
    """Hand the words over to Django."""
    execute_from_command_line(["vezne manage", *arguments])
    return 0
