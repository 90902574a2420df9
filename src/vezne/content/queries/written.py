"""Reads: what readers see of announcements, news, questions and guides.

Strangers read what is public, outside of any scope; buyers what is meant for their panel. A draft
is shut away by row security besides the conditions here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from vezne.content.markdown import plain, rendered
from vezne.content.models import (
    Announcement,
    Article,
    ArticleKind,
    Audience,
    Dismissal,
    Picture,
    State,
    Topic,
)
from vezne.content.search import asked
from vezne.content.types import Reader, Shown
from vezne.core.errors import NotFound

Place = Literal["public", "panel"]
NEWS = (ArticleKind.NEWS.value, ArticleKind.OFFER.value)
QUESTIONS = (ArticleKind.QUESTION.value,)
GUIDES = (ArticleKind.GUIDE.value,)


def shown(row: Article | Announcement, language: str, *, top: int = 2) -> Shown:
    """The words in a language, as HTML whose highest heading is `<h{top}>`; Turkish otherwise."""
    is_english = language == "en" and bool(row.title_en)
    title = row.title_en if is_english else row.title_tr
    body = row.body_en if is_english else row.body_tr
    return Shown(title, rendered(body, top), "en" if is_english else "tr", plain(body))


def articles_for(
    seller_ids: Sequence[int], place: Place, kinds: Sequence[str], *, search: str = ""
) -> QuerySet[Article]:
    """What is published of some sellers: news by their day, others in their order; with a search
    only what has its words, the best first."""
    meant = Q(is_public=True) if place == "public" else Q(is_in_panel=True)
    rows = Article.objects.filter(
        meant, seller_id__in=seller_ids, kind__in=kinds, state=State.PUBLISHED
    )
    rows = rows.select_related("topic", "product").defer("words")
    if search.strip():
        return _found(rows, search)
    if kinds == NEWS:
        return rows.order_by("-published_at", "-pk")
    return rows.order_by(
        F("topic__position").asc(nulls_last=True),
        F("product__position").asc(nulls_first=True),
        "product_id",
        "position",
        "pk",
    )


def _found(rows: QuerySet[Article], search: str) -> QuerySet[Article]:
    wanted = asked(search)
    if not wanted:
        return rows.none()
    query = SearchQuery(wanted, config="simple", search_type="raw")
    rank = SearchRank(F("words"), query)
    return rows.filter(words=query).order_by(rank.desc(), "-pk")


def get_article_for(
    seller_ids: Sequence[int], place: Place, kinds: Sequence[str], public_id: str
) -> Article:
    """One of them. Raises: NotFound."""
    row = articles_for(seller_ids, place, kinds).filter(public_id=public_id).first()
    if row is None:
        raise NotFound
    return row


def guides_about(product_id: int) -> list[Article]:
    """The published guides of a product, for its buyers."""
    rows = Article.objects.filter(
        product_id=product_id, kind=ArticleKind.GUIDE, state=State.PUBLISHED, is_in_panel=True
    )
    return list(rows.defer("words").order_by("position", "pk"))


# -- announcements ---------------------------------------------------------------------------


def announcements_for(reader: Reader, *, now: datetime) -> QuerySet[Announcement]:
    """What is announced to the reader now, pinned ones first, then the newest.

    Each has `is_dismissed`: the reader put away what it says now. In the buyer's scope.
    """
    return _announced(reader, now).annotate(is_dismissed=_put_away(reader))


def pinned_for(reader: Reader, *, now: datetime) -> list[Announcement]:
    """The pinned ones that the reader has not put away; one query."""
    return list(_announced(reader, now).filter(~_put_away(reader), is_pinned=True))


def _announced(reader: Reader, now: datetime) -> QuerySet[Announcement]:
    audience = (
        Q(audience=Audience.EVERYBODY)
        | Q(audience=Audience.PLATFORM, platform_id__in=reader.platforms)
        | Q(audience=Audience.PRODUCT, product_id__in=reader.products)
        | Q(audience=Audience.ACCOUNT, only_buyer_id=reader.account_id)
    )
    rows = Announcement.objects.filter(
        audience,
        Q(roles=[]) | Q(roles__contains=[reader.role]),
        Q(ends_at=None) | Q(ends_at__gt=now),
        seller_id__in=reader.sellers,
        state=State.PUBLISHED,
        starts_at__lte=now,
    )
    return rows.order_by("-is_pinned", "-starts_at", "-pk")


def _put_away(reader: Reader) -> Exists:
    return Exists(
        Dismissal.objects.filter(
            announcement_id=OuterRef("pk"),
            user_id=reader.user_id,
            account_id=reader.account_id,
            revision__gte=OuterRef("revision"),
        )
    )


def get_announcement_for(reader: Reader, public_id: str, *, now: datetime) -> Announcement:
    """One that the reader may see now. Raises: NotFound."""
    row = announcements_for(reader, now=now).filter(public_id=public_id).first()
    if row is None:
        raise NotFound
    return row


# -- the desk --------------------------------------------------------------------------------


def articles_of(seller_id: int, kinds: Sequence[str]) -> list[Article]:
    """Everything of a kind, drafts too, as readers would find it; in the seller's scope."""
    rows = Article.objects.filter(seller_id=seller_id, kind__in=kinds)
    rows = rows.select_related("topic", "product").defer("words")
    if kinds == NEWS:
        return list(rows.order_by(F("published_at").desc(nulls_first=True), "-pk"))
    return list(
        rows.order_by(
            F("topic__position").asc(nulls_last=True),
            F("product__position").asc(nulls_first=True),
            "product_id",
            "position",
            "pk",
        )
    )


