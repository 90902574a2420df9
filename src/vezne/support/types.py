"""States, and what goes in and out of the package."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time

from django.db import models
from django.utils.translation import gettext_lazy as _

from vezne.core.files import StoredFile

LONGEST_BODY = 20_000
"""Characters of one message."""
MOST_FILES = 5


class TicketState(models.TextChoices):
    """Whose turn it is."""

    OPEN = "open", _("Yanıt bekliyor")  # the seller's turn
    ANSWERED = "answered", _("Yanıtlandı")  # the buyer's turn
    CLOSED = "closed", _("Kapandı")
    MERGED = "merged", _("Birleştirildi")  # goes on as another ticket


LIVE = (TicketState.OPEN, TicketState.ANSWERED)


class Priority(models.TextChoices):
    """How urgent its writer says it is; staff may say otherwise."""

    LOW = "low", _("Düşük")
    NORMAL = "normal", _("Normal")
    HIGH = "high", _("Yüksek")
    URGENT = "urgent", _("Acil")


class Side(models.TextChoices):
    """Who speaks."""

    BUYER = "buyer", _("Müşteri")
    SELLER = "seller", _("Destek")


class Source(models.TextChoices):
    """Where words came from."""

    WEB = "web", _("Panel")
    MAIL = "mail", _("E-posta")


class EventKind(models.TextChoices):
    """What happened beside the words."""

    OPENED = "opened", _("Talep açıldı")
    ASSIGNED = "assigned", _("Görevlendirildi")
    DEPARTMENT = "department", _("Birim değişti")
    PRIORITY = "priority", _("Öncelik değişti")
    SUBJECT = "subject", _("Konu değişti")
    CLOSED = "closed", _("Kapandı")
    REOPENED = "reopened", _("Yeniden açıldı")
    MERGED = "merged", _("Birleştirildi")
    RATED = "rated", _("Değerlendirildi")
    LATE = "late", _("Yanıt süresi doldu")
    FILE_REFUSED = "file_refused", _("Ek alınmadı")


class MailState(models.TextChoices):
    """What became of a mail that came in."""

    RECEIVED = "received", _("Okunuyor")  # kept; the job has not read it yet
    TAKEN = "taken", _("Talebe yazıldı")
    DRAFTED = "drafted", _("Başvuru taslağı oldu")
    WAITING = "waiting", _("Bekliyor")  # a person says whose it is
    IGNORED = "ignored", _("Alınmadı")  # a program wrote it
    DISCARDED = "discarded", _("Atıldı")  # by a person, with a reason


class MailReason(models.TextChoices):
    """Why a mail did not become a message by itself."""

    NO_TICKET = "no_ticket", _("Bir talebe yanıt değil")
    APPLICATION = "application", _("Başvuru adresine, tanınmayan bir gönderenden")
    WRONG_TOKEN = "wrong_token", _("Yanıt adresi tanınmıyor")
    UNREADABLE = "unreadable", _("İleti okunamadı")
    EMPTY = "empty", _("İletide yazı ya da alınabilen dosya yok")
    TOO_MANY = "too_many", _("Bu talebe kısa sürede çok ileti geldi")
    AUTO_REPLY = "auto_reply", _("Otomatik yanıt")
    BOUNCE = "bounce", _("Ulaşmadı bildirimi")
    LOOP = "loop", _("Bizim gönderdiğimiz ileti geri geldi")
    BULK = "bulk", _("Toplu gönderi")
    LIST = "list", _("Posta listesi")


MOST_MAIL_BYTES = 20 * 1024 * 1024
"""Of one mail, with its files in base64."""
MOST_MAIL_FILES = 10


@dataclass(frozen=True, slots=True)
class Level:
    """Working minutes to the next answer, and to the end."""

    answer_minutes: int
    solve_minutes: int


DEFAULT_LEVELS: Mapping[str, Level] = {
    Priority.LOW.value: Level(960, 4_800),
    Priority.NORMAL.value: Level(480, 2_400),
    Priority.HIGH.value: Level(240, 960),
    Priority.URGENT.value: Level(60, 480),
}
"""What holds where a seller has said nothing."""


@dataclass(frozen=True, slots=True)
class TermsDraft:
    """A seller's rules as the desk edits them."""

    days: tuple[int, ...] = (1, 2, 3, 4, 5)  # ISO: Monday is 1
    opens_at: time = time(9, 0)
    closes_at: time = time(18, 0)
    keeps_holidays: bool = True
    reopen_days: int = 14
    close_days: int = 7
    reply_domain: str = ""
    mail_address: str = ""
    levels: Mapping[str, Level] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DepartmentTerms:
    """A department as the desk edits it."""

    name: str
    description: str = ""
    position: int = 0
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class TicketDraft:
    """What a new ticket is about; `about` is a public id of something that the buyer has."""

    subject: str
    department_id: int | None = None
    priority: str = Priority.NORMAL.value
    about: str = ""
    about_label: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody says: who, from where, with which files.

    `key` makes a repeat harmless; `mail_id` is the Message-ID of a mail that it came by.
    """

    body: str
    author_id: int | None
    author_label: str
    author_email: str = ""
    source: str = Source.WEB.value
    key: str = ""
    mail_id: str = ""
    files: tuple[StoredFile, ...] = ()
