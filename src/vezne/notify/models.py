"""Messages to people: the bell, and what went out by mail or SMS."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from vezne.accounts.models import Account, User
from vezne.core.ids import PublicIdField
from vezne.core.scope import ScopedManager


class Notification(models.Model):
    """One line behind the bell of one member of an account."""

    public_id = PublicIdField(prefix="ntf")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    seller = models.ForeignKey(
        Account, null=True, on_delete=models.PROTECT, related_name="+"
    )  # whose business it is; null: the installation's
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=60)  # message kind, e.g. invoice.reminder
    subject = models.CharField(max_length=60, blank=True)  # public id of what it is about
    title = models.CharField(max_length=200)  # in the user's language when it was made
    body = models.TextField(blank=True)
    url = models.CharField(max_length=300, blank=True)  # path inside the panel
    is_urgent = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """Read by user, newest first; unread counted by index."""

        indexes: ClassVar = [
            models.Index(fields=["account", "user", "-created_at"], name="notify_bell"),
            models.Index(
                fields=["account", "user"],
                name="notify_unread",
                condition=models.Q(read_at=None),
            ),
        ]


class DeliveryState(models.TextChoices):
    """Where an outgoing message stands."""

    QUEUED = "queued", _("Sırada")
    SENT = "sent", _("Gönderildi")
    UNKNOWN = "unknown", _("Bilinmiyor")  # SMS only: no certain answer, never sent again
    FAILED = "failed", _("Gönderilemedi")


class Channel(models.TextChoices):
    """By which way."""

    MAIL = "mail", _("E-posta")
    SMS = "sms", _("SMS")


class Delivery(models.Model):
    """One mail or SMS to one address: written with the change, sent after commit."""

    public_id = PublicIdField(prefix="dlv")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")  # recipient's
    seller = models.ForeignKey(
        Account, null=True, on_delete=models.PROTECT, related_name="+"
    )  # whose brand speaks; null: the installation
    user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=4, choices=Channel.choices)
    kind = models.CharField(max_length=60)
    recipient = models.CharField(max_length=254)
    title = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True)
    message_id = models.CharField(max_length=120, unique=True)  # stable over retries
    attachment = models.CharField(max_length=80, blank=True)  # opened by a port when it is sent
    reply_to = models.CharField(max_length=200, blank=True)  # "": as the seller's profile says
    thread = models.CharField(max_length=200, blank=True)  # Message-ID that holds mails together
    state = models.CharField(max_length=8, choices=DeliveryState.choices)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()


class Preference(models.Model):
    """A user's wish about one kind of message on one channel of one account."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=60)
    channel = models.CharField(max_length=8)  # mail, sms, bell
    is_wanted = models.BooleanField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """One wish each."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "user", "kind", "channel"], name="notify_preference_once"
            )
        ]
