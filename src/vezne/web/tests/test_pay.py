"""The payment page from the summary to the way back, with the sandbox as the card provider."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.sandbox_server import Sandbox
from vezne.accounts.models import Role, SellerProfile
from vezne.accounts.services import address_archive
from vezne.accounts.tests.people import make_user, seat_user
from vezne.catalog.tests.shop import NOW
from vezne.content.models import Acceptance
from vezne.core.audit import SYSTEM
from vezne.core.clock import clock_move_to
from vezne.core.scope import acting_as, acting_as_system
from vezne.flows.tests.world import World, open_world
from vezne.invoicing.models import Invoice
from vezne.payments.models import Attempt
from vezne.web.tests.test_access import signed_in

pytestmark = pytest.mark.contract

TEMPLATES = Path(__file__).parents[1] / "templates"


@pytest.fixture
def world(db: None, sandbox: Sandbox) -> World:
    clock_move_to(target=NOW)
    return open_world(sandbox)


@pytest.fixture
def invoice(world: World) -> Invoice:
    return world.invoice()


@pytest.fixture
def ayse(world: World) -> Client:
    return signed_in(world.user)


def text_of(answer: HttpResponse) -> str:
    """What the page says, without tags and runs of white space."""
    plain = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", plain.replace("&#x27;", "'").replace("\u00a0", " "))


def choices(world: World, **changes: str) -> dict[str, str]:
    """What Ayşe sends with the button."""
    sent = {"address": world.address_id, "card": "new", "wants_3d": "on", "accepts_texts": "on"}
    return {key: value for key, value in (sent | changes).items() if value}


def start(client: Client, world: World, invoice: Invoice, **changes: str) -> HttpResponse:
    url = reverse("web:pay_start", args=[invoice.public_id])
    return client.post(url, choices(world, **changes))  # type: ignore[return-value]


def started(client: Client, world: World, invoice: Invoice, **changes: str) -> Attempt:
    """The attempt whose form is open after the button."""
    assert start(client, world, invoice, **changes).status_code == 302
    return world.attempts()[-1]


def return_from_provider(world: World, attempt: Attempt, query: str = "") -> HttpResponse:
    """The provider's page posts the browser back: another site's form, so without cookies."""
    browser = Client(enforce_csrf_checks=True)
    url = reverse("web:pay_return", args=[attempt.public_id]) + query
    return browser.post(url, {"token": attempt.provider_token})  # type: ignore[return-value]


# -- the page ------------------------------------------------------------------------------------


def test_the_page_says_what_for_whom_how_much_and_asks_for_no_card_number(
    world: World, invoice: Invoice, ayse: Client
) -> None:
    answer = ayse.get(reverse("web:pay", args=[invoice.public_id]))

    assert answer.status_code == 200
    words = text_of(answer)
    for part in (
        "WhatsApp", "Profesyonel Aylık", "100,00 ₺", "20,00 ₺", "120,00 ₺", "KDV (%20)",
        "02.03.2026", "İndirim Kuponu", "Uygula", "Fatura Adresi", "Papatya Ltd.",
        "3D ile Ödeme", "Kartı Kaydet", "120,00 ₺ Öde",
    ):  # fmt: skip
        assert part in words, part


def test_other_taxes_stand_beside_the_kdv_only_where_they_are(
    world: World, invoice: Invoice, ayse: Client
) -> None:
    plain = text_of(ayse.get(reverse("web:pay", args=[invoice.public_id])))
    with acting_as_system("test"):
        Invoice.objects.filter(pk=invoice.pk).update(
            oiv_minor=10_00, withheld_minor=18_00, total_minor=112_00
        )

    words = text_of(ayse.get(reverse("web:pay", args=[invoice.public_id])))

    for part in ("ÖİV", "10,00 ₺", "KDV tevkifatı", "−18,00 ₺", "112,00 ₺ Öde"):
        assert part in words, part
    assert "ÖİV" not in plain
    assert "tevkifat" not in plain


def test_the_page_speaks_english(world: World, invoice: Invoice) -> None:
    world.user.language = "en"
    world.user.save(update_fields=["language"])

    answer = signed_in(world.user).get(reverse("web:pay", args=[invoice.public_id]))

    assert answer.status_code == 200
    assert 'lang="en"' in answer.content.decode()


def test_only_this_page_may_send_its_form_to_the_provider(
    world: World, invoice: Invoice, ayse: Client, sandbox: Sandbox
) -> None:
    page = ayse.get(reverse("web:pay", args=[invoice.public_id]))
    other = ayse.get(reverse("web:addresses"))

    def form_action(answer: HttpResponse) -> list[str]:
        policy = answer.headers["Content-Security-Policy"]
        return next(p for p in policy.split("; ") if p.startswith("form-action")).split()[1:]

    assert form_action(page) == ["'self'", sandbox.base_url, "https://*.iyzipay.com"]  # type: ignore[arg-type]
    assert form_action(other) == ["'self'"]  # type: ignore[arg-type]


def test_no_template_has_a_field_for_a_card_number() -> None:
    found = [
        str(path)
        for path in TEMPLATES.rglob("*.html")
        if re.search(
            r"autocomplete=.?cc-|name=.?(card_?number|pan|cvc|cvv)", path.read_text(), re.IGNORECASE
        )
    ]

    assert found == []


def test_a_foreign_account_does_not_find_the_page(world: World, invoice: Invoice) -> None:
    ceren = make_user("Ceren", email="ceren@baska.example")
    seat_user(ceren, world.shop.ceren)

    client = signed_in(ceren)

    assert client.get(reverse("web:pay", args=[invoice.public_id])).status_code == 404
    assert start(client, world, invoice).status_code == 404
    assert world.attempts() == []


def test_a_viewer_sees_the_page_and_may_not_pay(world: World, invoice: Invoice) -> None:
    viewer = make_user("Bora", email="bora@papatya.example")
    seat_user(viewer, world.buyer, Role.VIEWER)
    client = signed_in(viewer)

    assert client.get(reverse("web:pay", args=[invoice.public_id])).status_code == 200
    assert start(client, world, invoice).status_code == 403
    assert world.attempts() == []


def test_a_price_in_dollars_shows_lira_rate_and_day_before_paying(
    world: World, ayse: Client
) -> None:
    invoice = world.invoice(world.dollar)

    words = text_of(ayse.get(reverse("web:pay", args=[invoice.public_id])))  # type: ignore[arg-type]

    assert "298,80 $" in words or "$298,80" in words
    assert "12.586,49 ₺" in words
    assert "27.02.2026" in words
    assert "1 USD = 42,1234 ₺" in words


def test_a_seller_without_a_card_contract_says_so(world: World, ayse: Client) -> None:
    with acting_as_system("test"):
        type(world.account).objects.filter(pk=world.account.pk).update(is_active=False)
    invoice = world.invoice()

    answer = ayse.get(reverse("web:pay", args=[invoice.public_id]))

    assert "Satıcı şu anda kartla ödeme almıyor." in text_of(answer)  # type: ignore[arg-type]


# -- coupon --------------------------------------------------------------------------------------


def test_a_coupon_that_does_not_apply_says_why_beside_the_field(
    world: World, invoice: Invoice, ayse: Client
) -> None:
    answer = ayse.post(reverse("web:pay_coupon", args=[invoice.public_id]), {"code": "YOK"})

    assert answer.status_code == 422
    assert "Bu kupon kodu bulunamadı." in text_of(answer)  # type: ignore[arg-type]
    assert world.fresh(invoice).total_minor == 120_00


def test_a_coupon_lowers_the_button_and_can_be_taken_off(
    world: World, invoice: Invoice, ayse: Client
) -> None:
    world.shop.coupon("BAHAR")
    url = reverse("web:pay_coupon", args=[invoice.public_id])

    words = text_of(ayse.post(url, {"code": "bahar"}, follow=True))  # type: ignore[arg-type]
    assert "108,00 ₺ Öde" in words
    assert "Kupon indirimi −10,00 ₺" in words

    words = text_of(ayse.post(url, {"remove": "1"}, follow=True))  # type: ignore[arg-type]
    assert "120,00 ₺ Öde" in words


def test_a_coupon_over_all_of_it_needs_no_payment(world: World, ayse: Client) -> None:
    world.shop.coupon("HEDIYE", value=10_000)
    invoice = world.invoice()

    answer = ayse.post(reverse("web:pay_coupon", args=[invoice.public_id]), {"code": "HEDIYE"})

    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("web:services"))
    assert world.fresh(invoice).status == "paid"


# -- the button ----------------------------------------------------------------------------------


def test_texts_that_are_not_accepted_stop_the_payment(
    world: World, invoice: Invoice, ayse: Client
) -> None:
    answer = start(ayse, world, invoice, accepts_texts="")

    assert answer.status_code == 422
    assert "Devam etmek için metinleri onaylayın." in text_of(answer)
    assert world.attempts() == []
    with acting_as_system("test"):
        assert not Acceptance.objects.exists()


@pytest.mark.parametrize("address", ["", "adr_yok"])
def test_a_missing_or_foreign_address_stops_the_payment(
    world: World, invoice: Invoice, ayse: Client, address: str
) -> None:
    answer = start(ayse, world, invoice, address=address)

    assert answer.status_code == 422
    assert "Fatura adresi seçin." in text_of(answer)
    assert world.attempts() == []


def test_a_buyer_without_any_address_is_led_to_add_one(
    world: World, invoice: Invoice, ayse: Client
) -> None:
    with acting_as(world.buyer.pk, "panel"):
        address_archive(
            account_id=world.buyer.pk, public_id=world.address_id, now=NOW, actor=SYSTEM
        )

    answer = ayse.get(reverse("web:pay", args=[invoice.public_id]))

    assert "Kayıtlı fatura adresiniz yok." in text_of(answer)  # type: ignore[arg-type]
    assert reverse("web:addresses") in answer.content.decode()


def test_the_button_leads_to_the_providers_own_form(
    world: World, invoice: Invoice, ayse: Client, sandbox: Sandbox
) -> None:
    answer = start(ayse, world, invoice)

    attempt = world.attempts()[-1]
    assert (answer.status_code, answer.headers["Location"]) == (302, attempt.page_url)
    assert attempt.page_url.startswith(sandbox.base_url)
    assert (attempt.wants_3d, attempt.wants_storing) == (True, False)


def test_a_seller_may_force_3d(world: World, invoice: Invoice, ayse: Client) -> None:
    with acting_as_system("test"):
        SellerProfile.objects.filter(pk=world.shop.seller.pk).update(force_3d=True)

    assert started(ayse, world, invoice, wants_3d="").wants_3d


def test_a_double_click_opens_a_second_form_and_one_payment_counts(
    world: World, invoice: Invoice, ayse: Client
) -> None:
    first, second = started(ayse, world, invoice), started(ayse, world, invoice)
    world.type_card(second)
    return_from_provider(world, second)

    assert world.fresh(invoice).status == "paid"
    assert world.fresh(first).state == "requires_action"
    assert len(world.sandbox.payments()) == 1


def test_a_stored_card_pays_without_a_form(world: World, invoice: Invoice, ayse: Client) -> None:
    card = world.pay_storing(invoice)
    pack = world.order_pack().invoice
    assert pack is not None
    page = ayse.get(reverse("web:pay", args=[pack.public_id]))
    assert "•••• 0008" in page.content.decode()

    answer = start(ayse, world, pack, card=str(card.public_id), wants_3d="")

    assert answer.status_code == 302
    assert world.fresh(pack).status == "paid"
    assert "Ödemeniz alındı" in text_of(ayse.get(answer.headers["Location"]))  # type: ignore[arg-type]


def test_a_provider_that_does_not_answer_says_so(
    world: World, invoice: Invoice, ayse: Client, sandbox: Sandbox
) -> None:
    sandbox.switch({"name": "error_before"})

    answer = start(ayse, world, invoice)

    page = (
        ayse.get(answer.headers["Location"], follow=True) if answer.status_code == 302 else answer
    )
    words = text_of(page)  # type: ignore[arg-type]
    assert "Ödeme kuruluşuna ulaşılamadı" in words or "Bankanızın yanıtı bekleniyor" in words
    assert world.fresh(invoice).status == "open"


# -- the way back --------------------------------------------------------------------------------


def test_the_return_needs_no_session_and_leads_to_the_paid_page(
    world: World, invoice: Invoice, ayse: Client
) -> None:
    attempt = started(ayse, world, invoice)
    world.type_card(attempt)

    back = return_from_provider(world, attempt)

    result = reverse("web:pay_result", args=[attempt.public_id])
    assert (back.status_code, back.headers["Location"]) == (302, result)
    page = ayse.get(result)
    words = text_of(page)  # type: ignore[arg-type]
    assert "Ödemeniz alındı" in words
    assert "120,00 ₺" in words
    assert world.access(NOW + timedelta(hours=1)).is_allowed


def test_the_return_proves_nothing_by_itself(world: World, invoice: Invoice, ayse: Client) -> None:
    attempt = started(ayse, world, invoice)

    return_from_provider(world, attempt)  # nobody paid

    assert world.fresh(invoice).status == "open"
    page = ayse.get(reverse("web:pay_result", args=[attempt.public_id]))
    assert page.status_code == 200
    assert "data-paid" not in page.content.decode()


def test_an_unknown_outcome_waits_and_goes_on_by_itself(
    world: World, invoice: Invoice, ayse: Client, sandbox: Sandbox
) -> None:
    attempt = started(ayse, world, invoice)
    world.type_card(attempt)
    sandbox.switch({"name": "error_before"})
    return_from_provider(world, attempt)
    result = reverse("web:pay_result", args=[attempt.public_id])
    poll = reverse("web:pay_result_state", args=[attempt.public_id])

    assert world.fresh(attempt).state == "unknown"
    assert "Lütfen yeniden ödemeyin" in text_of(ayse.get(result))  # type: ignore[arg-type]
    fragment = ayse.get(poll, headers={"HX-Request": "true"})
    assert f'hx-get="{poll}"' in fragment.content.decode()
    again = start(ayse, world, invoice)
    assert again.status_code == 422
    assert "Önceki denemenin sonucu bekleniyor." in text_of(again)

    sandbox.switch()
    clock_move_to(target=NOW + timedelta(seconds=20))  # the waiting page asks by itself

    moved = ayse.get(poll, headers={"HX-Request": "true"})
    assert (moved.status_code, moved.headers["HX-Redirect"]) == (200, result)
    assert "Ödemeniz alındı" in text_of(ayse.get(result))  # type: ignore[arg-type]
    assert len(sandbox.payments()) == 1


def test_a_refused_card_leads_back_to_the_page_with_the_banks_words(
    world: World, invoice: Invoice, ayse: Client
) -> None:
    attempt = started(ayse, world, invoice)
    world.type_card(attempt, "4111111111111129")
    return_from_provider(world, attempt)

    page = ayse.get(reverse("web:pay_result", args=[attempt.public_id]), follow=True)

    assert page.redirect_chain[-1][0].startswith(reverse("web:pay", args=[invoice.public_id]))
    words = text_of(page)  # type: ignore[arg-type]
    assert "Kartın limiti veya bakiyesi yetersiz." in words
    assert "Kartınızdan para çekilmedi" in words
    assert "120,00 ₺ Öde" in words


def test_a_wrong_code_has_its_own_words(world: World, invoice: Invoice, ayse: Client) -> None:
    attempt = started(ayse, world, invoice)
    at_bank = world.type_card(attempt, code="000000")
    return_from_provider(world, attempt)
    result = reverse("web:pay_result", args=[attempt.public_id])
    assert "Kart sayfasına dön" in text_of(ayse.get(result))  # type: ignore[arg-type]
    for _time in range(2):
        at_bank = at_bank.submit(0, {"code": "000000"}, leave_out=("give_up",))
    return_from_provider(world, attempt)

    page = ayse.get(result, follow=True)

    assert "3D doğrulaması tamamlanmadı veya kod hatalı." in text_of(page)  # type: ignore[arg-type]


def test_an_expired_form_has_its_own_words(world: World, invoice: Invoice, ayse: Client) -> None:
    attempt = started(ayse, world, invoice)
    world.tick_to(NOW, NOW + timedelta(hours=3))
    assert world.fresh(attempt).state == "cancelled"

    page = ayse.get(reverse("web:pay_result", args=[attempt.public_id]), follow=True)

    words = text_of(page)  # type: ignore[arg-type]
    assert "Ödeme tamamlanmadı" in words
    assert "Ödeme formunun süresi doldu." in words


def test_the_back_button_after_the_payment_finds_it_paid(
    world: World, invoice: Invoice, ayse: Client
) -> None:
    attempt = started(ayse, world, invoice)
    world.type_card(attempt)
    return_from_provider(world, attempt)

    page = ayse.get(reverse("web:pay", args=[invoice.public_id]))
    assert "Bu ödeme talebi ödendi" in text_of(page)  # type: ignore[arg-type]
    assert reverse("web:pay_start", args=[invoice.public_id]) not in page.content.decode()
    again = start(ayse, world, invoice)
    assert again.status_code == 422
    assert "Bu ödeme talebi ödendi" in text_of(again)
    assert len(world.attempts()) == 1


def test_a_result_is_shown_to_its_own_account_only(
    world: World, invoice: Invoice, ayse: Client
) -> None:
    attempt = started(ayse, world, invoice)
    ceren = make_user("Ceren", email="ceren@baska.example")
    seat_user(ceren, world.shop.ceren)

    url = reverse("web:pay_result", args=[attempt.public_id])

    assert signed_in(ceren).get(url).status_code == 404
    assert Client().get(url).status_code == 302  # to the sign-in
    assert Client().post(reverse("web:pay_return", args=["att_yok"])).status_code == 404
