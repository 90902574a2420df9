"""19 February: Ayşe and Deniz find everything from one field, with the keyboard, also on a phone.

Ceren, whose firm buys from the same seller, finds nothing of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.film import Film
from tests.journeys.world import Person
from vezne.accounts.models import Role
from vezne.accounts.services import membership_grant, user_create
from vezne.applications.kinds import Parties
from vezne.applications.types import Writer
from vezne.content.services import article_add, article_publish
from vezne.content.types import ArticleDraft, Wording
from vezne.core.audit import SYSTEM
from vezne.core.scope import acting_as, acting_as_system
from vezne.flows.applications import Form, application_write
from vezne.flows.ticket_opening import Question, question_ask
from vezne.support.types import Words

pytestmark = pytest.mark.journey
SUBJECT, GUIDE = "Yıldırım raporu gelmiyor", "Işık ayarı nasıl yapılır"


@dataclass(frozen=True, slots=True)
class Hidden:
    """What Ayşe's firm has, and only it and its seller may find."""

    service: str
    invoice: str
    ticket: str
    application: str


def test_everything_is_found_from_one_field(film: Film) -> None:
    rows = _the_world_is_ready(film)
    _ayse_finds_with_the_keyboard(film, rows)
    _and_on_her_phone(film, rows)
    _ceren_finds_nothing_of_it(film, rows)
    _elif_finds_what_her_role_may_open(film)
    _hakan_of_the_seller_finds_whose_it_is(film, rows)


def _the_world_is_ready(film: Film) -> Hidden:
    """A service with its invoice, a ticket, an application, a guide; Hakan is staff of Kule."""
    world, now = film.world, film.now()
    placed = world.order("aylik")
    seller_id, buyer_id = world.seller.pk, world.cinar.pk
    ayse = world.ayse
    ticket = question_ask(
        seller_id=seller_id,
        buyer_id=buyer_id,
        question=Question(SUBJECT, "normal"),
        words=Words("Sabahtan beri boş.", ayse.user.pk, "Ayşe Çınar"),
        actor=ayse.actor,
        now=now,
    )
    written = application_write(
        parties=Parties(seller_id, buyer_id),
        row=None,
        form=Form(typed={"phone": "0532 111 22 33"}, kind="details_change", sends=True),
        writer=Writer(ayse.user.pk, "Ayşe Çınar"),
        actor=ayse.actor,
        now=now,
    )
    with acting_as(seller_id, "desk"):
        draft = ArticleDraft("guide", Wording(GUIDE, "Önce ışığı açın."))
        guide = article_add(seller_id=seller_id, draft=draft, actor=SYSTEM, now=now)
        article_publish(article_id=guide.pk, actor=SYSTEM, now=now)
    _hakan_comes(film)
    assert written.row.state == "sent", (written.wrong, written.refusal)
    assert placed.invoice is not None
    return Hidden(
        placed.order.offer.product.name,
        placed.invoice.reference,
        f"#{ticket.number} {SUBJECT}",
        f"#{written.row.number} Bilgi değişikliği",
    )


def _hakan_comes(film: Film) -> None:
    now, seller = film.now(), film.world.seller
    with acting_as_system("film"):
        user = user_create(
            first_name="Hakan", last_name="Er", email="hakan@kuleyazilim.example",
            username="hakan", password="cicek-bahcesi-42", email_verified=True, now=now,
            actor=SYSTEM,
        )  # fmt: skip
        membership_grant(
            user_id=user.pk, account_id=seller.pk, role=Role.STAFF, now=now, actor=SYSTEM
        )
    film.world.people["hakan"] = Person(user, user.email, Role.STAFF.value, seller)


# -- the field -------------------------------------------------------------------------------


def _ask(page: Page, text: str) -> None:
    """Ctrl+K from wherever one is, then the words; the keyboard alone."""
    if not page.locator("#finder").evaluate("dialog => dialog.open"):
        page.keyboard.press("Control+k")
    expect(page.locator("[data-finder-field]")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type(text)
    expect(page.locator("[data-finder-field]")).to_have_value(text)
    expect(page.locator("[data-finder-field]:not([data-waits])")).to_be_visible()


def _finds(page: Page, text: str, line: str, *, group: str) -> None:
    """The line stands in its group."""
    _ask(page, text)
    within = page.locator(f'#finder-found [aria-labelledby="found-{group}"]')
    expect(within.get_by_role("option").filter(has_text=line).first).to_be_visible()


def _opens(film: Film, text: str, line: str, wanted: str) -> None:
    """Down to the line with the arrows, Enter: the page that it leads to."""
    page = film.page
    _ask(page, text)
    chosen = page.locator("#finder-found [role=option][aria-selected=true]")
    expect(chosen).to_have_count(1)
    for _step in range(12):
        if line in chosen.inner_text():
            break
        page.keyboard.press("ArrowDown")
    expect(chosen).to_contain_text(line)
    assert page.locator("[data-finder-field]").get_attribute("aria-activedescendant") == (
        chosen.get_attribute("id")
    )
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(wanted))


