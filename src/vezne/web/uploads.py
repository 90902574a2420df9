"""Files that people send with a form: several at once, each with a size that is looked at first."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from vezne.core.errors import NotFound
from vezne.core.files import MOST_BYTES, file_read
from vezne.support.models import Attachment, NoteFile
from vezne.support.types import MOST_FILES

ACCEPT = ".pdf,.png,.jpg,.jpeg,.gif,.webp,.txt,.log,.csv,.xlsx,.docx"
SAFE = "default-src 'none'; sandbox"


class ManyFiles(forms.FileInput):
    """An input that takes several."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """At most five files of 10 MB; what they are is told by their content later."""

    def __init__(self, **kwargs: Any) -> None:
        """Optional, with words on what is taken."""
        kwargs.setdefault("label", _("Dosyalar"))
        kwargs.setdefault(
            "help_text", _("En çok 5 dosya, her biri 10 MB: resim, PDF, metin, Excel veya Word.")
        )
        widget = ManyFiles(attrs={"accept": ACCEPT})
        super().__init__(required=False, widget=widget, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        """Too many or too big is said before anything is read."""
        given = data if isinstance(data, list | tuple) else [data]
        files = [super(FilesField, self).clean(one, initial) for one in given if one]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(_("En çok 5 dosya ekleyebilirsiniz."))
        if any(file.size > MOST_BYTES for file in files):
            raise forms.ValidationError(_("Her dosya en çok 10 MB olabilir."))
        return files


def contents(files: list[UploadedFile[Any]]) -> list[tuple[str, bytes]]:
    """Name and content of each, as the store takes them."""
    return [(file.name or "", file.read()) for file in files]


def download(file: Attachment | NoteFile) -> HttpResponse:
    """A file of a ticket or a note, as a download and never as a page. Raises: NotFound."""
    if not file.store_key:
        raise NotFound
    return attachment_answer(file_read(file.store_key), file.name, file.media_type)


def attachment_answer(content: bytes, name: str, media_type: str) -> HttpResponse:
    """Bytes of somebody else: never shown in place, never guessed at, kept by nobody between."""
    answer = HttpResponse(content, content_type=media_type)
    answer.headers["Content-Disposition"] = _disposition(name)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = SAFE
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _disposition(name: str) -> str:
    found = content_disposition_header(as_attachment=True, filename=name)
    return found or "attachment"
