"""İletiler: every message of the product, as it looks behind the bell, by mail and by SMS.

The words are of the product, the voice is the seller's own; values are each kind's sample.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from vezne.accounts.models import Role
from vezne.core.errors import NotFound
from vezne.core.turkish import fold
from vezne.flows.notices import voice_of
from vezne.notify.kinds import Group, MessageKind, kind_of, list_kinds
from vezne.notify.render import render_message
from vezne.notify.sms_parts import OPERATOR_CODE, SmsLength, sms_length
from vezne.notify.types import Rendered
from vezne.notify.wishes import Way, is_fixed
from vezne.web.access import VezneRequest, desk_page
from vezne.web.desk.replies import page
from vezne.web.listing import LONGEST_SEARCH
from vezne.web.notice_names import name_of

LANGUAGES = (("tr", _("Türkçe")), ("en", _("İngilizce")))
SAMPLE_PATH = "/bildirimler/"
SAMPLE_STOP = "#"
STYLES_INSIDE = {
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "frame-ancestors": ["'self'"],
}
"""A mail carries its styles in itself; it may do nothing else, and stands in a sandboxed frame."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A kind in the list."""

    kind: MessageKind
    label: str
    ways: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """A kind in one language."""

    language: str
    label: str
    words: Rendered
    length: SmsLength | None


@desk_page(role=Role.STAFF)
@require_safe
def messages(request: VezneRequest) -> HttpResponse:
    """All of them by groups; `ara` finds by the words in both languages or the key."""
    text = request.GET.get("ara", "").strip()[:LONGEST_SEARCH]
    groups = []
    for group in Group:
        rows = [
            Shown(kind, name_of(kind), _ways(kind))
            for kind in list_kinds()
            if kind.belongs_to == group and _fits(kind, text)
        ]
        if rows:
            groups.append((group, rows))
    count = sum(len(rows) for _group, rows in groups)
    return page(request, "messages", {"groups": groups, "text": text, "count": count})


def _fits(kind: MessageKind, text: str) -> bool:
    """Whether its key or its words in either language hold the text."""
    words = [kind.key]
    for language, _label in LANGUAGES:
        with translation.override(language):
            words += [kind.label, name_of(kind), *map(str, kind.paragraphs), str(kind.sms)]
    return fold(text) in fold(" ".join(words))


def _ways(kind: MessageKind) -> tuple[str, ...]:
    found = [str(_("Zil"))]
    if kind.by_mail:
        found.append(str(_("E-posta")))
    if kind.sms:
        found.append(str(_("SMS")))
    return tuple(found)


def _kind(key: str) -> MessageKind:
    try:
        return kind_of(key)
    except KeyError as error:
        raise NotFound from error


def _rendered(kind: MessageKind, language: str, seller_id: int) -> Rendered:
    return render_message(
        kind=kind,
        language=language,
        context=kind.sample,
        voice=voice_of(seller_id),
        url=settings.VEZNE_WEB_URL + SAMPLE_PATH,
        stop_url="" if is_fixed(kind, Way.MAIL) else SAMPLE_STOP,
    )


@desk_page(role=Role.STAFF)
@require_safe
def message(request: VezneRequest, kind: str) -> HttpResponse:
    """One kind, in both languages, by each way."""
    found = _kind(kind)
    previews = []
    for language, label in LANGUAGES:
        words = _rendered(found, language, request.seat.account_id)
        length = sms_length(words.sms + OPERATOR_CODE) if words.sms else None
        previews.append(Preview(language, str(label), words, length))
    context = {
        "kind": found,
        "name": name_of(found),
        "group": Group(found.belongs_to),
        "previews": previews,
    }
    return page(request, "message", context)


@desk_page(role=Role.STAFF)
@require_safe
def message_mail(request: VezneRequest, kind: str, language: str) -> HttpResponse:
    """The mail as mail programs show it, for the frame of the preview."""
    found = _kind(kind)
    if language not in dict(LANGUAGES) or not found.by_mail:
        raise NotFound
    answer = HttpResponse(_rendered(found, language, request.seat.account_id).html)
    answer._csp_replace = STYLES_INSIDE  # type: ignore[attr-defined]
    return answer
