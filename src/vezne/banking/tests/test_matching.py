"""Whose is a line: the payer's code, phones as people write them, ids; two never match."""

from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vezne.banking.matching.decide import (
    Decision,
    Meanings,
    Rules,
    Standing,
    clues_of,
    decide,
)
from vezne.banking.matching.kinds import kind_of
from vezne.banking.matching.normal import compact, upper
from vezne.banking.matching.phones import phones_in
from vezne.banking.matching.references import (
    clean_iban,
    clean_tax_id,
    ibans,
    invoice_references,
    own_references,
    tax_ids,
)
from vezne.banking.reference import ALPHABET, CAPACITY, codec, reference_of
from vezne.banking.types import Line, MovementKind, OtherAmount, PayerPolicy, Tier

IBAN = "TR330006100519786457841326"
PHONE = "+905321234567"


def found_phones(words: str) -> list[str]:
    return sorted(phones_in(ibans(upper(words))[1]))


@pytest.mark.parametrize(
    "words",
    [
        "5321234567",
        "05321234567",
        "+905321234567",
        "905321234567",
        "00905321234567",
        "0532 123 45 67",
        "0532.123.45.67",
        "0532-123-45-67",
        "(0532) 123 45 67",
        "+90 (532) 123 45 67",
        "GELEN EFT-AHMET YILMAZ-05321234567-*0134-",
        "BAKIYE5321234567",
        "5321234567AHMET",
        "O532 123 45 67",
        "o532 123 45 67",
        f"{IBAN} 0532 123 45 67",
        "TR33 0006 1005 1978 6457 8413 26 0532 123 45 67",
        "FAST 0532123456 7",
        "٠٥٣٢١٢٣٤٥٦٧",
    ],
)
def test_a_phone_is_found_however_it_is_written(words: str) -> None:
    assert found_phones(words) == [PHONE]


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("SORGU NO 5301234567 REF 0532 123 45 67", 2),
        ("05321234567/05331112233", 2),
        ("52345678901", 0),  # eleven digits: a TCKN, no phone
        (IBAN, 0),
        ("REF 123456 TARIH 02.03.2026", 0),
        ("GELEN FAST - ERSİN ÇELİK - .", 0),
    ],
)
def test_what_is_two_phones_or_none(words: str, count: int) -> None:
    assert len(found_phones(words)) == count


# -- the payer's reference -------------------------------------------------------------------


def codes_in(words: str) -> set[int]:
    return set(own_references(compact(upper(words)), codec()))


def test_a_reference_reads_back_as_its_account() -> None:
    rng = random.Random(7)
    for account in (1, 2, CAPACITY - 1, *(rng.randrange(1, CAPACITY) for _ in range(500))):
        assert codes_in(reference_of(account)) == {account}


@pytest.mark.parametrize("account", [0, -1, CAPACITY])
def test_no_reference_is_made_outside_its_capacity(account: int) -> None:
    with pytest.raises(ValueError):
        codec().encode(account)


def test_references_do_not_count_up() -> None:
    heads = {reference_of(account)[3:5] for account in range(1, 30)}

    assert len(heads) > 15


@pytest.mark.parametrize(
    "shape",
    [
        "{code}",
        "gelen fast - ayşe - {lower}",
        "KİRA{plain}MART",
        "kira {spaced} mart",
        "ref:{plain}.",
        "V Z {tail}",
        "v2{tail_plain}",  # Z typed as 2
    ],
)
def test_a_reference_is_found_however_it_is_written(shape: str) -> None:
    code = reference_of(4711)
    plain = code.replace("-", "")
    words = shape.format(
        code=code,
        lower=code.lower(),
        plain=plain,
        spaced=" ".join(plain),
        tail=code[3:],
        tail_plain=plain[2:],
    )

    assert codes_in(words) == {4711}


@given(st.integers(1, CAPACITY - 1), st.integers(0, 7), st.sampled_from(ALPHABET))
def test_a_wrong_letter_finds_nobody(account: int, place: int, letter: str) -> None:
    plain = codec().encode(account)[2:]
    wrong = plain[:place] + letter + plain[place + 1 :]

    assert (codec().decode(wrong) == account) == (wrong == plain)
    assert wrong == plain or codec().decode(wrong) is None


@given(st.integers(1, CAPACITY - 1), st.integers(0, 6))
def test_letters_that_changed_places_find_nobody(account: int, place: int) -> None:
    plain = codec().encode(account)[2:]
    turned = plain[:place] + plain[place + 1] + plain[place] + plain[place + 2 :]

    assert turned == plain or codec().decode(turned) is None


def test_a_look_alike_counts_only_where_the_check_fits() -> None:
    account = next(n for n in range(1, 500) if "D" in codec().encode(n)[2:])
    plain = codec().encode(account)

    assert codes_in(plain[:2] + plain[2:].replace("D", "O", 1)) == {account}
    assert codes_in(plain[:2] + plain[2:].replace("D", "O", 1)[::-1]) == set()


def test_digits_of_an_iban_or_a_phone_are_no_reference() -> None:
    assert codes_in(f"{IBAN} 0532 123 45 67 1234567890123456") == set()


def test_invoice_references_are_found_with_and_without_their_o() -> None:
    words = ("ÖT-7K3M9P2A", "ot 7k3m9p2a", "FATURA?T-7K3M9P2A", "Ã–T-7K3M9P2A", "ödemeOT7K3M9P2A")

    for one in words:
        assert "ÖT-7K3M9P2A" in invoice_references(compact(upper(one)))


