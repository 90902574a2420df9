"""Two sellers and two buyers with something in every drawer, and every address of the product.

Nar Bilişim runs the installation and sells to Papatya, Ayşe's firm. Ceren's firm buys nothing;
Mavi Bilişim is the second seller. `routes()` lists the addresses; `Town.path` fills in the ids of
Ayşe's things, so a foreign visitor asks for rows that exist.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests import factories
from tests.architecture.kinds import kind_at
from tests.architecture.town_applications import file_of, ids_of_applications
from tests.architecture.town_cart import ids_of_cart
from tests.architecture.town_followup import ids_of_followup
from tests.architecture.town_people import ids_of_people, ids_of_wish
from vezne.accounts.models import Account, Role, User
from vezne.accounts.services import api_key_create
from vezne.banking.models import BankTask, StatementImport
from vezne.banking.services.notice import NoticeEntry, notice_send, receipt_keep
from vezne.banking.services.payer import payer_learn
from vezne.banking.services.task import task_raise
from vezne.banking.tests import bank as bank_desk
from vezne.banking.types import TaskKind
from vezne.catalog.models import CouponKind
from vezne.catalog.services import coupon_add
from vezne.catalog.types import CouponTerms
from vezne.content.queries import contacts_for
from vezne.content.services import (
    announcement_add,
    announcement_publish,
    article_add,
    article_publish,
    picture_add,
    picture_keep,
    topic_add,
)
from vezne.content.types import AnnouncementDraft, ArticleDraft, Wording
from vezne.core import outbox
from vezne.core.audit import SYSTEM, Actor
from vezne.core.money import Money
from vezne.core.scope import acting_as, acting_as_system
from vezne.edocuments.services import document_settle
from vezne.edocuments.tests.world import draft_document, issue, make_issuer
from vezne.edocuments.types import Accepted
from vezne.flows.mail_arrival import mail_arrived
from vezne.flows.ticket_mail import mail_take
from vezne.flows.ticket_opening import Question, question_ask
from vezne.flows.tickets import files_take
from vezne.hooks.models import WebhookDelivery
from vezne.hooks.services import endpoint_add
from vezne.invoicing.models import Invoice
from vezne.ledger.models import CurrentAccount
from vezne.ledger.services import post
from vezne.ledger.types import LedgerKind, Posting, Reason
from vezne.notify.models import Notification
from vezne.orders.models import Order
from vezne.payments.models import Attempt, Difference, Reconciliation
from vezne.receivables.models import LateCharge, SellerTerms
from vezne.receivables.services import entry_ask, letter_send, payout_ask
from vezne.receivables.types import EntryDraft, PayoutDraft
from vezne.subscriptions.models import Subscription
from vezne.support.mail_reading import Envelope
from vezne.support.models import Attachment, InboundMail, NoteFile, SupportTerms
from vezne.support.services import canned_add, department_add, note_add
from vezne.support.types import DepartmentTerms, Words
from vezne.web.access import SEAT_KEY, Access, access_of
from vezne.web.pay.links import make_link

NOW = factories.NOW
ROLES = (Role.VIEWER, Role.STAFF, Role.MANAGER, Role.ADMIN)
API = re.compile(r"\^?api/")
PUBLIC_IDS = ("paketler/satin-al/", "kapali/")
"""Below these the id is of the catalogue, which everybody may buy from."""


@dataclass(frozen=True)
class Route:
    """One address: how it is written, its name, and what its view declares."""

    pattern: str
    name: str
    access: Access | None
    parameters: tuple[str, ...]

    @property
    def asks_for_a_row(self) -> bool:
        """True when the address names a row that belongs to somebody."""
        return bool(set(self.parameters) - {"kind", "language"}) and not self.pattern.startswith(
            PUBLIC_IDS
        )


def routes() -> list[Route]:
    """Every address but the API's, whose access ninja holds."""
    return [route for route in _walk(get_resolver()) if not API.match(route.pattern)]


