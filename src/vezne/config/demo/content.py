"""What the demo's seller writes: announcements, news, questions and guides, from `written/*.md`.

A file is one text: lines of facts, a blank line, the Turkish words, a line `---`, the English ones;
each language begins with its title as `# …`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from vezne.config.demo.catalogue import Catalogue
from vezne.content.models import Topic
from vezne.content.services import (
    announcement_add,
    announcement_publish,
    article_add,
    article_publish,
    topic_add,
)
from vezne.content.types import AnnouncementDraft, ArticleDraft, Wording
from vezne.core.audit import Actor

FOLDER = Path(__file__).parent / "written"
TOPICS = (("Başlarken", "Getting started"), ("Ödeme ve fatura", "Payment and invoices"),
          ("Kontör ve mesaj", "Credits and messages"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Text:
    """A file: its facts and its words."""

    facts: dict[str, str]
    wording: Wording


def texts() -> list[Text]:
    """Every file, in the order of their names."""
    return [_read(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.md"))]


def _read(whole: str) -> Text:
    head, _blank, body = whole.partition("\n\n")
    facts = dict(line.split(": ", 1) for line in head.splitlines())
    turkish, _line, english = body.partition("\n---\n")
    (title_tr, body_tr), (title_en, body_en) = _titled(turkish), _titled(english)
    return Text(facts, Wording(title_tr, body_tr, title_en, body_en))


def _titled(text: str) -> tuple[str, str]:
    title, _newline, body = text.strip().partition("\n")
    return title.removeprefix("# "), body.strip()


def content_write(*, seller_id: int, catalogue: Catalogue, actor: Actor, end: datetime) -> None:
    """Write and publish all of it; news are as old as their file says (`gun`, before `end`)."""
    topics: dict[str, Topic] = {
        turkish: topic_add(
            seller_id=seller_id, name_tr=turkish, name_en=english, actor=actor, now=end
        )
        for turkish, english in TOPICS
    }
    for text in texts():
        facts = text.facts
        now = end - timedelta(days=int(facts.get("gun", "0")))
        if facts["tur"] == "announcement":
            _announce(seller_id, text, catalogue, actor, now)
            continue
        product = catalogue.products.get(facts.get("hizmet", ""))
        topic = topics.get(facts.get("konu", ""))
        row = article_add(
            seller_id=seller_id,
            draft=ArticleDraft(
                kind=facts["tur"],
                wording=text.wording,
                topic_id=topic.pk if topic else None,
                product_id=product.pk if product else None,
                is_public=facts["tur"] != "guide",
            ),
            actor=actor,
            now=now,
        )
        article_publish(article_id=row.pk, actor=actor, now=now)


def _announce(
    seller_id: int, text: Text, catalogue: Catalogue, actor: Actor, now: datetime
) -> None:
    product = catalogue.products.get(text.facts.get("hizmet", ""))
    row = announcement_add(
        seller_id=seller_id,
        draft=AnnouncementDraft(
            text.wording,
            starts_at=now,
            audience="product" if product else "everybody",
            product_id=product.pk if product else None,
            is_pinned="tutulur" in text.facts,
            tells="tutulur" in text.facts,  # the others are of the past
        ),
        actor=actor,
        now=now,
    )
    announcement_publish(announcement_id=row.pk, actor=actor, now=now)
