"""The command line: `vezne COMMAND …`.

One small module per command under `commands/`; it is imported only when its command runs, after the
environment is complete, so that a command may import models at its top.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from importlib import import_module

import django

from vezne.config.embedded import EmbeddedPostgresError
from vezne.config.installation import Role, entered


@dataclass(frozen=True)
class Command:
    """Where a command lives and what it needs. Its module has `main(arguments) -> exit code`."""

    module: str
    help: str
    role: Role | None = None
    needs_django: bool = True


COMMANDS = {
    "up": Command("commands.up", "start the whole installation", needs_django=False),
    "migrate": Command("commands.migrate", "make roles and tables, bring them up to date", "owner"),
    "assets": Command("commands.assets", "collect and compress the static files"),
    "messages": Command("commands.messages", "check | update | compile the English texts"),
    "web": Command("commands.web", "serve panel, desk and API", "app", needs_django=False),
    "worker": Command("commands.worker", "run the jobs of the queue", "app"),
    "mail": Command("commands.mail", "take mails in: answers to tickets", "app"),
    "tick": Command("commands.tick", "do the work that is due at the installation's time", "app"),
    "ledger": Command("commands.ledger", "check: prove the balances from the entries", "app"),
    "demo": Command("demo", "fill an empty installation with believable firms", "app"),
    "bench": Command("commands.bench", "NAME [--json]: run bench/NAME.py", "app"),
    "manage": Command("commands.manage", "any Django command", "app"),
}
OWNER_MANAGE_COMMANDS = {"migrate", "createcachetable", "dbshell", "sqlmigrate", "showmigrations"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if not words or words[0] in {"-h", "--help", "help"}:
        print(usage())
        return 0
    name, rest = words[0], words[1:]
    command = COMMANDS.get(name)
    if command is None:
        print(f"vezne: unknown command {name!r}\n\n{usage()}", file=sys.stderr)
        return 2
    role = command.role
    if name == "manage" and rest and rest[0] in OWNER_MANAGE_COMMANDS:
        role = "owner"
    with ExitStack() as stack:
        try:
            if role is not None:
                stack.enter_context(entered(role))
        except EmbeddedPostgresError as error:
            print(f"vezne: {error}", file=sys.stderr)
            return 1
        if command.needs_django:
            prepare_django()
        code: int = import_module(f"vezne.config.{command.module}").main(rest)
        return code


def prepare_django() -> None:
    """Load settings and apps."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vezne.config.settings")
    django.setup()


def usage() -> str:
    """All commands in a table."""
    rows = [f"  {name:<10} {command.help}" for name, command in COMMANDS.items()]
    return "usage: vezne COMMAND …\n\n" + "\n".join(rows) + "\n\nvezne COMMAND --help says more."
