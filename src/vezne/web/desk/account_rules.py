"""Ayarlar → Cari hesap: limits of the second look, loads, letters, late charge. Admin only."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from vezne.accounts.models import Role
from vezne.receivables.models import SellerTerms
from vezne.receivables.queries import seller_terms_of
from vezne.receivables.services import TermsDraft, seller_terms_set
from vezne.web.access import VezneRequest, desk_page
from vezne.web.desk.catalogue import either
from vezne.web.desk.catalogue_forms import whole
from vezne.web.desk.replies import done, page
from vezne.web.fields import MoneyField, PercentField
from vezne.web.forms import VezneForm


class RulesForm(VezneForm):
    """A seller's rules for its current accounts."""

    entry_limit_minor = MoneyField(
        label=_("Elle kayıtta ikinci onay sınırı (₺)"),
        required=False,
        help_text=_(
            "KDV dahil bu tutarın üstü ve döviz kayıtları ikinci bir yetkiliyi bekler. Boşsa"
            " beklenmez."
        ),
    )
    payout_limit_minor = MoneyField(
        label=_("Para çekmede ikinci onay sınırı (₺)"),
        required=False,
        help_text=_(
            "Bu tutarın üstünü ve döviz tutarlarını iki ayrı yetkili onaylar. Boşsa bir onay yeter."
        ),
    )
    payment_days = whole(
        _("Vade (gün)"), most=365, help_text=_("Elle kaydedilen borçlar ve vade farkları için.")
    )
    pays_from_wallet = forms.BooleanField(
        label=_("Yenilemeler önce bakiyeden ödensin"),
        required=False,
        help_text=_("Alıcı kendi hesabında açıp kapatabilir; seçmeyenler için bu geçerlidir."),
    )
    load_least_minor = MoneyField(label=_("Kartla en az yükleme (₺)"))
    load_most_minor = MoneyField(label=_("Kartla en çok yükleme (₺)"))
    letter_days = whole(_("Mutabakat kaç gün yanıtlanabilir"), least=1, most=365)
    late_rate_bp = PercentField(
        label=_("Aylık vade farkı oranı (%)"),
        help_text=_("0 kapalıdır. Açıldığı günden sonraki günler hesaplanır; ay 30 gün sayılır."),
    )
    late_grace_days = whole(_("Vadeden sonra ücretsiz gün"), most=365)
    late_kdv_bp = PercentField(label=_("Vade farkının KDV oranı (%)"))
    late_review_days = whole(
        _("İnceleme süresi (gün)"),
        most=60,
        help_text=_("Hesaplanan vade farkı bu kadar gün sonra istenir; o güne dek silinebilir."),
    )

    @classmethod
    def filled(cls, terms: SellerTerms) -> RulesForm:
        """As they are."""
        return cls(initial={name: getattr(terms, name) for name in cls.base_fields})

    def clean(self) -> dict[str, Any]:
        """The least is not above the most."""
        typed = super().clean() or {}
        least, most = typed.get("load_least_minor"), typed.get("load_most_minor")
        if least is not None and most is not None and (least > most or least == 0):
            self.add_error("load_most_minor", _("En çok tutar, en azdan küçük olamaz."))
        return typed


@desk_page(role=Role.ADMIN)
@either
def account_rules(request: VezneRequest) -> HttpResponse:
    """The rules and their form."""
    seller_id, status = request.seat.account_id, 200
    form = RulesForm.filled(seller_terms_of(seller_id))
    if request.method == "POST":
        form, status = RulesForm(request.POST), 422
        if form.is_valid():
            seller_terms_set(
                seller_id=seller_id,
                draft=TermsDraft(**form.cleaned_data),
                actor=request.actor,
                now=request.now,
            )
            return done(request, _("Cari hesap ayarları kaydedildi."), "desk_account_rules")
    return page(request, "account_rules", {"form": form}, status=status)