def _finds_nothing(page: Page, text: str) -> None:
    _ask(page, text)
    expect(page.locator("#finder-found")).to_contain_text("bulunamadı")


# -- who looks -------------------------------------------------------------------------------


def _ayse_finds_with_the_keyboard(film: Film, rows: Hidden) -> None:
    page = film.page
    film.sign_in(film.world.ayse)
    film.go("/")
    _ask(page, "ışık")
    film.shot("alan", here=True)
    page.keyboard.press("Escape")
    expect(page.locator("#finder")).to_be_hidden()
    _opens(film, "FATURA ADRES", "Fatura Adresleri", "/adreslerim/$")
    _opens(film, rows.service.upper()[:5], rows.service, "/hizmetlerim/")
    _opens(film, rows.invoice.lower(), rows.invoice, "/odeme/")
    _opens(film, "yildirim", SUBJECT, "/destek/tkt_")
    _opens(film, "isik ayari", GUIDE, "/kilavuzlar/")
    _opens(film, "bilgi değişikliği", rows.application, "/basvurular/apl_")
    film.see(rows.application.split()[0])


def _and_on_her_phone(film: Film, rows: Hidden) -> None:
    page = film.page = film.open_browser(width=390, theme="dark")
    film.sign_in(film.world.ayse)
    film.go("/")
    page.locator("[data-finder]").click()
    expect(page.locator("[data-finder-field]")).to_be_focused()
    _finds(page, "yıldırım", SUBJECT, group="tickets")
    number = rows.application.split()[0]
    _finds(page, number, rows.application, group="applications")
    film.shot("telefonda", here=True)
    page.get_by_role("option").filter(has_text=rows.application).click()
    page.wait_for_url(re.compile("/basvurular/apl_"))
    film.go(f"/ara/?ara={rows.invoice}")  # without script: a page with a form
    film.see(rows.invoice)
    film.shot("sayfa", here=True)


def _ceren_finds_nothing_of_it(film: Film, rows: Hidden) -> None:
    page = film.page = film.open_browser()
    film.sign_in(film.world.ceren)
    film.go("/")
    for text in (rows.invoice, SUBJECT, rows.application, rows.ticket, "Çınar Mobilya"):
        _finds_nothing(page, text)
    _finds(page, "ışık", GUIDE, group="guides")  # her seller's guide is for her too
    film.shot("ceren", here=True)


def _elif_finds_what_her_role_may_open(film: Film) -> None:
    page = film.page = film.open_browser()
    film.sign_in(film.world.people["elif"])
    film.go("/")
    _finds_nothing(page, "bilgi değişikliği")  # applications of this kind are the Admin's
    _finds(page, "yıldırım", SUBJECT, group="tickets")


def _hakan_of_the_seller_finds_whose_it_is(film: Film, rows: Hidden) -> None:
    page = film.page = film.open_browser()
    film.sign_in(film.world.hakan)
    film.go("/yonetim/")
    _finds(page, "cinar", "Çınar Mobilya", group="accounts")
    _finds(page, rows.invoice, rows.invoice, group="invoices")
    film.shot("masada", here=True)
    _opens(film, "bilgi değişikliği", rows.application, "/yonetim/basvurular/apl_")
    _opens(film, "yildirim", SUBJECT, "/yonetim/destek/tkt_")
    _opens(film, "çınar", "Çınar Mobilya", "/yonetim/hesaplar/acc_")
    _opens(film, "ışık", GUIDE, "/yonetim/icerik/")
    _opens(film, "kuponlar", "Kuponlar", "/yonetim/kuponlar/$")
    page.set_viewport_size({"width": 390, "height": 844})
    _finds(page, rows.service, rows.service, group="subscriptions")
    film.shot("masa-telefonda", here=True)
