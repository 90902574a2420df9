"""Who may act for an account, in which role, and who is invited to."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from vezne.accounts.models.accounts import Account
from vezne.accounts.models.people import User
from vezne.core.ids import PublicIdField
from vezne.core.scope import ScopedManager


class Role(models.TextChoices):
    """What a member may do; the same roles serve the panel and the desk."""

    ADMIN = "admin", _("Admin")  # all, and users and settings
    MANAGER = "manager", _("Yönetici")  # all but users and settings
    STAFF = "staff", _("Personel")  # works in the modules, in their scopes
    VIEWER = "viewer", _("Müşteri")  # sees, changes nothing


class Membership(models.Model):
    """Ties a user to an account with one role."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, choices=Role.choices)
    scopes = models.JSONField(default=dict)  # what modules add, e.g. {"brands": [3]}
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # null: in force

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """One membership in force per user and account."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "account"],
                name="accounts_membership_once",
                condition=models.Q(ended_at=None),
            )
        ]


class Invitation(models.Model):
    """Somebody is asked by mail to join an account; the link works once, until its time."""

    public_id = PublicIdField(prefix="ivt")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    email = models.EmailField()  # as typed, in small letters; who opens the link has this mailbox
    role = models.CharField(max_length=10, choices=Role.choices)
    scopes = models.JSONField(default=dict)
    language = models.CharField(max_length=2, default="tr")  # of the mail
    invited_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    token_sealed = models.TextField(blank=True)  # until the mail is out, then empty
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()  # real time
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """One open invitation per account and address."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "email"],
                name="accounts_invitation_once",
                condition=models.Q(accepted_at=None, revoked_at=None),
            )
        ]
