"""Bildirim tercihleri: what a person is told by which way, the daily mail, consents, devices.

They are a person's wishes about one account, the one where the person sits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from vezne.accounts.models import SellerProfile
from vezne.content.models import LegalTextKind
from vezne.content.queries import texts_for
from vezne.core.errors import DomainError, NotFound
from vezne.ledger.queries import list_current_accounts
from vezne.notify.kinds import Group, MessageKind, list_kinds
from vezne.notify.messages import DIGEST
from vezne.notify.models import ConsentSource
from vezne.notify.queries import consents_of, devices_of, find_digest_hour, wishes_of
from vezne.notify.services import consent_record, digest_hour_set, wishes_set
from vezne.notify.wishes import GROUP, USUAL, Way, Wishes, is_fixed
from vezne.web.access import VezneRequest, panel_page, redirect_to
from vezne.web.notice_names import name_of
from vezne.web.panel.devices import push_key
from vezne.web.panel.replies import done, page, refused

WAYS: tuple[tuple[Way, Promise], ...] = (
    (Way.BELL, _("Zil")),
    (Way.MAIL, _("E-posta")),
    (Way.SMS, _("SMS")),
    (Way.PUSH, _("Anlık")),
)
DAILY = (Way.DIGEST, _("Günlük özet"))
HOURS = [(str(hour), f"{hour:02d}:00") for hour in range(24)]
WORDS: dict[str, bool | None] = {"acik": True, "kapali": False, "grup": None}
UNCHOSEN = {
    DIGEST.key,  # a way here
    "people.code",
    "people.invited",
    "people.password_link",
    "people.password_unknown",
    "people.sign_up",
    "people.sign_up_known",
}
"""Answers to an address or phone that somebody typed: they know no user and no wishes."""
either = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True, slots=True)
class Cell:
    """One choice: its field and label; a fixed one cannot be chosen, an absent one not be had."""

    name: str
    label: Promise | str
    is_on: bool
    is_fixed: bool = False
    is_absent: bool = False
    word: str = ""  # of `WORDS`, where a kind may follow its group


@dataclass(frozen=True, slots=True)
class Line:
    """A group, or a kind of message, with its choices."""

    key: str
    label: Promise | str
    cells: tuple[Cell, ...]
    must: int = 0  # how many of its kinds always come
    count: int = 0
    sample: str = ""  # a kind's title as it may read
    ways: tuple[str, ...] = ()  # by which a kind comes now
    is_own: bool = False  # a kind that does not follow its group everywhere


def _kinds(group: str) -> list[MessageKind]:
    """The kinds of a group but for those that nobody chooses: see `UNCHOSEN`."""
    return [kind for kind in list_kinds() if kind.belongs_to == group and kind.key not in UNCHOSEN]


def _groups(request: VezneRequest) -> list[str]:
    """The work of a desk is for the people of a seller alone."""
    return [
        group.value
        for group in Group
        if _kinds(group) and (group != Group.WORK or request.seat.is_seller)
    ]


def _group_line(group: str, wishes: Wishes) -> Line:
    kinds = _kinds(group)
    must = sum(kind.is_legal for kind in kinds)
    cells = []
    for way, label in (*WAYS, DAILY):
        cells.append(
            Cell(
                name=f"{group}:{way}",
                label=label,
                is_on=wishes.get((GROUP + group, way), USUAL[way]),
                is_fixed=must == len(kinds) and way in (Way.BELL, Way.MAIL),
                is_absent=_cannot(kinds, way),
            )
        )
    return Line(group, Group(group).label, tuple(cells), must, len(kinds))


def _cannot(kinds: list[MessageKind], way: Way) -> bool:
    if way == Way.SMS:
        return not any(kind.sms for kind in kinds)
    if way == Way.DIGEST:
        return all(kind.is_legal or kind.is_urgent for kind in kinds)
    return False


@panel_page()
@never_cache
@either
def notice_settings(request: VezneRequest) -> HttpResponse:
    """By groups, with the hour of the daily mail, consents and devices."""
    whose = {"account_id": request.seat.account_id, "user_id": request.user.pk}
    groups = _groups(request)
    if request.method == "POST":
        return _save_groups(request, groups)
    wishes = wishes_of(**whose)
    hour = find_digest_hour(**whose)
    context = {
        "lines": [_group_line(group, wishes) for group in groups],
        "ways": [label for _way, label in (*WAYS, DAILY)],
        "hours": HOURS,
        "hour": "" if hour is None else str(hour),
        "sellers": _sellers(request),
        "devices": devices_of(user_id=request.user.pk),
        "push_key": push_key(),
    }
    return page(request, "notice_settings", context)


def _save_groups(request: VezneRequest, groups: list[str]) -> HttpResponse:
    whose = {"account_id": request.seat.account_id, "user_id": request.user.pk}
    wishes: dict[tuple[str, str], bool | None] = {}
    for group in groups:
        for way, _label in (*WAYS, DAILY):
            wanted = f"{group}:{way}" in request.POST
            if f"{group}:{way}:var" in request.POST:
                wishes[GROUP + group, way] = None if wanted == USUAL[way] else wanted
    typed = request.POST.get("hour", "")
    try:
        digest_hour_set(**whose, hour=int(typed) if typed.isdecimal() else None)
        wishes_set(**whose, wishes=wishes, actor=request.actor, now=request.now)
    except DomainError as error:
        return refused(request, error, "notice_settings")
    return done(request, _("Bildirim tercihleriniz kaydedildi."), "notice_settings")


@panel_page()
@never_cache
@either
def notice_group(request: VezneRequest, kind: str) -> HttpResponse:
    """One group, kind by kind; each follows its group unless it is said otherwise."""
    group = kind
    if group not in _groups(request):
        raise NotFound
    whose = {"account_id": request.seat.account_id, "user_id": request.user.pk}
    kinds = _kinds(group)
    if request.method == "POST":
        wishes = {
            (one.key, str(way)): WORDS[request.POST[f"{one.key}:{way}"]]
            for one in kinds
            for way, _label in WAYS
            if request.POST.get(f"{one.key}:{way}") in WORDS
        }
        wishes_set(**whose, wishes=wishes, actor=request.actor, now=request.now)
        messages.success(request, _("Bildirim tercihleriniz kaydedildi."))
        return redirect_to(request, reverse("web:notice_group", args=[group]))
    said = wishes_of(**whose)
    context: dict[str, Any] = {
        "group": Group(group),
        "lines": [_kind_line(one, said) for one in kinds],
        "ways": [label for _way, label in WAYS],
    }
    return page(request, "notice_group", context)


def _kind_line(kind: MessageKind, said: Wishes) -> Line:
    words = {wish: word for word, wish in WORDS.items()}
    cells = tuple(
        Cell(
            name=f"{kind.key}:{way}",
            label=label,
            is_on=said.get((GROUP + kind.belongs_to, way), USUAL[way]),
            is_fixed=is_fixed(kind, way),
            is_absent=(way == Way.SMS and not kind.sms) or (way == Way.MAIL and not kind.by_mail),
            word=words[said.get((kind.key, way))],
        )
        for way, label in WAYS
    )
    return Line(
        key=kind.key,
        label=name_of(kind),
        cells=cells,
        must=int(kind.is_legal),
        sample=kind.label,
        ways=tuple(str(cell.label) for cell in cells if _comes(cell)),
        is_own=any(cell.word != "grup" for cell in cells),
    )


def _comes(cell: Cell) -> bool:
    """Whether a message comes this way as things stand."""
    wish = WORDS[cell.word]
    return not cell.is_absent and (cell.is_fixed or (cell.is_on if wish is None else wish))


# -- advertising -----------------------------------------------------------------------------


def _sellers(request: VezneRequest) -> list[dict[str, Any]]:
    """Whom the account buys from, with the person's newest word to each about advertising."""
    account_id = request.seat.account_id
    said = consents_of(account_id=account_id, user_id=request.user.pk)
    ids = {row.seller_id for row in list_current_accounts(buyer_id=account_id)} - {account_id}
    rows = SellerProfile.objects.filter(account_id__in=ids).select_related("account")
    return [
        {"profile": row, "id": row.account.public_id, "consent": said.get(row.account_id)}
        for row in rows.order_by("brand_name")
    ]


@panel_page()
@require_POST
def offer_consent(request: VezneRequest, public_id: str) -> HttpResponse:
    """Give a seller the consent to advertise (`say=yes`), or take it back; at once in force."""
    account_id = request.seat.account_id
    found = [one for one in _sellers(request) if one["id"] == public_id]
    if not found:
        raise NotFound
    is_given = request.POST.get("say") == "yes"
    seller_id = found[0]["profile"].account_id
    text = texts_for(seller_id).get(LegalTextKind.MARKETING) if is_given else None
    consent_record(
        account_id=account_id,
        seller_id=seller_id,
        user_id=request.user.pk,
        is_given=is_given,
        source=ConsentSource.SETTINGS,
        text=text.public_id if text else "",
        ip=request.actor.ip,
        now=request.now,
    )
    words = _("Onayınız kaydedildi.") if is_given else _("Onayınız geri alındı.")
    return done(request, words, "notice_settings")
