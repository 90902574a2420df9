"""People: who signs in, with what phone."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from vezne.core.ids import PublicIdField


class UserManager(BaseUserManager["User"]):
    """Looks users up by what they type."""

    def get_by_natural_key(self, username: str | None) -> User:
        """By user name, whatever the case."""
        return self.get(username__iexact=username)


class Theme(models.TextChoices):
    """The colours of the pages."""

    AUTO = "auto", _("Cihazınki gibi")  # what the device says
    LIGHT = "light", _("Açık tema")
    DARK = "dark", _("Koyu")


class User(AbstractBaseUser):
    """A person who signs in, by e-mail, user name or phone; may belong to several accounts."""

    public_id = PublicIdField(prefix="usr")
    username = models.CharField(_("Kullanıcı adı"), max_length=60, unique=True)
    email = models.EmailField(_("E-posta"), blank=True)  # empty: an agent's staff may have none
    phone = models.CharField(_("Telefon"), max_length=16, blank=True)  # E.164
    first_name = models.CharField(_("Ad"), max_length=80)
    last_name = models.CharField(_("Soyad"), max_length=80, blank=True)
    language = models.CharField(max_length=2, default="tr")  # of pages and messages
    theme = models.CharField(max_length=5, choices=Theme.choices, default="auto")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)  # kept False: Django's admin is not used
    must_change_password = models.BooleanField(default=False)  # somebody else knows it: first page
    joined_at = models.DateTimeField()
    # First-steps lists that are finished or put away: panel, desk. Read with every page's user.
    closed_lists = ArrayField(models.CharField(max_length=10), default=list, db_default=[])

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        """E-mail and phone are unique where they are given."""

        constraints: ClassVar = [
            models.UniqueConstraint(Lower("username"), name="accounts_user_username_once"),
            models.UniqueConstraint(
                Lower("email"),
                name="accounts_user_email_once",
                condition=~models.Q(email=""),
            ),
            models.UniqueConstraint(
                fields=["phone"], name="accounts_user_phone_once", condition=~models.Q(phone="")
            ),
        ]

    @property
    def full_name(self) -> str:
        """Name and surname as shown."""
        return f"{self.first_name} {self.last_name}".strip()

    def get_full_name(self) -> str:
        """As Django and allauth ask for it."""
        return self.full_name


class UserPhone(models.Model):
    """Which phone was whose and when: money sent with an old one still finds whose it was then."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    phone = models.CharField(max_length=16)  # E.164
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)  # null: the user's present one

    objects: ClassVar[models.Manager[UserPhone]] = models.Manager()

    class Meta:
        """A phone is one user's at a time; found by the phone."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["phone"],
                name="accounts_user_phone_now_once",
                condition=models.Q(ends_at=None),
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at=None) | models.Q(ends_at__gte=models.F("starts_at")),
                name="accounts_user_phone_order",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["phone", "starts_at"], name="accounts_user_phone_dated")
        ]
