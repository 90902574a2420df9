"""Statement files, read as a stream: MT940, camt.053 and CSV give the same `Line`s or row problems.

`open_statement` looks at the first bytes, refuses what is no statement with a reason, and gives the
items of the file in its order. Memory is bounded whatever the size: no reader keeps more than one
entry. No reader crashes on what a bank writes; what it cannot read is a `RowProblem`.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import BinaryIO

from django.utils.translation import gettext as _

from vezne.banking.errors import StatementRefused
from vezne.banking.readers import camt053, csv_reader, mt940
from vezne.banking.readers.csv_profiles import CsvProfile
from vezne.banking.readers.text import encoding_of
from vezne.banking.types import Item

SAMPLE_BYTES = 64 * 1024


class StatementFormat(StrEnum):
    """What a file is."""

    MT940 = "mt940"
    CAMT = "camt"
    CSV = "csv"


_MAGIC = (
    (b"PK\x03\x04", "xlsx"),
    (b"\xd0\xcf\x11\xe0", "xls"),
    (b"%PDF", "pdf"),
    (b"\x1f\x8b", "gzip"),
    (b"\x89PNG", "png"),
    (b"\xff\xd8\xff", "jpeg"),
)


def sniff(sample: bytes) -> StatementFormat:
    """The format by the first bytes. Raises: StatementRefused for what is no statement."""
    if not sample.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise StatementRefused(reason=_("dosya boş"))
    for magic, name in _MAGIC:
        if sample.startswith(magic):
            words = _("%(kind)s dosyası okunmaz; bankanızdan MT940, camt.053 veya CSV isteyin")
            raise StatementRefused(reason=words % {"kind": name.upper()})
    text = sample.decode(encoding_of(sample), errors="replace").lstrip("\ufeff \t\r\n")
    if text.startswith("<"):
        return StatementFormat.CAMT
    lines = text.splitlines()[:60]
    if any(line.startswith((":20:", ":25:", ":60F:", ":60M:", "{1:")) for line in lines):
        return StatementFormat.MT940
    return StatementFormat.CSV


def open_statement(
    stream: BinaryIO, *, currency: str, profile: CsvProfile | None = None
) -> tuple[StatementFormat, Iterator[Item]]:
    """The format of a seekable file and its items; `currency` counts where the file says none.

    A CSV is read by `profile`, without one by the profile whose headings it has.
    Raises: StatementRefused, at once or (a damaged XML) while the items are read.
    """
    sample = stream.read(SAMPLE_BYTES)
    stream.seek(0)
    kind = sniff(sample)
    if kind is StatementFormat.CAMT:
        return kind, camt053.read(stream)
    if kind is StatementFormat.MT940:
        return kind, mt940.read(stream, encoding=encoding_of(sample))
    return kind, csv_reader.read(stream, currency=currency, profile=profile)
