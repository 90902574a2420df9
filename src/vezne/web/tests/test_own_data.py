"""Verilerim and the operator's KVKK pages."""

from __future__ import annotations

import io
import json
import time
import zipfile
from datetime import timedelta
from typing import Any, cast

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.http import StreamingHttpResponse
from django.test import Client
from django.urls import reverse

from tests.factories import NOW, make_buyer, make_member, make_seller, set_clock, sign_in
from vezne.accounts.models import Role, User
from vezne.privacy.models import Erasure
from vezne.web.access import SEAT_KEY

pytestmark = pytest.mark.django_db


@pytest.fixture
def ayse(db: None) -> User:
    set_clock(NOW)
    papatya = make_buyer()
    make_member(papatya)
    return make_member(papatya)


def just_proven(user: User) -> Client:
    """Signed in with the password a moment ago, as the pages ask for."""
    client = sign_in(user)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "password", "at": time.time(), "reauthenticated": True}
    ]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


def operator(role: str = Role.ADMIN) -> Client:
    nar = make_seller("Nar Bilişim", is_operator=True)
    client = sign_in(make_member(nar, role))
    session = client.session
    session[SEAT_KEY] = nar.pk
    session.save()
    return client


def test_the_file_holds_readable_sections_and_is_never_kept_by_a_browser(ayse: User) -> None:
    answer = cast("StreamingHttpResponse", just_proven(ayse).post(reverse("own_data_file")))

    body = b"".join(cast("Any", answer.streaming_content))
    archive = zipfile.ZipFile(io.BytesIO(body))
    person = json.loads(archive.read("kisi.json"))
    assert answer["Cache-Control"] == "no-store"
    assert person[0]["username"] == ayse.username
    assert "OKUYUN.txt" in archive.namelist()


def test_who_proved_nothing_lately_is_asked_for_the_password_first(ayse: User) -> None:
    client = sign_in(ayse)

    wish = client.post(reverse("own_data"), {"is_sure": "on"})
    file = client.post(reverse("own_data_file"))

    assert [one.headers["Location"].split("?")[0] for one in (wish, file)] == [
        reverse("account_reauthenticate")
    ] * 2
    assert Erasure.objects.count() == 0


def test_a_wish_is_asked_for_shown_and_taken_back(ayse: User) -> None:
    client = just_proven(ayse)

    unsure = client.post(reverse("own_data"), {"words": ""})
    asked = client.post(reverse("own_data"), {"words": "Bitti", "is_sure": "on"})
    shown = client.get(reverse("own_data")).content.decode()
    client.post(reverse("own_data_keep"))

    assert (unsure.status_code, asked.status_code) == (422, 302)
    assert "01.04.2026" in shown, "the last day for the answer"
    assert Erasure.objects.get().state == "withdrawn"


def test_the_operator_erases_by_typing_the_name_and_the_log_shows_it(ayse: User) -> None:
    just_proven(ayse).post(reverse("own_data"), {"is_sure": "on"})
    row, deniz = Erasure.objects.get(), operator()
    url = reverse("web:operator_wish_done", args=[row.public_id])

    wrong = deniz.post(url, {"username": "baska"})
    right = deniz.post(url, {"username": ayse.username})
    after = deniz.get(reverse("web:operator_wish", args=[row.public_id])).content.decode()
    log = deniz.get(reverse("web:operator_destruction")).content.decode()
    excel = deniz.get(reverse("web:operator_destruction_xls"))

    assert (wrong.status_code, right.status_code) == (422, 302)
    assert ayse.email not in after
    assert row.public_id in after
    assert "Kişi kimliği" in log
    assert excel.status_code == 200
    assert not User.objects.get(pk=ayse.pk).is_active


def test_a_late_wish_is_red_and_a_refusal_is_read_by_the_person(ayse: User) -> None:
    client = just_proven(ayse)
    client.post(reverse("own_data"), {"is_sure": "on"})
    row, deniz = Erasure.objects.get(), operator()
    set_clock(NOW + timedelta(days=31))

    late = deniz.get(reverse("web:operator_wishes")).content.decode()
    deniz.post(
        reverse("web:operator_wish_declined", args=[row.public_id]), {"reason": "Dava sürüyor"}
    )

    assert "is-late" in late
    assert "Dava sürüyor" in client.get(reverse("own_data")).content.decode()


def test_only_the_operators_admin_sees_wishes(ayse: User) -> None:
    assert operator(Role.MANAGER).get(reverse("web:operator_wishes")).status_code == 403
    assert sign_in(ayse).get(reverse("web:operator_wishes")).status_code == 403
