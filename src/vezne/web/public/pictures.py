"""The pictures that texts show: to who may read the seller's texts, and to nobody else."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from vezne.accounts.queries import seller_profile_of
from vezne.accounts.types import Seat
from vezne.content.models import Picture
from vezne.content.queries import find_picture, is_shown_to_strangers
from vezne.core.errors import NotFound
from vezne.core.files import file_read
from vezne.reports.reading import reader_for
from vezne.web.access import VezneRequest, public_page

AN_HOUR, A_DAY = "private, max-age=3600", "public, max-age=86400"
SAFE = "default-src 'none'; sandbox"


@public_page
@require_safe
def picture(request: VezneRequest, public_id: str) -> HttpResponse:
    """A picture by its address: for the seller's people, its buyers, and strangers where a public
    text of an open seller shows it.
    """
    row = find_picture(public_id)
    if row is None:
        raise NotFound
    is_known = _is_known(request, row)
    if not is_known and not _is_open(row):
        raise NotFound
    answer = HttpResponse(file_read(row.store_key), content_type=row.media_type)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = SAFE
    answer.headers["Cache-Control"] = AN_HOUR if is_known else A_DAY
    return answer


def _is_known(request: VezneRequest, row: Picture) -> bool:
    seat: Seat | None = request.seat
    if seat is None:
        return False
    if seat.account_id == row.seller_id:
        return True
    reader = reader_for(
        seat.account_id, user_id=request.user.pk, role=str(seat.role), now=request.now
    )
    return row.seller_id in reader.sellers


def _is_open(row: Picture) -> bool:
    return seller_profile_of(row.seller_id).pages_open and is_shown_to_strangers(row)
