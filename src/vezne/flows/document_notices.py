"""Who is told of a document: the buyer that it is there, the seller that it needs a hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from vezne.accounts.queries import admins_of, get_account
from vezne.core.money import Money
from vezne.core.outbox import Event
from vezne.core.scope import acting_as_system
from vezne.core.wording import money_words
from vezne.edocuments.models import Document
from vezne.edocuments.queries import finding_words, get_document, near_deadline, untold
from vezne.edocuments.services import document_told, document_warned
from vezne.edocuments.types import ErrorCode
from vezne.flows.document_files import document_reference
from vezne.flows.notices import tell, voice_of
from vezne.notify.kinds import Group, MessageKind
from vezne.notify.services import notify

BUYER_PATH = "/belgelerim/"
DESK_PATH = "/yonetim/belgeler/"
SAMPLE = {
    "firm": "Çınar Mobilya",
    "number": "EAR2026000000042",
    "kind": "e-Arşiv Fatura",
    "amount": "1.198,80\u00a0₺",
    "day": "19.02.2026",
    "buyer": "Çınar Mobilya",
    "reason": "İlçe veya il eksik.",
    "deadline": "26.02.2026",
    "reference": "ÖT-7K3M9P2A",
}
READY = MessageKind(
    key="document.ready",
    title=_("%(number)s numaralı faturanız hazır"),
    paragraphs=(
        _("%(day)s tarihli, %(amount)s tutarındaki %(kind)s belgeniz düzenlendi."),
        _("Belgeyi PDF ve XML olarak indirebilirsiniz."),
    ),
    action=_("Faturayı aç"),
    is_legal=True,
    sample=SAMPLE,
)
HELD = MessageKind(
    key="document.held",
    group=Group.WORK,
    title=_("%(buyer)s için belge düzeltme bekliyor"),
    paragraphs=(
        _("%(reference)s için düzenlenecek belge gönderilemedi: %(reason)s"),
        _("Düzenleme süresi %(deadline)s günü doluyor."),
    ),
    action=_("Belgeyi aç"),
    is_urgent=True,
    is_legal=True,
    sample=SAMPLE,
)
DEADLINE = MessageKind(
    key="document.deadline",
    group=Group.WORK,
    title=_("%(buyer)s için belge süresi %(deadline)s günü doluyor"),
    paragraphs=(
        _("%(reference)s için belge henüz düzenlenmedi. %(reason)s"),
        _("7 günlük süreden sonra düzenlenen belge hiç düzenlenmemiş sayılır."),
    ),
    action=_("Belgeyi aç"),
    is_urgent=True,
    is_legal=True,
    sample=SAMPLE,
)
ALL = (READY, HELD, DEADLINE)
"""What `config` registers at start."""


def documents_tell(*, now: datetime) -> int:
    """Tell the buyers of accepted documents, once each; in system scope."""
    return sum(_tell_ready(document, now) for document in untold())


@transaction.atomic
def _tell_ready(document: Document, now: datetime) -> bool:
    if not document_told(document_id=document.pk, now=now):
        return False
    tell_ready(document, now)
    return True


def tell_ready(document: Document, now: datetime) -> None:
    """Tell the buyer's people where its document is; the caller has seen to how often."""
    tell(
        kind_key=READY.key,
        seller_id=document.seller_id,
        buyer_id=document.buyer_id,
        words=_words(document),
        path=f"{BUYER_PATH}{document.public_id}/",
        subject=document.public_id,
        now=now,
        attachment=document_reference(document),
    )


def deadlines_warn(*, now: datetime) -> int:
    """Tell sellers of documents whose last day is near and that have no number, once each."""
    return sum(_warn(document, now) for document in near_deadline(now=now))


@transaction.atomic
def _warn(document: Document, now: datetime) -> bool:
    if not document_warned(document_id=document.pk, now=now):
        return False
    _tell_seller(DEADLINE, document, {}, now)
    return True


def tell_blocked(event: Event) -> None:
    """Tell the seller that a document is held back, refused or declined."""
    with acting_as_system("flows: document notices"):
        document = get_document(event.subject)
        _tell_seller(HELD, document, {}, event.occurred_at)


def _tell_seller(
    kind: MessageKind, document: Document, words: Mapping[str, Any], now: datetime
) -> None:
    notify(
        kind_key=kind.key,
        account_id=document.seller_id,
        recipients=admins_of(document.seller_id),
        voice=voice_of(document.seller_id),
        context={**_words(document), **words},
        path=f"{DESK_PATH}{document.public_id}/",
        subject=document.public_id,
        now=now,
    )


def _words(document: Document) -> dict[str, Any]:
    day = document.issued_on or document.event_on
    return {
        "firm": get_account(document.buyer_id).name,
        "buyer": get_account(document.buyer_id).name,
        "number": document.number,
        "kind": document.get_kind_display(),
        "amount": money_words(Money(document.total_minor, document.currency)),
        "day": f"{day:%d.%m.%Y}",
        "reason": _reason(document),
        "deadline": f"{document.deadline_on:%d.%m.%Y}",
        "reference": document.invoice.reference,
    }


def _reason(document: Document) -> str:
    findings = [f"{words} {where}".strip() for words, where in finding_words(document)]
    if findings:
        return " ".join(findings)[:400]
    return str(ErrorCode(document.error_code).label) if document.error_code else ""