def _walk(resolver: URLResolver, prefix: str = "", space: str = "") -> Iterator[Route]:
    for entry in resolver.url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            parameters = tuple(re.findall(r"<(?:\w+:)?(\w+)>", path))
            yield Route(path, f"{space}{entry.name}", access_of(entry.callback), parameters)
        else:
            yield from _walk(entry, path, f"{entry.namespace}:" if entry.namespace else space)


@dataclass
class Town:
    """What `build` made; `ids` maps the beginning of an address to the id that belongs there."""

    seller: Account
    second: Account
    buyer: Account
    stranger: Account
    ids: dict[str, str]
    attempt: Attempt
    subscription: Subscription

    def path(self, route: Route) -> str:
        """The address with the ids of Ayşe's things. Raises: KeyError for an unknown parameter."""
        values: dict[str, Any] = {}
        for name in route.parameters:
            if name == "public_id":
                values[name] = self._id_below(route.pattern)
            else:
                values[name] = self._others(route)[name]
        return reverse(route.name, kwargs=values)

    def form(self, route: Route) -> dict[str, str]:
        """What is posted; not empty where an empty form would name a row that is not there."""
        if route.name != "web:service_change":
            return {}
        return {"what": "downgrade", "version": self.ids["paketler/satin-al/paket/"]}

    def _id_below(self, pattern: str) -> str:
        fitting = [start for start in self.ids if pattern.startswith(start)]
        if not fitting:
            raise KeyError(f"give {pattern} an id in tests/architecture/town.py")
        return self.ids[max(fitting, key=len)]

    def _others(self, route: Route) -> dict[str, Any]:
        link = make_link(invoice_public_id=self.ids["odeme/"], days=7)
        return {
            "attempt_id": self.attempt.public_id,
            "job_id": 999_999,
            "file_id": self.ids[file_of(route.name)],
            "token": link if route.pattern.startswith("o/") else "no-such-link",
            "key": "panel.use" if route.pattern.startswith("kapali/") else "no-such-key",
            "kind": kind_at(route.pattern),
            "language": "en",
            "size": 192,
            "uidb36": "1",
            "slug": "nar",
            "session_id": 999_999,
            "member_id": self.ids["kullanicilar/"],
            "pk": 999_999,
            "color": "0a7a5a",
            "month": f"{NOW:%Y-%m}",
        }


def visitor(account: Account, role: str = Role.ADMIN) -> Client:
    """A new person with this role at the account, signed in and seated."""
    client = factories.sign_in(factories.make_member(account, role))
    session = client.session
    session[SEAT_KEY] = account.pk
    session.save()
    return client


def build() -> Town:
    """The town at `NOW`: a paid and a due service, a pack awaiting approval, a card, an address."""
    seller = factories.make_seller("Nar Bilişim", is_operator=True)
    second = factories.make_seller("Mavi Bilişim")
    buyer, stranger = factories.make_buyer(), factories.make_buyer("Menekşe Gıda")
    product = factories.make_product(factories.make_platform(seller), credit_unit="SMS")
    plan, pack = factories.make_plan(product), factories.make_pack(product, needs_approval=True)
    ayse = factories.make_member(buyer)
    first = factories.order_plan(buyer, plan, now=NOW - timedelta(days=5))
    card = factories.store_card(_invoice(first))
    due = factories.order_plan(buyer, plan, site="ikinci.example")
    packed = factories.order_pack(buyer, pack)
    attempt = factories.pay(_invoice(packed))
    address = factories.make_address(buyer)
    with acting_as_system("test"):
        bell = Notification.objects.create(
            account=buyer,
            seller=seller,
            user=ayse,
            kind="payment.received",
            title="Nar Bilişim ödemenizi aldı",
            created_at=NOW,
        )
        order = Order.objects.get(pk=packed.order.pk)
        subscription = Subscription.objects.get(pk=due.order.subscription_id)
    invoice = _invoice(due).public_id
    ids = {
        "adreslerim/": address.public_id,
        **_ids_of_current_account(seller, buyer),
        **_ids_of_documents(seller, attempt),
        "bildirimler/": bell.public_id,
        "bildirimler/tercihler/anlik/": "dvc_none",
        "bildirimler/tercihler/onay/": seller.public_id,
        "hizmetlerim/": subscription.public_id,
        "kartlarim/": card.public_id,
        "o/": attempt.public_id,
        "odeme/": invoice,
        "odeme/donus/": attempt.public_id,
        "odeme/git/": attempt.public_id,
        "odeme/sonuc/": attempt.public_id,
        **ids_of_cart(seller, buyer, plan, invoice),
        "paketler/satin-al/kontor/": pack.public_id,
        "paketler/satin-al/paket/": plan.public_id,
        "yonetim/abonelikler/": subscription.public_id,
        "yonetim/hesaplar/": buyer.public_id,
        "yonetim/katalog/hizmet/": product.public_id,
        "yonetim/katalog/kontor/": pack.pack.public_id,
        "yonetim/katalog/paket/": plan.plan.public_id,
        "yonetim/katalog/platform/": product.platform.public_id,
        "yonetim/odeme-talepleri/": invoice,
        "yonetim/odemeler/": attempt.payment.public_id,
        "yonetim/onaylar/": order.public_id,
    }
    ids |= _ids_of_settings(seller)
    ids |= _ids_of_bank(seller, buyer)
    ids |= _ids_of_support(seller, buyer, ayse)
    ids |= ids_of_applications(seller, buyer, ayse)
    ids |= ids_of_followup(seller, buyer)
    ids |= _ids_of_content(seller, buyer, product.public_id)
    ids |= ids_of_people("kullanicilar/", buyer, ayse)
    ids |= ids_of_wish(ayse)
    ids |= ids_of_people("yonetim/kullanicilar/", seller, factories.make_member(seller))
    return Town(seller, second, buyer, stranger, ids, attempt, subscription)


