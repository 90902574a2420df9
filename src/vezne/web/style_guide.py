"""/stil/: every component with sample values, for those who build pages; in sandbox or debug only.

`?yuz=yonetim` shows the desk's face, `?sayfa=odeme-kapali`, `sade` and `bulunamadi` whole pages.
Nothing is read from the database: what is shown is written here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from vezne.core.calendar import ISTANBUL
from vezne.core.money import Money
from vezne.web.access import public_page
from vezne.web.menu import Group, Shown, menu_drawn

NOW = datetime(2026, 3, 24, 12, 0, tzinfo=ISTANBUL)
PAGES = {
    "odeme-kapali": "errors/402.html",
    "sade": "style_guide/plain.html",
    "bulunamadi": "errors/404.html",
}


class SampleForm(forms.Form):
    """Fields of each kind, two of them wrong."""

    name = forms.CharField(label="İsim soyisim")
    tax_id = forms.RegexField(r"^\d{10,11}$", label="VKN / TCKN", help_text="10 veya 11 rakam")
    city = forms.ChoiceField(
        label="İl", choices=[("34", "İstanbul"), ("35", "İzmir"), ("63", "Şanlıurfa")]
    )
    note = forms.CharField(label="Not", required=False, widget=forms.Textarea({"rows": 2}))
    kind = forms.ChoiceField(
        label="Fatura türü",
        widget=forms.RadioSelect,
        choices=[("person", "Bireysel"), ("firm", "Kurumsal")],
    )
    consent = forms.BooleanField(label="Ön bilgilendirme formunu okudum", required=False)


@dataclass(frozen=True, slots=True)
class Line:
    """A service of the sample list."""

    name: str
    platform: str
    plan: str
    ends_at: datetime
    state: str
    words: str
    price: Money

    @property
    def is_late(self) -> bool:
        """Over its payment time."""
        return self.ends_at < NOW


def _lines() -> list[Line]:
    day = timedelta(days=1)
    try_, usd = "TRY", "USD"
    rows = (
        ("Panel Kullanımı", "RoboPanel", "Profesyonel Aylık", -3, "grace", "Ödeme bekliyor", try_),
        ("WhatsApp Mesaj Hizmeti", "RoboPanel", "Trial", 1, "trialing", "Deneme", usd),
        ("Santral 25 Dahili", "Santral", "Profesyonel Yıllık", 20, "active", "Aktif", try_),
        ("e-Fatura Entegrasyonu", "Santral", "Standart", 139, "suspended", "Askıda", try_),
    )
    return [
        Line(
            name, platform, plan, NOW + day * days, state, words, Money(24_900 * (n * 7 + 1), unit)
        )
        for n, (name, platform, plan, days, state, words, unit) in enumerate(rows)
    ]


def _menu(is_desk: bool) -> list[Group]:
    names = (
        [("Genel Bakış", "home"), ("Hesaplar", "users"), ("Abonelikler", "server")]
        if is_desk
        else [("Genel Bakış", "home"), ("Hizmetlerim", "server"), ("Ödemeler", "receipt")]
    )
    first = tuple(
        Shown(url="/stil/", label=name, icon=icon, is_here=at == 1, badge="3" if at == 2 else "")
        for at, (name, icon) in enumerate(names)
    )
    more = (("Fatura Adresleri", "file-text"), ("Kartlarım", "credit-card"), ("Destek", "help"))
    rest = tuple(Shown(url="/stil/", label=name, icon=icon, is_here=False) for name, icon in more)
    return [Group(title="", entries=first), Group(title="Hesap", entries=rest)]


def _shell(is_desk: bool) -> dict[str, Any]:
    """The frame's values as `context.shell` gives them."""
    account = SimpleNamespace(
        id=1, public_id="acc_1", number=104217, name="Aydınlar İnşaat Ltd. Şti."
    )
    other = SimpleNamespace(id=2, public_id="acc_2", number=104218, name="Ege Balon Turizm A.Ş.")
    invoice = SimpleNamespace(
        public_id="inv_ornek", reference="ÖT-7K3M9P2A", open_minor=29_880_00,
        currency="TRY", due_at=NOW - timedelta(days=10), shuts_off_at=NOW - timedelta(days=3),
    )  # fmt: skip
    contacts = [
        SimpleNamespace(kind="email", value="destek@ornek.example", label=""),
        SimpleNamespace(kind="phone", value="+902125550123", label=""),
    ]
    return {
        "now": NOW,
        "brand": "RoboPanel",
        "face": "desk" if is_desk else "panel",
        "seat": SimpleNamespace(
            account=account, account_id=1, is_seller=True, portal_seller_id=None
        ),
        "choices": (SimpleNamespace(account=account), SimpleNamespace(account=other)),
        "person": SimpleNamespace(full_name="Ayşe İnci Öz", email="ayse@ornek.example"),
        "role_label": "Admin",
        "menu": menu_drawn(_menu(is_desk)),
        "balances": () if is_desk else (Money(-965_000, "TRY"),),
        "unread": 4,
        "contacts": contacts,
        "search_url": "/stil/",
        "band": None if is_desk else SimpleNamespace(
            invoice_id=invoice.public_id, amounts=(Money(2_988_000, "TRY"),), count=2,
            is_shut=False, is_last_day=True, shuts_off_at=NOW + timedelta(hours=5, minutes=20),
        ),
        "closure": SimpleNamespace(
            key="robo.panel", reason="debt", platform="RoboPanel", since=invoice.shuts_off_at,
            owed=(SimpleNamespace(
                invoice=invoice, service="Panel Kullanımı", since=invoice.shuts_off_at),),
            amounts=(Money(2_988_000, "TRY"),), block_reasons=(), service_id="",
        ),
        "may_act": True,
        "poll": "/healthz",
    }  # fmt: skip


