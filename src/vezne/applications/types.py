"""States, and what goes in and out of the package."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext_lazy as _

MOST_DOCUMENTS = 10
LONGEST_NOTE = 4_000
LONGEST_REASON = 500
IDENTITY = "identity_check"
"""The kind whose approval is an identity check."""
OTHER_PAPER = "other"
"""Where a document stands that nothing asked for."""
SIGNED_PAPER = "signed"
"""The blank, printed, signed and scanned."""


class ApplicationState(models.TextChoices):
    """Where it stands, and whose turn it is."""

    DRAFT = "draft", _("Taslak")  # whoever writes it
    SENT = "sent", _("Gönderildi")  # the seller
    IN_REVIEW = "in_review", _("İnceleniyor")  # the seller; somebody has taken it
    RETURNED = "returned", _("Eksik bekleniyor")  # the buyer
    APPROVED = "approved", _("Onaylandı")
    REJECTED = "rejected", _("Reddedildi")
    WITHDRAWN = "withdrawn", _("Geri çekildi")


FILLABLE = (ApplicationState.DRAFT, ApplicationState.RETURNED)
WAITING = (ApplicationState.SENT, ApplicationState.IN_REVIEW)
LIVE = (*FILLABLE, *WAITING)
ENDED = (ApplicationState.APPROVED, ApplicationState.REJECTED, ApplicationState.WITHDRAWN)


class Source(models.TextChoices):
    """How it came."""

    PANEL = "panel", _("Panel")
    DESK = "desk", _("Yönetim")  # staff wrote it for somebody
    MAIL = "mail", _("E-posta")


class Side(models.TextChoices):
    """Who acts."""

    BUYER = "buyer", _("Müşteri")
    SELLER = "seller", _("Satıcı")


class EventKind(models.TextChoices):
    """What happened."""

    OPENED = "opened", _("Taslak açıldı")
    FILLED = "filled", _("Bilgiler kaydedildi")
    DOCUMENT = "document", _("Belge eklendi")
    DROPPED = "dropped", _("Belge çıkarıldı")
    SENT = "sent", _("Gönderildi")
    TAKEN = "taken", _("İncelemeye alındı")
    RETURNED = "returned", _("Geri gönderildi")
    APPROVED = "approved", _("Onaylandı ve uygulandı")
    REJECTED = "rejected", _("Reddedildi")
    WITHDRAWN = "withdrawn", _("Geri çekildi")
    DESTROYED = "destroyed", _("Belgeler imha edildi")


class IdentityState(models.TextChoices):
    """What a seller knows of who an individual is."""

    NOT_STARTED = "not_started", _("Doğrulanmadı")
    PENDING = "pending", _("İnceleniyor")
    APPROVED = "approved", _("Doğrulandı")
    REJECTED = "rejected", _("Reddedildi")
    REOPENED = "reopened", _("Bilgiler değişti, yeniden doğrulanmalı")  # never stored


@dataclass(frozen=True, slots=True)
class TermsDraft:
    """A seller's rules as the desk edits them."""

    mail_address: str = ""
    kinds_off: tuple[str, ...] = ()
    document_days: int = 365
    identity_days: int = 90


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes an application: the person (None: by mail), as shown, and for which side."""

    user_id: int | None
    label: str
    side: str = Side.BUYER.value
    source: str = Source.PANEL.value


@dataclass(frozen=True, slots=True)
class Contents:
    """What was typed (`values`), and what it wants to change as it was then (`basis`)."""

    values: Mapping[str, str] = field(default_factory=dict)
    basis: Mapping[str, str] = field(default_factory=dict)
