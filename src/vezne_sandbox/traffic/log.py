"""Writes and reads the log of exchanges."""

from dataclasses import dataclass
from datetime import datetime

from vezne_sandbox.traffic.masking import scrub
from vezne_sandbox.traffic.models import Direction, Exchange

_KEPT = 2_000  # exchanges; older ones go, a demo runs for weeks


@dataclass(frozen=True)
class Spoken:
    """One request and its answer as they stood on the wire."""

    at: datetime
    direction: Direction
    method: str
    address: str
    endpoint: str
    status: int
    duration_ms: int
    request_body: str
    answer_body: str
    disturbances: tuple[str, ...] = ()


def exchange_record(spoken: Spoken) -> Exchange:
    """Keep one exchange, masked; every hundredth also drops what is too old."""
    exchange = Exchange.objects.create(
        at=spoken.at,
        direction=spoken.direction,
        method=spoken.method,
        address=scrub(spoken.address),
        endpoint=spoken.endpoint,
        status=spoken.status,
        duration_ms=spoken.duration_ms,
        request_body=scrub(spoken.request_body),
        answer_body=scrub(spoken.answer_body),
        disturbances=", ".join(spoken.disturbances)[:200],
    )
    if exchange.pk % 100 == 0:
        Exchange.objects.filter(pk__lte=exchange.pk - _KEPT).delete()
    return exchange


def list_exchanges(*, limit: int = 100) -> list[Exchange]:
    """The newest first."""
    return list(Exchange.objects.order_by("-pk")[:limit])
