"""What the demo leaves for people and scripts: the sign-ins it made, and `var/demo.json`.

`vezne demo` writes `var/demo-users.json`: `{"api_key": …, "users": [{account, role, email,
password}, …], "sandbox": the address that it is tied to}`. When everything answers, `vezne up`
turns it into `var/demo.json` with its addresses, and takes that away when it stops: whoever finds
it finds a running installation.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from vezne.config import env
from vezne.config.console import SignIn
from vezne.config.installation import Ports


def users_file() -> Path:
    """Where the demo writes."""
    return env.var_dir() / "demo-users.json"


def ready_file() -> Path:
    """Where scripts look."""
    return env.var_dir() / "demo.json"


def unfinished_mark() -> Path:
    """There while a demo is being made: a start that finds it begins the demo again."""
    return env.var_dir() / "demo.unfinished"


def sign_ins() -> list[SignIn]:
    """The demo's sign-ins; empty when there is no demo."""
    return [
        SignIn(*(str(user.get(name, "")) for name in ("account", "role", "email", "password")))
        for user in read().get("users", [])
    ]


def announce(ports: Ports) -> None:
    """Write `var/demo.json` in one step, readable by us only: it holds passwords."""
    written = read()
    facts = {
        "web": ports.web_url,
        "sandbox": ports.sandbox_url,
        "api_key": written.get("api_key", ""),
        "users": written.get("users", []),
    }
    unfinished = ready_file().with_suffix(".tmp")
    unfinished.touch(mode=0o600)
    unfinished.write_text(json.dumps(facts, ensure_ascii=False, indent=2) + "\n")
    unfinished.replace(ready_file())


def withdraw() -> None:
    """Remove `var/demo.json`: nothing answers any more."""
    ready_file().unlink(missing_ok=True)


def read() -> dict[str, Any]:
    """What the demo wrote; empty when there is no demo."""
    try:
        read = json.loads(users_file().read_text())
    except (OSError, ValueError):
        return {}
    return {"users": read} if isinstance(read, list) else dict(read)
