"""A foreign program's guard: what it asks, whom it lets in, and what it does without an answer."""

import re
import time
from typing import Any

import httpx
import pytest

from tests.sandbox_server import Page, Sandbox
from vezne_sandbox.outside_panel.tests.conftest import OPEN, SHUT, Vezne

ENTITLEMENT = "/api/v1/entitlements/acc_1/mesajkule.panel"
FRAGMENT = {"HX-Request": "true"}


def get(sandbox: Sandbox, url: str, **headers: str) -> httpx.Response:
    return sandbox.http.get(url, headers=headers, follow_redirects=False)


def send(sandbox: Sandbox, panel: str, quantity: str, **headers: str) -> httpx.Response:
    """Fill in the form of the module and send it."""
    page = Page.read(sandbox, sandbox.http.get(f"{panel}mesajlar"))
    fields = {**page.form(0)[1], "adet": quantity}
    return sandbox.http.post(f"{panel}mesajlar", data=fields, headers=headers)


def usages(vezne: Vezne) -> list[Any]:
    return [body for _method, path, body in vezne.asked if path == "/api/v1/usage"]


def test_the_home_page_leads_to_the_account_by_a_fresh_link(
    sandbox: Sandbox, panel: str, vezne: Vezne
) -> None:
    home = get(sandbox, panel)
    assert "Kule hesabıma git" in home.text
    button = re.search(r'href="([^"]+)">Kule hesabıma git', home.text)
    assert button is not None

    first = get(sandbox, sandbox.base_url + button[1])
    second = get(sandbox, sandbox.base_url + button[1])

    assert (first.status_code, second.status_code) == (302, 302)
    assert first.headers["Location"].startswith(f"{vezne.url}/gecis/jeton-")
    assert first.headers["Location"] != second.headers["Location"]
    assert vezne.asked[0] == (
        "POST",
        "/api/v1/portal-sessions",
        {"account": "acc_1", "user": "ayse", "target": "/hizmetlerim/", "return_url": panel},
    )
    assert vezne.keys == {"Bearer anahtar-1"}


def test_a_module_that_is_paid_for_opens(sandbox: Sandbox, panel: str, vezne: Vezne) -> None:
    page = get(sandbox, f"{panel}mesajlar")

    assert page.status_code == 200
    assert "no-store" in page.headers["Cache-Control"]
    assert vezne.asked == [("GET", ENTITLEMENT, None)]
    for text in (">500<", "MesajKule", "27.03.2999 10:43"):
        assert text in page.text
    api = get(sandbox, f"{panel}api/mesajlar")
    assert api.json() == {"left": 500, "until": "2999-03-27T07:43:00Z", "checked": True}


def test_a_module_that_is_not_paid_for_refuses_each_caller_in_its_own_way(
    sandbox: Sandbox, panel: str, vezne: Vezne
) -> None:
    vezne.entitlement = SHUT

    page = get(sandbox, f"{panel}mesajlar")
    fragment = get(sandbox, f"{panel}mesajlar", **FRAGMENT)
    api = get(sandbox, f"{panel}api/mesajlar")

    onward = "/ornek-panel/acc_1/vezne?hedef=kapali"
    assert page.status_code == 402
    assert "Mesajlar kapalı" in page.text
    assert "Ödemesi geciken" in page.text
    assert f'href="{onward}"' in page.text
    assert (fragment.status_code, fragment.text) == (200, "")
    assert fragment.headers["HX-Redirect"] == onward
    assert api.status_code == 402
    assert api.json() == {
        "code": "module_closed",
        "reason": "debt",
        "message": "Ödemesi geciken bir hizmetiniz var.",
        "pay_url": sandbox.base_url + onward,
    }


def test_the_refusal_leads_to_what_is_owed_and_back_to_the_module(
    sandbox: Sandbox, panel: str, vezne: Vezne
) -> None:
    answer = get(sandbox, f"{panel}vezne?hedef=kapali")

    assert answer.status_code == 302
    assert "no-store" in answer.headers["Cache-Control"]
    assert vezne.asked[-1][2] == {
        "account": "acc_1",
        "user": "ayse",
        "target": "/kapali/mesajkule.panel/",
        "return_url": f"{panel}mesajlar",
    }


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("pending", "ilk ödemesini bekliyor"),
        ("trial_over", "Deneme süreniz doldu"),
        ("staff", "satıcı tarafından durduruldu"),
        ("ended", "sona erdi"),
        ("none", "paketinizde yok"),
        ("something_new", "Bu bölüm kapalı"),
    ],
)
def test_every_reason_has_its_words(
    sandbox: Sandbox, panel: str, vezne: Vezne, reason: str, words: str
) -> None:
    vezne.entitlement = {**SHUT, "reason": reason}

    assert words in get(sandbox, f"{panel}mesajlar").text


