"""Turkish letters, in Python and in the database."""

from __future__ import annotations

import pytest
from django.db import connection

from vezne.core.turkish import fold, fold_sql, tr_lower, tr_upper


def test_case_is_turkish() -> None:
    assert tr_upper("istanbul ığdır") == "İSTANBUL IĞDIR"
    assert tr_lower("IĞDIR İSTANBUL") == "ığdır istanbul"


def test_folding_finds_what_people_type() -> None:
    assert fold("  Şişli   İNŞAAT Ltd. ") == "sisli insaat ltd."
    assert fold("IŞIK") == fold("ışık") == fold("isik")


@pytest.mark.django_db
def test_the_database_sorts_as_the_alphabet_does() -> None:
    words = ["zeytin", "Çam", "cam", "ılık", "ilik", "Öz", "oz", "şal", "sal", "İzmir", "Iğdır"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT w FROM unnest(%s::text[]) w ORDER BY tr_key(w)", [words])
        ordered = [row[0] for row in cursor.fetchall()]

    assert ordered == [
        "cam", "Çam", "Iğdır", "ılık", "ilik", "İzmir", "oz", "Öz", "sal", "şal", "zeytin",
    ]  # fmt: skip


@pytest.mark.django_db
def test_the_database_folds_as_python_does() -> None:
    words = ["Şişli İNŞAAT", "ığdır IŞIK", "ÇÖĞÜŞ çöğüş", "Rüzgâr Îû", "ÖT-7K3M9P2A", "a@b.example"]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {fold_sql('w')} FROM unnest(%s::text[]) w", [words])
        folded = [row[0] for row in cursor.fetchall()]

    assert folded == [fold(word) for word in words]
