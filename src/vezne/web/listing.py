"""Lists of panel and desk: search, filters, order, pages, count line, and the same as Excel.

A list is declared once and read twice, by its page and by its download:

    listing = Listing(
        request, rows,
        search=by_words(lambda line: f"{line.name} {line.site}"),
        filters=[Filter("durum", _("Durum"), State.choices, by_value(lambda line: line.state))],
        sorts={"bitis": by_key(lambda line: line.ends_at)},
    )

`rows` is a QuerySet (`by_columns`, `by_field`, `by_column`) or a sequence (`by_words`, `by_value`,
`by_key`), or a function that gives it. A list that is opened often says by `Opening` how its first
page is asked for where nothing narrows it: by statements that are ready (`core.compiled`), and
`rows` is not built then.

Everything stands in the address: `ara`, `sirala` (`-` before it: descending), `boy`, `sayfa`, `bas`
and `bit` where days narrow it, and a parameter per filter; what is unknown there counts as absent.
The templates are `components/list_filter.html`, `sort_head.html` and
`list_foot.html`.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, reduce
from operator import or_
from typing import Any

import xlsxwriter
from django.core.paginator import Page, Paginator
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise

from vezne.core.calendar import ISTANBUL
from vezne.core.money import Money
from vezne.core.turkish import fold
from vezne.web.fields import read_day

PAGE_SIZES = (10, 25, 50, 100)
DEFAULT_PAGE_SIZE = 25
MOST_ROWS = 50_000
"""Rows of a download; a longer list must be narrowed first."""
LONGEST_SEARCH = 100

Rows = Any
"""A QuerySet or a sequence; each function gets what `Listing` was given, or what that gives."""
Narrow = Callable[[Rows, str], Rows]
Order = Callable[[Rows, bool], Rows]
Between = Callable[[Rows, date | None, date | None], Rows]
"""Narrows to the days from the first to the last, both included; None: open on that side."""


@dataclass(frozen=True, slots=True)
class Filter:
    """A choice above the list: its name in the address, its label, what may be chosen."""

    name: str
    label: str | Promise
    choices: Sequence[tuple[str, Any]]
    narrow: Narrow
    unset: str | Promise = ""  # what is shown while nothing is chosen; "": all


@dataclass(frozen=True, slots=True)
class Chosen:
    """A filter with what the address says; `value` is empty for all."""

    filter: Filter
    value: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the download: text, number, money, day or aware instant; None stays empty."""

    label: str | Promise
    value: Callable[[Any], str | Promise | int | Money | date | datetime | None]
    width: int = 18


@dataclass(frozen=True, slots=True)
class Opening:
    """The beginning of a list as it is without search, filter, order: its first rows, how many."""

    first: Callable[[int], Sequence[Any]]
    count: Callable[[], int]


class Listing:
    """Rows as the address wants them; see the module."""

    def __init__(
        self,
        request: HttpRequest,
        rows: Rows,
        *,
        search: Narrow | None = None,
        filters: Sequence[Filter] = (),
        sorts: Mapping[str, Order] | None = None,
        default_sort: str = "",
        days: Between | None = None,
        opening: Opening | None = None,
    ) -> None:
        """Read the address; rows are touched when `page` or `rows` is asked for."""
        self._all = rows
        self._search = search
        self._sorts = sorts or {}
        self.has_search = search is not None
        get = request.GET
        self.text = get.get("ara", "").replace("\x00", "").strip()[:LONGEST_SEARCH]
        self.filters = [_chosen(one, get.get(one.name, "")) for one in filters]
        wanted = get.get("sirala", "")
        self.sort = wanted if wanted.removeprefix("-") in self._sorts else default_sort
        size = get.get("boy", "")
        self.size = int(size) if size in map(str, PAGE_SIZES) else DEFAULT_PAGE_SIZE
        self._page_number = get.get("sayfa", "1")
        self._days = days
        self.has_days = days is not None
        self.first_on, self.last_on = read_day(get.get("bas", "")), read_day(get.get("bit", ""))
        self._opening = opening

    @property
    def is_filtered(self) -> bool:
        """Whether the address narrows the list; then an empty one has other words."""
        has_days = self.has_days and bool(self.first_on or self.last_on)
        narrows = any(one.value for one in self.filters)
        return has_days or narrows or bool(self.text and self._search)

    @cached_property
    def rows(self) -> Rows:
        """All rows that remain, in order."""
        rows = self._all() if callable(self._all) else self._all
        if self.text and self._search:
            rows = self._search(rows, self.text)
        for one in self.filters:
            if one.value:
                rows = one.filter.narrow(rows, one.value)
        if self._days:
            rows = self._days(rows, self.first_on, self.last_on)
        if self.sort:
            rows = self._sorts[self.sort.removeprefix("-")](rows, self.sort.startswith("-"))
        return rows

    @cached_property
    def page(self) -> Page[Any]:
        """The page that the address asks for, or the nearest there is."""
        is_first = self._page_number == "1" and not self.sort and not self.is_filtered
        if self._opening is not None and is_first:
            return self._first_page(self._opening)
        return Paginator(self.rows, self.size).get_page(self._page_number)

    def _first_page(self, opening: Opening) -> Page[Any]:
        """The beginning; a list that ends on its first page is counted by its rows."""
        rows = opening.first(self.size + 1)
        found = Paginator(rows, self.size)
        found.count = len(rows) if len(rows) <= self.size else opening.count()
        return found.page(1)


