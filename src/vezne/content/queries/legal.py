"""Reads: how a seller is reached, which texts it shows now, what was accepted."""

from __future__ import annotations

from django.db.models import QuerySet

from vezne.content.models import Acceptance, LegalText, LegalTextKind, SupportContact
from vezne.content.texts import paragraphs, render
from vezne.content.types import Places, RenderedText
from vezne.core.compiled import compiled
from vezne.core.errors import NotFound


@compiled
def contacts_for(seller_id: int) -> QuerySet[SupportContact]:
    """How a seller's support is reached, in its order; public."""
    return SupportContact.objects.filter(seller_id=seller_id).order_by("position", "pk")


def get_contact(seller_id: int, public_id: str) -> SupportContact:
    """One contact of a seller. Raises: NotFound."""
    row = SupportContact.objects.filter(seller_id=seller_id, public_id=public_id).first()
    if row is None:
        raise NotFound
    return row


def texts_for(seller_id: int) -> dict[str, LegalText]:
    """The current version of each text of a seller, by kind (`LegalTextKind`); public."""
    return {row.kind: row for row in _texts(seller_id)}


@compiled
def _texts(seller_id: int) -> QuerySet[LegalText]:
    rows = LegalText.objects.filter(seller_id=seller_id)
    return rows.order_by("kind", "-number").distinct("kind")


def find_text(public_id: str) -> LegalText | None:
    """A version by its public id, current or not."""
    return LegalText.objects.filter(public_id=public_id).first()


def text_versions_of(seller_id: int, kind: str) -> list[LegalText]:
    """All versions of a text, the newest first."""
    rows = LegalText.objects.filter(seller_id=seller_id, kind=kind)
    return list(rows.order_by("-number"))


def text_rendered(text: LegalText, values: Places, *, language: str = "tr") -> RenderedText:
    """A text as one sale shows it; Turkish where it has no words in the language.

    Raises: PlaceNotFilled.
    """
    is_english = language == "en" and bool(text.body_en)
    title = ENGLISH_TITLES[text.kind] if is_english else text.title
    body = text.body_en if is_english else text.body_tr
    return RenderedText(title=title, paragraphs=paragraphs(render(body, values)))


ENGLISH_TITLES = {
    LegalTextKind.PRE_INFORMATION.value: "Pre-contractual information",
    LegalTextKind.DISTANCE_SALE.value: "Distance sale contract",
    LegalTextKind.CARD_STORING.value: "Consent to card storing and automatic renewal",
    LegalTextKind.MEMBERSHIP.value: "Membership agreement",
    LegalTextKind.PRIVACY.value: "Privacy notice (KVKK)",
    LegalTextKind.MARKETING.value: "Consent to commercial messages",
}


def acceptances_of(subject: str) -> list[Acceptance]:
    """What was accepted for one purchase (public id), with the texts, in the current scope."""
    rows = Acceptance.objects.filter(subject=subject).select_related("text")
    return list(rows.order_by("pk"))
