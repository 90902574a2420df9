"""`vezne up`: the whole installation on one machine, for a demo or for work on Vezne.

Database (embedded in `var/pg`, or DATABASE_URL), tables, static files, sandbox, web, the demo when
the database is empty, worker. Then it watches them until Ctrl-C or SIGTERM and stops them in the
reverse order. A second one in the same folder, or a taken port, is told before anything starts.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Sequence

from vezne.config import console, demo_notes, env
from vezne.config.embedded import EmbeddedPostgresError
from vezne.config.installation import RunLock, configured_ports
from vezne.config.startup import Startup, StartupFailed, Stopped


def main(arguments: Sequence[str]) -> int:
    """Start everything, watch it, stop it. 1 when it did not come up."""
    parser = argparse.ArgumentParser(prog="vezne up", description=__doc__)
    parser.add_argument("--no-demo", action="store_true", help="leave an empty database empty")
    options = parser.parse_args(arguments)
    ports = configured_ports()
    lock = RunLock(env.var_dir() / "up.lock")
    if not lock.take({"pid": os.getpid(), "port": ports.web}):
        console.complain(console.already_running(lock.note()))
        return 1
    try:
        busy = ports.taken()
        if busy:
            console.complain(console.ports_taken(busy, ports))
            return 1
        return _run(Startup(ports=ports, with_demo=not options.no_demo))
    finally:
        lock.release()


def _run(startup: Startup) -> int:
    started = time.monotonic()
    demo_notes.withdraw()
    console.say("Vezne başlatılıyor:")
    try:
        startup.bring_up()
        demo_notes.announce(startup.ports)
        seconds = time.monotonic() - started
        console.say(console.ready(startup.ports, demo_notes.sign_ins(), seconds))
        startup.supervisor.watch_until_asked_to_stop()
        console.say("\nVezne durduruluyor …")
    except Stopped:
        console.say("\nVezne durduruluyor …")
    except (StartupFailed, EmbeddedPostgresError) as error:
        console.complain(f"\nVezne başlatılamadı: {error}")
        return 1
    finally:
        demo_notes.withdraw()
        startup.supervisor.stop_all()
    console.say("Vezne durdu. Verileriniz duruyor.")
    return 0
