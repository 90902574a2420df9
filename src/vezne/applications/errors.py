"""Why applications say no."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from vezne.core.errors import DomainError, NotFound


class ApplicationNotFound(NotFound):
    """No such application in this scope, or its kind is not for this member."""

    code = "application_not_found"
    message = _("Başvuru bulunamadı.")


class ApplicationKindNotOffered(DomainError):
    """The seller does not take this kind of application, or not from this buyer."""

    code = "application_kind_not_offered"
    status = 409
    message = _("Bu başvuru türü şu anda kullanılamıyor.")


class ApplicationStateConflict(DomainError):
    """The application stands in a state from which this does not lead on."""

    code = "application_state_conflict"
    status = 409
    message = _("Başvuru artık bu işleme uygun değil; durumu: %(state)s.")


class ApplicationChanged(DomainError):
    """The application is another than the one that its reader saw."""

    code = "application_changed"
    status = 409
    message = _("Siz bakarken başvuru değişti. Yeni hâlini okuyup yeniden karar verin.")


class ApplicationStale(DomainError):
    """What the application wants to change is no longer what it was when it was sent."""

    code = "application_stale"
    status = 409
    message = _(
        "Başvuru gönderildikten sonra hesaptaki bilgiler değişti: %(fields)s. Hiçbir şey"
        " uygulanmadı; başvuruyu güncellenmesi için geri gönderin."
    )


class ApplicationIncomplete(DomainError):
    """Something that the kind asks for is missing or written wrongly."""

    code = "application_incomplete"
    status = 422
    message = _("Eksik ya da hatalı: %(missing)s.")


class ApplicationChangesNothing(DomainError):
    """An application for a change names at least one."""

    code = "application_changes_nothing"
    status = 422
    message = _("Değişmesini istediğiniz en az bir bilgi yazın.")


class ApplicationReasonMissing(DomainError):
    """A rejection, or sending it back, says why."""

    code = "application_reason_missing"
    status = 422
    message = _("Nedenini yazın; başvuran görür.")


class TooManyDocuments(DomainError):
    """An application carries few documents."""

    code = "too_many_documents"
    status = 422
    message = _("Bir başvuruya en çok %(most)s belge ekleyebilirsiniz.")


class DocumentDestroyed(NotFound):
    """The document was destroyed after its time."""

    code = "document_destroyed"
    message = _("Belge, saklama süresi dolduğu için imha edildi.")


class ApplicationAddressNotAllowed(DomainError):
    """An address for applications is one seller's."""

    code = "application_address_not_allowed"
    status = 422
    message = _("Bu e-posta adresi başka bir amaçla kullanılıyor.")
