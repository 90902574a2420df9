"""19 February: Ayşe chooses how she is told; a day in one mail; a push; no network."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from tests.journeys.film import Film
from tests.programs import eventually
from vezne.accounts.services import seller_profile_change
from vezne.core.audit import SYSTEM
from vezne.core.scope import acting_as_system
from vezne.flows.messages import SAMPLE
from vezne.flows.notices import tell
from vezne.notify.models import PushDevice
from vezne.notify.tokens import STOP_PATH

pytestmark = pytest.mark.journey

KEY = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
SECRET = "BTBZMqHH6r4Tts7J_aSIgg"
WISHES = "/bildirimler/tercihler/"


class PushService(HTTPServer):
    """Where browsers are told; says `answer`, counts what came."""

    answer, came = 201, 0


class Handler(BaseHTTPRequestHandler):
    server: PushService

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self.server.came += 1
        self.send_response(self.server.answer)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_args: Any) -> None:
        """Quiet."""


@pytest.fixture
def service() -> Iterator[PushService]:
    server = PushService(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_ayse_is_told_as_she_wishes(film: Film, service: PushService) -> None:
    with acting_as_system("film"):
        seller_profile_change(
            account_id=film.world.seller.pk, changes={"slug": "kule"}, now=film.now(), actor=SYSTEM
        )
    _the_bell_on_her_phone(film)
    _a_day_in_one_mail(film)
    _the_mail_is_stopped(film)
    _a_push_and_a_browser_that_is_gone(film, service)
    _a_new_version_keeps_what_is_typed(film)
    _a_page_without_a_bell_hears_of_it_too(film)
    _without_a_network(film)
    _nothing_stays_after_her(film)
    _deniz_looks_at_the_catalogue(film)


def say(film: Film, kind: str) -> None:
    world = film.world
    tell(
        kind_key=kind,
        seller_id=world.seller.pk,
        buyer_id=world.ayse.account.pk,
        words={name: value for name, value in SAMPLE.items() if name != "firm"},
        path="/hizmetlerim/",
        subject="sub_film",
        now=film.now(),
    )


def _the_bell_on_her_phone(film: Film) -> None:
    say(film, "subscription.change_planned")
    say(film, "subscription.suspended")
    page = film.page = film.open_browser(width=390)
    film.sign_in(film.world.ayse)
    expect(page.locator("#bell")).to_contain_text("2")
    say(film, "subscription.opened")
    page.evaluate("document.body.dispatchEvent(new CustomEvent('vz-seen'))")
    expect(page.locator("#bell")).to_contain_text("3")
    film.go("/bildirimler/")
    film.see("yenilemede", "yeniden açıldı")
    film.shot("bildirimler", here=True)
    film.press("Tümünü okundu say")
    expect(page.locator("#bell .dot-count")).to_have_count(0)


def _a_day_in_one_mail(film: Film) -> None:
    page = film.page
    film.go(WISHES)
    film.see("Her zaman", "Kampanya ve tekliflere onay")
    page.get_by_label("Hizmetler ve siparişler: Günlük özet").check()
    page.get_by_label("Günlük özetin saati").select_option("9")
    film.shot("tercihler", here=True)
    page.get_by_role("button", name="Kaydet").click()
    film.see("Bildirim tercihleriniz kaydedildi")
    film.go(f"{WISHES}services/")
    film.see("Konu gibi (açık)")
    film.shot("tek-tek", here=True)
    before = len(film.mails(film.world.ayse))
    say(film, "subscription.upgraded")
    say(film, "credits.granted")
    film.move_clock(to=film.now().replace(hour=6, minute=5) + timedelta(days=1))
    eventually(lambda: "Günlük özet" in film.mails(film.world.ayse)[-1], seconds=15)
    assert sum("Günlük özet" in one for one in film.mails(film.world.ayse)) == 1
    assert len(film.mails(film.world.ayse)) == before + 1


def _the_mail_is_stopped(film: Film) -> None:
    text = str(film.sandbox.mails(film.world.ayse.email)[0]["text"])
    link = re.search(rf"{re.escape(STOP_PATH)}\S+", text)
    assert link
    signed_in, film.page = film.page, film.open_browser()
    film.go(link[0])
    film.see("Günlük özet")
    film.shot("kapat", here=True)
    film.press("E-postayla gönderme")
    film.see("E-posta bildirimi kapatıldı")
    film.page = signed_in
    film.go(WISHES)
    expect(film.page.get_by_label("Hizmetler ve siparişler: E-posta")).not_to_be_checked()


def _a_push_and_a_browser_that_is_gone(film: Film, service: PushService) -> None:
    form = {
        "csrfmiddlewaretoken": film.csrf(),
        "endpoint": f"http://127.0.0.1:{service.server_port}/p",
        "public_key": KEY,
        "secret": SECRET,
    }
    url = f"{film.stage.web_url}{WISHES}anlik/"
    film.page.request.post(url, form=form, headers={"referer": url})
    film.go(WISHES)
    film.see("Chrome")
    say(film, "subscription.change_planned")
    eventually(lambda: service.came == 1, seconds=15)
    service.answer = 410
    say(film, "subscription.change_planned")
    eventually(lambda: not PushDevice.objects.exists(), seconds=15)


def _a_new_version_keeps_what_is_typed(film: Film) -> None:
    page = film.page

    def newer(route: Route) -> None:
        route.fulfill(status=204, headers={"X-Vezne-Version": "newer"})

    page.route("**/bildirimler/sayi/**", newer)
    film.go(WISHES)
    page.get_by_label("Günlük özetin saati").select_option("")
    page.evaluate("document.body.dispatchEvent(new CustomEvent('vz-seen'))")
    expect(page.locator("#update")).to_contain_text("Yazdıklarınız duruyor")
    film.shot("yeni-surum", here=True)
    page.get_by_label("Günlük özetin saati").select_option("9")
    page.get_by_role("button", name="Yenile").click()
    expect(page.locator("#update")).to_be_hidden()
    page.unroute("**/bildirimler/sayi/**")


def _a_page_without_a_bell_hears_of_it_too(film: Film) -> None:
    mine, film.page = film.page, film.open_browser()
    page = film.page
    page.clock.install()
    newer = {"X-Vezne-Version": "newer"}
    page.route("**/surum/", lambda route: route.fulfill(status=204, headers=newer))
    film.go("/giris/")
    page.clock.run_for(125_000)
    expect(page.locator("#update")).to_contain_text("Yenile")
    page.get_by_label("E-posta, kullanıcı adı veya telefon").fill("ayse")
    expect(page.locator("#update")).to_contain_text("Yazdıklarınız duruyor")
    film.page = mine


def _without_a_network(film: Film) -> None:
    page = film.page
    manifest = page.request.get(f"{film.stage.web_url}/uygulama/kule/app.webmanifest")
    assert json.loads(manifest.body())["name"] == "Kule"
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    kept = page.evaluate(
        "caches.keys().then((names) => Promise.all(names.map((name) => caches.open(name))))"
        ".then((all) => Promise.all(all.map((one) => one.keys())))"
        ".then((all) => all.flat().map((one) => new URL(one.url).pathname))"
    )
    assert {path for path in kept if not path.startswith("/static/")} == {"/cevrimdisi/"}
    devtools = page.context.new_cdp_session(page)
    missing = devtools.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert {one["errorId"] for one in missing} <= {"in-incognito"}  # as every film is
    page.context.set_offline(True)
    page.goto(f"{film.stage.web_url}/odemeler/")
    film.see("İnternet bağlantısı yok", "yeniden ödemeyin")
    page.context.set_offline(False)


def _nothing_stays_after_her(film: Film) -> None:
    """The next one at the computer, without a network: no page of hers, by address or by Back."""
    page = film.page
    seen = ("/", "/odemeler/", "/hizmetlerim/")
    for path in seen:
        film.go(path)
    page.locator("details.vz-drop summary").last.click()
    page.get_by_role("button", name="Oturumu kapat").click()
    expect(page.get_by_role("heading", name="Oturum açın")).to_be_visible()
    page.context.set_offline(True)
    for path in seen:
        page.goto(f"{film.stage.web_url}{path}")
        film.see("İnternet bağlantısı yok")
    page.go_back()
    film.see("İnternet bağlantısı yok")
    page.context.set_offline(False)


def _deniz_looks_at_the_catalogue(film: Film) -> None:
    film.page = film.open_browser()
    film.sign_in(film.world.deniz)
    film.go("/yonetim/iletiler/")
    film.shot("iletiler")
    film.go("/yonetim/iletiler/invoice.last_day/")
    film.see("parça", "GSM-7 TR")
    film.shot("ileti", here=True)