def api_key(account: Account, *scopes: str) -> str:
    """The secret of a new key of the account."""
    with acting_as(account.pk, "desk"):
        _key, secret = api_key_create(
            account_id=account.pk, name="Program", scopes=scopes, now=NOW, actor=SYSTEM
        )
    return secret


def _invoice(placed: Any) -> Any:
    assert placed.invoice is not None
    return placed.invoice


def _ids_of_current_account(seller: Account, buyer: Account) -> dict[str, str]:
    """Ayşe's current account with something of everything that people decide on it."""
    with acting_as_system("test"):
        account = CurrentAccount.objects.get(seller=seller, buyer=buyer)
        posting = Posting(LedgerKind.BANK, LedgerKind.WALLET, 900_00, "TRY", Reason.TOP_UP)
        post(current_account_id=account.pk, postings=(posting,), key="transfer", now=NOW)
        user = factories.make_member(seller)
        deniz = Actor(kind="user", id=user.pk, label="Deniz")
        SellerTerms.objects.create(seller=seller, entry_limit_minor=1)
        entry = entry_ask(
            current_account=account,
            draft=EntryDraft("debit_note", 500_00, "TRY", "Kurulum"),
            actor=deniz,
            now=NOW,
        )
        letter = letter_send(
            current_account=account, as_of=NOW.date(), currency="TRY", actor=deniz, now=NOW
        )
        payout = payout_ask(
            current_account=account,
            draft=PayoutDraft(100_00, "TRY", "TR330006100519786457841326", "Papatya"),
            actor=deniz,
            now=NOW,
        )
        late = LateCharge.objects.create(
            seller=seller,
            buyer=buyer,
            current_account=account,
            invoice=Invoice.objects.filter(buyer=buyer).earliest("pk"),
            month=NOW.date().replace(day=1),
            state="waiting",
            currency="TRY",
            days=3,
            owed_days_minor=30_000,
            rate_bp=450,
            amount_minor=45,
            kdv_rate_bp=2000,
            found_at=NOW,
            charge_at=NOW + timedelta(days=3),
        )
    return {
        "cari-hesap/": account.public_id,
        "cari-hesap/istek/": payout.public_id,
        "yonetim/cari-hesaplar/hesap/": account.public_id,
        "yonetim/cari-hesaplar/kayitlar/": entry.public_id,
        "yonetim/cari-hesaplar/mutabakat/": letter.public_id,
        "yonetim/cari-hesaplar/para-cekme/": payout.public_id,
        "yonetim/cari-hesaplar/vade-farki/": late.public_id,
    }


