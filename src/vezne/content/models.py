"""What a seller tells: how to reach it, texts that buyers accept, and all that it writes."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from vezne.accounts.models import Account, User
from vezne.accounts.sides import side
from vezne.catalog.models import Platform, Product
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
    seller = side()
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
    seller = side()
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

    seller = side()
    buyer = side()
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


class State(models.TextChoices):
    """Whether readers see it."""

    DRAFT = "draft", _("Taslak")
    PUBLISHED = "published", _("Yayında")


class ArticleKind(models.TextChoices):
    """What is written: it says where it is read."""

    NEWS = "news", _("Haber")  # Son Haberler
    OFFER = "offer", _("Kampanya")  # among the news
    QUESTION = "question", _("Soru")  # SSS; its title is the question
    GUIDE = "guide", _("Kılavuz")


class Topic(models.Model):
    """A heading of the questions (SSS)."""

    public_id = PublicIdField(prefix="top")
    seller = side()
    name_tr = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)  # empty: the Turkish one serves
    position = models.PositiveIntegerField(default=0)

    objects: ClassVar[models.Manager[Topic]] = models.Manager()

    class Meta:
        """A heading stands once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["seller", "name_tr"], name="content_topic_once")
        ]


class Article(models.Model):
    """News, an offer, a question with its answer or a guide, in Markdown and two languages."""

    public_id = PublicIdField(prefix="art")
    seller = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", db_index=False
    )  # the index below begins with it
    kind = models.CharField(max_length=8, choices=ArticleKind.choices)
    state = models.CharField(max_length=9, choices=State.choices, default=State.DRAFT)
    title_tr = models.CharField(max_length=160)
    title_en = models.CharField(max_length=160, blank=True)
    body_tr = models.TextField()  # Markdown
    body_en = models.TextField(blank=True)  # empty: the Turkish one serves
    topic = models.ForeignKey(
        Topic, null=True, on_delete=models.PROTECT, related_name="+"
    )  # of a question; null: without a heading
    product = models.ForeignKey(
        Product, null=True, on_delete=models.PROTECT, related_name="+"
    )  # that it is about; null: everything
    position = models.PositiveIntegerField(default=0)  # among its kind; news go by their day
    is_public = models.BooleanField(default=False)  # strangers read it on the public pages
    is_in_panel = models.BooleanField(default=True)  # buyers read it in their panel
    words = SearchVectorField(null=True)  # folded words of both languages
    published_at = models.DateTimeField(null=True)  # first time; null: never yet
    publish_at = models.DateTimeField(null=True)  # of a draft: puts itself out then; null: by hand
    tells = models.BooleanField(default=False)  # news: buyers are told when it comes out
    waits_to_tell = models.BooleanField(default=False)  # it came out, the tick begins to tell
    changed_at = models.DateTimeField()

    objects: ClassVar[models.Manager[Article]] = models.Manager()

    class Meta:
        """What is published was published at some time."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state="draft") | models.Q(published_at__isnull=False),
                name="content_article_published",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["seller", "kind", "position"], name="content_article_listed"),
            models.Index(
                fields=["publish_at"],
                name="content_article_due",
                condition=models.Q(publish_at__isnull=False),
            ),
            models.Index(
                fields=["id"],
                name="content_article_untold",
                condition=models.Q(waits_to_tell=True),
            ),
        ]


class Audience(models.TextChoices):
    """Whom an announcement is for."""

    EVERYBODY = "everybody", _("Bütün alıcılar")
    PLATFORM = "platform", _("Bir platformun alıcıları")
    PRODUCT = "product", _("Bir hizmetin alıcıları")
    ACCOUNT = "account", _("Tek bir hesap")


class Announcement(models.Model):
    """Words for some or all buyers, for a time; put away by each reader for themselves."""

    public_id = PublicIdField(prefix="ann")
    seller = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", db_index=False
    )  # the index below begins with it
    state = models.CharField(max_length=9, choices=State.choices, default=State.DRAFT)
    title_tr = models.CharField(max_length=160)
    title_en = models.CharField(max_length=160, blank=True)
    body_tr = models.TextField()  # Markdown
    body_en = models.TextField(blank=True)
    audience = models.CharField(max_length=9, choices=Audience.choices)
    platform = models.ForeignKey(Platform, null=True, on_delete=models.PROTECT, related_name="+")
    product = models.ForeignKey(Product, null=True, on_delete=models.PROTECT, related_name="+")
    only_buyer = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    roles = ArrayField(models.CharField(max_length=8), default=list)  # empty: every role
    is_pinned = models.BooleanField(default=False)  # stands on the overview until put away
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)  # null: until it is taken back
    revision = models.PositiveIntegerField(default=1)  # grows when readers shall see it anew
    published_at = models.DateTimeField(null=True)
    tells = models.BooleanField(default=True)  # its audience is told by bell, and by mail if wanted
    waits_to_tell = models.BooleanField(default=False)  # these words were not told yet
    changed_at = models.DateTimeField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """An audience names what it is made of, and nothing else."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(
                    models.Q(platform=None, product=None, only_buyer=None, audience="everybody")
                    | models.Q(
                        platform__isnull=False, product=None, only_buyer=None, audience="platform"
                    )
                    | models.Q(
                        platform=None, product__isnull=False, only_buyer=None, audience="product"
                    )
                    | models.Q(
                        platform=None, product=None, only_buyer__isnull=False, audience="account"
                    )
                ),
                name="content_announcement_audience",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["seller", "starts_at"], name="content_announcement_listed"),
            models.Index(
                fields=["starts_at"],
                name="content_announcement_untold",
                condition=models.Q(waits_to_tell=True),
            ),
        ]


class Dismissal(models.Model):
    """A reader put an announcement away, as it was worded then."""

    account = side()
    seller = side()
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="+")
    revision = models.PositiveIntegerField()  # the highest that was put away
    dismissed_at = models.DateTimeField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        """One line for a reader and an announcement."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["announcement", "user", "account"], name="content_dismissal_once"
            )
        ]


class Picture(models.Model):
    """A picture of guides and news: its content lies in the private file store."""

    public_id = PublicIdField(prefix="pic")
    seller = side()
    store_key = models.CharField(max_length=32)
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=20)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    size_bytes = models.PositiveIntegerField()
    created_at = models.DateTimeField()

    objects: ClassVar[models.Manager[Picture]] = models.Manager()
