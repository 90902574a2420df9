"""The catalogue of messages: every kind that the product can say, with its words and a sample."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

Words = str | Promise


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
