"""Each day's books of each provider and bank beside ours: due by the tick, told to staff."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from vezne.accounts.queries import admins_of, get_account
from vezne.banking.queries.days import days_to_compare
from vezne.banking.services.day import day_compare
from vezne.banking.types import DayState
from vezne.core.outbox import Event
from vezne.core.scope import acting_as_system
from vezne.flows.notices import voice_of
from vezne.notify.kinds import MessageKind
from vezne.notify.services import notify
from vezne.payments.queries import due_reconciliations, provider_traits
from vezne.payments.services import reconciliation_run, reconciliations_begin

DESK_PAGE = "/yonetim/gun-sonu/"
SAMPLE = {"firm": "Kule Yazılım", "provider": "PayTR", "day": "19.02.2026", "count": 2}
DIFFERS = MessageKind(
    key="books.differ",
    title=_("%(provider)s ile %(day)s gününde %(count)s fark var"),
    paragraphs=(
        _("%(provider)s kayıtları %(day)s günü için bizdekilerle karşılaştırıldı."),
        _("%(count)s fark bulundu. Her birine bakıp nedenini yazın."),
    ),
    action=_("Farkları aç"),
    is_urgent=True,
    sample=SAMPLE,
)
FAILED = MessageKind(
    key="books.failed",
    title=_("%(provider)s kayıtları %(day)s günü için alınamadı"),
    paragraphs=(
        _("%(provider)s %(day)s gününün dökümünü vermedi; o gün karşılaştırılamadı."),
        _("Anahtarları deneyin, gerekirse dökümü kuruluşun panelinden indirip karşılaştırın."),
    ),
    action=_("Günleri aç"),
    sample=SAMPLE,
)
ALL = (DIFFERS, FAILED)
"""What `config` registers at start."""
MESSAGE_OF_EVENT = {"reconciliation.differs": DIFFERS, "reconciliation.failed": FAILED}


def reconcile_due(*, now: datetime) -> int:
    """Compare every day whose turn has come, once for each contract and day; how many were run.

    A day that has no answer waits an hour, so this ends. Outside any transaction.
    """
    with acting_as_system("flows: reconciliation"):
        reconciliations_begin(now=now)
        ids = due_reconciliations(now=now)
    for reconciliation_id in ids:
        reconciliation_run(reconciliation_id=reconciliation_id, now=now)
    return len(ids)


def bank_days_compare(*, now: datetime) -> int:
    """Compare the bank's days that are over with our lines; how many do not agree (yet).

    Oldest first: a day begins where the one before closed. A day that differs is looked at again
    for a week, so that lines that come late, or by a statement file, mend it. In system scope.
    """
    rows = [
        day_compare(bank_account=account, day=day, now=now)
        for account, day in days_to_compare(now=now)
    ]
    return sum(row.state == DayState.DIFFERS for row in rows)


def tell_difference(event: Event) -> None:
    """Tell the seller's own people what a comparison has found, or that there was none."""
    facts = event.payload
    with acting_as_system("flows: reconciliation"):
        notify(
            kind_key=MESSAGE_OF_EVENT[event.kind].key,
            account_id=event.account_id,
            recipients=admins_of(event.account_id),
            voice=voice_of(event.account_id),
            context={
                "firm": get_account(event.account_id).name,
                "provider": provider_traits(facts["provider"]).name,
                "day": f"{date.fromisoformat(facts['day']):%d.%m.%Y}",
                "count": facts["differences"],
            },
            path=DESK_PAGE,
            subject=event.subject,
            now=event.occurred_at,
        )
