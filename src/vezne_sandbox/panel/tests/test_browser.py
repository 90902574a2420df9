"""The pages in a real browser: what only a browser can tell."""

import pytest
from playwright.sync_api import ConsoleMessage, sync_playwright

from tests.sandbox_server import Receiver, Sandbox, Shop, order

INITIALIZE = "/payment/iyzipos/checkoutform/initialize/auth/ecom"


@pytest.mark.browser
def test_a_holder_types_reads_the_code_and_is_sent_back_by_itself(
    sandbox: Sandbox, shop: Shop, receiver: Receiver, chromium: str
) -> None:
    back = receiver.url.replace("127.0.0.1", "localhost")
    opened = shop.call(INITIALIZE, order("9650.00", forceThreeDS=1, callbackUrl=back))
    complaints: list[str] = []

    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(message.text)

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 390, "height": 844})
        page.on("console", on_console)
        page.goto(opened["paymentPageUrl"])
        page.get_by_label("Kart üzerindeki ad soyad").fill("Ayşe Yılmaz")
        page.get_by_label("Kart numarası").fill("5528 7900 0000 0008")
        page.get_by_label("Son kullanma").fill("12 / 30")
        page.get_by_label("CVC").fill("123")
        page.get_by_role("button", name="9.650,00").click()
        page.get_by_label("Doğrulama kodu").fill(sandbox.latest_code())
        page.get_by_role("button", name="Onayla").click()
        page.wait_for_url(back)
        browser.close()

    assert [body for _, body in receiver.received] == [f"token={opened['token']}".encode()]
    assert complaints == []


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1366])
def test_no_page_is_wider_than_the_window(
    sandbox: Sandbox, shop: Shop, chromium: str, width: int
) -> None:
    opened = shop.call(INITIALIZE, order(forceThreeDS=1))
    bank = sandbox.pay(opened["paymentPageUrl"], code="000000")
    form = shop.call(INITIALIZE, order(enabledInstallments=[1, 2, 3]))
    paths = ["/", "/sms-kutusu", "/eposta", "/kartlar", "/istekler"]
    addresses = [sandbox.base_url + path for path in paths]

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": width, "height": 844})
        for address in [*addresses, bank.url, form["paymentPageUrl"]]:
            page.goto(address)
            overflow = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert (address, overflow) == (address, 0)
        browser.close()