def _chosen(one: Filter, value: str) -> Chosen:
    return Chosen(one, value if value in {str(key) for key, _label in one.choices} else "")


# -- for sequences ---------------------------------------------------------------------------


def by_words(text_of: Callable[[Any], str]) -> Narrow:
    """Every word typed occurs in the row's text; case and Turkish marks do not matter."""

    def narrow(rows: Rows, text: str) -> Rows:
        words = fold(text).split()
        return [row for row in rows if all(word in fold(text_of(row)) for word in words)]

    return narrow


def by_value(value_of: Callable[[Any], Any]) -> Narrow:
    """The row's value is the chosen one."""
    return lambda rows, value: [row for row in rows if str(value_of(row)) == value]


def by_key(key: Callable[[Any], Any]) -> Order:
    """Ordered by a key of the row."""
    return lambda rows, is_descending: sorted(rows, key=key, reverse=is_descending)


# -- for querysets ---------------------------------------------------------------------------


def by_columns(*lookups: str) -> Narrow:
    """Every word typed occurs, case aside, in one of the columns."""

    def narrow(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
        for word in text.split():
            rows = rows.filter(reduce(or_, (Q(**{f"{name}__icontains": word}) for name in lookups)))
        return rows

    return narrow


def by_field(lookup: str) -> Narrow:
    """The column holds the chosen value."""
    return lambda rows, value: rows.filter(**{lookup: value})


def by_column(lookup: str) -> Order:
    """Ordered by a column, empty ones last, then by age so that pages do not overlap."""

    def order(rows: QuerySet[Any], is_descending: bool) -> QuerySet[Any]:
        column = F(lookup)
        wanted = column.desc(nulls_last=True) if is_descending else column.asc(nulls_last=True)
        return rows.order_by(wanted, "-pk")

    return order


def by_days(lookup: str) -> Between:
    """The column's day lies between the two, both included."""

    def between(rows: QuerySet[Any], first_on: date | None, last_on: date | None) -> QuerySet[Any]:
        if first_on is not None:
            rows = rows.filter(**{f"{lookup}__gte": first_on})
        return rows if last_on is None else rows.filter(**{f"{lookup}__lte": last_on})

    return between


# -- Excel -----------------------------------------------------------------------------------


def excel_answer(name: str, columns: Sequence[Column], rows: Iterable[Any]) -> HttpResponse:
    """The rows as an .xlsx download named `name`; a row at a time, at most `MOST_ROWS`.

    Texts are written as texts, so that none becomes a formula or a link.
    """
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    sheet = book.add_worksheet()
    head = book.add_format({"bold": True})
    forms = {
        "instant": book.add_format({"num_format": "dd.mm.yyyy hh:mm"}),
        "day": book.add_format({"num_format": "dd.mm.yyyy"}),
        "money": book.add_format({"num_format": "#,##0.00"}),
    }
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(0, place, str(column.label), head)
    sheet.freeze_panes(1, 0)
    for line, row in enumerate(rows, start=1):
        if line > MOST_ROWS:
            break
        for place, column in enumerate(columns):
            _write_cell(sheet, line, place, column.value(row), forms)
    book.close()
    answer = HttpResponse(
        buffer.getvalue(),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    answer["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return answer


def _write_cell(sheet: Any, line: int, place: int, value: Any, forms: Mapping[str, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, Money):
        sheet.write_number(line, place, value.decimal, forms["money"])
    elif isinstance(value, datetime):  # Excel knows no time zones: Istanbul's wall clock
        local = value.astimezone(ISTANBUL).replace(tzinfo=None)
        sheet.write_datetime(line, place, local, forms["instant"])
    elif isinstance(value, date):
        sheet.write_datetime(line, place, value, forms["day"])
    elif isinstance(value, int):
        sheet.write_number(line, place, value)
    else:
        sheet.write_string(line, place, str(value))