def get_article(seller_id: int, public_id: str) -> Article:
    """One of the seller's, draft or not. Raises: NotFound."""
    rows = Article.objects.select_related("topic", "product").defer("words")
    row = rows.filter(seller_id=seller_id, public_id=public_id).first()
    if row is None:
        raise NotFound
    return row


def announcements_of(seller_id: int) -> list[Announcement]:
    """Every announcement of a seller, the newest first; in its scope."""
    rows = Announcement.objects.filter(seller_id=seller_id)
    rows = rows.select_related("platform", "product", "only_buyer")
    return list(rows.order_by("-starts_at", "-pk"))


def get_announcement(seller_id: int, public_id: str) -> Announcement:
    """One of the seller's. Raises: NotFound."""
    rows = Announcement.objects.select_related("platform", "product", "only_buyer")
    row = rows.filter(seller_id=seller_id, public_id=public_id).first()
    if row is None:
        raise NotFound
    return row


def readers_of(announcement: Announcement) -> int:
    """How many people put away what it says now; asked by the system, who sees all of them."""
    rows = Dismissal.objects.filter(announcement=announcement)
    return rows.filter(revision__gte=announcement.revision).count()


def topics_of(seller_id: int) -> list[Topic]:
    """The headings of a seller's questions, in their order."""
    return list(Topic.objects.filter(seller_id=seller_id).order_by("position", "pk"))


def get_topic(seller_id: int, public_id: str) -> Topic:
    """One of them. Raises: NotFound."""
    row = Topic.objects.filter(seller_id=seller_id, public_id=public_id).first()
    if row is None:
        raise NotFound
    return row


# -- pictures --------------------------------------------------------------------------------


def find_picture(public_id: str) -> Picture | None:
    """A picture by its public id, whoever's."""
    return Picture.objects.filter(public_id=public_id).first()


def pictures_of(seller_id: int, *, limit: int = 24) -> list[Picture]:
    """The seller's newest pictures."""
    return list(Picture.objects.filter(seller_id=seller_id).order_by("-pk")[:limit])


def is_shown_to_strangers(picture: Picture) -> bool:
    """Whether a public text of its seller shows it."""
    rows = Article.objects.filter(
        seller_id=picture.seller_id, state=State.PUBLISHED, is_public=True
    )
    place = f"/resim/{picture.public_id}/"
    return rows.filter(Q(body_tr__contains=place) | Q(body_en__contains=place)).exists()


def stored_pictures() -> set[str]:
    """The keys of all stored pictures; for the sweep of the file store."""
    return set(Picture.objects.values_list("store_key", flat=True))
