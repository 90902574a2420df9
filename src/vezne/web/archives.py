"""A download that holds many files: a zip that is sent while it is made, never whole in memory."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.http import StreamingHttpResponse

from vezne.core.calendar import ISTANBUL
from vezne.core.turkish import fold

PLAIN = re.compile(r"[^a-z0-9]+")


class _Sink(io.RawIOBase):
    """Where the zip is written to: kept until it is fetched, never sought in."""

    def __init__(self) -> None:
        self.kept = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        self.kept += data  # type: ignore[arg-type]
        return len(data)  # type: ignore[arg-type]

    def fetch(self) -> bytes:
        """What was written since the last time."""
        kept, self.kept = bytes(self.kept), bytearray()
        return kept


def zip_answer(
    name: str, files: Iterable[tuple[str, bytes]], *, now: datetime
) -> StreamingHttpResponse:
    """The files as `<name>.zip`; each is asked for when the one before it is on its way."""
    answer = StreamingHttpResponse(_zipped(files, now), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{name}.zip"'
    return answer


def _zipped(files: Iterable[tuple[str, bytes]], now: datetime) -> Iterator[bytes]:
    sink = _Sink()
    stamp = now.astimezone(ISTANBUL).timetuple()[:6]
    with zipfile.ZipFile(sink, "w") as archive:
        for path, body in files:
            entry = zipfile.ZipInfo(path, date_time=stamp)
            is_packed = path.endswith((".pdf", ".xlsx"))
            kind = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
            archive.writestr(entry, body, compress_type=kind)
            yield sink.fetch()
    yield sink.fetch()


def safe_name(text: str) -> str:
    """A name that every file system takes: letters a to z, digits and hyphens."""
    return PLAIN.sub("-", fold(text)).strip("-")[:60] or "dosya"
