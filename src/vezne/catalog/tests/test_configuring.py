"""Answers to options: what they come to, to the kuruş, and what is wrong with them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vezne.catalog.configuring import (
    OfferedChoice,
    OfferedOption,
    SoldOption,
    Wrong,
    configure,
    parts_of,
    period_total,
    repriced,
    setup_total,
    sold_options,
    stored_options,
)
from vezne.catalog.errors import OptionUnknown
from vezne.invoicing.amounts import LineInput, compute

GB = OfferedChoice(1, "och_gb", "GB", 150, 20)
LINUX, WINDOWS = OfferedChoice(2, "och_l", "Linux", 0), OfferedChoice(3, "och_w", "Windows", 65_000)
DISK = OfferedOption(1, "opt_disk", "Disk", "quantity", (GB,), least=20, most=1_000, step=20)
SYSTEM = OfferedOption(2, "opt_os", "Sistem", "select", (LINUX, WINDOWS))
BACKUP = OfferedOption(3, "opt_b", "Yedek", "yes_no", (GB,), is_required=False)
DOMAIN = OfferedOption(4, "opt_d", "Alan adı", "text", shape="domain")

amounts = st.integers(min_value=0, max_value=10**9)
sold = st.builds(
    SoldOption,
    option_id=st.integers(1, 9),
    option=st.just("Disk"),
    value=st.just("GB"),
    choice_id=st.integers(1, 9),
    quantity=st.integers(1, 1_000),
    unit_price_minor=amounts,
    setup_minor=amounts,
)


def wrong(option: OfferedOption, typed: str) -> Wrong | None:
    return configure([option], {option.public_id: typed}).problems.get(option.public_id)


@pytest.mark.parametrize(
    ("option", "typed", "said"),
    [
        (DISK, "40", None), (DISK, "", Wrong.MISSING), (DISK, "30", Wrong.OFF_STEP),
        (DISK, "0", Wrong.OUT_OF_BOUNDS), (DISK, "1020", Wrong.OUT_OF_BOUNDS),
        (DISK, "-20", Wrong.NOT_A_NUMBER), (DISK, "4e1", Wrong.NOT_A_NUMBER),
        (DISK, "99999999", Wrong.NOT_A_NUMBER), (DISK, "٤٠", Wrong.NOT_A_NUMBER),
        (SYSTEM, "och_w", None), (SYSTEM, "och_gb", Wrong.NOT_OFFERED),
        (SYSTEM, "Windows", Wrong.NOT_OFFERED), (BACKUP, "", None), (BACKUP, "1", None),
        (BACKUP, "belki", Wrong.NOT_OFFERED), (DOMAIN, "ORNEK.com.tr", None),
        (DOMAIN, "ornek", Wrong.SHAPE), (DOMAIN, "a b.com", Wrong.SHAPE),
        (DOMAIN, "-a.com", Wrong.SHAPE), (DOMAIN, "a" * 101, Wrong.TOO_LONG),
    ],
)  # fmt: skip
def test_each_kind_takes_what_is_offered(
    option: OfferedOption, typed: str, said: Wrong | None
) -> None:
    assert wrong(option, typed) == said


def test_a_long_name_of_one_letter_is_checked_at_once() -> None:
    long = OfferedOption(5, "opt_x", "Ad", "text", shape="domain", max_length=500)

    assert wrong(long, "a" * 499 + "!") == Wrong.SHAPE


def test_what_is_not_asked_is_refused() -> None:
    with pytest.raises(OptionUnknown):
        configure([DISK], {"opt_disk": "40", "opt_fremd": "1"})


def test_answers_are_priced_by_quantity() -> None:
    found = configure([DISK, SYSTEM], {"opt_disk": "40", "opt_os": "och_w"})

    assert period_total(found.options) == 40 * 150 + 65_000
    assert setup_total(found.options) == 40 * 20
    assert [one.words for one in found.options] == ["Disk: 40 GB", "Sistem: Windows"]


def test_another_period_takes_its_own_prices_or_none() -> None:
    options = configure([DISK], {"opt_disk": "40"}).options

    dearer = repriced(options, {1: OfferedChoice(1, "och_gb", "GB", 1_500, 999)})

    assert dearer is not None
    assert (period_total(dearer), setup_total(dearer)) == (60_000, 800)
    assert repriced(options, {}) is None


@given(st.lists(sold, max_size=6), amounts, st.sampled_from([0, 100, 1_000, 2_000]))
def test_the_lines_come_to_the_price_and_kdv_to_the_kurus(
    options: list[SoldOption], plan_minor: int, rate: int
) -> None:
    parts = parts_of(plan_minor, options, with_setup=True)
    sums = compute([LineInput(p.unit_price_minor, rate, p.quantity) for p in parts])

    net = plan_minor + period_total(options) + setup_total(options)
    assert sums.net_minor == net
    assert sums.kdv_minor == (net * rate + 5_000) // 10_000
    assert sum(line.gross_minor for line in sums.lines) == sums.total_minor


@given(st.lists(sold, max_size=6))
def test_what_is_stored_is_read_back(options: list[SoldOption]) -> None:
    assert list(sold_options(stored_options(options))) == options
