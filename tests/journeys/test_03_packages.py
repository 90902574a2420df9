"""19 February: a trial, a credit pack, its use, and a pack that the seller must approve."""

from __future__ import annotations

import re

import httpx
import pytest

from tests.journeys.film import Film

pytestmark = pytest.mark.journey


def test_packs_are_bought_counted_and_warned_about(film: Film) -> None:
    film.sign_in(film.world.ayse)
    film.press("Paketler", within=film.page.get_by_label("Ana menü"))
    film.see("Trial", "Profesyonel Aylık", "Profesyonel Yıllık", "249,00 $", "Kontör paketleri")
    film.see("Siparişlerim")
    film.shot("paketler")

    film.press("1.000 WhatsApp mesajı: satın al")
    film.see("Sipariş özeti", "450,00 ₺", "KDV (%20)", "540,00 ₺", "Kontör: 1.000")
    film.shot("kontor-odemesi")
    film.pay(_invoice_of(film.page.url))
    film.go("/paketler/")
    film.see("1.000 / 1.000 kaldı")

    film.move_clock(days=1)
    _use(film, key="kampanya-1", quantity=850)
    _use(film, key="kampanya-1", quantity=850)  # the same batch once more: counted once
    film.go("/paketler/")
    film.see("150 / 1.000 kaldı", "Yüzde 85 kullanıldı, azalıyor.")
    film.shot("kontor-azaliyor")
    assert any("yüzde 80" in title for title in film.told(film.world.ayse))


def test_a_pack_that_needs_approval_waits_paid_until_the_seller_says_yes(film: Film) -> None:
    film.sign_in(film.world.ayse)
    film.go("/paketler/")
    film.see("Ödemeden sonra satıcının onayıyla yüklenir")
    film.press("100.000 WhatsApp mesajı: satın al")
    film.pay(_invoice_of(film.page.url))
    film.go("/paketler/")
    film.not_see("100.000 / 100.000 kaldı")
    assert "100.000 WhatsApp mesajı siparişiniz onay bekliyor" in film.told(film.world.ayse)


def _invoice_of(url: str) -> str:
    found = re.search(r"/odeme/([^/?]+)/", url)
    assert found is not None
    return found[1]


def _use(film: Film, *, key: str, quantity: int) -> None:
    """The seller's program tells what was used, over the API."""
    answer = httpx.post(
        f"{film.stage.web_url}/api/v1/usage",
        json={
            "account": film.world.cinar.public_id,
            "events": [{"key": key, "unit": "WP_MESAJ", "quantity": quantity}],
        },
        headers={"Authorization": f"Bearer {film.world.api_key}"},
        trust_env=False,
    )
    assert answer.status_code == 200, answer.text
