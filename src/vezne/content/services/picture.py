"""Writes: pictures of guides and news."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from vezne.content.errors import PictureRefused
from vezne.content.models import Picture
from vezne.core.audit import Actor, record
from vezne.core.errors import FileRefused, FileTooBig
from vezne.core.files import JPEG, PNG, StoredFile, file_keep

MOST_BYTES = 5 * 1024 * 1024
MOST_POINTS = 6_000


def picture_keep(content: bytes, name: str, size: tuple[int, int] | None) -> StoredFile:
    """Check and store a picture whose `size` its own bytes told. Outside any transaction.

    Raises: PictureRefused, FileInfected, FileScanUnavailable.
    """
    if size is None or not all(0 < points <= MOST_POINTS for points in size):
        raise PictureRefused
    try:
        return file_keep(content, name, kinds=(PNG, JPEG), most_bytes=MOST_BYTES)
    except (FileRefused, FileTooBig) as error:
        raise PictureRefused from error


@transaction.atomic
def picture_add(
    *, seller_id: int, file: StoredFile, size: tuple[int, int], actor: Actor, now: datetime
) -> Picture:
    """Write down a stored picture; texts show it by its public id."""
    row = Picture.objects.create(
        seller_id=seller_id,
        store_key=file.key,
        name=file.name,
        media_type=file.media_type,
        width=size[0],
        height=size[1],
        size_bytes=file.size_bytes,
        created_at=now,
    )
    record(
        actor=actor,
        action="picture.added",
        subject=row.public_id,
        now=now,
        account_id=seller_id,
        value=row.name,
    )
    return row
