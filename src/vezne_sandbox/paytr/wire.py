"""Amounts and instants as PayTR writes them. Pure functions."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

ISTANBUL = ZoneInfo("Europe/Istanbul")


def comma_amount(kurus: int) -> str:
    """``10,8``: a comma, and no zero at the end (status, reports)."""
    whole, part = divmod(kurus, 100)
    return f"{whole},{part:02d}".rstrip("0").rstrip(",") if part else str(whole)


def point_amount(kurus: int) -> str:
    """``10.80`` (refund, direct)."""
    return f"{kurus // 100}.{kurus % 100:02d}"


def read_point_amount(text: str) -> int | None:
    """``10.80`` or ``10`` in kuruş."""
    found = re.fullmatch(r"([0-9]{1,12})(?:\.([0-9]{1,2}))?", text)
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0")) if found else None


def local_text(at: datetime) -> str:
    """``2026-03-05 14:22:01`` by Istanbul's clock."""
    return at.astimezone(ISTANBUL).strftime("%Y-%m-%d %H:%M:%S")


def local_day(at: datetime) -> str:
    """``05.03.2026`` by Istanbul's calendar."""
    return at.astimezone(ISTANBUL).strftime("%d.%m.%Y")


def masked_pan(bin_number: str, last_four: str) -> str:
    """``455359AAA6747``."""
    return f"{bin_number[:6]}AAA{last_four}"
