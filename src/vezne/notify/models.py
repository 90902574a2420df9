"""Messages to people: the bell, and what went out by mail or SMS."""

from __future__ import annotations

from typing import ClassVar, Self

from allauth.usersessions.models import UserSession
from django.db import models
from django.utils.translation import gettext_lazy as _

from vezne.accounts.models import Account, User
from vezne.accounts.sides import side
from vezne.core.ids import PublicIdField
from vezne.core.scope import ScopedManager


class Notification(models.Model):
    """One line behind the bell of one member of an account."""

    public_id = PublicIdField(prefix="ntf")
    account = side()
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
    HELD = "held", _("Günlük özeti bekliyor")
    DIGESTED = "digested", _("Günlük özette gönderildi")
    DROPPED = "dropped", _("Gönderilmedi")  # no longer wanted when it was to go


class Channel(models.TextChoices):
    """By which way."""

    MAIL = "mail", _("E-posta")
    SMS = "sms", _("SMS")
    PUSH = "push", _("Anlık bildirim")  # to one device


class Delivery(models.Model):
    """One mail, SMS or push to one address: written with the change, sent after commit.

    A mail that its reader takes once a day is *held* until a digest has carried it.
    """

    public_id = PublicIdField(prefix="dlv")
    account = side()  # recipient's
    seller = models.ForeignKey(
        Account, null=True, on_delete=models.PROTECT, related_name="+"
    )  # whose brand speaks; null: the installation
    user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=4, choices=Channel.choices)
    kind = models.CharField(max_length=60)
    recipient = models.CharField(max_length=254)  # e-mail, phone in E.164, public id of a device
    title = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True)
    message_id = models.CharField(max_length=120, unique=True)  # stable over retries
    attachment = models.CharField(max_length=80, blank=True)  # opened by a port when it is sent
    reply_to = models.CharField(max_length=200, blank=True)  # "": as the seller's profile says
    thread = models.CharField(max_length=200, blank=True)  # Message-ID that holds mails together
    summary = models.TextField(blank=True)  # its first paragraph, for a digest
    path = models.CharField(max_length=300, blank=True)  # inside the panel
    may_stop = models.BooleanField(default=False)  # the mail says how to stop it (RFC 8058)
    digest = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="+"
    )  # the daily mail that carried it
    state = models.CharField(max_length=8, choices=DeliveryState.choices)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """What waits is found by index, however much went out."""

        indexes: ClassVar = [
            models.Index(
                fields=["channel", "id"],
                name="notify_queued",
                condition=models.Q(state="queued"),
            ),
            models.Index(
                fields=["account", "user", "created_at"],
                name="notify_held",
                condition=models.Q(state="held"),
            ),
        ]


class Preference(models.Model):
    """A user's wish about a kind of message, or a group, on one channel of one account."""

    account = side()
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=60)  # of a message kind, or "group:" and a group
    channel = models.CharField(max_length=8)  # `wishes.Way`
    is_wanted = models.BooleanField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """One wish each."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "user", "kind", "channel"], name="notify_preference_once"
            )
        ]


class DigestHour(models.Model):
    """A user takes the mails of chosen groups of one account once a day, at this hour."""

    account = side()
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    hour = models.PositiveSmallIntegerField()  # 0 to 23, Istanbul time
    done_until = models.DateTimeField(null=True)  # the last hour that was served

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """One hour a user and account."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "user"], name="notify_digest_hour_once"),
            models.CheckConstraint(
                condition=models.Q(hour__gte=0) & models.Q(hour__lte=23),
                name="notify_digest_hour_of_day",
            ),
        ]


class ConsentSource(models.TextChoices):
    """Where a consent to advertising was given or taken back."""

    SIGN_UP = "sign_up", _("Kayıt")
    SETTINGS = "settings", _("Bildirim tercihleri")
    LINK = "link", _("İletideki bağlantı")


class OfferConsent(models.Model):
    """A user gave a seller the consent to advertise, or took it back; the newest row counts."""

    account = side()
    seller = side()
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    is_given = models.BooleanField()
    source = models.CharField(max_length=8, choices=ConsentSource.choices)
    text = models.CharField(max_length=60, blank=True)  # public id of the words that were shown
    ip = models.GenericIPAddressField(null=True)
    said_at = models.DateTimeField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """The newest of a user and seller by index."""

        indexes: ClassVar = [
            models.Index(fields=["account", "seller", "user", "-id"], name="notify_consent_newest")
        ]


class Broadcast(models.Model):
    """One version of words of a seller, on its way to all whom they are for, batch after batch."""

    seller = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", db_index=False
    )  # the index below begins with it
    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=60)  # public id of what is told
    version = models.PositiveIntegerField()
    after = models.BigIntegerField(default=0)  # the last account that was done
    told = models.PositiveIntegerField(default=0)  # people so far
    begun_at = models.DateTimeField()
    moved_at = models.DateTimeField()  # when its last batch was done
    ended_at = models.DateTimeField(null=True)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """A version is told once; what is under way is found by index."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["seller", "subject", "version"], name="notify_broadcast_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["moved_at"],
                name="notify_broadcast_open",
                condition=models.Q(ended_at=None),
            )
        ]


class BroadcastReader(models.Model):
    """Somebody who was told by a broadcast, while it is under way: people have several accounts."""

    seller = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    broadcast = models.ForeignKey(Broadcast, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """Told once."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["broadcast", "user"], name="notify_broadcast_reader_once"
            )
        ]


class PushDevice(models.Model):
    """A browser that takes pushes for a user, as long as it is signed in there.

    What a browser gives is a person's, not an account's: the row goes with the session.
    """

    public_id = PublicIdField(prefix="dvc")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    session = models.ForeignKey(UserSession, on_delete=models.CASCADE, related_name="+")
    endpoint = models.CharField(max_length=800, unique=True)  # https address of the push service
    public_key = models.CharField(max_length=100)  # p256dh, base64url
    secret = models.CharField(max_length=40)  # auth, base64url
    label = models.CharField(max_length=80)  # what a person recognises
    created_at = models.DateTimeField()

    objects: ClassVar[models.Manager[PushDevice]] = models.Manager()
