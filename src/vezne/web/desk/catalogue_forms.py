"""Forms of the catalogue: terms of platforms, products, plans and packs, and their prices."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vezne.catalog.models import (
    PERIOD_UNITS,
    CouponKind,
    Opening,
    PackVersion,
    PayWay,
    PlanVersion,
    Product,
)
from vezne.catalog.taxes import EXEMPTIONS, WITHHOLDINGS
from vezne.catalog.types import (
    CouponTerms,
    PackPrice,
    PackTerms,
    PlanPrice,
    PlanTerms,
    PlatformTerms,
    ProductTerms,
)
from vezne.core.money import CURRENCIES
from vezne.web.fields import HundredthsField, InstantField, MoneyField, PercentField, WordsField
from vezne.web.forms import VezneForm

MOST_DAYS, MOST_CREDITS, MOST_PLACES = 3_650, 10**9, 1_000


def whole(label: Any, *, most: int, least: int = 0, **kwargs: Any) -> forms.IntegerField:
    """A whole number; typed as text, because `type=number` follows the browser's language."""
    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    return forms.IntegerField(label=label, min_value=least, max_value=most, widget=widget, **kwargs)


def currency_field(**kwargs: Any) -> forms.ChoiceField:
    """One of the currencies that are traded in."""
    return forms.ChoiceField(
        label=_("Para birimi"), choices=[(code, code) for code in CURRENCIES], **kwargs
    )


def active_field(label: Any) -> forms.BooleanField:
    """Whether it is on offer."""
    return forms.BooleanField(label=label, required=False, initial=True)


def position_field() -> forms.IntegerField:
    """Its place in lists."""
    return whole(_("Sıra"), most=MOST_PLACES, initial=0, help_text=_("Küçük olan önce gösterilir."))


def _codes(words: dict[str, str]) -> list[tuple[str, str]]:
    """Codes of GİB's lists with their words, which are the law's own in any language."""
    return [(code, f"{code} {text}") for code, text in words.items()]


class PlatformForm(VezneForm):
    """A seller's group of products."""

    name = forms.CharField(label=_("Platform adı"), max_length=80)
    url = forms.URLField(label=_("Adresi"), required=False, assume_scheme="https")
    is_active = active_field(_("Satışta"))
    position = position_field()

    def terms(self) -> PlatformTerms:
        """What the catalogue takes."""
        return PlatformTerms(**self.cleaned_data)


