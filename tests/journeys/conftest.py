"""The fixture `film`: a fresh installation with its firms, and a person at a browser."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Callable, Generator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import LazySettings
from playwright.sync_api import Browser, sync_playwright
from pytest_django.plugin import DjangoDbBlocker

from tests.browser import CHROMIUM_ARGUMENTS
from tests.database import server_url, worker_name
from tests.journeys.film import Film
from tests.journeys.stage import Stage
from tests.journeys.world import make_world
from tests.programs import django_on, log_tail, program_environment
from tests.sandbox_server import Sandbox, free_port, sandbox_server
from tests.warm import PORT, Nursery

DATABASE = "film"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every film is marked, whoever forgets it."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def web_port() -> int:
    """One port for all films of this process: the sandbox asks there for the time."""
    return free_port()


@pytest.fixture(scope="session")
def mail_port() -> int:
    """Where the films' mails come in: the sandbox sends there."""
    return free_port()


@pytest.fixture(scope="session")
def film_sandbox(web_port: int, mail_port: int, django_db_setup: None) -> Generator[Sandbox]:
    """The outside world of all films of this process, emptied before each."""
    running = sandbox_server(
        clock_url=f"http://127.0.0.1:{web_port}/api/v1/clock",
        SANDBOX_PANEL_SMTP=f"127.0.0.1:{mail_port}",
        SANDBOX_WEBHOOK_DELAY_SECONDS="1",
        SANDBOX_WEBHOOK_RETRY_SECONDS="1",
    )
    yield running
    running.stop()


@pytest.fixture(scope="session")
def var(tmp_path_factory: pytest.TempPathFactory, database_url: str) -> Path:
    """The folder of the installation with its static files, collected once for all processes."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "var"
    shared.mkdir(exist_ok=True)
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        environment = program_environment(database_url=database_url, var=shared, port=0)
        command = [sys.executable, "-m", "vezne", "assets"]
        subprocess.run(command, env=environment, check=True, timeout=120)
    return shared


@pytest.fixture(scope="module")
def browser(chromium: str) -> Generator[Browser]:
    """A Chromium for the films of one file.

    Playwright's loop runs in this thread meanwhile, so Django must be told that its calls are
    meant: the two never run at once.
    """
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def nursery(
    *,
    film_sandbox: Sandbox,
    web_port: int,
    mail_port: int,
    var: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Generator[Nursery]:
    """Whence web, worker and mail of all films start; each finds the database of its film."""
    environment = program_environment(
        database_url=server_url(f"{worker_name()}_{DATABASE}"),
        var=var,
        port=web_port,
        VEZNE_SANDBOX_URL=film_sandbox.base_url,
        VEZNE_SMTP_PORT=str(film_sandbox.smtp_port),
        VEZNE_WORKER_JOBS="2",
        VEZNE_MAIL_PORT=str(mail_port),
        VEZNE_REPLY_DOMAIN="yanit.vezne.example",
    )
    environment[PORT] = str(web_port)
    running = Nursery("panel", environment, tmp_path_factory.getbasetemp() / "nursery.log")
    yield running
    running.stop()


@pytest.fixture
def stage(
    *,
    nursery: Nursery,
    film_sandbox: Sandbox,
    web_port: int,
    mail_port: int,
    var: Path,
    tmp_path: Path,
    new_database: Callable[[str], str],
) -> Generator[Stage]:
    """Web and worker over a fresh database."""
    film_sandbox.reset()
    url = new_database(DATABASE)
    stage = Stage(
        nursery=nursery,
        port=web_port,
        mail_port=mail_port,
        sandbox=film_sandbox,
        database_url=url,
        var=var,
        logs=tmp_path,
    )
    try:
        stage.start()
        yield stage
    finally:
        stage.stop()


@pytest.fixture
def film(
    request: pytest.FixtureRequest,
    browser: Browser,
    stage: Stage,
    settings: LazySettings,
    django_db_blocker: DjangoDbBlocker,
) -> Generator[Film]:
    """Ready to play; afterwards every page must have been quiet."""
    settings.VEZNE_UPLOADS = str(stage.var / "uploads")  # where the programs keep them
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", stage.sandbox.smtp_port
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.VEZNE_WEB_URL, settings.VEZNE_SANDBOX_URL = stage.web_url, stage.sandbox.base_url
    name = urlsplit(stage.database_url).path.lstrip("/")
    with django_db_blocker.unblock(), django_on({"NAME": name}):
        world = make_world(sandbox=stage.sandbox, web_url=stage.web_url)
        film = Film(
            name=request.node.name.removeprefix("test_"), stage=stage, world=world, browser=browser
        )
        yield film
        film.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A film that failed shows what the programs wrote."""
    report = yield
    stage = getattr(item, "funcargs", {}).get("stage")
    if report.failed and isinstance(stage, Stage):
        for program in (stage.web, stage.worker, stage.mail):
            if program.log.exists():
                report.sections.append((program.log.name, log_tail(program.log, 40)))
    return report
