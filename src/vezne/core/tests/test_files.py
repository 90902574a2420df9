"""What the private store takes, what it refuses, and that nobody reads it on the disk."""

from __future__ import annotations

import socket
import time
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag

from vezne.config.clamd import Clamd
from vezne.core import ports
from vezne.core.errors import (
    FileInfected,
    FileRefused,
    FileScanUnavailable,
    FileTooBig,
    NotFound,
)
from vezne.core.files import (
    MOST_BYTES,
    clean_name,
    file_drop,
    file_keep,
    file_read,
    files_sweep,
)

PDF = b"%PDF-1.7\n1 0 obj\nfatura\n"


@pytest.fixture(autouse=True)
def _uploads(settings: Any, tmp_path: Path) -> None:
    settings.VEZNE_UPLOADS = str(tmp_path)


def packed(*names: str) -> bytes:
    """An archive with these entries."""
    body = BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, "x")
    return body.getvalue()


OFFICE = "application/vnd.openxmlformats-officedocument."
TAKEN = [
    ("dekont.pdf", PDF, "application/pdf"),
    ("ekran.png", b"\x89PNG\r\n\x1a\n....", "image/png"),
    ("foto.jpeg", b"\xff\xd8\xff\xe0....", "image/jpeg"),
    ("a.gif", b"GIF89a...", "image/gif"),
    ("a.webp", b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
    ("not.txt", "Şişli'de çalışmıyor".encode(), "text/plain"),
    ("eski.txt", "Şişli".encode("cp1254"), "text/plain"),
    ("liste.csv", b"ad;tutar\nA;1", "text/csv"),
    ("t.xlsx", packed("[Content_Types].xml", "xl/workbook.xml"), f"{OFFICE}spreadsheetml.sheet"),
    (
        "m.docx",
        packed("[Content_Types].xml", "word/document.xml"),
        f"{OFFICE}wordprocessingml.document",
    ),
]


@pytest.mark.parametrize(("name", "content", "kind"), TAKEN, ids=[row[0] for row in TAKEN])
def test_a_file_is_what_its_content_says(name: str, content: bytes, kind: str) -> None:
    kept = file_keep(content, name)

    assert (kept.media_type, kept.size_bytes, kept.is_scanned) == (kind, len(content), False)
    assert kept.name == name
    assert file_read(kept.key) == content


HOSTILE = [
    ("bos.pdf", b""),
    ("sayfa.html", b"<!doctype html><script>alert(1)</script>"),
    ("sayfa.txt", b"\xef\xbb\xbf  <!-- x -->\n<ScRiPt>alert(1)</script>"),
    ("resim.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
    ("resim.csv", b"<?xml version='1.0'?><svg onload='alert(1)'/>"),
    ("program.exe", b"MZ\x90\x00"),
    ("program.txt", b"MZ\x90\x00\x03\x00\x00"),
    ("program.pdf", b"\x7fELF\x02\x01\x01"),
    ("betik.sh", b"#!/bin/sh\nrm -rf /\n"),
    ("arsiv.zip", packed("a.txt")),
    ("arsiv.docx", packed("a.exe")),
    ("makro.xlsx", packed("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin")),
    ("bozuk.xlsx", b"PK\x03\x04" + b"\0" * 40),
    ("gec.pdf", b"\n\n<html>%PDF-1.7"),
]


@pytest.mark.parametrize(("name", "content"), HOSTILE, ids=[row[0] for row in HOSTILE])
def test_a_hostile_file_is_refused_and_nothing_is_kept(
    name: str, content: bytes, tmp_path: Path
) -> None:
    with pytest.raises(FileRefused):
        file_keep(content, name)

    assert list(tmp_path.rglob("*")) == []


def test_an_archive_that_unpacks_to_a_mountain_is_refused() -> None:
    body = BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "x")
        archive.writestr("xl/workbook.xml", b"\0" * (201 * 1024 * 1024))

    assert len(body.getvalue()) < 1_000_000
    with pytest.raises(FileRefused):
        file_keep(body.getvalue(), "t.xlsx")


def test_a_file_over_the_limit_is_refused_by_its_size() -> None:
    with pytest.raises(FileTooBig, match="10 MB"):
        file_keep(PDF + b"x" * MOST_BYTES, "dekont.pdf")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\a\\dekont.pdf", "dekont.pdf"),
        ("fatura.pdf.exe", "fatura.pdf.exe.pdf"),
        ("rapor\u202efdp.exe", "raporfdp.exe.pdf"),
        ('a"\r\nX-Evil: 1.pdf', "a X-Evil 1.pdf"),
        ("....", "dosya.pdf"),
        ("Şişli dökümü.PDF", "Şişli dökümü.pdf"),
    ],
)
def test_a_name_is_made_safe_and_ends_as_the_content_says(given: str, kept: str) -> None:
    assert clean_name(given, "application/pdf") == kept
    assert len(clean_name("x" * 500, "application/pdf")) <= 124


