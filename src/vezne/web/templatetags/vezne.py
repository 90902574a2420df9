"""Tags and filters of every template: icons, amounts, instants, badges, charts, list addresses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from django import template
from django.forms import BoundField
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from vezne.banking.queries.lists import ShownAccount
from vezne.core.money import Money
from vezne.core.wording import date_words, instant_words, money_words, number_words, rate_words
from vezne.payments.types import card_words
from vezne.web.charts import bars
from vezne.web.fields import show_amount
from vezne.web.formatting import initials, phone_words, time_gone, time_left
from vezne.web.karekod import karekod_svg
from vezne.web.templatetags.fixed import static

register = template.Library()
BADGES = {
    "active": "green", "trialing": "blue", "grace": "yellow", "suspended": "red",
    "staff_suspended": "red", "pending": "yellow", "cancelled": "secondary", "ended": "secondary",
    "paid": "green", "captured": "green", "open": "yellow", "void": "secondary",
    "failed": "red", "unknown": "yellow", "requires_action": "yellow", "created": "secondary",
    "refunded": "blue", "done": "green", "sent": "green", "queued": "yellow", "todo": "yellow",
    "doing": "blue", "succeeded": "green", "awaiting_payment": "yellow",
    "awaiting_approval": "yellow", "rejected": "red", "expired": "secondary",
    "waiting": "yellow", "seconded": "yellow", "approved": "blue", "refused": "red",
    "withdrawn": "secondary", "agreed": "green", "disagreed": "red", "booked": "green",
    "differs": "red", "untold": "secondary",
    "declined": "red", "draft": "yellow", "blocked": "red", "issued": "blue",
    "accepted": "green", "dropped": "secondary", "charged": "green", "waived": "secondary",
    "answered": "blue", "urgent": "red", "high": "yellow", "credited": "green",
    "unmatched": "yellow", "received": "blue", "returned": "blue",
    "ignored": "secondary", "taken": "green", "discarded": "secondary", "reversed": "red",
    "drafted": "blue", "in_review": "blue",
    "found": "green", "running": "blue", "provisioning": "blue", "failed_setup": "red",
}  # fmt: skip
"""Colour of a state's badge; the words are always there as well."""

CONTROLS = {
    "checkbox": "form-check-input", "select": "form-select", "radio": "", "hidden": "",
    "file": "form-control",
}  # fmt: skip
"""Tabler's class of an input by its type; all others are `form-control`."""


@register.simple_tag
@cache
def icon(name: str, css: str = "") -> SafeString:
    """An icon of the sprite, for eyes only: the words stand beside it or in aria-label."""
    return format_html(
        '<svg class="ic {}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        css,
        static("vezne/icons.svg"),
        name,
    )


@register.filter
def para(value: Money | int | str | None, currency: str = "TRY") -> str:
    """Money, or minor units and a currency, as words; empty for nothing."""
    if value is None or value == "":
        return ""
    return money_words(value if isinstance(value, Money) else Money(int(value), currency))


@register.filter
def tarih(value: datetime | None) -> str:
    """An instant as its Istanbul date."""
    return date_words(value) if value else ""


@register.filter
def tarih_saat(value: datetime | None) -> str:
    """An instant as its Istanbul date and time."""
    return instant_words(value) if value else ""


@register.filter
def kalan(value: datetime, now: datetime) -> str:
    """How long is left until `value`."""
    return time_left(value, now)


@register.filter
def gecen(value: datetime, now: datetime) -> str:
    """How long ago `value` was."""
    return time_gone(value, now)


@register.filter
def gecen_sure(value: datetime, now: datetime) -> str:
    """`5 gün kaldı` before the instant, `3 gün geçti` after it."""
    return time_left(value, now) if value > now else time_gone(value, now)


@register.filter
def bas_harf(name: str) -> str:
    """The first letters of a person's first and last name: `Ayşe İnci Öz` → `AÖ`."""
    return initials(name)


@register.filter
def sayi(value: int | None) -> str:
    """A whole number with thousands."""
    return "" if value is None else number_words(int(value))


