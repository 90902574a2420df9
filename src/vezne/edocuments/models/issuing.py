"""Who issues, in which series, by whose hands."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from vezne.accounts.models import Account
from vezne.accounts.sides import listed_side
from vezne.core.ids import PublicIdField
from vezne.core.scope import ScopedManager


class IssuesAt(models.TextChoices):
    """When an open invoice gets its document."""

    PAYMENT = "payment", _("Ödeme alınınca")
    PERIOD_START = "period_start", _("Dönem başında")


class Issuer(models.Model):
    """A seller as it stands on its documents, and how it wants them."""

    seller = models.OneToOneField(
        Account, primary_key=True, on_delete=models.PROTECT, related_name="+"
    )
    title = models.CharField(_("Unvan"), max_length=250)
    tax_id_sealed = models.TextField()  # VKN, or a person's TCKN
    tax_id_tail = models.CharField(max_length=4)
    first_name = models.CharField(_("Ad"), max_length=80, blank=True)  # with a TCKN
    family_name = models.CharField(_("Soyad"), max_length=80, blank=True)
    tax_office = models.CharField(_("Vergi dairesi"), max_length=80)
    street = models.CharField(_("Adres"), max_length=300)
    building = models.CharField(_("Bina no"), max_length=20, blank=True)
    district = models.CharField(_("İlçe"), max_length=60)
    city = models.CharField(_("İl"), max_length=60)
    postal_code = models.CharField(_("Posta kodu"), max_length=10, blank=True)
    mersis = models.CharField(_("MERSİS no"), max_length=16, blank=True)
    trade_register = models.CharField(_("Ticaret sicil no"), max_length=20, blank=True)
    website = models.URLField(_("Web sitesi"), blank=True)
    phone = models.CharField(_("Telefon"), max_length=16, blank=True)  # E.164
    email = models.EmailField(_("E-posta"), blank=True)
    note = models.CharField(_("Belge notu"), max_length=300, blank=True)  # on every document
    logo = models.BinaryField(null=True)  # PNG, JPEG or SVG; null: the name is printed
    logo_type = models.CharField(max_length=4, blank=True)  # png, jpg, svg
    issues_at = models.CharField(max_length=12, choices=IssuesAt.choices)
    profile = models.CharField(max_length=12, default="TEMELFATURA")  # of e-Fatura: or TICARIFATURA
    efatura_letters = models.CharField(_("e-Fatura serisi"), max_length=3, default="EFA")
    earsiv_letters = models.CharField(_("e-Arşiv serisi"), max_length=3, default="EAR")
    slip_letters = models.CharField(_("Gider pusulası serisi"), max_length=3, default="GPS")
    sells_on_internet = models.BooleanField(_("İnternet satışı"), default=True)
    bills_exchange = models.BooleanField(_("Kur farkı faturası"), default=True, db_default=True)
    starts_at = models.DateTimeField()  # documents for what is paid or begins from here on
    is_active = models.BooleanField(default=True)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """The three series are told apart by their letters."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(efatura_letters=models.F("earsiv_letters"))
                & ~models.Q(slip_letters=models.F("earsiv_letters"))
                & ~models.Q(slip_letters=models.F("efatura_letters")),
                name="edocuments_issuer_letters_differ",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    efatura_letters__regex=r"^[A-Z0-9]{3}$",
                    earsiv_letters__regex=r"^[A-Z0-9]{3}$",
                    slip_letters__regex=r"^[A-Z0-9]{3}$",
                ),
                name="edocuments_issuer_letters",
            ),
        ]


class Series(models.Model):
    """One run of numbers: the last one taken, and the date it was taken for."""

    seller = listed_side()
    letters = models.CharField(max_length=3)
    year = models.PositiveSmallIntegerField()
    last_number = models.PositiveIntegerField(default=0)  # 0: none yet
    last_on = models.DateField(null=True)  # dates never fall back

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """One row per seller, letters and year."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["seller", "letters", "year"], name="edocuments_series_once"
            ),
            models.CheckConstraint(
                condition=models.Q(last_number__lte=999_999_999), name="edocuments_series_fits"
            ),
        ]


class IntegratorAccount(models.Model):
    """A seller's contract with an integrator; its key is sealed."""

    public_id = PublicIdField(prefix="itg")
    seller = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="+")
    provider = models.CharField(max_length=20)  # nilvera
    base_url = models.URLField()
    key_sealed = models.TextField()
    is_test = models.BooleanField(default=True)
    is_active = models.BooleanField(default=True)
    checked_at = models.DateTimeField(null=True)  # last successful *test*
    created_at = models.DateTimeField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()