def test_a_payment_opens_the_waiting_page_by_its_next_question(
    sandbox: Sandbox, panel: str, vezne: Vezne
) -> None:
    vezne.entitlement = SHUT
    assert get(sandbox, f"{panel}mesajlar/durum").json() == {"state": "shut"}
    assert f'data-wait="{panel.removeprefix(sandbox.base_url)}mesajlar/durum"' in (
        get(sandbox, f"{panel}mesajlar").text
    )

    vezne.entitlement = OPEN

    assert get(sandbox, f"{panel}mesajlar/durum").json() == {"state": "open"}


def test_a_sending_is_reported_once_by_its_key(sandbox: Sandbox, panel: str, vezne: Vezne) -> None:
    answer = send(sandbox, panel, "12")

    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        "/ornek-panel/acc_1/mesajlar?gonderildi=12",
    )
    [reported] = usages(vezne)
    assert reported["account"] == "acc_1"
    [event] = reported["events"]
    assert (event["unit"], event["quantity"]) == ("WP_MESAJ", 12)
    assert re.fullmatch("ornek-[0-9a-f]{24}", event["key"])
    assert "12 mesaj gönderildi." in get(sandbox, panel + "mesajlar?gonderildi=12").text


def test_a_sending_as_a_fragment_brings_the_box_anew(
    sandbox: Sandbox, panel: str, vezne: Vezne
) -> None:
    answer = send(sandbox, panel, "3", **FRAGMENT)

    assert answer.status_code == 200
    assert "3 mesaj gönderildi." in answer.text
    assert "<html" not in answer.text


@pytest.mark.parametrize("quantity", ["0", "1001", "", "on", "-3"])
def test_a_wrong_number_is_not_reported(
    sandbox: Sandbox, panel: str, vezne: Vezne, quantity: str
) -> None:
    answer = send(sandbox, panel, quantity)

    assert answer.status_code == 422
    assert "1 ile 1000 arasında" in answer.text
    assert usages(vezne) == []


def test_too_few_credits_are_said(sandbox: Sandbox, panel: str, vezne: Vezne) -> None:
    vezne.usage = {"result": "refused", "code": "insufficient_credits"}

    answer = send(sandbox, panel, "900")

    assert answer.status_code == 422
    assert "yetmiyor" in answer.text


def test_nothing_is_sent_once_it_is_shut(sandbox: Sandbox, panel: str, vezne: Vezne) -> None:
    page = Page.read(sandbox, sandbox.http.get(f"{panel}mesajlar"))
    vezne.entitlement = SHUT
    fields = {**page.form(0)[1], "adet": "5"}

    answer = sandbox.http.post(f"{panel}mesajlar", data=fields, headers=FRAGMENT)

    assert answer.headers["HX-Redirect"] == "/ornek-panel/acc_1/vezne?hedef=kapali"
    assert usages(vezne) == []


def test_while_vezne_is_silent_the_last_permission_counts_until_its_end(
    sandbox: Sandbox, panel: str, vezne: Vezne
) -> None:
    get(sandbox, f"{panel}mesajlar")
    vezne.fall_silent()

    started = time.monotonic()
    page = get(sandbox, f"{panel}mesajlar")

    assert time.monotonic() - started < 4
    assert page.status_code == 200
    assert "Ödeme paneli şu an yanıt vermiyor." in page.text
    assert "27.03.2999 10:43 anına kadar açık" in page.text
    assert get(sandbox, f"{panel}api/mesajlar").json()["checked"] is False
    assert get(sandbox, f"{panel}mesajlar/durum").json() == {"state": "unknown"}
    vezne.open(vezne.port)