@register.filter
def tutar(minor: int) -> str:
    """An amount as it is typed into a field: 123456 → `1.234,56`."""
    return show_amount(int(minor))


@register.filter
def mutlak(value: int) -> int:
    """An amount without its sign: the words beside it say whose it is."""
    return abs(int(value))


@register.filter
def yuzde(basis_points: int) -> str:
    """A rate in basis points as Turkish writes it: 2000 → `%20`."""
    whole, rest = divmod(int(basis_points), 100)
    return f"%{whole}" + (f",{rest:02d}".rstrip("0") if rest else "")


@register.filter
def kur(rate_micro: int) -> str:
    """TRY per unit in millionths with four decimals: 41123400 → `41,1234`."""
    return rate_words(int(rate_micro))


@register.filter
def telefon(value: str) -> str:
    """A phone number as people write it."""
    return phone_words(value)


@register.simple_tag
def state_badge(state: str, label: str) -> SafeString:
    """A state in its words and its colour."""
    return format_html(
        '<span class="badge bg-{}-lt">{}</span>', BADGES.get(state, "secondary"), label
    )


@register.simple_tag
def field(bound: BoundField, **attributes: str) -> SafeString:
    """A form's field with label, error and help; `inputmode="numeric"` becomes an attribute."""
    attrs = bound.field.widget.attrs
    attrs |= {name.replace("_", "-"): value for name, value in attributes.items()}
    return SafeString(render_to_string("components/field.html", {"field": bound}))


@register.filter
def drawn(bound: BoundField) -> SafeString:
    """The field's input in our classes, whatever form it comes from, tied to its error and help."""
    widget = bound.field.widget
    css = CONTROLS.get(getattr(widget, "input_type", ""), "form-control")
    classes = str(widget.attrs.get("class", "")).split()
    wanted = [css] if css else []
    wanted += ["is-invalid"] if bound.errors else []
    joined = " ".join(dict.fromkeys([*wanted, *classes]))
    return bound.as_widget(attrs={"class": joined} if joined else None)


@register.simple_tag
def karekod(account: ShownAccount, amount: Money | None = None) -> SafeString:
    """The code that a phone's bank app reads: whom to pay and, with an amount, how much."""
    is_same = amount is not None and amount.currency == account.currency
    return karekod_svg(
        iban=account.iban,
        holder=account.holder,
        currency=account.currency,
        amount_minor=amount.minor if amount is not None and is_same else None,
    )


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: Any) -> str:
    """The address' filters with some changed; None takes one away."""
    request: HttpRequest = context["request"]
    parameters = request.GET.copy()
    for name, value in changes.items():
        if value is None:
            parameters.pop(name, None)
        else:
            parameters[name] = str(value)
    return parameters.urlencode()


@register.inclusion_tag("components/sort_th.html", takes_context=True)
def sort_th(
    context: template.Context, key: str, label: str, sort: str, css: str = ""
) -> dict[str, Any]:
    """A column's head that sorts; `sort` is what the list is sorted by now (`-`: descending)."""
    direction = {key: "ascending", f"-{key}": "descending"}.get(sort, "")
    wanted = f"-{key}" if direction == "ascending" else key
    url = "?" + query(context, sirala=wanted, sayfa=None)
    return {"label": label, "direction": direction, "url": url, "css": css}


@register.inclusion_tag("components/bar_chart.html")
def bar_chart(
    rows: Sequence[tuple[datetime, int]], title: str, currency: str = "TRY"
) -> dict[str, Any]:
    """Months and amounts as a drawing by the server, and the same as a table; words for nothing."""
    is_empty = not any(minor for _month, minor in rows)
    chart = None if is_empty else bars(rows, currency)
    return {"chart": chart, "title": title, "currency": currency}


@register.filter
def kart(last_four: str, brand: str) -> str:
    """A card as people know it: `{{ card.last_four|kart:card.brand }}` → `Visa •••• 0008`."""
    return card_words(brand, last_four)
