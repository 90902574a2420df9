"""Bulletins of the central bank and the rate that counts at an instant."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from vezne.invoicing import queries
from vezne.invoicing.errors import BulletinNotReadable, RateUnknown
from vezne.invoicing.models import ExchangeRate
from vezne.invoicing.rates import newest_bulletin_day, to_try
from vezne.invoicing.services import bulletin_record, rate_record
from vezne.invoicing.tcmb import parse_bulletin

BULLETIN = """<?xml version="1.0" encoding="UTF-8"?>
<?xml-stylesheet type="text/xsl" href="isokur.xsl"?>
<Tarih_Date Tarih="27.02.2026" Date="02/27/2026"  Bulten_No="2026/41" >
  <Currency CrossOrder="0" Kod="USD" CurrencyCode="USD">
    <Unit>1</Unit><Isim>ABD DOLARI</Isim><ForexBuying>43.8512</ForexBuying>
    <ForexSelling>43.9302</ForexSelling><BanknoteBuying/><CrossRateUSD/>
  </Currency>
  <Currency CrossOrder="9" Kod="JPY" CurrencyCode="JPY">
    <Unit>100</Unit><Isim>JAPON YENİ </Isim><ForexBuying> 26.5512 </ForexBuying>
  </Currency>
  <Currency CrossOrder="0" Kod="XDR" CurrencyCode="XDR"><Unit>1</Unit><ForexBuying/></Currency>
  <Currency CrossOrder="1" Kod="EUR" CurrencyCode="EUR"><ForexBuying>51.2</ForexBuying></Currency>
</Tarih_Date>
"""


def test_a_bulletin_gives_rates_per_unit_and_its_own_date() -> None:
    bulletin = parse_bulletin(BULLETIN.encode())

    assert (bulletin.bulletin_on, bulletin.number) == (date(2026, 2, 27), "2026/41")
    assert bulletin.rates_micro == {
        "USD": 43_851_200,
        "JPY": 265_512,  # quoted per 100
        "EUR": 51_200_000,
    }


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "no xml",
        "<Tarih_Date/>",
        '<Tarih_Date Tarih="31.02.2026"/>',
        '<Tarih_Date Tarih="bugün"/>',
        BULLETIN.replace("43.8512", "43,8512"),
        BULLETIN.replace("43.8512", "-1"),
        BULLETIN.replace("43.8512", "0"),
        BULLETIN.replace("<Unit>100", "<Unit>0"),
        BULLETIN.replace("<Unit>100", "<Unit>yüz"),
        BULLETIN.replace('CurrencyCode="USD"', ""),
        BULLETIN.replace("<Tarih_Date", '<!DOCTYPE x [<!ENTITY a "b">]><Tarih_Date'),
        BULLETIN + " " * 1_000_000,
    ],
)
def test_what_is_no_bulletin_is_refused(broken: str) -> None:
    with pytest.raises(BulletinNotReadable):
        parse_bulletin(broken.encode())


def test_another_encoding_is_refused() -> None:
    with pytest.raises(BulletinNotReadable):
        parse_bulletin(BULLETIN.encode("utf-16"))


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (datetime(2026, 3, 2, 12, 29, 59, tzinfo=UTC), date(2026, 3, 1)),
        (datetime(2026, 3, 2, 12, 30, tzinfo=UTC), date(2026, 3, 2)),  # 15:30 in Istanbul
        (datetime(2026, 3, 2, 22, 0, tzinfo=UTC), date(2026, 3, 2)),  # 01:00 on the 3rd
    ],
)
def test_todays_bulletin_counts_from_half_past_three(now: datetime, day: date) -> None:
    assert newest_bulletin_day(now) == day


def test_an_amount_is_exchanged_with_one_rounding() -> None:
    assert to_try(10_00, 43_851_200) == 438_51
    assert to_try(1, 43_500_000) == 44


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_an_exchange_is_within_half_a_kurus(amount: int, rate: int) -> None:
    assert abs(to_try(amount, rate) * 1_000_000 - amount * rate) <= 500_000


@pytest.mark.django_db
def test_the_last_bulletin_before_the_instant_counts() -> None:
    bulletin_record(raw=BULLETIN.encode())
    bulletin_record(raw=BULLETIN.encode())
    rate_record(currency="USD", bulletin_on=date(2026, 3, 2), rate_micro=44_000_000)

    monday_morning = queries.rate_for("USD", datetime(2026, 3, 2, 7, 0, tzinfo=UTC))
    monday_evening = queries.rate_for("USD", datetime(2026, 3, 2, 17, 0, tzinfo=UTC))

    assert (monday_morning.bulletin_on, monday_morning.rate_micro) == (
        date(2026, 2, 27),
        43_851_200,
    )
    assert monday_morning.bulletin_number == "2026/41"
    assert monday_evening.rate_micro == 44_000_000
    assert {row.currency for row in ExchangeRate.objects.all()} == {"USD", "EUR"}
    with pytest.raises(RateUnknown):
        queries.rate_for("USD", datetime(2026, 2, 27, 7, 0, tzinfo=UTC))


@pytest.mark.django_db
def test_a_recorded_rate_stays() -> None:
    day = date(2026, 3, 2)
    first = rate_record(currency="USD", bulletin_on=day, rate_micro=44_000_000)
    second = rate_record(currency="USD", bulletin_on=day, rate_micro=1)

    assert second.rate_micro == first.rate_micro
    with (
        pytest.raises(IntegrityError, match="never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE invoicing_exchangerate SET rate_micro = 1")
