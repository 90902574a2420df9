"""The catalogue of messages: every kind that the product can say, with its words and a sample."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


class Group(TextChoices):
    """What people choose by: kinds of one group belong together in their eyes."""

    PAYMENTS = "payments", _("Faturalar ve ödemeler")
    SERVICES = "services", _("Hizmetler ve siparişler")
    TICKETS = "tickets", _("Destek ve başvurular")
    NEWS = "news", _("Duyurular")
    SECURITY = "security", _("Güvenlik ve hesap")
    OFFERS = "offers", _("Kampanya ve haberler")  # by consent only, except behind the bell
    WORK = "work", _("Yönetim işleri")  # what a seller's people have to do


_GROUP_OF_FIRST_WORD = {
    Group.PAYMENTS: (
        "invoice payment wallet card transfer letter late_charge payout document exchange legal"
    ),
    Group.SERVICES: "subscription credits order service hosting",
    Group.TICKETS: "ticket application",
    Group.NEWS: "announcement news guide notice",
    Group.SECURITY: "people account security user",
    Group.OFFERS: "offer campaign",
    Group.WORK: "bank books task",
}
_GROUPS = {word: group for group, words in _GROUP_OF_FIRST_WORD.items() for word in words.split()}


@dataclass(frozen=True, slots=True)
class MessageKind:
    """One kind of message; `%(name)s` places in the words are filled from the context.

    `paragraphs` are plain text; the mail shows each as a paragraph, the bell the first one.
    """

    key: str
    title: Words
    paragraphs: tuple[Words, ...]
    action: Words = ""  # label of the button; the address comes with the message
    is_urgent: bool = False
    is_legal: bool = False  # cannot be switched off
    by_mail: bool = True
    mail_subject: Words = ""  # of the mail where it is not the title: threads need one for all
    sample: Mapping[str, Any] = field(default_factory=dict)  # for the preview
    sms: Words = ""  # the whole text for who wants it by SMS; "": never by SMS
    group: str = ""  # of `Group`; "": by the first word of the key

    @property
    def belongs_to(self) -> str:
        """Its group; kinds that nobody placed are about services."""
        return self.group or _GROUPS.get(self.key.partition(".")[0], Group.SERVICES)

    @property
    def label(self) -> str:
        """Its title with the sample's values: how people recognise it in a list."""
        return str(self.title) % self.sample if self.sample else str(self.title)

    @property
    def needs_consent(self) -> bool:
        """True for advertising: it leaves the panel only with the person's consent."""
        return self.belongs_to == Group.OFFERS


_kinds: dict[str, MessageKind] = {}


def register(*kinds: MessageKind) -> None:
    """Put kinds into the catalogue; twice changes nothing, two of one key are refused."""
    for kind in kinds:
        known = _kinds.setdefault(kind.key, kind)
        if known is not kind:
            raise ValueError(f"two message kinds are called {kind.key}")


def kind_of(key: str) -> MessageKind:
    """The kind of this key. Raises: KeyError for an unregistered one."""
    return _kinds[key]


def list_kinds() -> list[MessageKind]:
    """The whole catalogue by key."""
    return [_kinds[key] for key in sorted(_kinds)]
