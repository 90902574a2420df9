"""Ways in: codes that are sent, sign-ups under way, keys of programs, visits from outside."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from vezne.accounts.models.accounts import Account
from vezne.accounts.models.people import User
from vezne.core.ids import PublicIdField
from vezne.core.scope import ScopedManager


class CodePurpose(models.TextChoices):
    """What a one-time code opens."""

    SIGN_UP_PHONE = "sign_up_phone", _("Kayıtta telefon onayı")
    PASSWORD_SMS = "password_sms", _("SMS ile şifre sıfırlama")
    PASSWORD_MAIL = "password_mail", _("E-postayla şifre sıfırlama")  # a link; the code is unused


class OneTimeCode(models.Model):
    """A code that was asked for: kept as a hash, sealed until it is sent, wrong five times at most.

    It is written for known and unknown addresses alike: who asks learns nothing from it.
    """

    public_id = PublicIdField(prefix="otc")
    purpose = models.CharField(max_length=16, choices=CodePurpose.choices)
    target = models.CharField(max_length=254)  # phone in E.164, or e-mail, as asked for
    subject = models.CharField(max_length=60, blank=True)  # public id of what it is about
    user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    code_hash = models.CharField(max_length=64)  # HMAC of code and public id
    code_sealed = models.TextField(blank=True)  # until it is sent, then empty
    voice_id = models.BigIntegerField(null=True)  # the seller in whose name it is sent
    language = models.CharField(max_length=2, default="tr")
    ip = models.GenericIPAddressField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    outcome = models.CharField(max_length=20, blank=True)  # of sending: sent, refused 30, unknown
    created_at = models.DateTimeField()  # real time, like all others here
    expires_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[OneTimeCode]] = models.Manager()

    class Meta:
        """Found by what is open for an address."""

        indexes: ClassVar = [
            models.Index(fields=["purpose", "target", "-created_at"], name="accounts_code_target")
        ]


class SignUp(models.Model):
    """Somebody wants to become a seller's buyer: nothing is made of it until mail and phone are
    confirmed. It is written for known addresses too, so that the page says the same to all."""

    public_id = PublicIdField(prefix="sgn")
    seller = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    email = models.EmailField()  # in small letters
    details_sealed = models.TextField()  # names, phone, firm, tax number; emptied at the end
    password = models.CharField(max_length=128)  # its hash; emptied at the end
    texts = ArrayField(models.CharField(max_length=60))  # public ids of what was accepted
    language = models.CharField(max_length=2, default="tr")
    ip = models.GenericIPAddressField(null=True)
    token_hash = models.CharField(max_length=64, unique=True)
    code_hash = models.CharField(max_length=64)
    secret_sealed = models.TextField(blank=True)  # token and code until the mail is out
    attempts = models.PositiveSmallIntegerField(default=0)  # wrong codes
    accepted_at = models.DateTimeField()  # installation's time of the form: of the consents
    created_at = models.DateTimeField()  # real time, like those below
    expires_at = models.DateTimeField()
    email_verified_at = models.DateTimeField(null=True)
    phone_verified_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()


class ApiKey(models.Model):
    """A program's key to an account; only a hash of the secret is kept."""

    public_id = PublicIdField(prefix="key")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=20)  # shown, so that keys can be told apart
    secret_hash = models.CharField(max_length=64, unique=True)  # SHA-256
    scopes = ArrayField(models.CharField(max_length=40))  # e.g. entitlements:read
    return_origins = ArrayField(models.CharField(max_length=200), default=list)  # allow-list
    # Who knows the secret: it ends with this person's membership. Null: the installation.
    created_by_id = models.BigIntegerField(null=True)  # as the audit log names people
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()


class PortalSession(models.Model):
    """A single-use link from an outside panel into this one; 60 real seconds."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")  # the buyer
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    key = models.ForeignKey(ApiKey, on_delete=models.PROTECT, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    target = models.CharField(max_length=300)  # path inside the panel
    return_url = models.CharField(max_length=300, blank=True)
    expires_at = models.DateTimeField()  # real time
    used_at = models.DateTimeField(null=True)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()
