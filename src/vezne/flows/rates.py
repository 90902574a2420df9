"""The central bank's bulletins: the newest one that counts is read and kept.

Asked for by its day (`<base>/YYYYMM/DDMMYYYY.xml`); where there is none (a holiday) the day before
counts. The bank's `today.xml` is not used: before half past three it is yesterday's.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import httpx
from django.conf import settings
from django.core.cache import cache

from vezne.core.tls import trusted
from vezne.invoicing.errors import BulletinNotReadable
from vezne.invoicing.queries import has_bulletin
from vezne.invoicing.rates import newest_bulletin_day
from vezne.invoicing.services import bulletin_record

logger = logging.getLogger(__name__)
TIMEOUT = httpx.Timeout(5.0, connect=2.0)
AGENT = {"User-Agent": "Mozilla/5.0 (compatible; Vezne)"}
MOST_DAYS_BACK = 12  # the longest holiday with its weekends
PAUSE_SECONDS = 15 * 60
SATURDAY = 5


def rates_fetch(*, now: datetime) -> int:
    """Read the newest bulletin that counts at `now`; returns how many were recorded (0 or 1).

    Outside any transaction. A known bulletin costs one query; a missing one is asked for once in a
    quarter of an hour. Without an answer the last known rate goes on counting.
    """
    days = _working_days(newest_bulletin_day(now))
    newest = next(days)
    if not settings.VEZNE_RATES_URL or has_bulletin(newest) or not _may_ask(newest):
        return 0
    try:
        with httpx.Client(timeout=TIMEOUT, headers=AGENT, verify=trusted()) as client:
            return int(_read_newest(client, [newest, *days]))
    except (httpx.HTTPError, BulletinNotReadable) as error:
        logger.warning("no exchange rates of %s: %s", newest, error)
        return 0


def _working_days(newest: date) -> Iterator[date]:
    """The working days from `newest` back."""
    for back in range(MOST_DAYS_BACK):
        day = newest - timedelta(days=back)
        if day.weekday() < SATURDAY:
            yield day


def _may_ask(day: date) -> bool:
    return bool(cache.add(f"flows.rates:{day}", value=True, timeout=PAUSE_SECONDS))


def _read_newest(client: httpx.Client, days: list[date]) -> bool:
    for day in days:
        if has_bulletin(day):
            return False
        answer = client.get(f"{settings.VEZNE_RATES_URL}/{day:%Y%m/%d%m%Y}.xml")
        if answer.status_code != httpx.codes.NOT_FOUND:
            answer.raise_for_status()
            bulletin_record(raw=answer.content)
            return True
    return False
