"""Uploaded statement files: kept, previewed, begun, ended. The reading is `batches` and `bulk`.

The file lies outside the database until all of it was read, and is then deleted: it is full of
personal data. What is kept of it are the movements (numbers sealed) and its hash.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from vezne.banking.errors import StatementRefused, StatementSeenBefore
from vezne.banking.identity import Heard, Identifier
from vezne.banking.models import BankAccount, StatementImport
from vezne.banking.readers import open_statement, sniff
from vezne.banking.readers.text import encoding_of
from vezne.banking.services.batches import Accepts, profile_for
from vezne.banking.services.recording import lines_known
from vezne.banking.types import ImportState, Item, Line, RowProblem
from vezne.core import audit, ports
from vezne.core.audit import Actor
from vezne.core.ids import new_public_id
from vezne.core.locks import lock_row

MOST_BYTES = 1024 * 1024 * 1024
SAMPLE_BYTES = 64 * 1024
PREVIEW_ITEMS = 200


@dataclass(frozen=True, slots=True)
class Preview:
    """The beginning of a file as it would be read, and why it would not."""

    format: str
    lines: tuple[Line, ...]
    problems: tuple[RowProblem, ...]
    refusal: str = ""  # of the whole file
    is_known: tuple[bool, ...] = ()  # by line: it has come before, over whatever channel
    is_whole: bool = False  # the file has nothing beyond what is shown
    encoding: str = ""


def file_of(public_id: str) -> Path:
    """Where an uploaded file lies."""
    return Path(settings.VEZNE_UPLOADS) / "statements" / public_id


def statement_upload(
    *,
    bank_account: BankAccount,
    file_name: str,
    chunks: Iterable[bytes],
    profile: str,
    actor: Actor,
    now: datetime,
) -> StatementImport:
    """Keep an uploaded file, to be previewed and begun; nothing of it is read yet.

    `profile` is the name of a CSV profile, empty for the one whose headings fit.
    Raises: StatementRefused (no statement, or beyond 1 GiB), StatementSeenBefore, ProfileUnknown.
    """
    profile_for(bank_account, profile)
    public_id = new_public_id("imp")
    path = file_of(public_id)
    try:
        size, digest, kind = _kept(path, chunks)
        with transaction.atomic():
            row = StatementImport.objects.create(
                public_id=public_id,
                seller_id=bank_account.seller_id,
                bank_account=bank_account,
                file_name=file_name.strip()[-200:],
                size_bytes=size,
                sha256=digest,
                format=kind,
                profile=profile,
                state=ImportState.WAITING,
                uploaded_by=actor.label[:200],
                created_at=now,
            )
            audit.record(
                actor=actor,
                action="bank.statement_uploaded",
                subject=public_id,
                now=now,
                account_id=bank_account.seller_id,
                size_bytes=size,
            )
    except IntegrityError:
        path.unlink(missing_ok=True)
        raise StatementSeenBefore from None
    except StatementRefused:
        path.unlink(missing_ok=True)
        raise
    return row


def _kept(path: Path, chunks: Iterable[bytes]) -> tuple[int, str, str]:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    size, digest, sample = 0, hashlib.sha256(), b""
    with path.open("xb") as stream:
        path.chmod(0o600)
        for chunk in chunks:
            size += len(chunk)
            if size > MOST_BYTES:
                raise StatementRefused(reason=f"> {MOST_BYTES // 1024**2} MB")
            digest.update(chunk)
            stream.write(chunk)
            if len(sample) < SAMPLE_BYTES:
                sample += chunk[: SAMPLE_BYTES - len(sample)]
    return size, digest.hexdigest(), sniff(sample).value


def statement_preview(row: StatementImport) -> Preview:
    """The first lines and problems of a waiting file; nothing is written."""
    account = row.bank_account
    lines: list[Line] = []
    problems: list[RowProblem] = []
    refusal, encoding, count = "", "", 0
    accepts = Accepts(account)
    try:
        with file_of(row.public_id).open("rb") as stream:
            encoding = encoding_of(stream.read(SAMPLE_BYTES))
            stream.seek(0)
            _kind, items = open_statement(
                stream, currency=account.currency, profile=profile_for(account, row.profile)
            )
            found: Iterable[Item] = islice(items, PREVIEW_ITEMS)
            for given in found:
                count += 1
                item = accepts.take(given)
                if isinstance(item, Line):
                    lines.append(item)
                elif isinstance(item, RowProblem):
                    problems.append(item)
    except StatementRefused as refused:
        refusal = str(refused.details.get("reason", ""))
    except FileNotFoundError:
        refusal = _("dosya artık yok; yeniden yükleyin")
    identifier = Identifier()
    heard = [Heard(line, identifier.of(line)) for line in lines]
    return Preview(
        format=row.format,
        lines=tuple(lines),
        problems=tuple(problems),
        refusal=refusal,
        is_known=tuple(lines_known(bank_account=account, heard=heard)),
        is_whole=count < PREVIEW_ITEMS,
        encoding=encoding,
    )


@transaction.atomic
def statement_begin(*, public_id: str, actor: Actor, now: datetime) -> StatementImport:
    """Have a waiting file read by the queue; a second click changes nothing. Raises: NotFound."""
    row = lock_row(StatementImport.objects, public_id=public_id)
    if row.state == ImportState.WAITING:
        row.state, row.started_at = ImportState.RUNNING, now
        row.save(update_fields=["state", "started_at"])
        ports.jobs().defer("banking.statement", import_id=row.pk)
        audit.record(
            actor=actor,
            action="bank.statement_begun",
            subject=row.public_id,
            now=now,
            account_id=row.seller_id,
        )
    return row


@transaction.atomic
def statement_discard(*, public_id: str, actor: Actor, now: datetime) -> None:
    """Throw away a waiting file that nobody wants read. Raises: NotFound."""
    row = lock_row(StatementImport.objects, public_id=public_id)
    if row.state != ImportState.WAITING:
        return
    _end(row, ImportState.FAILED, now, failure="discarded")
    audit.record(
        actor=actor,
        action="bank.statement_discarded",
        subject=row.public_id,
        now=now,
        account_id=row.seller_id,
    )
    transaction.on_commit(lambda: file_of(public_id).unlink(missing_ok=True))


@transaction.atomic
def statement_end(*, import_id: int, now: datetime, failure: str = "") -> StatementImport | None:
    """End a running import, well or with the reason why it stopped; None when it had ended.

    The caller deletes its file after the commit.
    """
    row = StatementImport.objects.select_for_update().get(pk=import_id)
    if row.state != ImportState.RUNNING:
        return None
    _end(row, ImportState.FAILED if failure else ImportState.DONE, now, failure=failure)
    return row


def _end(row: StatementImport, state: ImportState, now: datetime, *, failure: str) -> None:
    row.state, row.finished_at, row.failure = state, now, failure[:300]
    row.save(update_fields=["state", "finished_at", "failure"])
