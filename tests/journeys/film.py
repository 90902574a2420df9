"""The person at the browser: signs in, presses, reads, pays, and keeps a picture of each page."""

from __future__ import annotations

import os
import re
import sys
import time
from collections import Counter
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import connection
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.factories import sign_in as session_of
from tests.journeys.audit import HEIGHTS, Variant, Watch, check_access, check_width, variant_of
from tests.journeys.stage import Stage
from tests.journeys.world import PASSWORD, Person, World
from tests.programs import eventually
from tests.sandbox_server import GOOD_CARD, Sandbox
from vezne.accounts.services import user_preferences_change
from vezne.core.audit import SYSTEM
from vezne.core.clock import read_now
from vezne.core.scope import acting_as_system
from vezne.flows.clock import clock_advance
from vezne.notify.models import Notification

PICTURES = Path("build") / "journeys"
PATIENCE_MS = 10_000
PAUSE = re.compile(r"\s+")


def say(text: str) -> None:
    """A line for whoever reads the run: `-s`, or the section of a test that failed."""
    sys.stdout.write(text + "\n")


class Film:
    """One person, one browser, one installation."""

    def __init__(self, *, name: str, stage: Stage, world: World, browser: Browser) -> None:
        self.name, self.stage, self.world, self.browser = name, stage, world, browser
        self.contexts: list[BrowserContext] = []
        self.watches: list[Watch] = []
        self.page = self.open_browser()
        self.folder = PICTURES / name
        self.folder.mkdir(parents=True, exist_ok=True)
        for old in self.folder.glob("*.png"):
            old.unlink()
        self.shots = 0

    @property
    def sandbox(self) -> Sandbox:
        """The outside world."""
        return self.stage.sandbox

    # -- browsers and pages -----------------------------------------------------------------

    def open_browser(
        self, *, width: int = 1366, theme: str = "light", locale: str = "tr-TR"
    ) -> Page:
        """A fresh browser with its own cookies; its pages are watched."""
        context = self.browser.new_context(
            viewport={"width": width, "height": HEIGHTS[width]},
            color_scheme=theme,  # type: ignore[arg-type]
            locale=locale,
            timezone_id="Europe/Istanbul",
        )
        context.set_default_timeout(PATIENCE_MS)
        self.contexts.append(context)
        return self.new_tab(context)

    def new_tab(self, context: BrowserContext | None = None) -> Page:
        """One more page of the same person."""
        page = (context or self.page.context).new_page()
        self.watches.append(Watch(page))
        return page

    def close(self) -> None:
        """Close all browsers; every page must have been quiet."""
        for context in self.contexts:
            with suppress(PlaywrightTimeout):
                context.close()
        problems = [problem for watch in self.watches for problem in watch.problems]
        assert not problems, "\n".join(problems)

    def sign_in(self, person: Person, *, page: Page | None = None) -> None:
        """Over the sign-in page, as anybody."""
        page = page or self.page
        page.goto(f"{self.stage.web_url}/giris/")
        page.get_by_label("E-posta, kullanıcı adı veya telefon").fill(person.email)
        page.get_by_label("Şifre", exact=True).fill(PASSWORD)
        page.get_by_label("Şifre", exact=True).press("Enter")
        page.wait_for_url(re.compile(r"/(\?.*)?$"))

    def go(self, path: str) -> None:
        """To a page of the panel."""
        self.page.goto(self.stage.web_url + path)
        check_width(self.page)

    def press(self, name: str | re.Pattern[str], *, within: Locator | None = None) -> None:
        """A button or a link by its name; the first of several that can be seen."""
        place = within or self.page.locator("main")
        found = place.get_by_role("button", name=name).or_(place.get_by_role("link", name=name))
        found.locator("visible=true").first.click()

    def see(self, *texts: str) -> None:
        """All of these stand on the page."""
        for text in texts:
            words = re.compile(r"\s+".join(re.escape(part) for part in PAUSE.split(text)))
            expect(self.page.locator("body")).to_contain_text(words)

    def not_see(self, *texts: str) -> None:
        """None of these stands on the page."""
        for text in texts:
            expect(self.page.locator("body")).not_to_contain_text(text)

    def row(self, *texts: str) -> Locator:
        """The line of a table that has all of these."""
        rows = self.page.locator("tbody tr")
        for text in texts:
            rows = rows.filter(has_text=text)
        return rows.first

    # -- pictures and audits ----------------------------------------------------------------

    def shot(self, name: str, *, here: bool = False) -> None:
        """Keep a picture, and audit the page: again in its variant, or `here`, as it stands.

        `here` is for pages that an address alone does not bring back.
        """
        self.page.wait_for_load_state()
        self.shots += 1
        check_width(self.page)
        self._picture(self.page, name)
        if here or not self.page.url.startswith(self.stage.web_url):
            check_access(self.page)
        else:
            self._look_again(name, variant_of(f"{self.name}/{name}"))
        for watch in self.watches:
            watch.check()

    def keep_last_page(self) -> None:
        """What stood on the screen when the film broke off."""
        with suppress(PlaywrightError):
            self._picture(self.page, "KOPTU")

    def _picture(self, page: Page, name: str) -> None:
        page.screenshot(path=self.folder / f"{self.shots:02d}-{name}.png", full_page=True)

    def _look_again(self, name: str, variant: Variant) -> None:
        path = self.page.url.removeprefix(self.stage.web_url)
        person = self._stand_in(path, variant)
        page = self.open_browser(
            width=variant.width,
            theme=variant.theme,
            locale="en-GB" if variant.language == "en" else "tr-TR",
        )
        status = self._open_as(page, person, path, variant)
        if status == 403 and person is not None:
            person = self.world.people["ayse"]
            status = self._open_as(page, person, path, variant)
        say(f"{self.name} {name}: {variant}, {person.email if person else '-'}, {status}")
        check_width(page)
        check_access(page)
        self._picture(page, f"{name}~{variant}")
        self.watches.pop().check()
        self.contexts.pop().close()

    def _stand_in(self, path: str, variant: Variant) -> Person | None:
        """Who looks again: nobody on public pages, Deniz at the desk, else the variant's role."""
        if path.startswith(("/o/", "/giris")):
            return None
        if path.startswith("/yonetim/"):
            return self.world.people["deniz"]
        return self.world.people[variant.role]

    def _open_as(self, page: Page, person: Person | None, path: str, variant: Variant) -> int:
        if person is not None:
            with acting_as_system("film"):
                user = person.user
                user.refresh_from_db()
                before = user.language, user.theme
                user_preferences_change(
                    user_id=user.pk, language=variant.language, theme=variant.theme
                )
                jar = session_of(user).cookies
            page.context.add_cookies(
                [
                    {"name": key, "value": morsel.value, "url": self.stage.web_url}
                    for key, morsel in jar.items()
                ]
            )
        answer = page.goto(self.stage.web_url + path)
        if person is not None:
            with acting_as_system("film"):
                user_preferences_change(user_id=user.pk, language=before[0], theme=before[1])
        assert answer is not None
        return answer.status

    # -- time -------------------------------------------------------------------------------

    def now(self) -> datetime:
        """The installation's time."""
        return read_now()

    def move_clock(self, *, days: float = 0, hours: float = 0, to: datetime | None = None) -> None:
        """Move the installation's time on, with all that each day brings."""
        now = read_now()
        target = to or now + timedelta(days=days, hours=hours)
        while now < target:
            step = min(target, now + timedelta(days=30))
            clock_advance(target=step, now=now, actor=SYSTEM)
            now = step

    # -- paying -----------------------------------------------------------------------------

    def fill_card(self, number: str = GOOD_CARD, *, page: Page | None = None) -> None:
        """Type a card into the provider's hosted form and send it."""
        page = page or self.page
        page.wait_for_url(re.compile(re.escape(self.sandbox.base_url)))
        choice = page.get_by_label("Yeni kart")
        if choice.count():
            choice.check()
        page.get_by_label("Kart üzerindeki ad soyad").fill("AYŞE ÇINAR")
        page.get_by_label("Kart numarası").fill(number)
        page.get_by_label("Son kullanma").fill("12 / 30")
        page.get_by_label("CVC").fill("123")
        page.locator("button.button-main").click()

    def type_code(self, code: str | None = None, *, page: Page | None = None) -> None:
        """Type the bank's SMS code, read on the sandbox, and confirm."""
        page = page or self.page
        page.wait_for_url(re.compile("/banka/3d/"))
        page.get_by_label("Doğrulama kodu").fill(code or self.sandbox.latest_code())
        page.get_by_role("button", name="Onayla").click()

    def start_paying(self, *, store: bool = False, renew: bool = False) -> None:
        """On the payment page: accept the texts and press the button."""
        page = self.page
        page.locator("input[name=card][value=new]").check()
        for wanted, label in ((store, "Kartı Kaydet"), (renew, "otomatik yenilensin")):
            if wanted:
                page.get_by_label(label).check()
        page.get_by_label("okudum, onaylıyorum").check()
        page.get_by_role("button", name=re.compile("₺ Öde$")).click()

    def pay(self, invoice_id: str, *, card: str = GOOD_CARD, **wishes: bool) -> None:
        """Pay an invoice from its page to the result."""
        self.go(f"/odeme/{invoice_id}/")
        self.start_paying(**wishes)
        self.fill_card(card)
        self.type_code()
        self.page.wait_for_url(re.compile("/odeme/sonuc/"))
        self.see("Ödemeniz alındı")

    # -- what was told ----------------------------------------------------------------------

    def bell(self, person: Person) -> list[str]:
        """The titles behind somebody's bell, oldest first."""
        with acting_as_system("film"):
            rows = Notification.objects.filter(user_id=person.user.pk).order_by("pk")
            return [row.title for row in rows]

    def mails(self, person: Person) -> list[str]:
        """The subjects in somebody's mailbox, oldest first."""
        return [mail["subject"] for mail in reversed(self.sandbox.mails(person.email))]

    def told(self, person: Person) -> list[str]:
        """What somebody was told: mails and bell say the same, and nothing is missing."""
        wanted = Counter(self.bell(person))
        with suppress(AssertionError):
            eventually(lambda: Counter(self.mails(person)) == wanted, seconds=8)
        mailed = Counter(self.mails(person))
        assert mailed == wanted, f"bell only: {wanted - mailed}, mail only: {mailed - wanted}"
        return self.bell(person)

    def sandbox_card(self) -> str:
        """The token of the newest card in the provider's vault, as its own page shows it."""
        page = self.sandbox.open(f"{self.sandbox.base_url}/kartlar")
        return page.form(0)[1]["card_token"]

    def csrf(self) -> str:
        """The token that a form of the present browser would carry."""
        cookies = self.page.context.cookies()
        return next(one["value"] for one in cookies if one["name"] == "vezne_csrf")

    @staticmethod
    def is_machine_busy() -> bool:
        """More work than processors: a time measured now says nothing about Vezne."""
        return os.getloadavg()[0] > 2 * (os.cpu_count() or 1)

    def sql(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """A look into the installation's database."""
        with acting_as_system("film"), connection.cursor() as cursor:
            cursor.execute(statement, values)
            return list(cursor.fetchall())

    def wait(self, seconds: float) -> None:
        """Real time passes, in the browser as well."""
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            self.page.wait_for_timeout(50)
