"""Words and values of subscriptions that other packages use; no table and no query is here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from vezne.catalog.configuring import SoldOption
from vezne.subscriptions import states


class State(models.TextChoices):
    """The states of `states.State` with the words that people read."""

    PENDING = states.State.PENDING.value, _("Ödeme bekliyor")
    TRIALING = states.State.TRIALING.value, _("Deneme")
    ACTIVE = states.State.ACTIVE.value, _("Aktif")
    GRACE = states.State.GRACE.value, _("Ödeme süresinde")
    SUSPENDED = states.State.SUSPENDED.value, _("Askıda")
    STAFF_SUSPENDED = states.State.STAFF_SUSPENDED.value, _("Yönetim durdurdu")
    CANCELLED = states.State.CANCELLED.value, _("İptal edildi")
    ENDED = states.State.ENDED.value, _("Sona erdi")


class PeriodKind(models.TextChoices):
    """Why a stretch of time was billed."""

    TRIAL = "trial", _("Deneme")  # free
    REGULAR = "regular", _("Dönem")
    UPGRADE = "upgrade", _("Yükseltme")  # the rest of a period on a dearer plan
    SWITCH = "switch", _("Paket geçişi")  # a whole new period of another length, from now


class BlockKind(models.TextChoices):
    """Who shut a subscription besides its debt; each is lifted only by its owner."""

    STAFF = "staff", _("Yönetim")
    FRAUD = "fraud", _("Güvenlik")
    SELLER = "seller", _("Satıcı")


class TimelineKind(models.TextChoices):
    """What can happen to a subscription, as its time line shows it."""

    STARTED = "started", _("Hizmet başlatıldı")
    TRIAL_STARTED = "trial_started", _("Deneme başlatıldı")
    TRIAL_CONVERTED = "trial_converted", _("Denemeden pakete geçildi")
    PERIOD_OPENED = "period_opened", _("Dönem için ödeme talebi açıldı")
    PAID = "paid", _("Ödendi")
    UNPAID = "unpaid", _("Ödeme geri alındı")
    VOIDED = "voided", _("Ödeme talebi iptal edildi")
    OPENED = "opened", _("Hizmet açıldı")
    GRACE = "grace", _("Ödeme süresi başladı")
    SUSPENDED = "suspended", _("Hizmet askıya alındı")
    UPGRADED = "upgraded", _("Paket yükseltildi")
    CHANGE_SCHEDULED = "change_scheduled", _("Dönem sonunda paket değişikliği istendi")
    CHANGE_DROPPED = "change_dropped", _("Paket değişikliğinden vazgeçildi")
    CHANGED = "changed", _("Paket değişti")
    CANCEL_ASKED = "cancel_asked", _("Dönem sonunda iptal istendi")
    RESUMED = "resumed", _("İptalden vazgeçildi")
    BLOCKED = "blocked", _("Durduruldu")
    UNBLOCKED = "unblocked", _("Durdurma kaldırıldı")
    PARKED = "parked", _("Yenileme incelemeye alındı")
    UNPARKED = "unparked", _("Yenileme yeniden başlatıldı")
    SITE_SET = "site_set", _("Site değişti")
    DEADLINE_SET = "deadline_set", _("Son ödeme zamanı değişti")
    ENDED = "ended", _("Hizmet sona erdi")


@dataclass(frozen=True, slots=True)
class StartTerms:
    """What is sold to whom; the version tells price, period and grace."""

    current_account_id: int
    seller_id: int
    buyer_id: int
    version_id: int
    site: str = ""
    renewal_lead_days: int = 7  # the seller's longest reminder
    options: tuple[SoldOption, ...] = ()  # configured; their price is part of each period's
    waits_for_payment: bool = False  # opens on payment whatever its plan says (ordered in a cart)
    waits_for_word: bool = False  # costs nothing and begins with the seller's word (`free_begin`)


class SoldTerms(NamedTuple):
    """What a draft reads of a subscription: the columns of its row, where no model is needed."""

    id: int
    public_id: str
    current_account_id: int
    seller_id: int
    buyer_id: int
    product_id: int
    version_id: int
    next_version_id: int | None
    site: str
    price_minor: int
    awaits_payment: bool
    renewal_lead_days: int
    period_ends_at: datetime
    anchor_day: int
    options: list[dict[str, Any]]

    @property
    def renewing_version_id(self) -> int:
        """The version that the next period is on."""
        return self.next_version_id or self.version_id


@dataclass(frozen=True, slots=True)
class PeriodDraft:
    """A period that may be billed, with all that an invoice line needs; nothing is written yet."""

    subscription_id: int
    subscription_public_id: str
    current_account_id: int
    seller_id: int
    buyer_id: int
    kind: str
    starts_at: datetime
    ends_at: datetime
    anchor_day: int
    due_at: datetime
    shuts_off_at: datetime | None  # None: never blocks (opens on payment)
    renews_at: datetime  # when the period after it is to be billed
    version_id: int
    product_id: int
    product_name: str
    plan_name: str
    site: str
    price_minor: int  # net, before any coupon
    currency: str
    kdv_rate_bp: int
    oiv_rate_bp: int = 0
    withheld_code: str = ""  # counts where the buyer withholds
    exemption_code: str = ""
    carried_minor: int = 0  # a switch: unused old value that this period takes over
    options: tuple[SoldOption, ...] = ()  # their price is part of `price_minor`


@dataclass(frozen=True, slots=True)
class OpenedPeriod:
    """A draft with the invoice that was opened for it."""

    draft: PeriodDraft
    invoice_id: int | None  # None: free
    net_minor: int  # charged after discount


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """Invoices whose periods were withdrawn; the flow voids them in the same transaction."""

    invoice_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Conversion:
    """The period that a trial goes on with, and the invoices of an earlier choice."""

    draft: PeriodDraft
    withdrawn: Withdrawn


@dataclass(frozen=True, slots=True)
class EarlyRenewal:
    """What *Yenile* leads to: an invoice that is open already, or a draft to bill."""

    invoice_id: int | None
    draft: PeriodDraft | None


@dataclass(frozen=True, slots=True)
class UpgradeQuote:
    """What an upgrade costs now, and until when the buyer then has the dearer plan."""

    draft: PeriodDraft  # its price is the one positive line
    new_share_minor: int  # both legs are rounded for show; the line itself is rounded once
    unused_share_minor: int


@dataclass(frozen=True, slots=True)
class Entitlement:
    """Whether an account may use a key now, until when, and why not."""

    is_allowed: bool
    until: datetime | None  # None where it is not allowed
    reason: str  # ok, none, pending, trial_over, debt, staff, ended
    platform_id: str  # public id; empty: the seller gives no such key
    platform_name: str
    subscription_id: str  # public id of what gives it, or of what it is missing; may be empty
    debtor_id: str  # public id of the subscription whose debt shuts the platform; empty: none
    left: int | None = None  # credits of the product's unit; None: it is not metered
