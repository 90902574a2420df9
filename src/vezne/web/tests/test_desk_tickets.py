"""Tickets at the desk: the queue, one ticket with its forms, and what a seller sets up."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.factories import NOW, make_member, set_clock, sign_in
from vezne.core.scope import acting_as_system
from vezne.flows.tick import tick
from vezne.notify.models import Delivery
from vezne.support.models import CannedReply, Department, SupportTerms, TicketNote
from vezne.support.queries import levels_of
from vezne.web.tests.helpdesk import HelpDesk, open_help_desk
from vezne.web.tests.panel import World

pytestmark = pytest.mark.django_db
Queries = Callable[[int], AbstractContextManager[Any]]
MOST_QUERIES = 20


@pytest.fixture
def desk(settings: Any, tmp_path: Path, world: World) -> HelpDesk:
    settings.VEZNE_UPLOADS = str(tmp_path)
    settings.VEZNE_DESK_SECOND_FACTOR = False
    settings.VEZNE_REPLY_DOMAIN = "yanit.example"
    return open_help_desk(world)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_queue_counts_and_narrows(desk: HelpDesk) -> None:
    first, second = desk.ask("Birinci"), desk.ask("İkinci")
    desk.deniz_at.post(f"/yonetim/destek/{second.public_id}/sorumlu/", {"al": "1"})

    assert "Birinci" in text(desk.deniz_at.get("/yonetim/destek/"))
    mine = text(desk.deniz_at.get("/yonetim/destek/?goster=benim"))
    assert "İkinci" in mine
    assert f"/yonetim/destek/{first.public_id}/" not in mine
    assert f"/yonetim/destek/{first.public_id}/" in text(
        desk.deniz_at.get("/yonetim/destek/?goster=sahipsiz&ara=papatya")
    )
    set_clock(NOW + timedelta(days=4))
    late = text(desk.deniz_at.get("/yonetim/destek/?goster=geciken"))
    assert 'class="is-late"' in late
    assert desk.deniz_at.get("/yonetim/destek/excel/?goster=geciken").status_code == 200


def test_pages_ask_the_database_the_same_however_much_was_said(
    desk: HelpDesk, django_assert_max_num_queries: Queries
) -> None:
    for number in range(5):
        ticket = desk.ask(f"Soru {number}")
    for number in range(4):
        desk.ayse_at.post(f"/destek/{ticket.public_id}/yaz/", {"body": f"Ek {number}"})

    for path in ("/yonetim/destek/", f"/yonetim/destek/{ticket.public_id}/"):
        desk.deniz_at.get(path)
        with django_assert_max_num_queries(MOST_QUERIES):
            assert desk.deniz_at.get(path).status_code == 200


def test_an_answer_reaches_the_buyer_by_mail_with_an_address_to_reply_to(desk: HelpDesk) -> None:
    ticket = desk.ask()
    page = f"/yonetim/destek/{ticket.public_id}/"

    answer = desk.deniz_at.post(f"{page}yanit/", {"body": "Merhaba,\nbakıyoruz."})

    assert answer.status_code == 302
    row = desk.last()
    assert (row.state, row.assignee) == ("answered", desk.deniz)
    mail = desk.mails(desk.world.ayse)[-1]
    assert mail.title == "[#1001] Panel açılmıyor"
    assert "Merhaba,\nbakıyoruz." in mail.text
    assert mail.reply_to == f"destek+{ticket.reply_token}@yanit.example"
    assert mail.thread == f"<{ticket.public_id}@yanit.example>"
    assert "bakıyoruz." in text(desk.ayse_at.get(f"/destek/{ticket.public_id}/"))
    assert ticket.reply_token not in text(desk.deniz_at.get(page))
    with acting_as_system("test"):
        assert not Delivery.objects.filter(user=desk.deniz, reply_to__gt="").exists()


def test_an_answer_to_words_that_were_not_seen_keeps_the_text(desk: HelpDesk) -> None:
    ticket = desk.ask()
    page = f"/yonetim/destek/{ticket.public_id}/"
    shown = desk.deniz_at.get(page)
    seen = shown.context["form"].initial["seen"]
    desk.ayse_at.post(f"/destek/{ticket.public_id}/yaz/", {"body": "Düzeldi, teşekkürler"})

    refused = desk.deniz_at.post(f"{page}yanit/", {"body": "Uzun yanıtım", "seen": seen})

    assert refused.status_code == 422
    assert "Siz yazarken Ayşe Demir de yazdı" in text(refused)
    assert "Uzun yanıtım" in text(refused)
    assert "Düzeldi, teşekkürler" in text(refused)
    again = refused.context["form"]["seen"].value()
    assert (
        desk.deniz_at.post(
            f"{page}yanit/", {"body": "Uzun yanıtım", "seen": again, "kapat": "1"}
        ).status_code
        == 302
    )
    assert desk.last().state == "closed"
    assert desk.bells(desk.world.ayse)[-2:] == ["ticket.answered", "ticket.closed"]


def test_a_note_stays_at_the_desk(desk: HelpDesk) -> None:
    ticket = desk.ask()

    desk.deniz_at.post(f"/yonetim/destek/{ticket.public_id}/not/", {"note": "Borcu var"})

    assert "Borcu var" in text(desk.deniz_at.get(f"/yonetim/destek/{ticket.public_id}/"))
    assert "Borcu var" not in text(desk.ayse_at.get(f"/destek/{ticket.public_id}/"))
    assert "ticket.answered" not in desk.bells(desk.world.ayse)
    with acting_as_system("test"):
        assert TicketNote.objects.count() == 1


def test_a_ticket_is_given_and_its_new_owner_told(desk: HelpDesk) -> None:
    ticket = desk.ask()
    efe = make_member(desk.world.seller, "staff", name="Efe")
    viewer = make_member(desk.world.seller, "viewer", name="Lale")
    page = f"/yonetim/destek/{ticket.public_id}/"

    desk.deniz_at.post(f"{page}sorumlu/", {"assignee": efe.public_id})
    assert desk.bells(efe) == ["ticket.assigned"]
    for foreign in (viewer, desk.world.ayse):
        desk.deniz_at.post(f"{page}sorumlu/", {"assignee": foreign.public_id})
    assert desk.last().assignee == efe
    desk.ayse_at.post(f"/destek/{ticket.public_id}/yaz/", {"body": "Ek"})
    assert desk.bells(efe)[-1] == "ticket.replied"
    assert desk.bells(desk.deniz) == ["ticket.opened"]


def test_subject_priority_merge_and_end_are_done_from_the_page(desk: HelpDesk) -> None:
    first, second = desk.ask("Birinci"), desk.ask("İkinci")
    page = f"/yonetim/destek/{second.public_id}/"

    desk.deniz_at.post(
        f"{page}duzenle/", {"subject": "Yeni konu", "department": "", "priority": "urgent"}
    )
    row = desk.last()
    assert (row.subject, row.department_id, row.priority) == ("Yeni konu", None, "urgent")
    desk.deniz_at.post(f"{page}birlestir/", {"into": first.public_id})
    assert "#1001 ile birleştirildi" in text(desk.ayse_at.get(f"/destek/{second.public_id}/"))
    assert desk.bells(desk.world.ayse)[-1] == "ticket.merged"
    desk.deniz_at.post(f"/yonetim/destek/{first.public_id}/kapat/")
    assert desk.bells(desk.world.ayse)[-1] == "ticket.closed"
    desk.deniz_at.post(f"/yonetim/destek/{first.public_id}/kapat/")
    assert "Yanıt bekliyor" in text(desk.ayse_at.get(f"/destek/{first.public_id}/"))


def test_words_to_use_again_stand_behind_what_was_typed(desk: HelpDesk) -> None:
    ticket = desk.ask()
    url = f"/yonetim/destek/{ticket.public_id}/hazir/?yanit={desk.canned_id}&body=Not"

    part = text(desk.deniz_at.get(url, headers={"HX-Request": "true"}))

    assert "<html" not in part
    assert "Not\n\nMerhaba Papatya Tekstil, #1001 numaralı talebiniz için" in part
    assert "Merhaba Papatya" in text(desk.deniz_at.get(url))


def test_a_late_answer_is_told_and_a_silent_buyers_ticket_closes(desk: HelpDesk) -> None:
    late, silent = desk.ask("Geciken"), desk.ask("Sessiz")
    desk.deniz_at.post(f"/yonetim/destek/{silent.public_id}/yanit/", {"body": "Deneyin"})

    for days in (5, 6, 20):
        tick(now=NOW + timedelta(days=days))

    assert desk.bells(desk.deniz).count("ticket.late") == 1
    with acting_as_system("test"):
        late.refresh_from_db()
        silent.refresh_from_db()
    assert (late.state, silent.state) == ("open", "closed")
    assert desk.bells(desk.world.ayse)[-1] == "ticket.closed"


def test_only_admins_set_up_hours_and_departments(desk: HelpDesk) -> None:
    setup = "/yonetim/ayarlar/destek/"
    assert desk.deniz_at.get(setup).status_code == 403
    admin = sign_in(make_member(desk.world.seller, name="Elif"))
    form = admin.get(setup).context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    data |= {"answer_urgent": "2", "days": ["1", "6"]}

    assert admin.post(setup, data).status_code == 302
    assert admin.post(setup, {**data, "closes_at": "08:00"}).status_code == 422
    assert admin.post(f"{setup}birim/", {"name": "Muhasebe", "position": "2"}).status_code == 302
    edit = f"{setup}birim/{desk.department.public_id}/"
    assert admin.post(edit, {"name": "Muhasebe", "position": "2"}).status_code == 422

    with acting_as_system("test"):
        terms = SupportTerms.objects.get(seller=desk.world.seller)
        assert terms.days == [1, 6]
        assert levels_of(desk.world.seller.pk)["urgent"].answer_minutes == 120
        assert Department.objects.count() == 2


def test_words_to_use_again_are_kept_changed_and_dropped(desk: HelpDesk) -> None:
    base = "/yonetim/destek/hazir-yanitlar/"
    assert desk.deniz_at.post(f"{base}ekle/", {"title": "Kapanış", "body": "İyi günler"})
    assert "Kapanış" in text(desk.deniz_at.get(base))
    desk.deniz_at.post(f"{base}{desk.canned_id}/", {"title": "Selam", "body": "Merhaba"})
    desk.deniz_at.post(f"{base}{desk.canned_id}/sil/")

    with acting_as_system("test"):
        assert [row.title for row in CannedReply.objects.all()] == ["Kapanış"]
