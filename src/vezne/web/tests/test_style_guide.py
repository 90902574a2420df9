from __future__ import annotations

from collections.abc import Generator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import LazySettings
from django.test import Client
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.browser import CHROMIUM_ARGUMENTS

PAGES = ("", "?yuz=yonetim", "?sayfa=odeme-kapali", "?sayfa=sade", "?sayfa=bulunamadi")
WIDTHS = ((390, 844), (1366, 768))
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.django_db
def test_the_guide_is_only_for_those_who_build_pages(
    client: Client, settings: LazySettings
) -> None:
    settings.DEBUG = settings.SANDBOX = False
    assert client.get("/stil/").status_code == 404

    settings.SANDBOX = True
    assert client.get("/stil/").status_code == 200


@pytest.fixture
def browser(chromium: str) -> Generator[Browser]:
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def home(live_server: LiveServer, settings: LazySettings) -> str:
    settings.SANDBOX = True
    return f"{live_server.url}/stil/"


def open_page(browser: Browser, url: str, *, theme: str, size: tuple[int, int]) -> Page:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, locale="tr-TR", has_touch=size[0] < 768
    )
    context.add_cookies([{"name": "vezne_theme", "value": theme, "url": url}])
    page = context.new_page()
    page.goto(url)
    return page


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", WIDTHS, ids=["phone", "desktop"])
def test_every_component_is_accessible_and_fits(
    browser: Browser, home: str, theme: str, size: tuple[int, int]
) -> None:
    page = open_page(browser, home, theme=theme, size=size)
    problems: list[str] = []
    page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
    for address in PAGES:
        problems.clear()
        page.goto(home + address)
        found = Axe().run(page)
        failed = [line for line in problems if "status of 404" not in line]

        assert found.violations_count == 0, f"{address}: {found.generate_report()}"
        assert page.evaluate(OVERFLOW) == 0, address
        assert failed == [], address


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_menu_on_phones_takes_the_focus_and_gives_it_back(browser: Browser, home: str) -> None:
    page = open_page(browser, home, theme="light", size=(390, 844))
    menu = page.get_by_role("navigation", name="Ana menü")
    expect(menu).to_be_hidden()

    page.get_by_role("button", name="Menü").click()
    expect(page.get_by_role("link", name="Hizmetlerim")).to_be_visible()
    expect(page.get_by_role("button", name="Menüyü kapat")).to_be_focused()

    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(page.get_by_role("button", name="Menü", exact=True)).to_be_focused()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_error_summary_takes_the_focus_and_marks_the_title(browser: Browser, home: str) -> None:
    page = open_page(browser, home, theme="light", size=(1366, 768))

    expect(page.locator("[data-error-summary]")).to_be_focused()
    assert page.title().startswith("Hata: ")
    page.get_by_role("link", name="VKN / TCKN").click()
    expect(page.get_by_label("VKN / TCKN")).to_be_focused()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_theme_is_changed_by_a_form_and_kept_in_a_cookie(browser: Browser, home: str) -> None:
    page = open_page(browser, home, theme="light", size=(1366, 768))

    page.get_by_role("button", name="Koyu renkler").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
