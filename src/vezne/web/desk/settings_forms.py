"""Forms of the settings: the seller's profile, contacts, texts, keys, webhooks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vezne.accounts.models import SellerProfile
from vezne.accounts.services import ProfileChanges
from vezne.content.models import ContactKind, LegalText, SupportContact
from vezne.content.types import ContactTerms, TextDraft
from vezne.web.colors import COLOR
from vezne.web.desk.catalogue_forms import position_field, whole
from vezne.web.fields import WordsField, read_phone
from vezne.web.formatting import phone_words
from vezne.web.forms import VezneForm
from vezne.web.slugs import reserved_slugs

MOST_REMINDER_DAYS = 60
API_SCOPES = [
    ("entitlements:read", _("Yetki sorma (entitlements:read)")),
    ("usage:write", _("Kullanım bildirme (usage:write)")),
    ("portal:write", _("Panele geçiş bağlantısı (portal:write)")),
]
EVENT_KINDS = (
    "subscription.started", "subscription.opened", "subscription.suspended",
    "subscription.changed", "subscription.ended", "invoice.opened", "invoice.paid",
    "payment.captured", "payment.alarm", "reconciliation.differs", "refund.done", "refund.failed",
    "bank.credited", "bank.unmatched", "bank.unassigned", "bank.reversed", "bank.late",
    "document.accepted", "document.blocked", "document.refused", "document.declined",
    "document.cancelled",
    "document.incoming", "entry.booked", "exchange.found", "late.charged", "letter.agreed",
    "letter.disagreed", "payout.asked", "payout.approved", "payout.sent", "payout.refused",
    "payout.withdrawn", "order.awaiting_payment", "order.awaiting_approval", "order.active",
    "order.rejected", "order.expired", "quota.alert", "ticket.opened", "ticket.replied",
    "ticket.answered", "ticket.assigned", "ticket.closed",
    "application.sent", "application.returned", "application.approved", "application.rejected",
    "application.withdrawn", "announcement.published", "news.published",
)  # fmt: skip


def boxes() -> forms.CheckboxSelectMultiple:
    """Several boxes that look like single ones."""
    return forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"})


class ProfileForm(VezneForm):
    """Brand, voice and house rules."""

    brand_name = forms.CharField(label=_("Marka adı"), max_length=80)
    brand_color = forms.CharField(
        label=_("Renk"),
        max_length=7,
        help_text=_(
            "#1d4ed8 gibi. Alıcılarınızın sayfalarında ve e-postalarında kullanılır;"
            " okunur kalacak tonları seçilir."
        ),
    )
    website = forms.URLField(label=_("Web sitesi"), required=False, assume_scheme="https")
    mail_from_name = forms.CharField(label=_("E-posta gönderen adı"), max_length=80, required=False)
    mail_reply_to = forms.EmailField(label=_("Yanıt adresi"), required=False)
    sms_header = forms.CharField(label=_("SMS başlığı"), max_length=11, required=False)
    reminder_days = WordsField(
        label=_("Hatırlatma günleri"),
        help_text=_("Vadeden kaç gün önce hatırlatılacağı: 7, 3, 1, 0. Sıfır vade günüdür."),
    )
    grace_days = whole(
        _("Ödeme süresi (gün)"),
        most=365,
        help_text=_("Yeni paketlere önerilir; satılmış hizmetlerde değişmez."),
    )
    force_3d = forms.BooleanField(label=_("Kart ödemelerinde 3D zorunlu olsun"), required=False)
    payment_link_days = whole(_("Ödeme bağlantısı kaç gün geçerli"), least=1, most=365)
    slug = forms.SlugField(
        label=_("Adres adı"),
        max_length=40,
        required=False,
        help_text=_("Herkese açık sayfalarınızın adresi: /adres-adi/. Küçük harf, rakam ve tire."),
    )
    pages_open = forms.BooleanField(
        label=_("Fiyatlar, haberler ve sorular herkese açık sayfalarda görünsün"), required=False
    )
    sign_up_open = forms.BooleanField(
        label=_("İsteyen kayıt sayfasından müşterim olabilsin"), required=False
    )
    users_by_request = forms.BooleanField(
        label=_("Alıcılarımın kullanıcıları yalnız başvuruyla eklenip çıkarılsın"), required=False
    )

    @classmethod
    def filled(cls, profile: SellerProfile) -> ProfileForm:
        """As it is."""
        initial = {name: getattr(profile, name) for name in cls.base_fields}
        initial["reminder_days"] = ", ".join(str(day) for day in profile.reminder_days)
        return cls(initial=initial)

    def clean_brand_color(self) -> str:
        """A colour as the web writes it."""
        color: str = self.cleaned_data["brand_color"].strip()
        if not COLOR.fullmatch(color):
            raise forms.ValidationError(_("Rengi #1d4ed8 biçiminde yazın."))
        return color

    def clean_slug(self) -> str:
        """Small letters, and no address that the house needs itself."""
        slug: str = self.cleaned_data["slug"].lower()
        if slug in reserved_slugs():
            raise forms.ValidationError(_("Bu adres adı kullanılamaz."))
        return slug

    def clean(self) -> dict[str, Any]:
        """Public pages and a sign-up page need their address."""
        typed = super().clean() or {}
        is_public = typed.get("sign_up_open") or typed.get("pages_open")
        if is_public and not typed.get("slug") and "slug" not in self.errors:
            self.add_error("slug", _("Herkese açık sayfalar için bir adres adı yazın."))
        return typed

    def clean_reminder_days(self) -> list[int]:
        """Days, the earliest reminder first."""
        words: tuple[str, ...] = self.cleaned_data["reminder_days"]
        if not all(word.isdecimal() and int(word) <= MOST_REMINDER_DAYS for word in words):
            raise forms.ValidationError(_("0 ile 60 arasında günleri virgülle ayırarak yazın."))
        return sorted({int(word) for word in words}, reverse=True)

    def changes(self) -> ProfileChanges:
        """What accounts take."""
        changes: ProfileChanges = dict(self.cleaned_data)  # type: ignore[assignment]
        return changes


class ContactForm(VezneForm):
    """A way to reach the seller's support."""

    kind = forms.ChoiceField(label=_("Tür"), choices=ContactKind.choices)
    value = forms.CharField(label=_("Adres ya da numara"), max_length=120)
    label = forms.CharField(
        label=_("Açıklama"), max_length=80, required=False, help_text=_("Çalışma saatleri gibi.")
    )
    position = position_field()

    @classmethod
    def filled(cls, row: SupportContact) -> ContactForm:
        """As it is."""
        is_number = row.kind in (ContactKind.PHONE, ContactKind.WHATSAPP)
        value = phone_words(row.value) if is_number else row.value
        return cls(
            initial={
                "kind": row.kind, "value": value, "label": row.label, "position": row.position
            }
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Numbers may be typed as people write them."""
        typed = super().clean() or {}
        if typed.get("kind") in (ContactKind.PHONE, ContactKind.WHATSAPP) and typed.get("value"):
            try:
                typed["value"] = read_phone(typed["value"])
            except forms.ValidationError as error:
                self.add_error("value", error)
        return typed

    def terms(self) -> ContactTerms:
        """What content takes."""
        return ContactTerms(**self.cleaned_data)


class TextForm(VezneForm):
    """The next version of a legal text."""

    title = forms.CharField(label=_("Başlık"), max_length=160)
    body_tr = forms.CharField(
        label=_("Türkçe metin"),
        widget=forms.Textarea(attrs={"rows": 18, "class": "vz-long", "lang": "tr"}),
        help_text=_("Paragrafları boş satırla ayırın."),
    )
    body_en = forms.CharField(
        label=_("İngilizce metin"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 18, "class": "vz-long", "lang": "en"}),
    )

    @classmethod
    def filled(cls, text: LegalText | None) -> TextForm:
        """Begins with the version that is shown now."""
        if text is None:
            return cls()
        return cls(initial={name: getattr(text, name) for name in cls.base_fields})

    def draft(self, kind: str) -> TextDraft:
        """What content takes; lines end as they do elsewhere."""
        bodies = {name: text.replace("\r\n", "\n") for name, text in self.cleaned_data.items()}
        return TextDraft(kind=kind, **bodies)


class ApiKeyForm(VezneForm):
    """A key for a program."""

    name = forms.CharField(label=_("Ad"), max_length=80, help_text=_("Hangi programın kullandığı."))
    scopes = forms.MultipleChoiceField(
        label=_("Yapabilecekleri"), choices=API_SCOPES, widget=boxes()
    )
    return_origins = WordsField(
        label=_("Dönüş adresleri"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false", "autocapitalize": "none"}),
        help_text=_("Panele geçişten sonra dönülebilecek siteler: https://panel.example."),
    )


class EndpointForm(VezneForm):
    """Where the seller's program listens."""

    url = forms.URLField(label=_("Adres"), max_length=300, assume_scheme="https")
    kinds = forms.MultipleChoiceField(
        label=_("Olaylar"),
        choices=[(kind, kind) for kind in EVENT_KINDS],
        widget=boxes(),
        required=False,
        help_text=_("Hiçbiri seçilmezse tümü bildirilir."),
    )
