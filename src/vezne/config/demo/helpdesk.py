"""The demo's help desk: departments, words to use again, and tickets as people write them.

One is settled and rated, one waits for its customer, two wait for an answer (one of them was
answered by mail), and a mail that answers nothing waits for somebody to say whose it is.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from vezne.accounts.models import User
from vezne.config.demo.opening import Firm, Story
from vezne.core.audit import SYSTEM, Actor
from vezne.flows.mail_arrival import mail_arrived
from vezne.flows.ticket_mail import mail_take
from vezne.flows.ticket_notices import reply_address
from vezne.flows.ticket_opening import Question, question_ask
from vezne.flows.tickets import (
    buyer_says,
    files_take,
    seller_says,
    staff_notes,
    ticket_give,
)
from vezne.support.mail_reading import Envelope
from vezne.support.models import InboundMail, Ticket
from vezne.support.queries import departments_of
from vezne.support.services import canned_add, department_add, terms_set, ticket_rate
from vezne.support.types import DepartmentTerms, MailState, TermsDraft, Words

MAILBOX = "destek@kuleyazilim.example"
DEPARTMENTS = (
    DepartmentTerms("Teknik destek", "Panel, kampanya, gönderim", 1),
    DepartmentTerms("Muhasebe", "Fatura, ödeme, cari hesap", 2),
    DepartmentTerms("Satış", "Paket ve kontör soruları", 3),
)
CANNED = (
    (
        "Ekran görüntüsü iste",
        "Merhaba {musteri},\n\nhatanın göründüğü ekranın görüntüsünü ekler misiniz?\n\nİyi günler",
    ),
    (
        "Havale kontrolü",
        "Merhaba {musteri},\n\ndekontunuzu Havale/EFT bildir sayfasından iletir misiniz?",
    ),
    (
        "Çözüldü",
        "Merhaba {musteri},\n\n{numara} numaralı talebinizdeki sorun giderildi. İyi günler.",
    ),
)
CINAR, GOLGE, YEDI_RENK = "Çınar Mobilya", "Gölge Optik", "Yedi Renk Boya"


def helpdesk_open(*, seller_id: int, now: datetime) -> None:
    """Departments, hours and words of the seller."""
    terms_set(seller_id=seller_id, draft=TermsDraft(mail_address=MAILBOX), actor=SYSTEM, now=now)
    for terms in DEPARTMENTS:
        department_add(seller_id=seller_id, terms=terms, actor=SYSTEM, now=now)
    for title, body in CANNED:
        canned_add(seller_id=seller_id, title=title, body=body, actor=SYSTEM, now=now)


def helpdesk_keep(story: Story, day: int, now: datetime) -> None:
    """Say what people say on this day of the story."""
    for act in _DAYS.get(day, ()):
        act(story, now)


def _words(actor: Actor, body: str, *files: tuple[str, bytes]) -> Words:
    return Words(body, actor.id, actor.label, files=files_take(files))


def _ask(
    story: Story, name: str, question: tuple[str, str, int], words: tuple[str, ...], now: datetime
) -> Ticket:
    """A firm asks: subject, priority, place of the department; words and lines of a small file."""
    firm: Firm = story.firm(name)
    subject, priority, place = question
    department = departments_of(story.seller.pk)[place]
    body, *lines = words
    files = [("liste.csv", "\n".join(lines).encode())] if lines else []
    return question_ask(
        seller_id=story.seller.pk,
        buyer_id=firm.account.pk,
        question=Question(subject, priority, department.public_id),
        words=_words(firm.actor, body, *files),
        actor=firm.actor,
        now=now,
    )


def _answer(
    story: Story, ticket: Ticket, body: str, now: datetime, *, closes: bool = False
) -> None:
    staff = story.staff[1]
    seller_says(
        ticket_id=ticket.pk,
        words=_words(staff, body),
        seen=None,
        closes=closes,
        actor=staff,
        now=now,
    )


def _of(story: Story, name: str) -> Ticket:
    """A firm's last ticket."""
    return Ticket.objects.filter(buyer=story.firm(name).account).latest("pk")


def _settled(story: Story, now: datetime) -> None:
    """Asked, answered, thanked for and rated on one day."""
    firm = story.firm(CINAR)
    ticket = _ask(
        story,
        CINAR,
        ("Fatura adresimiz değişti", "normal", 1),
        ("Merhaba, taşındık. Bundan sonraki faturalarda yeni adresimiz yazsın isteriz.",),
        now,
    )
    _answer(
        story,
        ticket,
        "Merhaba Ayşe Hanım,\nFatura Adresleri sayfasından yeni adresinizi ekleyip varsayılan"
        " yapmanız yeterli; sonraki faturalar ona kesilir.",
        now,
    )
    buyer_says(
        ticket_id=ticket.pk, words=_words(firm.actor, "Ekledim, teşekkürler."),
        actor=firm.actor, now=now,
    )  # fmt: skip
    _answer(story, ticket, "Rica ederiz, iyi çalışmalar.", now, closes=True)
    ticket_rate(ticket_id=ticket.pk, stars=5, note="Çok hızlıydı.", actor=firm.actor, now=now)


