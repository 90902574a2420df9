"""The program as a whole: pages, reset, kill -9, a clean end."""

import signal
import time

import httpx
import pytest

from tests.sandbox_server import (
    GOOD_CARD,
    Receiver,
    Sandbox,
    Shop,
    order,
    sandbox_server,
)

PAGES = ["/", "/sms-kutusu", "/eposta", "/kartlar", "/istekler"]
INITIALIZE = "/payment/iyzipos/checkoutform/initialize/auth/ecom"


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_strict_and_turkish(sandbox: Sandbox, path: str) -> None:
    page = sandbox.http.get(sandbox.base_url + path)

    assert page.status_code == 200
    assert '<html lang="tr">' in page.text
    assert page.headers["Content-Security-Policy"].startswith("default-src 'self'; form-action")
    for inline in ("<style", "style=", "onclick", "<script>"):
        assert inline not in page.text


def test_the_home_page_shows_the_code_the_bank_has_sent(sandbox: Sandbox, shop: Shop) -> None:
    opened = shop.call(INITIALIZE, order(forceThreeDS=1))
    sandbox.pay(opened["paymentPageUrl"], code="000000")

    home = sandbox.http.get(sandbox.base_url)

    assert f">{sandbox.latest_code()}</code>" in home.text
    assert "4111 1111 1111 1129" in home.text


def test_payment_pages_may_be_framed_and_post_elsewhere(sandbox: Sandbox, shop: Shop) -> None:
    opened = shop.call(INITIALIZE, order())

    policy = sandbox.http.get(opened["paymentPageUrl"]).headers["Content-Security-Policy"]

    assert "form-action *" in policy
    assert "frame-ancestors *" in policy
    assert "unsafe" not in policy


def test_a_form_on_the_home_page_needs_its_own_token(sandbox: Sandbox) -> None:
    answer = sandbox.http.post(f"{sandbox.base_url}/ayarlar", data={"name": "slow"})

    assert answer.status_code == 403


def test_reset_forgets_all_but_the_shops(sandbox: Sandbox, shop: Shop) -> None:
    opened = shop.call(INITIALIZE, order(registerCard=1, forceThreeDS=1))
    sandbox.pay(opened["paymentPageUrl"])

    sandbox.reset()

    assert (sandbox.payments(), sandbox.sms(), sandbox.requests()) == ([], [], [])
    assert shop.call("/payment/bin/check", {"binNumber": "552879"})["status"] == "success"


@pytest.mark.concurrency
def test_the_books_survive_kill_9_and_the_notice_still_goes_out(receiver: Receiver) -> None:
    sandbox = sandbox_server(SANDBOX_WEBHOOK_DELAY_SECONDS="2")
    try:
        shop = Shop(sandbox, sandbox.put_merchant(webhook_url=receiver.url))
        asked = order()
        sandbox.pay(shop.call(INITIALIZE, asked)["paymentPageUrl"])

        sandbox.kill()
        assert_nobody_answers(sandbox.base_url)
        sandbox.start_again()

        assert [one["status"] for one in sandbox.payments(asked["conversationId"])] == ["SUCCESS"]
        assert len(receiver.wait(1)) == 1
    finally:
        sandbox.stop()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_cleanly_while_an_answer_is_withheld(number: signal.Signals) -> None:
    sandbox = sandbox_server()
    try:
        shop = Shop(sandbox, sandbox.put_merchant())
        sandbox.switch({"name": "timeout_after", "endpoint": "payment_auth"})
        sandbox.http.timeout = httpx.Timeout(0.5)
        card = {
            "cardHolderName": "Ayşe Yılmaz",
            "cardNumber": GOOD_CARD,
            "expireMonth": "12",
            "expireYear": "2030",
            "cvc": "123",
        }
        with pytest.raises(httpx.ReadTimeout):
            shop.send("/payment/auth", order(paymentCard=card))

        started = time.monotonic()
        sandbox.process.send_signal(number)

        assert sandbox.process.wait(timeout=12) == 0
        assert time.monotonic() - started < 8
        assert_nobody_answers(sandbox.base_url)
    finally:
        sandbox.stop()


def assert_nobody_answers(base_url: str) -> None:
    """The worker may need a moment to die after its parent."""
    waited_until = time.monotonic() + 5
    while time.monotonic() < waited_until:
        try:
            httpx.get(f"{base_url}/_sandbox/healthz", timeout=1, trust_env=False)
        except httpx.ConnectError:
            return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise AssertionError("a process of the sandbox is still alive")
