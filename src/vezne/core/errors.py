"""Expected errors: a code for machines, a status for HTTP, a sentence for people.

A subclass per situation lives in each package's `errors.py`; its docstring's first line is for
developers, `message` is what people read (Turkish, translated). Unexpected errors are not caught.
"""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """A rule of the business says no."""

    code: str = "error"
    status: int = 400
    message: str | Promise = _("İşlem yapılamadı.")

    def __init__(self, message: str | Promise | None = None, **details: Any) -> None:
        """`details` fill the message's `%(name)s` places and go to the API's answer."""
        self.details = details
        if message is not None:
            self.message = message
        super().__init__(self.code)

    def __str__(self) -> str:
        """The sentence for people, in the language of the moment."""
        text = str(self.message)
        return text % self.details if self.details and "%(" in text else text


class NotFound(DomainError):
    """No such row for this account; the same answer for a foreign row and a missing one."""

    code = "not_found"
    status = 404
    message = _("Kayıt bulunamadı.")


class NotAllowed(DomainError):
    """The member's role does not allow this."""

    code = "not_allowed"
    status = 403
    message = _("Bu işlem için yetkiniz yok.")


class IdempotencyConflict(DomainError):
    """The same key was used before with another body."""

    code = "idempotency_conflict"
    status = 409
    message = _("Bu istek anahtarı daha önce başka bir içerikle kullanıldı.")


class ClockNotMovable(DomainError):
    """The installation clock moves forward, in sandbox mode, with sandbox providers only."""

    code = "clock_not_movable"
    status = 409
    message = _("Kurulum saati yalnızca deneme ortamında ve yalnızca ileri alınabilir.")


class FileRefused(DomainError):
    """The file is empty, or its content is of a kind that is not taken."""

    code = "file_refused"
    status = 422
    message = _("%(name)s alınamadı: PDF, PNG, JPEG, GIF, WebP, TXT, CSV, XLSX veya DOCX ekleyin.")


class FileTooBig(DomainError):
    """The file is bigger than may be sent."""

    code = "file_too_big"
    status = 422
    message = _("Her dosya en çok %(megabytes)s MB olabilir.")


class FileInfected(DomainError):
    """The scanner found something in the file."""

    code = "file_infected"
    status = 422
    message = _("%(name)s alınmadı: virüs taraması sakıncalı buldu.")


class FileScanUnavailable(DomainError):
    """A scanner is configured and does not answer: nothing is taken unscanned."""

    code = "file_scan_unavailable"
    status = 503
    message = _("Dosyalar şu anda taranamıyor. Birazdan yeniden deneyin.")
