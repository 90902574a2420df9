"""What happened to an attempt in words, and what was said as it was said."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vezne.core.money import Money
from vezne.payments.models import Attempt, AttemptEvent, AttemptState, Refund
from vezne.payments.queries import PaymentDetail
from vezne.payments.queries.attempts import UNDER_WAY
from vezne.payments.types import ErrorCode

WORDS: dict[str, str | Promise] = {
    "created": _("Deneme hazırlandı"),
    "asked": _("Ödeme kuruluşu arandı"),
    "form_opened": _("Ödeme formu açıldı"),
    "refused": _("Ödeme kuruluşu reddetti"),
    "unknown": _("Kesin yanıt alınamadı; sonuç sorulacak"),
    "pending": _("Ödeme kuruluşunda işleniyor"),
    "requires_action": _("Kart sahibinin adımı bekleniyor"),
    "captured": _("Tutar çekildi"),
    "failed": _("Reddedildi; para çekilmedi"),
    "cancelled": _("Vazgeçildi; para çekilmedi"),
    "refund_unknown": _("İadenin sonucu kesin değil; sorulacak"),
    "refund_done": _("İade edildi"),
    "refund_failed": _("İade reddedildi"),
    "card_kept": _("Kart kaydedildi"),
    "alarm": _("Yanıt tutara uymuyor; bir kişinin bakması gerekir"),
}
SOURCES: dict[str, str | Promise] = {
    "web": _("ödeme sayfası"),
    "webhook": _("ödeme kuruluşunun bildirimi"),
    "return": _("kart sayfasından dönüş"),
    "poller": _("sonuç sorusu"),
    "janitor": _("arka plan sorusu"),
    "clock": _("otomatik yenileme"),
    "desk": _("yönetim"),
    "refund": _("iade"),
}


@dataclass(frozen=True, slots=True)
class ShownEvent:
    """A line of an attempt's history."""

    at: datetime
    words: str | Promise
    source: str | Promise
    note: str
    raw: str  # the answer as it came, scrubbed of card data; empty: none


@dataclass(frozen=True, slots=True)
class ShownAttempt:
    """An attempt as the page shows it."""

    attempt: Attempt
    charge: Money
    charged: Money | None  # what the payer paid, where it is another amount
    error: str
    events: list[ShownEvent]
    refunds: list[Refund]
    can_ask: bool
    refundable: Money | None


def shown_attempts(detail: PaymentDetail) -> list[ShownAttempt]:
    """Each try of a payment with its history and refunds, newest first."""
    return [_shown(attempt, detail) for attempt in reversed(detail.attempts)]


def _shown(attempt: Attempt, detail: PaymentDetail) -> ShownAttempt:
    refunds = [row for row in detail.refunds if row.attempt_id == attempt.pk]
    charged = attempt.charged_minor
    return ShownAttempt(
        attempt=attempt,
        charge=Money(attempt.amount_minor, attempt.currency),
        charged=Money(charged, attempt.currency)
        if charged is not None and charged != attempt.amount_minor
        else None,
        error=error_words(attempt.error_code),
        events=_events([row for row in detail.events if row.attempt_id == attempt.pk]),
        refunds=refunds,
        can_ask=attempt.state in UNDER_WAY and attempt.provider_account_id is not None,
        refundable=_refundable(attempt, refunds),
    )


def _refundable(attempt: Attempt, refunds: Sequence[Refund]) -> Money | None:
    if attempt.state != AttemptState.CAPTURED or attempt.provider_account_id is None:
        return None
    left = attempt.amount_minor - sum(row.amount_minor for row in refunds if row.state != "failed")
    return Money(left, attempt.currency) if left > 0 else None


def error_words(code: str) -> str:
    """Why no money moved, in words; empty for nothing."""
    if not code:
        return ""
    return str(ErrorCode(code).label) if code in ErrorCode.values else code


def _events(rows: Sequence[AttemptEvent]) -> list[ShownEvent]:
    shown = []
    for row in rows:
        known = dict(row.details)
        answer = known.pop("answer", None)
        note = known.get("detail") or known.get("reason") or known.get("by") or ""
        rest = {**known, "answer": answer} if answer else known
        shown.append(
            ShownEvent(
                at=row.at,
                words=WORDS.get(row.kind, row.kind),
                source=SOURCES.get(row.source, row.source),
                note=str(note),
                raw=json.dumps(rest, ensure_ascii=False, indent=2, default=str) if rest else "",
            )
        )
    return shown
