"""Writes: announcements, news, questions, guides, pictures; contacts, texts, acceptances."""

from vezne.content.services.announcement import (
    announcement_add,
    announcement_change,
    announcement_dismiss,
    announcement_publish,
    announcement_withdraw,
)
from vezne.content.services.article import (
    article_add,
    article_change,
    article_move,
    article_publish,
    article_remove,
    article_schedule,
    article_withdraw,
)
from vezne.content.services.legal import (
    acceptance_record,
    contact_add,
    contact_change,
    contact_remove,
    text_publish,
    texts_start,
)
from vezne.content.services.picture import (
    MOST_BYTES,
    MOST_POINTS,
    picture_add,
    picture_keep,
)
from vezne.content.services.telling import (
    announcement_tell_claim,
    article_come_out,
    article_tell_claim,
)
from vezne.content.services.topic import topic_add, topic_change, topic_move, topic_remove

__all__ = [
    "MOST_BYTES",
    "MOST_POINTS",
    "acceptance_record",
    "announcement_add",
    "announcement_change",
    "announcement_dismiss",
    "announcement_publish",
    "announcement_tell_claim",
    "announcement_withdraw",
    "article_add",
    "article_change",
    "article_come_out",
    "article_move",
    "article_publish",
    "article_remove",
    "article_schedule",
    "article_tell_claim",
    "article_withdraw",
    "contact_add",
    "contact_change",
    "contact_remove",
    "picture_add",
    "picture_keep",
    "text_publish",
    "texts_start",
    "topic_add",
    "topic_change",
    "topic_move",
    "topic_remove",
]
