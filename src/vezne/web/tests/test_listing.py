from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, datetime

import openpyxl
from django.test import RequestFactory

from vezne.core.money import Money
from vezne.core.turkish import tr_key
from vezne.web.listing import (
    Column,
    Filter,
    Listing,
    Opening,
    by_key,
    by_value,
    by_words,
    excel_answer,
)


@dataclass
class Row:
    name: str
    kind: str = "a"


ROWS = [Row("Işık"), Row("Çam", "b"), Row("Zeytin"), Row("İncir", "b")]


def listing(address: str = "", rows: list[Row] | None = None) -> Listing:
    return Listing(
        RequestFactory().get(f"/liste/{address}"),
        ROWS if rows is None else rows,
        search=by_words(lambda row: row.name),
        filters=[Filter("tur", "Tür", [("a", "A"), ("b", "B")], by_value(lambda row: row.kind))],
        sorts={"ad": by_key(lambda row: tr_key(row.name))},
    )


def names(address: str) -> list[str]:
    return [row.name for row in listing(address).rows]


def test_search_knows_no_case_and_no_turkish_marks() -> None:
    assert names("?ara=isik") == ["Işık"]
    assert names("?ara=INCIR") == ["İncir"]
    assert names("?ara=ca m") == ["Çam"]


def test_names_stand_in_the_order_of_the_turkish_alphabet() -> None:
    assert names("?sirala=ad") == ["Çam", "Işık", "İncir", "Zeytin"]
    assert names("?sirala=-ad") == ["Zeytin", "İncir", "Işık", "Çam"]


def test_a_filter_narrows_and_says_so() -> None:
    narrowed = listing("?tur=b")

    assert [row.name for row in narrowed.rows] == ["Çam", "İncir"]
    assert narrowed.is_filtered
    assert not listing().is_filtered


def test_what_is_unknown_in_the_address_counts_as_absent() -> None:
    strange = listing("?tur=zzz&sirala=parola&boy=7&sayfa=99&ara=%00")

    assert [row.name for row in strange.rows] == [row.name for row in ROWS]
    assert (strange.sort, strange.size, strange.is_filtered) == ("", 25, False)
    assert strange.page.number == 1


def test_a_page_has_as_many_rows_as_the_address_wants() -> None:
    page = listing("?boy=10&sayfa=2", [Row(f"n{place}") for place in range(23)]).page

    assert [row.name for row in page.object_list][:2] == ["n10", "n11"]
    assert (page.start_index(), page.end_index(), page.paginator.count) == (11, 20, 23)


def test_a_download_holds_numbers_instants_and_texts_that_are_no_formulas() -> None:
    rows = [
        ("=1+1", Money(123_456, "TRY"), datetime(2025, 2, 19, 7, 43, tzinfo=UTC), 5),
        ("https://evil.example", None, None, None),
    ]
    columns = [
        Column("Ad", lambda row: row[0]),
        Column("Tutar", lambda row: row[1]),
        Column("Tarih", lambda row: row[2]),
        Column("Adet", lambda row: row[3]),
    ]

    answer = excel_answer("liste", columns, rows)

    assert answer["Content-Disposition"] == 'attachment; filename="liste.xlsx"'
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    values = [[cell.value for cell in line] for line in sheet.iter_rows()]
    assert values == [
        ["Ad", "Tutar", "Tarih", "Adet"],
        ["=1+1", 1234.56, datetime(2025, 2, 19, 10, 43), 5],
        ["https://evil.example", None, None, None],
    ]
    assert sheet["A2"].data_type == "s"
    assert sheet["A3"].hyperlink is None


# -- a list that is opened often ---------------------------------------------------------------


def opened(address: str, count: int) -> Listing:
    """Its beginning says whence it comes; the whole list is numbers."""
    return Listing(
        RequestFactory().get(f"/liste/{address}"),
        lambda: list(range(count)),
        search=by_words(str),
        sorts={"no": by_key(int)},
        opening=Opening(lambda most: ["opening"] * min(most, count), lambda: count),
    )


def test_the_first_page_of_a_list_that_nothing_narrows_comes_from_its_opening() -> None:
    for address in ("", "?sayfa=1", "?ara=&sirala=unknown&tur=a"):
        page = opened(address, 60).page

        assert list(page) == ["opening"] * 25
        assert (page.number, page.paginator.count, page.paginator.num_pages) == (1, 60, 3)
        assert (page.start_index(), page.end_index(), page.has_next()) == (1, 25, True)

    assert list(opened("?boy=10", 60).page) == ["opening"] * 10


def test_other_pages_and_narrowed_lists_come_from_all_rows() -> None:
    assert list(opened("?sayfa=3", 60).page) == list(range(50, 60))
    assert list(opened("?ara=59", 60).page) == [59]
    assert list(opened("?sirala=-no&boy=10", 60).page) == list(range(59, 49, -1))


def test_a_list_that_ends_on_its_first_page_is_not_counted() -> None:
    def never() -> int:
        raise AssertionError

    for count in (0, 24, 25):
        rows = ["row"] * count
        opening = Opening(lambda most, rows=rows: rows[:most], never)  # type: ignore[misc]
        page = Listing(RequestFactory().get("/liste/"), [], opening=opening).page

        assert list(page) == rows
        assert page.paginator.count == count
        assert not page.has_next()