def test_what_lies_on_the_disk_is_sealed_and_bound_to_its_key(tmp_path: Path) -> None:
    first, second = file_keep(PDF, "a.pdf"), file_keep(PDF, "b.pdf")
    paths = {path.name: path for path in tmp_path.rglob("*") if path.is_file()}

    assert b"fatura" not in paths[first.key].read_bytes()
    assert paths[first.key].stat().st_mode & 0o077 == 0
    paths[first.key].write_bytes(paths[second.key].read_bytes())
    with pytest.raises(InvalidTag):
        file_read(first.key)
    assert file_read(second.key) == PDF


@pytest.mark.parametrize("key", ["../secrets.env", "", "a" * 31, "A" * 32])
def test_a_key_that_is_none_finds_nothing(key: str) -> None:
    with pytest.raises(NotFound):
        file_read(key)


def test_a_dropped_file_is_gone_and_a_forgotten_one_is_swept(tmp_path: Path) -> None:
    known, forgotten, dropped = (file_keep(PDF, "a.pdf").key for _each in range(3))
    file_drop(dropped)
    file_drop(dropped)

    assert files_sweep(known={known}, older_than=time.time() - 60) == 0
    assert files_sweep(known={known}, older_than=time.time() + 60) == 1
    assert file_read(known) == PDF
    for key in (forgotten, dropped):
        with pytest.raises(NotFound):
            file_read(key)


# -- the scanner -----------------------------------------------------------------------------


class Daemon:
    """As clamd speaks, on a port of its own; says what it is told to."""

    def __init__(self, answer: bytes) -> None:
        self.answer, self.got = answer, b""
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.listener.getsockname()[1]}"
        self.thread = Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        channel, _peer = self.listener.accept()
        with channel:
            stream = channel.makefile("rb")
            assert stream.read(10) == b"zINSTREAM\0"
            while length := int.from_bytes(stream.read(4), "big"):
                self.got += stream.read(length)
            channel.sendall(self.answer)


@pytest.fixture
def scanned() -> Iterator[Any]:
    """Bind a daemon with this answer; nothing is bound afterwards."""

    def bind(answer: bytes) -> Daemon:
        daemon = Daemon(answer)
        ports.bind_scanner(Clamd(daemon.address))
        return daemon

    yield bind
    ports.bind_scanner(None)


def test_a_clean_file_was_scanned_whole(scanned: Any) -> None:
    daemon, content = scanned(b"stream: OK\0"), PDF + b"x" * 200_000

    assert file_keep(content, "a.pdf").is_scanned
    assert daemon.got == content


def test_an_infected_file_is_not_kept(scanned: Any, tmp_path: Path) -> None:
    scanned(b"stream: Eicar-Signature FOUND\0")

    with pytest.raises(FileInfected):
        file_keep(PDF, "a.pdf")
    assert list(tmp_path.rglob("*")) == []


@pytest.mark.parametrize("answer", [b"", b"INSTREAM size limit exceeded. ERROR\0"])
def test_no_certain_answer_keeps_nothing(scanned: Any, answer: bytes) -> None:
    scanned(answer)

    with pytest.raises(FileScanUnavailable):
        file_keep(PDF, "a.pdf")


def test_a_scanner_that_is_away_keeps_nothing() -> None:
    ports.bind_scanner(Clamd("127.0.0.1:9"))
    try:
        with pytest.raises(FileScanUnavailable):
            file_keep(PDF, "a.pdf")
    finally:
        ports.bind_scanner(None)
