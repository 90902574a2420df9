"""What nobody needs any more: sign-ups that ran out, old codes, files without a row."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests import factories
from tests.factories import NOW
from vezne.accounts.models import OneTimeCode, SignUp
from vezne.accounts.services.sign_up import SignUpDetails, SignUpWish, sign_up_begin
from vezne.core.clock import real_now
from vezne.core.files import file_read, raw_keep
from vezne.core.scope import acting_as_system
from vezne.flows.forgetting import forget_due, forget_now

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def uploads(tmp_path: Path, settings: Any) -> Path:
    settings.VEZNE_UPLOADS = str(tmp_path)
    return tmp_path


def begin(real: datetime) -> SignUp:
    wish = SignUpWish(
        seller_id=factories.make_seller().pk,
        email="yeni@incir.example",
        password="uzun ve akılda kalan bir cümle",
        details=SignUpDetails("Ada", "İncir", "+905321234567", "person"),
        texts=(),
    )
    return sign_up_begin(wish=wish, real_now=real, now=NOW)


def sign_ups() -> int:
    with acting_as_system("test"):
        return SignUp.objects.count()


def test_a_sign_up_that_ran_out_is_forgotten_and_one_on_its_way_stays() -> None:
    real = real_now()
    begin(real)

    assert forget_now(real=real) == 0
    assert forget_now(real=real + DAY + timedelta(minutes=1)) == 1
    assert sign_ups() == 0


def test_a_finished_sign_up_stays_as_what_was_accepted() -> None:
    real = real_now()
    row = begin(real)
    with acting_as_system("test"):
        SignUp.objects.filter(pk=row.pk).update(finished_at=real, details_sealed="", password="")

    assert forget_now(real=real + 400 * DAY) == 0
    assert sign_ups() == 1


def test_codes_stand_for_thirty_days() -> None:
    real = real_now()
    with acting_as_system("test"):
        OneTimeCode.objects.create(
            purpose="password", target="+905321234567", code_hash="x",
            created_at=real, expires_at=real + timedelta(minutes=5),
        )  # fmt: skip

    assert forget_now(real=real + 29 * DAY) == 0
    assert forget_now(real=real + 31 * DAY) == 1
    assert not OneTimeCode.objects.exists()


def test_a_file_that_no_row_came_for_goes_after_a_day(uploads: Path) -> None:
    real = real_now()
    key = raw_keep(b"yar\xc4\xb1m")

    assert forget_now(real=real) == 0
    assert file_read(key)
    for path in uploads.rglob("*"):
        if path.is_file():
            os.utime(path, (0, 0))
    assert forget_now(real=real) == 1


def test_it_is_done_once_a_day() -> None:
    begin(real_now() - 3 * DAY)

    assert forget_due() == 1
    begin(real_now() - 3 * DAY)
    assert forget_due() == 0
