"""People and firms: who trades, who signs in, with what role, and by which key programs call."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from vezne.core.ids import PublicIdField
from vezne.core.scope import ScopedManager


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


class AccountKind(models.TextChoices):
    """What an account is in law."""

    COMPANY = "company", _("Şirket")  # identified by VKN
    PERSON = "person", _("Kişi")  # identified by TCKN


class Account(models.Model):
    """A firm or a person that trades; any account can be made a seller."""

    public_id = PublicIdField(prefix="acc")
    number = models.PositiveIntegerField(unique=True)  # shown; last four digits = agent code
    kind = models.CharField(max_length=10, choices=AccountKind.choices)
    name = models.CharField(_("Kısa ad"), max_length=120)  # in menus and lists
    legal_name = models.CharField(_("Unvan"), max_length=250)
    tax_id_sealed = models.TextField(blank=True)  # VKN or TCKN, encrypted
    tax_id_index = models.CharField(max_length=64, blank=True, db_index=True)  # HMAC for matching
    tax_id_tail = models.CharField(max_length=4, blank=True)  # last digits, shown masked
    tax_office = models.CharField(_("Vergi dairesi"), max_length=80, blank=True)
    email = models.EmailField(_("E-posta"))  # the owner's; cannot change after sign-up
    phone = models.CharField(_("Telefon"), max_length=16, blank=True)  # E.164
    search_key = models.TextField(blank=True)  # folded name, title, number: what search reads
    is_seller = models.BooleanField(default=False)  # has a desk
    is_operator = models.BooleanField(default=False)  # runs the installation
    created_at = models.DateTimeField()

    objects: ClassVar[models.Manager[Account]] = models.Manager()

    @property
    def agent_code(self) -> str:
        """The last four digits of the account's number; never a key."""
        return f"{self.number:04d}"[-4:]


class SellerProfile(models.Model):
    """What makes an account a seller: its brand, voice and house rules."""

    account = models.OneToOneField(
        Account, primary_key=True, on_delete=models.PROTECT, related_name="+"
    )
    brand_name = models.CharField(_("Marka adı"), max_length=80)
    brand_color = models.CharField(_("Renk"), max_length=7, default="#1d4ed8")  # #rrggbb
    website = models.URLField(_("Web sitesi"), blank=True)
    mail_from_name = models.CharField(_("Gönderen adı"), max_length=80, blank=True)
    mail_reply_to = models.EmailField(_("Yanıt adresi"), blank=True)
    sms_header = models.CharField(_("SMS başlığı"), max_length=11, blank=True)
    # Days before the due instant on which a reminder goes; 0 = on the day.
    reminder_days = ArrayField(models.SmallIntegerField(), default=list)
    grace_days = models.PositiveSmallIntegerField(default=7)  # proposed for new plans
    force_3d = models.BooleanField(_("3D zorunlu"), default=False)
    payment_link_days = models.PositiveSmallIntegerField(default=7)
    next_buyer_number = models.PositiveIntegerField(default=1)
    slug = models.SlugField(_("Adres adı"), max_length=40, blank=True)  # public pages: /<slug>/…
    sign_up_open = models.BooleanField(default=False)  # anybody may become its buyer
    pages_open = models.BooleanField(default=False)  # /<slug>/: prices, news, questions for all
    # Its buyers' users are added and removed over a request to it, not by their Admins.
    users_by_request = models.BooleanField(default=False)

    class Meta:
        """A slug is one seller's."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["slug"],
                name="accounts_seller_slug_once",
                condition=~models.Q(slug=""),
            )
        ]


class Address(models.Model):
    """An invoice address (Fatura Adresi) of an account; copied into each invoice."""

    public_id = PublicIdField(prefix="adr")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    contact_name = models.CharField(_("İsim Soyisim"), max_length=120)
    company_name = models.CharField(_("Şirket İsmi"), max_length=250, blank=True)
    line = models.CharField(_("Adres"), max_length=300)
    district = models.CharField(_("İlçe"), max_length=60)
    city = models.CharField(_("İl"), max_length=60)
    country = models.CharField(_("Ülke"), max_length=2, default="TR")
    phone = models.CharField(_("Telefon"), max_length=16)  # E.164
    tax_id_sealed = models.TextField(blank=True)
    tax_id_tail = models.CharField(max_length=4, blank=True)
    tax_office = models.CharField(_("Vergi dairesi"), max_length=80, blank=True)
    is_default = models.BooleanField(default=False)
    archived_at = models.DateTimeField(null=True)  # null: in use
    created_at = models.DateTimeField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """One default per account."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account"],
                name="accounts_address_one_default",
                condition=models.Q(is_default=True, archived_at=None),
            )
        ]


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
