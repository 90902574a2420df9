"""Forms of what a seller writes: articles in two languages, headings, announcements, pictures."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from vezne.accounts.models import Role
from vezne.catalog.queries import catalogue_tree
from vezne.content.markdown import LONGEST
from vezne.content.models import Announcement, Article, ArticleKind, Audience, Topic
from vezne.content.queries import topics_of
from vezne.content.types import AnnouncementDraft, ArticleDraft, Wording
from vezne.reports.reading import find_buyer_numbered
from vezne.web.desk.settings_forms import boxes
from vezne.web.fields import InstantField
from vezne.web.forms import VezneForm

PICTURES_TAKEN = "image/png,image/jpeg"
HINT = _("Markdown: **kalın**, *eğik*, ## başlık, - madde, [bağlantı](https://…). HTML yazılamaz.")


def _body(label: Any, language: str, **kwargs: Any) -> forms.CharField:
    attrs = {
        "rows": 14,
        "class": "vz-long",
        "lang": language,
        "hx-post": reverse_lazy("web:desk_content_preview"),
        "hx-trigger": "input changed delay:500ms, focus",
        "hx-target": "#preview",
        "hx-swap": "innerHTML",
        "hx-vals": f'{{"language": "{language}"}}',
    }
    widget = forms.Textarea(attrs=attrs)
    return forms.CharField(label=label, max_length=LONGEST, widget=widget, strip=False, **kwargs)


class WordingForm(VezneForm):
    """A title and a text in Turkish and English."""

    title_tr = forms.CharField(label=_("Başlık"), max_length=160)
    body_tr = _body(_("Türkçe metin"), "tr", help_text=HINT)
    title_en = forms.CharField(label=_("İngilizce başlık"), max_length=160, required=False)
    body_en = _body(_("İngilizce metin"), "en", required=False)

    def clean(self) -> dict[str, Any]:
        """English has both or neither."""
        typed = super().clean() or {}
        title, body = typed.get("title_en", "").strip(), typed.get("body_en", "").strip()
        if body and not title:
            self.add_error("title_en", _("İngilizce metnin başlığını da yazın."))
        if title and not body:
            self.add_error("body_en", _("İngilizce başlığın metnini de yazın."))
        return typed

    def wording(self) -> Wording:
        """What content takes; lines end as they do elsewhere."""
        typed = self.cleaned_data
        return Wording(
            title_tr=typed["title_tr"],
            body_tr=typed["body_tr"].replace("\r\n", "\n"),
            title_en=typed["title_en"],
            body_en=typed["body_en"].replace("\r\n", "\n") if typed["title_en"] else "",
        )


class ArticleForm(WordingForm):
    """News, an offer, a question or a guide; each section has its own few fields."""

    kind = forms.ChoiceField(
        label=_("Tür"),
        choices=[(kind.value, kind.label) for kind in (ArticleKind.NEWS, ArticleKind.OFFER)],
    )
    publish_at = InstantField(
        label=_("Yayın zamanı"),
        required=False,
        help_text=_("Boşsa yayımladığınız an; ileri bir zamansa o an kendiliğinden yayımlanır."),
    )
    tells = forms.BooleanField(
        label=_("Yayımlanınca alıcılara bildirilsin"),
        required=False,
        initial=True,
        help_text=_("E-posta yalnız ticari ileti onayı verenlere gider; zil herkeste çalar."),
    )
    topic = forms.ChoiceField(label=_("Konu başlığı"), required=False)
    product = forms.ChoiceField(label=_("Hangi hizmet için"), required=False)
    is_in_panel = forms.BooleanField(
        label=_("Alıcılar panelde görsün"), required=False, initial=True
    )
    is_public = forms.BooleanField(label=_("Herkese açık sayfalarda da görünsün"), required=False)

    def __init__(self, *args: Any, seller_id: int, section: str, **kwargs: Any) -> None:
        """Choices of the seller; fields that the section has no use for go."""
        super().__init__(*args, **kwargs)
        self.section = section
        topics = topics_of(seller_id) if section == "questions" else []
        tree = [] if section == "questions" else catalogue_tree(seller_id)
        products = [one.product for platform in tree for one in platform.products]
        self.topics = {row.public_id: row.pk for row in topics}
        self.products = {row.public_id: row.pk for row in products}
        named = [(row.public_id, row.name_tr) for row in topics]
        self._offer("topic", [("", _("Başlıksız")), *named])
        self._offer("product", [("", _("Hepsi")), *((row.public_id, row.name) for row in products)])
        for name, sections in (
            ("kind", ("news",)),
            ("publish_at", ("news",)),
            ("tells", ("news",)),
            ("topic", ("questions",)),
            ("product", ("guides", "news")),
            ("is_public", ("news", "questions")),
        ):
            if section not in sections:
                del self.fields[name]
        if section == "guides":  # guides are read in the panel and nowhere else
            del self.fields["is_in_panel"]

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    @classmethod
    def initial_of(cls, row: Article) -> dict[str, Any]:
        """As it is."""
        return {
            "title_tr": row.title_tr, "body_tr": row.body_tr,
            "title_en": row.title_en, "body_en": row.body_en,
            "kind": row.kind,
            "topic": row.topic.public_id if row.topic else "",
            "product": row.product.public_id if row.product else "",
            "is_in_panel": row.is_in_panel, "is_public": row.is_public,
            "publish_at": row.publish_at, "tells": row.tells,
        }  # fmt: skip

    def draft(self) -> ArticleDraft:
        """What content takes."""
        typed = self.cleaned_data
        kind = {"questions": ArticleKind.QUESTION, "guides": ArticleKind.GUIDE}.get(self.section)
        return ArticleDraft(
            kind=str(kind.value if kind else typed["kind"]),
            wording=self.wording(),
            topic_id=self.topics.get(typed.get("topic", "")),
            product_id=self.products.get(typed.get("product", "")),
            is_public=typed.get("is_public", False),
            is_in_panel=typed.get("is_in_panel", True),
            tells=typed.get("tells", False),
        )


class TopicForm(VezneForm):
    """A heading of the questions."""

    name_tr = forms.CharField(label=_("Konu başlığı"), max_length=80)
    name_en = forms.CharField(label=_("İngilizcesi"), max_length=80, required=False)

    @classmethod
    def initial_of(cls, row: Topic) -> dict[str, Any]:
        """As it is."""
        return {"name_tr": row.name_tr, "name_en": row.name_en}


class AnnouncementForm(WordingForm):
    """An announcement: its words, whom it is for, and for how long."""

    audience = forms.ChoiceField(label=_("Kime"))
    account_number = forms.CharField(
        label=_("Hesap no"),
        max_length=20,
        required=False,
        help_text=_("Tek bir hesap seçildiğinde."),
    )
    roles = forms.MultipleChoiceField(
        label=_("Hangi roller"),
        choices=Role.choices,
        widget=boxes(),
        required=False,
        help_text=_("Hiçbiri seçilmezse tüm roller görür."),
    )
    is_pinned = forms.BooleanField(
        label=_("Genel Bakış sayfasının üstünde dursun"), required=False, initial=True
    )
    tells = forms.BooleanField(
        label=_("Başlayınca okuyanlarına bildirilsin"),
        required=False,
        initial=True,
        help_text=_(
            "Zille; e-postayla herkesin kendi tercihine göre. Her sürüm bir kez bildirilir."
        ),
    )
    starts_at = InstantField(label=_("Başlangıç"))
    ends_at = InstantField(label=_("Bitiş"), required=False)
    is_small = forms.BooleanField(
        label=_("Küçük düzeltme"),
        required=False,
        help_text=_("İşaretlenmezse metin değişince kapatanlar duyuruyu yeniden görür."),
    )

    def __init__(self, *args: Any, seller_id: int, is_new: bool, **kwargs: Any) -> None:
        """Platforms and services of the seller."""
        super().__init__(*args, **kwargs)
        self.seller_id = seller_id
        self.ids: dict[str, int] = {}
        choices: list[tuple[str, Any]] = [(Audience.EVERYBODY.value, Audience.EVERYBODY.label)]
        for platform in catalogue_tree(seller_id):
            row = platform.platform
            self.ids[f"platform:{row.public_id}"] = row.pk
            choices.append((f"platform:{row.public_id}", f"{_('Platform')}: {row.name}"))
            for product in platform.products:
                key = f"product:{product.product.public_id}"
                self.ids[key] = product.product.pk
                choices.append((key, f"{_('Hizmet')}: {product.product.name}"))
        choices.append((Audience.ACCOUNT.value, Audience.ACCOUNT.label))
        audience = self.fields["audience"]
        assert isinstance(audience, forms.ChoiceField)
        audience.choices = choices
        if is_new:
            del self.fields["is_small"]

    @classmethod
    def initial_of(cls, row: Announcement) -> dict[str, Any]:
        """As it is."""
        audience = row.audience
        if row.platform:
            audience = f"platform:{row.platform.public_id}"
        elif row.product:
            audience = f"product:{row.product.public_id}"
        return {
            "title_tr": row.title_tr, "body_tr": row.body_tr,
            "title_en": row.title_en, "body_en": row.body_en,
            "audience": audience,
            "account_number": row.only_buyer.number if row.only_buyer else "",
            "roles": row.roles, "is_pinned": row.is_pinned, "tells": row.tells,
            "starts_at": row.starts_at, "ends_at": row.ends_at,
        }  # fmt: skip

    @classmethod
    def initial_new(cls, now: datetime) -> dict[str, Any]:
        """For everybody, from now on."""
        return {"starts_at": now, "is_pinned": True, "tells": True}

    def clean(self) -> dict[str, Any]:
        """The account must buy from this seller; the end comes after the beginning."""
        typed = super().clean() or {}
        self.buyer = None
        if typed.get("audience") == Audience.ACCOUNT.value:
            number = typed.get("account_number", "").strip()
            self.buyer = find_buyer_numbered(self.seller_id, number) if number else None
            if self.buyer is None:
                self.add_error("account_number", _("Bu numarayla bir alıcınız yok."))
        starts_at, ends_at = typed.get("starts_at"), typed.get("ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", _("Bitiş, başlangıçtan sonra olmalı."))
        return typed

    def draft(self) -> AnnouncementDraft:
        """What content takes."""
        typed = self.cleaned_data
        chosen: str = typed["audience"]
        kind = chosen.partition(":")[0]
        return AnnouncementDraft(
            wording=self.wording(),
            starts_at=typed["starts_at"],
            audience=kind,
            platform_id=self.ids.get(chosen) if kind == "platform" else None,
            product_id=self.ids.get(chosen) if kind == "product" else None,
            only_buyer_id=self.buyer.pk if self.buyer else None,
            roles=tuple(typed["roles"]),
            is_pinned=typed["is_pinned"],
            tells=typed["tells"],
            ends_at=typed["ends_at"],
        )


class PictureForm(VezneForm):
    """A picture for texts."""

    file = forms.FileField(
        label=_("Resim"),
        help_text=_("PNG veya JPEG, en çok 5 MB."),
        widget=forms.FileInput(attrs={"accept": PICTURES_TAKEN}),
    )
