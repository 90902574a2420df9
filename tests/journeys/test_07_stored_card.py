"""19 February to April: the stored card renews by itself; refusals follow the rules."""

from __future__ import annotations

import pytest

from tests.factories import pay
from tests.journeys.film import Film

pytestmark = pytest.mark.journey
SOFT, HARD = "10051", "10041"


def test_a_stored_card_renews_by_itself_and_refusals_follow_the_rules(film: Film) -> None:
    placed = film.world.order("aylik")
    assert placed.invoice is not None
    film.sign_in(film.world.ayse)
    film.pay(placed.invoice.public_id, store=True, renew=True)
    film.move_clock(days=28)
    assert _tries(film) == ["captured", "captured"]
    film.go("/hizmetlerim/")
    film.see("19.04.2026 10:43", "Ödendi")
    film.shot("kendiliginden-yenilendi")
    assert any("Ödemeniz alındı" in title for title in film.told(film.world.ayse))

    token = film.sandbox_card()
    film.sandbox.set_card_answer(token, SOFT)
    film.move_clock(days=31)  # 19 April: refused for the first time
    failed = ["captured", "captured", "failed"]
    assert _tries(film) == failed
    assert "Kayıtlı kartınızdan ödeme alınamadı" in film.told(film.world.ayse)
    for day, tries in ((1, 2), (2, 2), (3, 3), (4, 3), (5, 4), (6, 4)):
        film.move_clock(days=1)
        assert _tries(film) == ["captured", "captured", *["failed"] * tries], f"day {day}"
    assert film.bell(film.world.ayse).count("Kayıtlı kartınızdan ödeme alınamıyor") == 1
    film.go("/bildirimler/")
    film.shot("kart-alinamadi")
    film.go("/odemeler/")
    film.see("Reddedildi")
    film.shot("denemeler")


def test_a_lost_card_is_blocked_and_never_tried_again(film: Film) -> None:
    placed = film.world.order("aylik")
    assert placed.invoice is not None
    film.sign_in(film.world.ayse)
    film.pay(placed.invoice.public_id, store=True, renew=True)
    film.sandbox.set_card_answer(film.sandbox_card(), HARD)
    film.move_clock(days=28)
    assert _tries(film) == ["captured", "failed"]
    film.move_clock(days=6)
    assert _tries(film) == ["captured", "failed"]
    film.go("/kartlarim/")
    film.see("Banka kartı kapattı")
    film.shot("kart-kapandi")
    assert "Kayıtlı kartınızdan ödeme alınamıyor" in film.told(film.world.ayse)
    film.go("/")
    film.see("modülleriniz kapanacak")


def test_a_card_that_expires_is_told_before_and_a_paid_service_needs_none(film: Film) -> None:
    placed = film.world.order("randevu")
    assert placed.invoice is not None
    pay(placed.invoice, now=film.now())
    film.sign_in(film.world.ayse)
    film.go("/kartlarim/")
    film.see("Kayıtlı kartınız yok")
    film.shot("kart-yok")


def _tries(film: Film) -> list[str]:
    rows = film.sql("SELECT state FROM payments_attempt ORDER BY id")
    return [str(state) for (state,) in rows]