def _unpaid(story: Story, now: datetime) -> None:
    """An answer that its customer leaves unanswered; with a note."""
    ticket = _ask(
        story,
        GOLGE,
        ("Havalemiz hesabımıza geçmedi", "high", 1),
        ("Dün 11.00'de havale yaptık, panelde hâlâ borçlu görünüyoruz.",),
        now,
    )
    staff = story.staff[1]
    note = "Açıklamaya referans yazmamışlar; Eşleşmeyenler'de bekliyor olabilir."
    staff_notes(ticket_id=ticket.pk, words=_words(staff, note), now=now)
    _answer(
        story,
        ticket,
        "Merhaba,\nhavaleniz ulaştı, hesabınıza yazdık. Bir sonrakinde açıklamaya ödeme kodunu"
        " yazarsanız kendiliğinden işlenir.",
        now,
    )


def _urgent(story: Story, now: datetime) -> None:
    """Waits for an answer, with a file."""
    ticket = _ask(
        story,
        CINAR,
        ("Kampanya raporundaki sayılar tutmuyor", "urgent", 0),
        (
            "Salı günkü raporda 1.240 gönderim var, listede 1.310 kişi vardı. Liste ekte.",
            "ad;telefon", "Deneme;05550000000",
        ),
        now,
    )  # fmt: skip
    selin = story.staff[1]
    ticket_give(ticket=ticket, assignee=_public_id(selin), actor=selin, now=now)


def _public_id(actor: Actor) -> str:
    assert actor.id is not None
    return str(User.objects.get(pk=actor.id).public_id)


def _asked_for_more(story: Story, now: datetime) -> None:
    ticket = _ask(
        story,
        YEDI_RENK,
        ("Gönderici adımız onaylanmadı", "normal", 0),
        ("SMS gönderici adımız üç gündür onay bekliyor. Ne yapmamız gerekiyor?",),
        now,
    )
    _answer(
        story,
        ticket,
        "Merhaba,\nmarka tescil belgenizi ya da ticaret sicil gazetenizi ekler misiniz?",
        now,
    )


def _by_mail(story: Story, now: datetime) -> None:
    """The answer comes by mail, a holiday reply with it, and a letter that answers nothing."""
    firm = story.firm(YEDI_RENK)
    ticket = _of(story, YEDI_RENK)
    address = reply_address(ticket)
    sender = f"{firm.buyer.person} <{firm.email}>"
    subject = f"Ynt: [#{ticket.number}] {ticket.subject}"
    if address:
        body = (
            "Merhaba, belge Perşembe günü elimizde olacak, hemen iletirim.\n\n"
            f"Kule <{MAILBOX}>, {now:%d.%m.%Y %H:%M} tarihinde şunu yazdı:\n\n"
            "> marka tescil belgenizi ekler misiniz?\n"
        )
        mail_comes(sender, address, subject, body, now)
        mail_comes(sender, address, "Otomatik yanıt: ofis dışındayım", "Pazartesi dönüyorum.", now)
    mert = story.firm(GOLGE)
    body = "Merhaba, sözleşmemizin imzalı bir suretini gönderir misiniz?\n\n--\nMert Gölge"
    mail_comes(f"Mert Gölge <{mert.email}>", MAILBOX, "Sözleşme sureti", body, now)


def mail_comes(sender: str, to: str, subject: str, body: str, now: datetime) -> None:
    """A mail comes in and is read, as the door and the job do it."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    mail["Date"], mail["Message-ID"] = (
        format_datetime(now),
        f"<{now:%d%H}.{len(body)}@demo.example>",
    )
    if subject.startswith("Otomatik"):
        mail["Auto-Submitted"] = "auto-replied"
    mail.set_content(body)
    address = sender.partition("<")[2].strip(">")
    mail_arrived(raw=mail.as_bytes(), envelope=Envelope(address, (to,)), now=now)
    for row in InboundMail.objects.filter(state=MailState.RECEIVED):
        mail_take(mail_id=row.pk, now=now)


_DAYS: dict[int, tuple[Callable[[Story, datetime], None], ...]] = {
    20: (_settled,),
    104: (_unpaid,),
    109: (_asked_for_more,),
    110: (_urgent, _by_mail),
}
