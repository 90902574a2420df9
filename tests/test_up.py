"""What `vezne up` refuses, and what it leaves on the disk: told before anything starts."""

from __future__ import annotations

import json
import os
import socket
import stat
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import pytest

from vezne.config import cli, demo_notes
from vezne.config.installation import Ports, RunLock, installation_secrets, program_environment


@pytest.fixture
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VEZNE_VAR", str(tmp_path / "var"))
    return tmp_path / "var"


@pytest.fixture
def taken_port() -> Generator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def vezne_up(var: Path, port: int) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "VEZNE_VAR": str(var), "VEZNE_PORT": str(port)}
    return subprocess.run(
        [sys.executable, "-m", "vezne", "up"],
        check=False,
        capture_output=True,
        text=True,
        env=environment,
        timeout=30,
    )


def test_a_taken_port_is_told_before_anything_starts(var: Path, taken_port: int) -> None:
    told = vezne_up(var, taken_port)

    assert told.returncode == 1
    assert f"kullanıyor: {taken_port}" in told.stderr
    assert f"VEZNE_PORT={taken_port + 100} make up" in told.stderr
    assert not (var / "pg").exists()


def test_a_second_start_in_the_same_folder_is_told_who_runs(var: Path) -> None:
    lock = RunLock(var / "up.lock")
    assert lock.take({"pid": 4711, "port": 8000})

    told = vezne_up(var, 8000)

    assert told.returncode == 1
    assert "zaten http://localhost:8000 adresinde çalışıyor (süreç 4711)" in told.stderr
    lock.release()
    assert RunLock(var / "up.lock").take({})


def test_secrets_are_made_once_and_for_the_owner_only(var: Path) -> None:
    first = installation_secrets()

    assert first == installation_secrets()
    assert stat.S_IMODE((var / "secrets.env").stat().st_mode) == 0o600
    assert len(first["VEZNE_SECRET_KEY"]) > 40
    assert first["VEZNE_DATA_KEYS"].startswith("k1:")


def test_a_secret_of_the_environment_wins(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installation_secrets()
    monkeypatch.setenv("VEZNE_SECRET_KEY", "from outside")

    assert installation_secrets()["VEZNE_SECRET_KEY"] == "from outside"


def test_programs_get_the_narrow_role_and_neighbouring_ports(var: Path) -> None:
    wanted = program_environment("postgresql:///x", role="app", ports=Ports(9000))

    assert wanted["VEZNE_DB_ROLE"] == "vezne_app"
    assert wanted["DATABASE_URL"] == "postgresql:///x"
    assert wanted["VEZNE_WEB_URL"] == "http://localhost:9000"
    assert wanted["VEZNE_SANDBOX_URL"] == "http://127.0.0.1:9001"
    assert wanted["VEZNE_SMTP_PORT"] == "9002"


def test_scripts_find_addresses_and_sign_ins_while_it_runs(var: Path) -> None:
    var.mkdir()
    ayse = {"account": "Firma", "role": "Admin", "email": "ayse@firma.example", "password": "x"}
    demo_notes.users_file().write_text(json.dumps({"api_key": "key", "users": [ayse]}))

    demo_notes.announce(Ports(9000))

    written = json.loads((var / "demo.json").read_text())
    assert written == {
        "web": "http://localhost:9000",
        "sandbox": "http://127.0.0.1:9001",
        "api_key": "key",
        "users": [ayse],
    }
    assert stat.S_IMODE((var / "demo.json").stat().st_mode) == 0o600
    demo_notes.withdraw()
    assert not (var / "demo.json").exists()


def test_an_unknown_command_says_which_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["nonsense"]) == 2
    told = capsys.readouterr().err
    assert "unknown command 'nonsense'" in told
    assert all(name in told for name in cli.COMMANDS)


def test_the_runbook_names_every_command() -> None:
    runbook = Path(__file__).parents[1] / "docs" / "runbooks" / "run.md"
    text = runbook.read_text(encoding="utf-8")

    assert [name for name in cli.COMMANDS if f"`{name}" not in text] == []
