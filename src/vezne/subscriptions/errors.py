"""Why subscriptions say no."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from vezne.core.errors import DomainError


class TrialUsed(DomainError):
    """One trial per buyer and product."""

    code = "subscription_trial_used"
    status = 409
    message = _("Bu hizmetin denemesini daha önce kullandınız.")


class SubscriptionOver(DomainError):
    """The subscription has ended or was cancelled; nothing about it changes any more."""

    code = "subscription_over"
    status = 409
    message = _("Bu hizmet sona ermiş.")


class PeriodBilledAlready(DomainError):
    """A period of this kind and start has its row already; `invoice_id` says which invoice."""

    code = "subscription_period_billed"
    status = 409
    message = _("Bu dönem için ödeme talebi zaten açılmış.")


class CancelPending(DomainError):
    """The buyer asked to end it; that must be taken back first."""

    code = "subscription_cancel_pending"
    status = 409
    message = _("Bu hizmet için iptal istediniz. Devam etmek için önce iptalden vazgeçin.")


class NoCancelPending(DomainError):
    """There is no wish to end it that could be taken back."""

    code = "subscription_no_cancel_pending"
    status = 409
    message = _("Bu hizmet için bekleyen bir iptal yok.")


class TrialNeedsPlan(DomainError):
    """A trial goes on only by choosing a plan."""

    code = "subscription_trial_needs_plan"
    status = 409
    message = _("Deneme sürümünden sonra devam etmek için bir paket seçin.")


class NotOnTrial(DomainError):
    """Only a trial is converted; others are upgraded or changed at the renewal."""

    code = "subscription_not_on_trial"
    status = 409
    message = _("Bu hizmet deneme sürümünde değil.")


class PaidTooFarAhead(DomainError):
    """Enough periods are paid in advance."""

    code = "subscription_paid_too_far_ahead"
    status = 409
    message = _("Bu hizmet için yeterince dönem peşin ödenmiş.")


class PlanNotReachable(DomainError):
    """A change leads to another plan of the same product in the same currency."""

    code = "subscription_plan_not_reachable"
    status = 422
    message = _("Bu pakete buradan geçilemez.")


class PaymentFirst(DomainError):
    """Something that already runs is unpaid; an upgrade builds on paid time only."""

    code = "subscription_payment_first"
    status = 409
    message = _("Paket yükseltmek için önce bekleyen ödemenizi tamamlayın.")


class NotAnUpgrade(DomainError):
    """The change would cost nothing or less: it is made at the renewal instead."""

    code = "subscription_not_an_upgrade"
    status = 409
    message = _("Bu pakete dönem sonunda geçebilirsiniz.")


class AlreadyBlocked(DomainError):
    """A block of this owner is in force."""

    code = "subscription_already_blocked"
    status = 409
    message = _("Hizmet zaten durdurulmuş.")


class NotBlocked(DomainError):
    """This owner has no block in force; another owner's is not lifted."""

    code = "subscription_not_blocked"
    status = 409
    message = _("Kaldırılacak bir durdurma yok.")