# -- ids -------------------------------------------------------------------------------------


def test_ids_count_only_whole_and_with_their_check_digits() -> None:
    assert clean_iban("TR33 0006 1005 1978 6457 8413 26") == IBAN
    assert clean_iban("TR330006*************1326") == clean_iban(IBAN[:-1] + "7") == ""
    assert clean_tax_id("4540536920") == "4540536920"
    assert clean_tax_id("4540536921") == clean_tax_id("0000000000") == clean_tax_id("") == ""
    assert tax_ids("VKN 4540536920 REF 1234567891 TEL 5321234567") == {"4540536920"}
    assert tax_ids("X4540536920123") == set()


# -- whose -----------------------------------------------------------------------------------


def decided(amount: int = 100, rules: Rules | None = None, **meanings: set[int]) -> Decision:
    return decide(
        amount_minor=amount,
        meanings=Meanings(**{key: frozenset(value) for key, value in meanings.items()}),
        rules=rules or Rules(uses_phones=True, tax_id_policy=PayerPolicy.ALWAYS),
        standings={1: Standing(frozenset({100}), has_open=True)},
    )


@pytest.mark.parametrize(
    ("meanings", "account", "told"),
    [
        ({"references": {1}}, 1, Tier.REFERENCE_EXACT),
        ({"references": {2}}, 2, Tier.REFERENCE),
        ({"references": {1, 2}}, None, "two_references"),
        ({"references": {1}, "ibans": {2}, "phones": {3}}, 1, Tier.REFERENCE_EXACT),
        ({"ibans": {1}}, 1, Tier.IBAN),
        ({"ibans": {1, 2}}, None, "two_payers"),
        ({"ibans": {1}, "tax_ids": {2}}, None, "two_payers"),
        ({"tax_ids": {1}}, 1, Tier.TAX_ID),
        ({"phones": {1}}, 1, Tier.PHONE),
        ({"phones": {1, 2}}, None, "two_phones"),
        ({"phones": {1}, "ibans": {1}}, 1, Tier.IBAN),
        ({"phones": {1}, "ibans": {2}}, None, "payer_against_phone"),
        ({"phones": {1}, "tax_ids": {2}}, None, "payer_against_phone"),
        ({}, None, "no_clue"),
    ],
)
def test_the_first_tier_that_speaks_decides_and_two_never_match(
    meanings: dict[str, set[int]], account: int | None, told: str
) -> None:
    found = decided(**meanings)

    assert found.current_account_id == account
    assert told in (found.tier, found.reason)


@pytest.mark.parametrize(
    ("rules", "amount", "meanings", "told"),
    [
        (Rules(), 100, {"phones": {1}}, "policy_off"),
        (Rules(), 100, {"phones": {1}, "ibans": {2}}, Tier.IBAN),  # phones are off: no veto
        (Rules(iban_policy=PayerPolicy.OFF), 100, {"ibans": {1}}, "policy_off"),
        (Rules(iban_policy=PayerPolicy.EXACT), 100, {"ibans": {1}}, Tier.IBAN),
        (Rules(iban_policy=PayerPolicy.EXACT), 99, {"ibans": {1}}, "payer_not_exact"),
        (Rules(), 99, {"tax_ids": {1}}, "payer_not_exact"),
        (Rules(limit_minor=99), 100, {"references": {1}}, "over_limit"),
        (Rules(limit_minor=100), 100, {"references": {1}}, Tier.REFERENCE_EXACT),
        (Rules(other_amount=OtherAmount.QUEUE), 99, {"references": {1}}, "other_amount"),
        (Rules(other_amount=OtherAmount.QUEUE), 99, {"references": {2}}, Tier.REFERENCE),
    ],
)
def test_the_sellers_rules_are_kept(
    rules: Rules, amount: int, meanings: dict[str, set[int]], told: str
) -> None:
    found = decided(amount, rules, **meanings)

    assert told in (found.tier, found.reason)
    assert (found.current_account_id is None) == (found.tier == "")


def line(description: str = "", **changes: object) -> Line:
    return Line(1, 100, "TRY", date(2026, 3, 2), description=description, **changes)  # type: ignore[arg-type]


def test_clues_are_read_from_all_of_a_line() -> None:
    told = line(
        "tel 0532 123 45 67 ÖT-7K3M9P2A", counterparty_iban=IBAN, counterparty_tax_id="4540536920"
    )

    clues = clues_of(told, codec=codec(), with_phones=True)

    assert clues.phones == {PHONE}
    assert clues.invoices == {"ÖT-7K3M9P2A"}
    assert (clues.iban, clues.tax_ids) == (IBAN, {"4540536920"})
    assert clues_of(told, codec=codec(), with_phones=False).phones == set()


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        (line("x"), MovementKind.CREDIT),
        (line("FAIZ MASRAF IADESI"), MovementKind.CREDIT),
        (line("x", counterparty_iban=IBAN), MovementKind.OWN),
        (line("x", counterparty_name="İYZİCO Ödeme"), MovementKind.PAYOUT),
        (line("x", code="POS"), MovementKind.PAYOUT),
        (line("x", is_reversal=True), MovementKind.REVERSAL),
    ],
)
def test_what_comes_in_is_told_apart(told: Line, kind: MovementKind) -> None:
    assert kind_of(told, own_ibans={IBAN}, payout_names=("IYZICO",)) == kind
