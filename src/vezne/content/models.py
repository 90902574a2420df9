"""What a seller tells its buyers: how to reach it, and the texts that they accept."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from vezne.accounts.models import Account, User
from vezne.core.ids import PublicIdField
from vezne.core.scope import ScopedManager


class ContactKind(models.TextChoices):
    """How a seller can be reached."""

    EMAIL = "email", _("E-posta")
    PHONE = "phone", _("Telefon")
    WHATSAPP = "whatsapp", _("WhatsApp")
    WEB = "web", _("Web")


class SupportContact(models.Model):
    """One way to reach a seller's support, shown on every page of its buyers."""

    public_id = PublicIdField(prefix="ctc")
    seller = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=ContactKind.choices)
    value = models.CharField(_("Adres"), max_length=120)  # e-mail, E.164 phone or address
    label = models.CharField(_("Açıklama"), max_length=80, blank=True)  # e.g. hours
    position = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar[models.Manager[SupportContact]] = models.Manager()


class LegalTextKind(models.TextChoices):
    """Which text it is."""

    PRE_INFORMATION = "pre_information", _("Ön bilgilendirme formu")
    DISTANCE_SALE = "distance_sale", _("Mesafeli satış sözleşmesi")
    CARD_STORING = "card_storing", _("Kart saklama ve otomatik yenileme onayı")
    MEMBERSHIP = "membership", _("Üyelik sözleşmesi")  # at sign-up, needed
    PRIVACY = "privacy", _("KVKK aydınlatma metni")  # at sign-up: read, not consented to
    MARKETING = "marketing", _("Ticari elektronik ileti onayı")  # at sign-up, as one likes


class LegalText(models.Model):
    """One version of a text; never changed after it is published, a new version replaces it."""

    public_id = PublicIdField(prefix="txt")
    seller = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=LegalTextKind.choices)
    number = models.PositiveIntegerField()  # version
    title = models.CharField(max_length=160)  # in Turkish; the English one is the kind's name
    body_tr = models.TextField()  # plain paragraphs with {places} filled per sale
    body_en = models.TextField(blank=True)
    published_at = models.DateTimeField()

    objects: ClassVar[models.Manager[LegalText]] = models.Manager()

    class Meta:
        """Versions are numbered without doubles."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["seller", "kind", "number"], name="content_legaltext_once"
            )
        ]


class Acceptance(models.Model):
    """Somebody accepted a text for one purchase: who, when, from where, in which words."""

    seller = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    buyer = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    text = models.ForeignKey(LegalText, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=60)  # public id of the payment
    rendered = models.TextField()  # the words as they were shown
    ip = models.GenericIPAddressField(null=True)
    accepted_at = models.DateTimeField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """Once per purchase and text."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subject", "text"], name="content_acceptance_once")
        ]