def test_a_sending_that_got_no_answer_keeps_its_key_for_another_try(
    sandbox: Sandbox, panel: str, vezne: Vezne
) -> None:
    page = Page.read(sandbox, sandbox.http.get(f"{panel}mesajlar"))
    fields = {**page.form(0)[1], "adet": "5"}
    vezne.fall_silent()

    answer = sandbox.http.post(f"{panel}mesajlar", data=fields)

    assert answer.status_code == 422
    again = Page.read(sandbox, answer).form(0)[1]
    assert (again["anahtar"], again["adet"]) == (fields["anahtar"], "5")
    vezne.open(vezne.port)


@pytest.mark.parametrize("before", [None, SHUT, {**OPEN, "until": "2020-01-01T00:00:00Z"}])
def test_without_a_permission_that_still_counts_it_says_that_nobody_answers(
    sandbox: Sandbox, panel: str, vezne: Vezne, before: dict[str, Any] | None
) -> None:
    if before is not None:
        vezne.entitlement = before
        get(sandbox, f"{panel}mesajlar")
    vezne.fall_silent()

    page = get(sandbox, f"{panel}mesajlar")
    api = get(sandbox, f"{panel}api/mesajlar")
    button = get(sandbox, f"{panel}vezne")

    for answer in (page, button):
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        assert "Erişiminiz kapatılmadı" in answer.text
        assert "Yeniden dene" in answer.text
    assert (api.status_code, api.json()["code"]) == (503, "not_checked")
    assert get(sandbox, panel).status_code == 200
    vezne.open(vezne.port)


def test_a_broken_answer_is_none(sandbox: Sandbox, panel: str, vezne: Vezne) -> None:
    vezne.entitlement = {"allowed": "yes"}
    assert get(sandbox, f"{panel}mesajlar").status_code == 503

    vezne.status = 500
    assert get(sandbox, f"{panel}mesajlar").status_code == 503


def test_a_wrong_key_is_the_panels_own_fault_and_said_so(
    sandbox: Sandbox, panel: str, vezne: Vezne
) -> None:
    vezne.status = 403

    page = get(sandbox, f"{panel}mesajlar")

    assert page.status_code == 502
    assert "Yetkiniz yok." in page.text
    assert "Firmanızın hesabıyla ilgisi yok" in page.text
    assert get(sandbox, f"{panel}api/mesajlar").json()["code"] == "misconfigured"


def test_its_configuration_is_told_without_the_key(sandbox: Sandbox, panel: str) -> None:
    told = sandbox.call("GET", "/_sandbox/outside-panel")

    assert told["configured"] is True
    assert told["brand"] == "Kule"
    assert "anahtar-1" not in str(told)
    for wrong in ({}, {"vezne_url": "ftp://a", "api_key": "x", "accounts": []}, []):
        answer = sandbox.http.put(f"{sandbox.base_url}/_sandbox/outside-panel", json=wrong)
        assert answer.status_code == 400


def test_a_firm_that_is_not_of_this_panel_does_not_exist(sandbox: Sandbox, panel: str) -> None:
    for path in ("", "mesajlar", "vezne", "mesajlar/durum", "api/mesajlar"):
        assert get(sandbox, f"{sandbox.base_url}/ornek-panel/acc_2/{path}").status_code == 404


def test_what_it_asks_stands_in_the_log_without_the_link(
    sandbox: Sandbox, panel: str, vezne: Vezne
) -> None:
    get(sandbox, f"{panel}mesajlar")
    get(sandbox, f"{panel}mesajlar/durum")
    get(sandbox, f"{panel}vezne")

    logged = [(one["direction"], one["method"], one["address"]) for one in sandbox.requests()]

    assert logged == [
        ("out", "POST", f"{vezne.url}/api/v1/portal-sessions"),
        ("out", "GET", vezne.url + ENTITLEMENT),
    ]
    assert "jeton" not in str(sandbox.requests())


def test_its_pages_are_strict_and_turkish(sandbox: Sandbox, panel: str, vezne: Vezne) -> None:
    for path in ("", "mesajlar"):
        page = get(sandbox, panel + path)
        assert '<html lang="tr">' in page.text
        policy = page.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'self'; form-action 'self'")
        for inline in ("<style", "style=", "onclick", "<script>"):
            assert inline not in page.text
    assert "Çınar Mobilya" in get(sandbox, f"{sandbox.base_url}/ornek-panel/").text
    assert "/ornek-panel/" in get(sandbox, sandbox.base_url).text
