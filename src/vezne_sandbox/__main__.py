"""``python -m vezne_sandbox migrate | run | web | smtp``; the commands are in ``panel``."""

import os
import sys

from django.core.management import execute_from_command_line

_COMMANDS = ("migrate", "run", "web", "smtp", "makemigrations", "check")


def main(arguments: list[str]) -> None:
    """Run one of the commands."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vezne_sandbox.settings")
    if not arguments or arguments[0] not in _COMMANDS:
        sys.exit(f"usage: python -m vezne_sandbox {' | '.join(_COMMANDS[:4])}")
    if arguments == ["migrate"]:
        arguments = ["migrate", "--no-input", "--verbosity=0"]
    execute_from_command_line(["vezne_sandbox", *arguments])


if __name__ == "__main__":
    main(sys.argv[1:])
