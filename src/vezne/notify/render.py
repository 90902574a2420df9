"""From a kind and its context to words: Django first with escaping, then MJML.

A bare `<` breaks MJML, so values are escaped by Django before; the text part is written from the
same paragraphs by hand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from mjml import mjml2html

from vezne.notify.kinds import MessageKind, Words
from vezne.notify.sms_parts import plain
from vezne.notify.types import DigestLine, Rendered, Voice


def _fill(words: Words, context: Mapping[str, Any]) -> str:
    return str(words) % context if context else str(words)


def render_message(
    *,
    kind: MessageKind,
    language: str,
    context: Mapping[str, Any],
    voice: Voice,
    url: str,
    stop_url: str = "",
    lines: Sequence[DigestLine] = (),
) -> Rendered:
    """The message in one language; `url` is absolute. Places without a value raise KeyError.

    `stop_url` stands below mails that may be stopped; `lines` are the messages of a daily mail.
    """
    with translation.override(language):
        title = _fill(kind.title, context)
        filled = [_fill(paragraph, context) for paragraph in kind.paragraphs]
        paragraphs = [paragraph for paragraph in filled if paragraph]
        subject = _fill(kind.mail_subject, context) if kind.mail_subject else title
        action = _fill(kind.action, context) if kind.action else ""
        sms = plain(_fill(kind.sms, {**context, "brand": voice.brand})) if kind.sms else ""
        page = {
            "language": language,
            "title": title,
            "paragraphs": paragraphs,
            "action": action,
            "url": url,
            "voice": voice,
            "stop_url": stop_url,
            "lines": lines,
        }
        html = str(mjml2html(render_to_string("notify/mail.mjml", page)))
        text = render_to_string("notify/mail.txt", page)
    return Rendered(
        title=title,
        text=text.strip() + "\n",
        html=html,
        first_line=paragraphs[0] if paragraphs else "",
        action=action,
        subject=subject,
        sms=sms,
    )
