"""Eşleştirme kuralları: what happens without a person; Bilinen gönderenler: who was learned."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from vezne.accounts.models import Role
from vezne.banking.models import KnownPayer, MatchingRules
from vezne.banking.queries.rules import rules_of
from vezne.banking.services.bank_account import RulesTerms, rules_change
from vezne.banking.services.payer import payer_forget
from vezne.banking.types import OtherAmount, PayerKind, PayerPolicy
from vezne.reports.bank_queue import bank_counts
from vezne.web.access import VezneRequest, desk_page
from vezne.web.desk.catalogue import either
from vezne.web.desk.catalogue_forms import whole
from vezne.web.desk.replies import done, page
from vezne.web.fields import MoneyField
from vezne.web.forms import VezneForm
from vezne.web.listing import Filter, Listing, by_column, by_columns, by_field

MOST_NAMES, LONGEST_NAME = 20, 60


class RulesForm(VezneForm):
    """A seller's rules of matching."""

    other_amount = forms.ChoiceField(
        label=_("Kod doğru, tutar başkaysa"),
        choices=OtherAmount.choices,
        help_text=_("Açıklamada hesabın kodu var ama tutar açık ödemelerden hiçbirine uymuyor."),
    )
    iban_policy = forms.ChoiceField(
        label=_("Bilinen IBAN'dan gelen havale"),
        choices=PayerPolicy.choices,
        help_text=_("Bir personelin bir hesaba bağladığı IBAN'lar."),
    )
    tax_id_policy = forms.ChoiceField(
        label=_("VKN/TCKN'si bilinen gönderenin havalesi"),
        choices=PayerPolicy.choices,
        help_text=_("Numara bankanın bildirdiği, alıcınızın kayıtlı numarasıyla aynı olan."),
    )
    uses_phones = forms.BooleanField(
        label=_("Açıklamadaki telefonla eşleştir"),
        required=False,
        help_text=_(
            "Açıklamadaki numara yalnızca bir hesabın kullanıcısının giriş telefonuysa havale o"
            " hesaba geçer. Dikkat: telefonu açıklamaya başkası da yazabilir; yalnızca alıcılarınız"
            " telefonlarıyla para yatırıyorsa (temsilci ağları) açın."
        ),
    )
    automatic_limit = MoneyField(
        label=_("Otomatik işleme sınırı"),
        required=False,
        help_text=_(
            "Havalenin kendi para birimindedir. Üzerindeki havaleler kuyruğa düşer; boşsa sınır"
            " yoktur."
        ),
    )
    notice_after_hours = whole(
        _("Havale/EFT bildir kaç saat sonra görünsün"),
        most=240,
        help_text=_(
            "Havaleyi seçen alıcıya, ödemesi bu sürede gelmezse bildirim formu gösterilir."
        ),
    )
    promise_days = whole(
        _("Döviz tutarı kaç gün geçerli"),
        least=1,
        most=30,
        help_text=_("Havale seçildiğinde verilen kur bu kadar gün korunur."),
    )
    payout_names = forms.CharField(
        label=_("Kart kuruluşlarının adları"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Satır başına bir ad. Gönderen adında geçerse hareket kart tahsilatı sayılır; bilinen"
            " kuruluşlar yazılmadan da tanınır."
        ),
    )

    @classmethod
    def filled(cls, rules: MatchingRules) -> RulesForm:
        """As they are."""
        initial = {name: getattr(rules, name, None) for name in cls.base_fields}
        initial["automatic_limit"] = rules.automatic_limit_minor
        initial["payout_names"] = "\n".join(rules.payout_names)
        return cls(initial=initial)

    def clean_payout_names(self) -> tuple[str, ...]:
        """Names, one a line."""
        lines = [line.strip() for line in self.cleaned_data["payout_names"].splitlines()]
        names = tuple(dict.fromkeys(line for line in lines if line))
        if len(names) > MOST_NAMES or any(len(name) > LONGEST_NAME for name in names):
            raise forms.ValidationError(_("En çok 20 ad, her biri en çok 60 karakter yazın."))
        return names

    def terms(self) -> RulesTerms:
        """What banking takes; only after `is_valid()`."""
        typed = dict(self.cleaned_data)
        limit = typed.pop("automatic_limit")
        return RulesTerms(**typed, automatic_limit_minor=limit)


@desk_page(role=Role.ADMIN)
@either
def rules(request: VezneRequest) -> HttpResponse:
    """What a transfer does without a person."""
    seller_id, status = request.seat.account_id, 200
    form = RulesForm.filled(rules_of(seller_id))
    if request.method == "POST":
        form, status = RulesForm(request.POST), 422
        if form.is_valid():
            rules_change(
                seller_id=seller_id, terms=form.terms(), actor=request.actor, now=request.now
            )
            return done(request, _("Eşleştirme kuralları kaydedildi."), "desk_bank_rules")
    return page(request, "bank_rules", {"form": form}, status=status)


@desk_page()
@require_safe
def payers(request: VezneRequest) -> HttpResponse:
    """The payers that people have tied to buyers."""
    seller_id = request.seat.account_id
    rows = KnownPayer.objects.filter(seller_id=seller_id, forgotten_at=None)
    listing = Listing(
        request,
        rows.select_related("buyer", "current_account").order_by("-learned_at", "-pk"),
        search=by_columns("name", "buyer__name", "tail", "learned_by"),
        filters=[Filter("tur", _("Tür"), PayerKind.choices, by_field("kind"))],
        sorts={"hesap": by_column("buyer__search_key"), "tarih": by_column("learned_at")},
    )
    context: dict[str, Any] = {"listing": listing, "counts": bank_counts(seller_id)}
    return page(request, "bank_payers", context)


@desk_page(role=Role.STAFF)
@require_POST
def payer_revoke(request: VezneRequest, public_id: str) -> HttpResponse:
    """Its transfers wait for a person again."""
    payer_forget(public_id=public_id, actor=request.actor, now=request.now)
    words = _("Gönderen unutuldu; havaleleri bundan sonra bu hesaba kendiliğinden geçmez.")
    return done(request, words, "desk_bank_payers")