class ProductForm(VezneForm):
    """A service of a platform."""

    name = forms.CharField(label=_("Hizmet adı"), max_length=120)
    description = forms.CharField(
        label=_("Açıklama"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    entitlement_keys = WordsField(
        label=_("Verdiği yetki anahtarları"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocapitalize": "none"}),
        help_text=_("Her satıra bir anahtar: whatsapp.send gibi. Programlar bunları sorar."),
    )
    kdv_rate_bp = PercentField(label=_("KDV oranı (%)"), initial=2000)
    oiv_rate_bp = PercentField(
        label=_("ÖİV oranı (%)"),
        required=False,
        help_text=_(
            "İnternet, telefon gibi elektronik haberleşme hizmetlerinde 10; ötekilerde boş."
        ),
    )
    withholding_code = forms.ChoiceField(
        label=_("Tevkifat kodu"),
        required=False,
        choices=[("", _("Yok")), *_codes({code: row[0] for code, row in WITHHOLDINGS.items()})],
        help_text=_("Şartlarında KDV tevkifatı yapar diye işaretlediğiniz alıcılara uygulanır."),
    )
    exemption_code = forms.ChoiceField(
        label=_("KDV istisna kodu"),
        required=False,
        choices=[("", _("Yok")), *_codes(EXEMPTIONS)],
        help_text=_("KDV oranı 0 olan hizmetin belgesinde yazılır."),
    )
    credit_unit = forms.CharField(
        label=_("Kontör birimi"),
        max_length=16,
        required=False,
        help_text=_("Kullanımla eksilen hizmetler için: ILETI, SMS, WP_MESAJ gibi."),
    )
    asks_site = forms.BooleanField(
        label=_("Siparişte site sorulsun"),
        required=False,
        help_text=_("Hizmet belli bir siteye bağlıysa."),
    )
    max_instalments = whole(_("En çok taksit"), least=1, most=12, initial=1)
    approval_ways = forms.MultipleChoiceField(
        label=_("Elle onay"),
        required=False,
        choices=PayWay.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Bu yollarla ödenen siparişler siz onaylayınca açılır."),
    )
    is_identity_required = forms.BooleanField(
        label=_("Kimliği doğrulanmış alıcılara satılsın"),
        required=False,
        help_text=_("Doğrulanmamış alıcılar hizmeti inceler, sipariş veremez."),
    )
    is_active = active_field(_("Satışta"))
    position = position_field()

    def terms(self) -> ProductTerms:
        """What the catalogue takes."""
        typed = {**self.cleaned_data, "oiv_rate_bp": self.cleaned_data["oiv_rate_bp"] or 0}
        typed["approval_ways"] = tuple(typed["approval_ways"])
        return ProductTerms(**typed)


class PlanForm(VezneForm):
    """A subscription offer of a product, apart from its price."""

    name = forms.CharField(label=_("Paket adı"), max_length=80)
    opening = forms.ChoiceField(
        label=_("Hizmet ne zaman açılır"),
        choices=Opening.choices,
        help_text=_("Siparişte açılan hizmette ödeme süresi açılıştan başlar."),
    )
    is_trial = forms.BooleanField(
        label=_("Ücretsiz deneme"),
        required=False,
        help_text=_("Kendiliğinden biter; her hesap bir kez kullanır."),
    )
    is_active = active_field(_("Satışta"))
    position = position_field()

    def terms(self) -> PlanTerms:
        """What the catalogue takes."""
        return PlanTerms(**self.cleaned_data)


class PlanPriceForm(VezneForm):
    """A new dated price of a plan; what was sold keeps its own."""

    price_minor = MoneyField(label=_("Dönem fiyatı (KDV hariç)"))
    currency = currency_field()
    period_count = whole(_("Dönem uzunluğu"), least=1, most=MOST_DAYS, initial=1)
    period_unit = forms.ChoiceField(label=_("Dönem birimi"), choices=PERIOD_UNITS, initial="month")
    kdv_rate_bp = PercentField(
        label=_("KDV oranı (%)"), required=False, help_text=_("Boş bırakılırsa hizmetin oranı.")
    )
    grace_days = whole(_("Ödeme süresi (gün)"), most=MOST_DAYS, initial=7)
    trial_days = whole(_("Deneme süresi (gün)"), most=MOST_DAYS, initial=0)
    included_credits = whole(_("Dönemde verilen kontör"), most=MOST_CREDITS, initial=0)

    @classmethod
    def filled(cls, version: PlanVersion | None, grace_days: int, **kwargs: Any) -> PlanPriceForm:
        """Begins with the price that is sold now."""
        initial = (
            {name: getattr(version, name) for name in cls.base_fields}
            if version
            else {"grace_days": grace_days}
        )
        return cls(initial=initial, **kwargs)

    def price(self) -> PlanPrice:
        """What the catalogue takes."""
        return PlanPrice(**self.cleaned_data)


class PackForm(VezneForm):
    """A credit pack of a product, apart from its price."""

    name = forms.CharField(label=_("Kontör paketinin adı"), max_length=80)
    needs_approval = forms.BooleanField(
        label=_("Ödendikten sonra onay gerekir"),
        required=False,
        help_text=_("Kontör siz onaylayınca yüklenir; reddederseniz tutar bakiyeye geçer."),
    )
    is_active = active_field(_("Satışta"))
    position = position_field()

    def terms(self) -> PackTerms:
        """What the catalogue takes."""
        return PackTerms(**self.cleaned_data)


class PackPriceForm(VezneForm):
    """A new dated price of a pack."""

    quantity = whole(_("Kontör adedi"), least=1, most=MOST_CREDITS)
    price_minor = MoneyField(label=_("Fiyat (KDV hariç)"))
    currency = currency_field()
    kdv_rate_bp = PercentField(
        label=_("KDV oranı (%)"), required=False, help_text=_("Boş bırakılırsa hizmetin oranı.")
    )
    validity_days = whole(
        _("Geçerlilik (gün)"),
        least=1,
        most=MOST_DAYS,
        required=False,
        help_text=_("Boş bırakılırsa süresi dolmaz."),
    )

    @classmethod
    def filled(cls, version: PackVersion | None, **kwargs: Any) -> PackPriceForm:
        """Begins with the price that is sold now."""
        names = cls.base_fields if version else ()
        return cls(initial={name: getattr(version, name) for name in names}, **kwargs)

    def price(self) -> PackPrice:
        """What the catalogue takes."""
        return PackPrice(**self.cleaned_data)


class CouponForm(VezneForm):
    """A discount code."""

    code = forms.CharField(
        label=_("Kupon kodu"),
        max_length=40,
        help_text=_("Harf, rakam ve tire; büyük harfe çevrilir."),
    )
    kind = forms.ChoiceField(label=_("Türü"), choices=CouponKind.choices)
    value = HundredthsField(
        label=_("İndirim"), help_text=_("Yüzde için 10 ya da 12,5; tutar için 100,00.")
    )
    currency = currency_field(required=False, help_text=_("Yalnızca tutar kuponunda geçerlidir."))
    product_id = forms.ChoiceField(label=_("Hizmet"), required=False)
    max_uses = whole(
        _("Kullanım hakkı"),
        least=1,
        most=MOST_CREDITS,
        required=False,
        help_text=_("Boş bırakılırsa sınırsız."),
    )
    once_per_account = forms.BooleanField(
        label=_("Her hesap bir kez kullanabilir"), required=False, initial=True
    )
    starts_at = InstantField(label=_("Başlangıç"))
    ends_at = InstantField(label=_("Bitiş"), required=False)
    is_active = active_field(_("Kullanıma açık"))

    def __init__(self, *args: Any, products: list[Product], **kwargs: Any) -> None:
        """Only the seller's own products."""
        super().__init__(*args, **kwargs)
        choices = [("", _("Tüm hizmetler")), *((str(row.pk), row.name) for row in products)]
        self.fields["product_id"].choices = choices  # type: ignore[attr-defined]

    def terms(self) -> CouponTerms:
        """What the catalogue takes."""
        typed = dict(self.cleaned_data)
        typed["product_id"] = int(typed["product_id"]) if typed["product_id"] else None
        return CouponTerms(**typed)
