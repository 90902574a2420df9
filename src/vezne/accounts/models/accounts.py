"""Firms and persons that trade: accounts, what a seller shows of itself, addresses."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from vezne.core.ids import PublicIdField
from vezne.core.scope import ScopedManager


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