def _ids_of_documents(seller: Account, attempt: Attempt) -> dict[str, str]:
    """A numbered document of what Ayşe paid."""
    make_issuer(seller, tax_id=factories.VKNS[1])
    invoice = attempt.payment.invoice
    assert invoice is not None
    document = issue(draft_document(invoice), now=NOW)
    with acting_as_system("test"):
        document_settle(document_id=document.pk, outcome=Accepted(), now=NOW)
    return {"belgelerim/": document.public_id, "yonetim/belgeler/": document.public_id}


def _ids_of_bank(seller: Account, buyer: Account) -> dict[str, str]:
    """A bank account with a line that waits, a learned payer, a notice and a task."""
    bank = bank_desk.open_bank(seller)
    account = bank_desk.trade(seller, buyer)
    learned = bank_desk.arrive(bank, 10_00, "GELEN", counterparty_iban=bank_desk.PAYERS_IBAN)
    with acting_as_system("test"):
        payer = payer_learn(
            movement=learned, current_account=account, actor=factories.DENIZ, now=NOW
        )[0]
        entry = NoticeEntry(Money(75_00, "TRY"), NOW.date(), "Ayşe", receipt=b"%PDF-1.7")
        notice = notice_send(
            current_account=account, entry=entry, now=NOW, receipt=receipt_keep(entry.receipt)
        )
        task_raise(bank_account=bank, kind=TaskKind.LATE, key="late", now=NOW)
        task = BankTask.objects.get(bank_account=bank)
        file = StatementImport.objects.create(
            seller=seller,
            bank_account=bank,
            file_name="mart.csv",
            size_bytes=10,
            sha256="0" * 64,
            format="csv",
            state="waiting",
            created_at=NOW,
        )
    return {
        "havale-bildirimleri/": notice.public_id,
        "havale-bildirimleri/yeni/": account.public_id,
        "yonetim/banka/bildirilenler/": notice.public_id,
        "yonetim/banka/ekstreler/": file.public_id,
        "yonetim/banka/gonderenler/": payer.public_id,
        "yonetim/banka/hareketler/": learned.public_id,
        "yonetim/banka/hesaplar/": bank.public_id,
        "yonetim/banka/isler/": task.public_id,
    }


def _ids_of_support(seller: Account, buyer: Account, ayse: User) -> dict[str, str]:
    """A ticket with a file, a department, words to use again."""
    with acting_as(seller.pk, "desk"):
        department = department_add(
            seller_id=seller.pk,
            terms=DepartmentTerms("Teknik destek"),
            actor=factories.DENIZ,
            now=NOW,
        )
        canned = canned_add(
            seller_id=seller.pk, title="Selam", body="Merhaba", actor=factories.DENIZ, now=NOW
        )
        note_department = department.public_id
    ticket = question_ask(
        seller_id=seller.pk,
        buyer_id=buyer.pk,
        question=Question("Panel açılmıyor", "normal", note_department),
        words=Words(
            "Sabahtan beri açılmıyor.",
            ayse.pk,
            "Ayşe",
            files=files_take([("ekran.png", b"\x89PNG\r\n\x1a\n")]),
        ),
        actor=factories.AYSE,
        now=NOW,
    )
    with acting_as_system("test"):
        file = Attachment.objects.get(ticket=ticket)
        note = note_add(
            ticket_id=ticket.pk,
            body="Borcu var",
            author_id=None,
            author_label="Deniz",
            files=files_take([("not.png", b"\x89PNG\r\n\x1a\n")]),
            now=NOW,
        )
        SupportTerms.objects.filter(seller=seller).update(mail_address="destek@nar.example")
        mail_arrived(
            raw=b"From: a@b.example\r\nMessage-ID: <m@b.example>\r\n\r\nMerhaba",
            envelope=Envelope("a@b.example", ("destek@nar.example",)),
            now=NOW,
        )
        mail = InboundMail.objects.get(seller=seller)
        mail_take(mail_id=mail.pk, now=NOW)
        note_file = NoteFile.objects.get(note=note)
    return {
        "destek/": ticket.public_id,
        "yonetim/destek/": ticket.public_id,
        "yonetim/destek/hazir-yanitlar/": canned.public_id,
        "yonetim/destek/posta/": mail.public_id,
        "note": note_file.public_id,
        "yonetim/ayarlar/destek/birim/": department.public_id,
        "file": file.public_id,
    }


