"""The demo's applications and follow-up: what firms ask for with papers, who looks after them.

One application was approved, one waits for its decision, one for what is missing, and a mail became
a draft. Representatives have their firms, and tasks: done, overdue, of today, later.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from vezne.accounts.services import user_phone_change
from vezne.applications.kinds import Parties
from vezne.applications.models import Application
from vezne.applications.services import terms_set
from vezne.applications.types import TermsDraft, Writer
from vezne.config.demo.helpdesk import mail_comes
from vezne.config.demo.opening import Firm, Story
from vezne.core.audit import SYSTEM
from vezne.core.calendar import istanbul_date
from vezne.flows.applications import (
    Form,
    application_approve,
    application_begin_review,
    application_send_back,
    application_write,
    papers_take,
)
from vezne.followup.services import representative_set, task_add, task_done
from vezne.followup.types import TaskDraft
from vezne.notify.models import ConsentSource
from vezne.notify.services import consent_record

MAILBOX = "basvuru@kuleyazilim.example"
CINAR, GOLGE, YEDI_RENK, TUGLA = "Çınar Mobilya", "Gölge Optik", "Yedi Renk Boya", "Tuğla Mimarlık"
WIDTH, HEIGHT = 420, 594


def applications_open(*, seller_id: int, now: datetime) -> None:
    """Where applications may be mailed to."""
    terms_set(seller_id=seller_id, draft=TermsDraft(mail_address=MAILBOX), actor=SYSTEM, now=now)


def applications_keep(story: Story, day: int, now: datetime) -> None:
    """What firms and the seller's people do on this day of the story."""
    for act in _DAYS.get(day, ()):
        act(story, now)


def _page(name: str) -> tuple[str, bytes]:
    """A scanned sheet: a light page with a darker stripe, as a PNG."""
    light, dark = b"\0" + b"\xf4\xf1\xe8" * WIDTH, b"\0" + b"\xb9\xc4\xd6" * WIDTH
    lines = b"".join(dark if 60 < row < 96 else light for row in range(HEIGHT))
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(lines)),
        (b"IEND", b""),
    )
    return name, b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in parts
    )


def _ask(
    story: Story, name: str, typed: dict[str, str], note: str, now: datetime, *, paper: str = ""
) -> Application:
    """A firm asks for other details of itself, with a paper where one is named."""
    firm: Firm = story.firm(name)
    papers = papers_take([("proof", *_page(paper))]) if paper else ()
    written = application_write(
        parties=Parties(story.seller.pk, firm.account.pk),
        row=None,
        form=Form(typed=typed, note=note, kind="details_change", papers=papers, sends=True),
        writer=Writer(firm.actor.id, firm.actor.label),
        actor=firm.actor,
        now=now,
    )
    assert written.refusal is None, written.refusal
    assert not written.wrong, written.wrong
    return written.row


def _approved(story: Story, now: datetime) -> None:
    typed = {"line": "Organize Sanayi Bölgesi 4. Cad. No: 18", "district": "Nilüfer"}
    row = _ask(story, YEDI_RENK, typed, "Fabrikamız taşındı.", now, paper="vergi-levhasi.png")
    selin = story.staff[1]
    application_begin_review(application_id=row.pk, actor=selin, now=now)
    row.refresh_from_db()
    application_approve(application_id=row.pk, seen=row.version, actor=selin, now=now)


def _waits(story: Story, now: datetime) -> None:
    typed = {"legal_name": "Gölge Optik ve Saat San. ve Tic. A.Ş."}
    _ask(story, GOLGE, typed, "Tür değiştirdik.", now, paper="ticaret-sicili.png")


def _sent_back(story: Story, now: datetime) -> None:
    row = _ask(story, TUGLA, {"tax_office": "Odunpazarı"}, "", now)
    reason = "Yeni vergi levhanızı da ekleyin."
    application_send_back(
        application_id=row.pk, seen=row.version, reason=reason, actor=story.staff[1], now=now
    )


def _by_mail(story: Story, now: datetime) -> None:
    firm = story.firm(CINAR)
    body = "Merhaba, muhasebecimiz değişti; yeni kullanıcı için başvurumuz ektedir."
    sender = f"{firm.buyer.person} <{firm.email}>"
    mail_comes(sender, MAILBOX, "Kullanıcı değişikliği", body, now)


def _looked_after(story: Story, now: datetime) -> None:
    """Who calls whom, and under which number."""
    deniz, selin = story.staff
    for number, actor in enumerate(story.staff):
        user_phone_change(
            user_id=actor.id or 0, phone=f"+9053255501{number}0", actor=actor, now=now
        )
    for name, actor in ((CINAR, selin), (GOLGE, selin), (YEDI_RENK, deniz), (TUGLA, deniz)):
        account = story.firm(name).account
        representative_set(
            seller_id=story.seller.pk,
            buyer_id=account.pk,
            buyer_public_id=account.public_id,
            user_id=actor.id,
            actor=deniz,
            now=now,
        )


def _consents(story: Story, now: datetime) -> None:
    """Çınar wants to hear of offers; Gölge did, and does no longer."""
    for name, words in ((CINAR, (True,)), (GOLGE, (True, False))):
        firm = story.firm(name)
        for day, is_given in enumerate(words):
            consent_record(
                account_id=firm.account.pk,
                seller_id=story.seller.pk,
                user_id=firm.actor.id or 0,
                is_given=is_given,
                source=ConsentSource.SETTINGS,
                ip=f"192.0.2.{40 + len(name)}",
                now=now - timedelta(days=len(words) - day),
            )


def _to_do(story: Story, now: datetime) -> None:
    deniz, selin = story.staff
    today = istanbul_date(now) + timedelta(days=1)  # the day of the visitor
    by: Any = {"actor": deniz, "now": now}
    for words, days, actor, name in (
        ("Kampanya paketini anlatmak için aranacak", -2, deniz, TUGLA),
        ("Yıllık sözleşme teklifi gönderilecek", 0, deniz, YEDI_RENK),
        ("Tür değişikliği belgeleri incelenecek", 0, selin, GOLGE),
        ("Yenileme görüşmesi", 5, deniz, CINAR),
    ):
        account_id = story.firm(name).account.pk
        draft = TaskDraft(words, today + timedelta(days=days), actor.id or 0, account_id)
        task_add(seller_id=story.seller.pk, draft=draft, **by)
    called = today - timedelta(days=1)
    draft = TaskDraft("Kurulum sonrası arama", called, selin.id or 0, story.firm(CINAR).account.pk)
    done = task_add(seller_id=story.seller.pk, draft=draft, **by)
    task_done(task_id=done.pk, outcome="Memnunlar; SMS paketi soracaklar.", actor=selin, now=now)


_DAYS: dict[int, tuple[Callable[[Story, datetime], None], ...]] = {
    21: (_looked_after,),
    60: (_consents,),
    70: (_approved,),
    109: (_waits, _sent_back, _to_do),
    110: (_by_mail,),
}
