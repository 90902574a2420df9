"""Why invoicing says no."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from vezne.core.errors import DomainError, IdempotencyConflict, NotFound


class InvoiceNotFound(NotFound):
    """No such invoice in this scope."""

    code = "invoice_not_found"
    message = _("Ödeme talebi bulunamadı.")


class InvoiceNotOpen(DomainError):
    """The invoice is paid or void; only an open one can be changed or paid."""

    code = "invoice_not_open"
    status = 409
    message = _("Bu ödeme talebi artık açık değil.")


class InvoiceHasPayments(DomainError):
    """Part of it is paid: its amounts stand, and it cannot be voided."""

    code = "invoice_has_payments"
    status = 409
    message = _("Bu ödeme talebine ödeme alınmış; tutarı değişmez.")


class PaymentUnderWay(DomainError):
    """A payment attempt may still end with money: the amount must stay until its end is certain."""

    code = "invoice_payment_under_way"
    status = 409
    message = _("Bu ödeme talebi için süren bir ödeme var. Sonuçlandıktan sonra yeniden deneyin.")


class DeadlineNotAllowed(DomainError):
    """The last instant to pay lies ahead and not before the invoice is due."""

    code = "invoice_deadline_not_allowed"
    status = 422
    message = _("Son ödeme zamanı gelecekte ve vade gününden önce olmayan bir an olmalı.")


class OverAllocation(DomainError):
    """More than what is still owed."""

    code = "invoice_over_allocation"
    status = 409
    message = _("Ödenen tutar kalan borçtan fazla.")


class DiscountTooLarge(DomainError):
    """The discount is more than the net it may lower."""

    code = "invoice_discount_too_large"
    status = 422
    message = _("İndirim, indirim yapılacak tutardan fazla.")


class AlreadyDiscounted(DomainError):
    """One coupon per invoice; it has to be taken off first."""

    code = "invoice_already_discounted"
    status = 409
    message = _("Bu ödeme talebinde zaten bir kupon var. Önce onu kaldırın.")


class NothingToOpen(DomainError):
    """An invoice needs at least one line, and no amount in it is negative."""

    code = "invoice_lines_not_allowed"
    status = 422
    message = _("Ödeme talebinin satırları geçerli değil.")


class OpeningKeyConflict(IdempotencyConflict):
    """The key opened another invoice in this current account before."""

    code = "invoice_key_conflict"


class RateUnknown(DomainError):
    """No bulletin with a rate for this currency has been read yet."""

    code = "exchange_rate_unknown"
    status = 409
    message = _("%(currency)s için kur bilgisi yok.")


class BulletinNotReadable(DomainError):
    """The text is not a bulletin of the central bank."""

    code = "exchange_bulletin_not_readable"
    status = 422
    message = _("Kur bülteni okunamadı.")