def _ids_of_content(seller: Account, buyer: Account, product_id: str) -> dict[str, str]:
    """Words for Ayşe's account alone, a guide, news, a heading, a picture; all published."""
    wording = Wording("Bakım", "Papatya için.")
    told = AnnouncementDraft(wording, starts_at=NOW, audience="account", only_buyer_id=buyer.pk)
    size = (1, 1)
    picture = picture_keep(b"\x89PNG\r\n\x1a\n", "ekran.png", size)
    by: Any = {"actor": factories.DENIZ, "now": NOW}
    with acting_as(seller.pk, "desk"):
        announcement = announcement_add(seller_id=seller.pk, draft=told, **by)
        announcement_publish(announcement_id=announcement.pk, **by)
        rows = {}
        for kind in ("guide", "news"):
            row = article_add(seller_id=seller.pk, draft=ArticleDraft(kind, wording), **by)
            rows[kind] = article_publish(article_id=row.pk, **by).public_id
        topic = topic_add(seller_id=seller.pk, name_tr="Ödeme", name_en="", **by)
        shown = picture_add(seller_id=seller.pk, file=picture, size=size, **by)
    return {
        "duyurular/": announcement.public_id,
        "kilavuzlar/": rows["guide"],
        "haberler/": rows["news"],
        "resim/": shown.public_id,
        "yonetim/icerik/duyurular/": announcement.public_id,
        "yonetim/icerik/yazi/": rows["guide"],
        "yonetim/icerik/konu/": topic.public_id,
        "<slug:slug>/urun/": product_id,
        "<slug:slug>/en/urun/": product_id,
        "<slug:slug>/haberler/": rows["news"],
        "<slug:slug>/en/haberler/": rows["news"],
    }


def _difference_of(seller: Account) -> Difference:
    """Something that its card provider's books do not agree with."""
    with acting_as(seller.pk, "desk"):
        day = Reconciliation.objects.create(
            seller=seller,
            provider_account=factories.provider_of(seller),
            day=NOW.date(),
            state="done",
            created_at=NOW,
        )
        return Difference.objects.create(
            seller=seller,
            reconciliation=day,
            kind="missing_here",
            state="open",
            reference="att_x",
            currency="TRY",
            theirs_minor=100,
            found_at=NOW,
        )


def _ids_of_settings(seller: Account) -> dict[str, str]:
    """What only the seller's own people see: coupons, contacts, contracts, keys, endpoints."""
    with acting_as(seller.pk, "desk"):
        coupon = coupon_add(
            seller_id=seller.pk,
            terms=CouponTerms("BAHAR10", CouponKind.PERCENT, 1000, starts_at=NOW),
            actor=factories.DENIZ,
            now=NOW,
        )
        key, _secret = api_key_create(
            account_id=seller.pk, name="Program", scopes=(), now=NOW, actor=SYSTEM
        )
        endpoint, _secret = endpoint_add(
            account_id=seller.pk,
            url=f"{factories.NOWHERE}/hook",
            kinds=[],
            actor=factories.DENIZ,
            now=NOW,
        )
        contact = contacts_for(seller.pk)[0]
    with acting_as_system("test"):
        outbox.handle_open(now=NOW)
        delivery = WebhookDelivery.objects.filter(endpoint=endpoint).latest("pk")
    settings = "yonetim/ayarlar/"
    return {
        "yonetim/kuponlar/": coupon.public_id,
        f"{settings}api/": key.public_id,
        f"{settings}iletisim/": contact.public_id,
        f"{settings}odeme-kuruluslari/": factories.provider_of(seller).public_id,
        "yonetim/gun-sonu/": _difference_of(seller).public_id,
        f"{settings}webhook/<str:public_id>/kaldir/": endpoint.public_id,
        f"{settings}webhook/<str:public_id>/yeniden/": delivery.public_id,
    }
