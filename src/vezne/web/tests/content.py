"""What the tests of written things stand on: a seller that writes, and shorthands to write."""

from __future__ import annotations

from typing import Any

from tests import factories
from vezne.accounts.models import Account
from vezne.accounts.services import seller_profile_change
from vezne.content.models import Announcement, Article
from vezne.content.services import (
    announcement_add,
    announcement_publish,
    article_add,
    article_publish,
)
from vezne.content.types import AnnouncementDraft, ArticleDraft, Wording
from vezne.core.audit import SYSTEM
from vezne.core.scope import acting_as, acting_as_system

BY: dict[str, Any] = {"actor": factories.DENIZ, "now": factories.NOW}


def open_pages(seller: Account, slug: str = "nar", **changes: Any) -> None:
    """Switch the seller's public pages on."""
    wished: Any = {"slug": slug, "pages_open": True, "sign_up_open": True, **changes}
    with acting_as_system("test"):
        seller_profile_change(account_id=seller.pk, changes=wished, now=factories.NOW, actor=SYSTEM)


def write(
    seller: Account,
    kind: str,
    title: str,
    body: str = "Metin.",
    *,
    is_out: bool = True,
    **more: Any,
) -> Article:
    """An article in Turkish, and in English with `title_en` and `body_en`."""
    english = {name: more.pop(name) for name in ("title_en", "body_en") if name in more}
    draft = ArticleDraft(kind, Wording(title, body, **english), **{"is_public": True, **more})
    with acting_as(seller.pk, "desk"):
        row = article_add(seller_id=seller.pk, draft=draft, **BY)
        return article_publish(article_id=row.pk, **BY) if is_out else row


def announce(seller: Account, title: str, body: str = "Metin.", **more: Any) -> Announcement:
    """A published announcement, pinned for everybody unless said otherwise."""
    fields = {"starts_at": factories.NOW, "is_pinned": True, **more}
    draft = AnnouncementDraft(Wording(title, body), **fields)
    with acting_as(seller.pk, "desk"):
        row = announcement_add(seller_id=seller.pk, draft=draft, **BY)
        return announcement_publish(announcement_id=row.pk, **BY)
