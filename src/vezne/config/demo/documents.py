"""The demo seller's legal documents: who it is on them, who carries them, one that was cancelled.

The documents themselves come out of the story's ticks, with the dates of its days.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from vezne.config.demo.outside import sandbox_call
from vezne.config.demo.people import buyers, phone, vkn
from vezne.core.audit import SYSTEM
from vezne.edocuments.models import Document, DocumentKind, DocumentState
from vezne.edocuments.services import integrator_set, integrator_test, issuer_set
from vezne.edocuments.types import IssuerTerms
from vezne.flows.document_ends import document_cancel
from vezne.flows.document_mending import document_replace

KEY = "sandbox-kule-yazilim"
TITLE = "Kule Yazılım ve Bilişim A.Ş."
FIRST_BUYER = 2
"""The seed of the first buyer's tax number in the story."""
REGISTERED = frozenset({0, 2, 3, 7, 8, 12, 14, 19, 20})
"""Places of the buyers that are registered for e-Fatura; the others get e-Arşiv."""


def documents_open(*, seller_id: int, now: datetime) -> None:
    """Say who issues, and tie it to the sandbox's integrator. Raises: httpx.HTTPError."""
    terms = IssuerTerms(
        tax_id=vkn(1), title=TITLE, tax_office="Mecidiyeköy", street="Büyükdere Cad.",
        building="127", postal_code="34394", district="Şişli", city="İstanbul",
        mersis="0" + vkn(1) + "00015", trade_register="918273-5", phone=phone(1),
        email="muhasebe@kuleyazilim.example", website="https://kuleyazilim.example",
        efatura_letters="KEF", earsiv_letters="KEA", slip_letters="KGP",
    )  # fmt: skip
    issuer_set(seller_id=seller_id, terms=terms, actor=SYSTEM, now=now)
    documents_follow(seller_id=seller_id, now=now)


def documents_follow(*, seller_id: int, now: datetime) -> None:
    """The contract at the sandbox's present address; on a new start with other ports as well."""
    sandbox_call("PUT", f"nilvera/firms/{KEY}", {"tax_id": vkn(1), "name": TITLE})
    for place, buyer in enumerate(buyers()):
        if place in REGISTERED:
            taxpayer = f"nilvera/taxpayers/{vkn(place + FIRST_BUYER)}"
            sandbox_call("PUT", taxpayer, {"name": buyer.legal_name})
    integrator_set(
        seller_id=seller_id,
        provider="nilvera",
        base_url=settings.VEZNE_SANDBOX_URL,
        key=KEY,
        is_test=True,
        actor=SYSTEM,
        now=now,
    )
    integrator_test(seller_id=seller_id, now=now)


def one_cancelled(*, seller_id: int, now: datetime) -> None:
    """The newest accepted e-Arşiv is taken back for a typing error, and made anew."""
    rows = Document.objects.filter(
        seller_id=seller_id, kind=DocumentKind.EARSIV, state=DocumentState.ACCEPTED
    )
    document = rows.order_by("-pk").first()
    if document is None:
        return
    document_cancel(document_id=document.pk, reason="Şube adı yanlış", actor=SYSTEM, now=now)
    document_replace(document_id=document.pk, actor=SYSTEM, now=now)