def _samples() -> dict[str, Any]:
    """One value for each component."""
    wrong = {"name": "", "tax_id": "12", "city": "34", "kind": "firm"}
    form = SampleForm(wrong)
    months = [
        (datetime(2025 + (month > 12), (month - 1) % 12 + 1, 1, tzinfo=ISTANBUL), amount * 100_00)
        for month, amount in zip(
            range(4, 16), (84, 66, 102, 74, 55, 126, 97, 62, 153, 110, 94, 65), strict=True
        )
    ]
    events = [
        {"at": NOW, "title": "Ödeme alındı", "text": "29.880,00 ₺", "actor": "", "tone": "green"},
        {"at": NOW - timedelta(days=1), "title": "Askıya alındı", "tone": "red"},
        {"at": NOW - timedelta(days=8), "title": "Ödeme talebi açıldı", "tone": ""},
    ]  # fmt: skip
    return {
        "form": form,
        "lines": _lines(),
        "page": Paginator(range(57), 25).page(2),
        "page_sizes": (10, 25, 50, 100),
        "months": months,
        "events": events,
        "steps": ["Dosya", "Eşleştir", "Önizle", "Aktar"],
        "facts": [("Hizmet", "Panel Kullanımı"), ("Paket", "Profesyonel Aylık"),
                  ("Dönem", "24.03.2026 - 24.04.2026"), ("Site", "")],
        "amounts": [
            Money(minor, unit)
            for minor, unit in ((123_456, "TRY"), (-965_000, "TRY"), (24_900, "USD"), (0, "TRY"))
        ],
        "moments": [NOW + timedelta(hours=hours) for hours in (98, 6, -72)],
    }  # fmt: skip


@public_page
@require_safe
def style_guide(request: HttpRequest) -> HttpResponse:
    """The guide, or one whole page of it."""
    if not (settings.DEBUG or settings.SANDBOX):
        raise Http404
    is_desk = request.GET.get("yuz") == "yonetim"
    template = PAGES.get(request.GET.get("sayfa", ""), "style_guide/all.html")
    return render(request, template, {**_shell(is_desk), **_samples()})
