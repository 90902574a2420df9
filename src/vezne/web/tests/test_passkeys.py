from __future__ import annotations

import pytest
from django.conf import LazySettings
from playwright.sync_api import expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from vezne.accounts.tests.people import PASSWORD, make_account, make_user, seat_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# The browser's own stand-in for a phone's fingerprint reader.
FINGERPRINT = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_a_person_adds_a_passkey_and_signs_in_without_a_password(
    live_server: LiveServer, settings: LazySettings, chromium: str
) -> None:
    settings.LOGIN_REDIRECT_URL = "/hesabim/oturumlar/"
    seat_user(make_user(username="ayse"), make_account())
    home = live_server.url

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(locale="tr-TR")
        problems: list[str] = []
        page.on(
            "console", lambda line: problems.append(line.text) if line.type == "error" else None
        )
        devtools = page.context.new_cdp_session(page)
        devtools.send("WebAuthn.enable")
        devtools.send("WebAuthn.addVirtualAuthenticator", {"options": FINGERPRINT})

        page.goto(f"{home}/giris/?next=/hesabim/gecis-anahtarlari/ekle/")
        page.get_by_label("E-posta, kullanıcı adı veya telefon").fill("ayse")
        page.get_by_label("Şifre").fill(PASSWORD)
        page.get_by_label("Şifre").press("Enter")
        expect(page.get_by_role("heading", name="Kimliğinizi doğrulayın")).to_be_visible()
        page.get_by_label("Şifre").fill(PASSWORD)
        page.get_by_label("Şifre").press("Enter")
        page.get_by_role("textbox", name="Ad").fill("Telefonum")
        page.get_by_role("button", name="Ekle").click()
        expect(page.get_by_role("heading", name="Yedek kodlar")).to_be_visible()

        page.goto(f"{home}/hesabim/gecis-anahtarlari/")
        expect(page.get_by_text("Telefonum")).to_be_visible()
        page.context.clear_cookies()
        page.goto(f"{home}/giris/")
        page.get_by_role("button", name="Geçiş anahtarıyla gir").click()
        expect(page.get_by_role("heading", name="Açık oturumlar")).to_be_visible()

        browser.close()
        assert problems == []
