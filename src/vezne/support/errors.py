"""Why support says no."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from vezne.core.errors import DomainError, NotFound


class TicketNotFound(NotFound):
    """No such ticket in this scope."""

    code = "ticket_not_found"


class TicketOver(DomainError):
    """The ticket was merged, or closed longer ago than the seller lets it be opened again."""

    code = "ticket_over"
    status = 409
    message = _("Bu talep kapandı. Lütfen yeni bir talep açın.")


class TicketNotLive(DomainError):
    """Only an open or answered ticket can be closed or merged."""

    code = "ticket_not_live"
    status = 409
    message = _("Bu talep zaten kapalı.")


class TicketWordsMissing(DomainError):
    """A message has words or files, and a ticket a subject."""

    code = "ticket_words_missing"
    status = 422
    message = _("Mesajınızı yazın.")


class TicketWordsTooLong(DomainError):
    """A message has an end."""

    code = "ticket_words_too_long"
    status = 422
    message = _("Mesaj en çok 20.000 karakter olabilir. Uzun metinleri dosya olarak ekleyin.")


class AnsweredMeanwhile(DomainError):
    """Another message came after the last one that the writer had seen."""

    code = "ticket_answered_meanwhile"
    status = 409
    message = _("Siz yazarken %(name)s de yazdı. Okuyup yeniden gönderin; metniniz duruyor.")


class MergeNotAllowed(DomainError):
    """Two different live tickets of the same buyer are merged."""

    code = "ticket_merge_not_allowed"
    status = 409
    message = _("Yalnızca aynı müşterinin kapanmamış iki talebi birleştirilebilir.")


class TicketRated(DomainError):
    """One rating a ticket."""

    code = "ticket_rated"
    status = 409
    message = _("Bu talebi daha önce değerlendirdiniz.")


class TicketNotClosed(DomainError):
    """Only a closed ticket is rated, with 1 to 5."""

    code = "ticket_not_closed"
    status = 409
    message = _("Yalnızca kapanmış talepler, 1 ile 5 arasında değerlendirilir.")


class DepartmentNotAllowed(DomainError):
    """A department has a name that no other of the seller has."""

    code = "department_not_allowed"
    status = 422
    message = _("Birimin adı boş olamaz ve başka bir birimde kullanılamaz.")


class AssigneeNotAllowed(DomainError):
    """A ticket is given to somebody who works for the seller."""

    code = "ticket_assignee_not_allowed"
    status = 422
    message = _("Talep yalnızca çalışanlarınızdan birine verilebilir.")


class HoursNotAllowed(DomainError):
    """Working hours have at least a day and end after they begin."""

    code = "support_hours_not_allowed"
    status = 422
    message = _("En az bir gün seçin; kapanış saati açılıştan sonra olmalı.")


class MailNotFound(NotFound):
    """No such mail in this scope."""

    code = "mail_not_found"


class MailNotWaiting(DomainError):
    """The mail became a message or was discarded already."""

    code = "mail_not_waiting"
    status = 409
    message = _("Bu e-posta için zaten işlem yapıldı.")


class TooManyMails(DomainError):
    """A sender, or senders nobody knows, sent more in an hour than is taken."""

    code = "too_many_mails"
    status = 429
    message = _("Bu adresten kısa sürede çok ileti geldi. Daha sonra yeniden deneyin.")


class MailAddressNotAllowed(DomainError):
    """A support address is one seller's, and no reply address."""

    code = "mail_address_not_allowed"
    status = 422
    message = _("Bu e-posta adresi kullanılamaz; başka bir satıcının ya da bir yanıt adresidir.")
