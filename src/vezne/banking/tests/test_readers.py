"""Files of banks: what they say is read, what cannot be read is told, nothing crashes."""

from __future__ import annotations

import io
from contextlib import suppress
from datetime import date, datetime

import mt940
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vezne.banking.errors import ProfileUnknown, StatementRefused
from vezne.banking.readers import open_statement
from vezne.banking.readers.csv_profiles import BUILT_IN, CsvProfile, built_in
from vezne.banking.types import Item, Line, RowProblem, StatementClosed, StatementOpened
from vezne.core.calendar import ISTANBUL

IBAN = "TR330006100519786457841326"


def read(content: str | bytes, *, profile: str | CsvProfile = "") -> list[Item]:
    raw = content.encode() if isinstance(content, str) else content
    chosen = built_in(profile) if isinstance(profile, str) and profile else profile or None
    assert not isinstance(chosen, str)
    _kind, items = open_statement(io.BytesIO(raw), currency="TRY", profile=chosen)
    return list(items)


def lines(content: str | bytes, **options: str | CsvProfile) -> list[Line]:
    return [item for item in read(content, **options) if isinstance(item, Line)]  # type: ignore[arg-type]


def problems(content: str | bytes) -> list[RowProblem]:
    return [item for item in read(content) if isinstance(item, RowProblem)]


# -- MT940 -----------------------------------------------------------------------------------

MESSAGE = f""":20:STARTUMS
:25:{IBAN}
:28C:5/1
:60F:C260301TRY1000,00
:61:2603020302C321,45NTRFNONREF//FT26061A
:86:GELEN FAST - AHMET YILMAZ - VZ-6KP9-EF3R
:61:2603020302D5,25NCHGNONREF//FT26061B
:86:166?00MASRAF?20EFT UCRETI
:61:260302RC321,45NTRFE2E7//FT26061C
:86:IPTAL
:62F:C260302TRY994,75
-
"""


def test_mt940_sub_fields_may_stand_without_a_code_before_them() -> None:
    text = MESSAGE.replace(
        "GELEN FAST - AHMET YILMAZ - VZ-6KP9-EF3R",
        "?00FAST?20GELEN FAST - AHMET YILMAZ -?21 VZ-6KP9-EF3R?32AHMET YILMAZ",
    )

    first = lines(text)[0]

    assert first.description == "GELEN FAST - AHMET YILMAZ - VZ-6KP9-EF3R"
    assert first.counterparty_name == "AHMET YILMAZ"


def test_mt940_gives_signed_lines_between_its_balances() -> None:
    first, *body, last = read(MESSAGE)

    assert first == StatementOpened(IBAN, "TRY", "5/1", 1000_00, date(2026, 3, 1))
    assert last == StatementClosed(994_75, date(2026, 3, 2))
    found = [line for line in body if isinstance(line, Line)]
    assert [line.amount_minor for line in found] == [321_45, -5_25, -321_45]
    assert [line.bank_id for line in found] == ["FT26061A", "FT26061B", "FT26061C"]
    assert [line.is_reversal for line in found] == [False, False, True]
    assert found[2].reference == "E2E7"
    assert found[1].code == "NCHG"


def test_the_published_reader_sees_the_same_amounts_and_dates() -> None:
    theirs = mt940.models.Transactions()
    theirs.parse(MESSAGE)

    ours = lines(MESSAGE)
    assert [(line.value_on, line.amount_minor) for line in ours] == [
        (
            date(*one.data["date"].timetuple()[:3]),
            # It has no sign for a reversal of a credit (RC): the balances prove ours.
            int(one.data["amount"].amount * 100) * (-1 if one.data["status"] == "RC" else 1),
        )
        for one in theirs
    ]


def test_sub_fields_are_joined_as_they_were_cut() -> None:
    full = "GELEN FAST AYŞE DEMİR KİRA"
    assert len(full) == 26
    text = (
        ":20:A\n:60F:C260301TRY0,00\n:61:260302C10,00NTRFNONREF//F1\n"
        f":86:166?00HAVALE?20{full}X?21YZ MART?22SON\n?32AYŞE?33 DEMİR?38{IBAN}?39 4540536920\n"
    )
    (line,) = lines(text)

    assert line.description == f"{full}XYZ MART SON"
    assert line.counterparty_name == "AYŞE DEMİR"
    assert line.counterparty_iban == IBAN
    assert line.counterparty_tax_id == "4540536920"


def test_free_words_go_on_in_the_next_line() -> None:
    text = ":20:A\n:60F:C260301TRY0,00\n:61:260302C10,00NTRFX\n:86:" + "A" * 64 + "V\nZ ve\nsonra\n"

    (line,) = lines(text)

    assert line.description == "A" * 64 + "VZ ve sonra"


def test_an_entry_date_crosses_new_year() -> None:
    (line,) = lines(":20:A\n:60F:C251231TRY0,00\n:61:2512310102C10,00NTRFX\n:86:x\n")

    assert (line.booked_on, line.value_on) == (date(2026, 1, 2), date(2025, 12, 31))


def test_a_bad_line_is_told_and_the_rest_is_read() -> None:
    text = ":20:A\n:60F:C260301TRY0,00\n:61:bozuk\n:86:x\n:61:269902C1,00NTRFX\n:86:y\n"
    text += ":61:260302C1,00NTRFX\n:86:z\n:61:260302C0,00NTRFX\n"

    assert [line.description for line in lines(text)] == ["z"]
    assert [(one.row, one.is_harmless) for one in problems(text)] == [
        (3, False),
        (5, False),
        (9, True),
    ]


def test_turkish_letters_of_every_encoding_are_read() -> None:
    text = ":20:A\n:60F:C260301TRY0,00\n:61:260302C1,00NTRFX\n:86:ŞİŞLİ ÇAĞRI IĞDIR\n"

    for encoding in ("utf-8", "utf-8-sig", "iso-8859-9", "cp1254", "utf-16", "utf-16-le"):
        assert [line.description for line in lines(text.encode(encoding))] == ["ŞİŞLİ ÇAĞRI IĞDIR"]


def test_the_envelope_of_swift_is_taken_off() -> None:
    text = "{1:F01X}{2:I940}{4:\n" + MESSAGE.removesuffix("-\n") + "-}\n"
    inline = "{1:F01X}{4:" + MESSAGE

    assert len(lines(text)) == len(lines(inline)) == 3


# -- camt.053 --------------------------------------------------------------------------------


def camt(entries: str, *, version: str = "053.001.08", head: str = "") -> str:
    return (
        f'<?xml version="1.0"?>{head}'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.{version}">'
        f"<BkToCstmrStmt><Stmt><Id>S1</Id><Acct><Id><IBAN>{IBAN}</IBAN></Id><Ccy>TRY</Ccy></Acct>"
        "<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy='TRY'>100.00</Amt>"
        "<CdtDbtInd>DBIT</CdtDbtInd><Dt><Dt>2026-03-01</Dt></Dt></Bal>"
        f"{entries}</Stmt></BkToCstmrStmt></Document>"
    )


def entry(
    amount: str = "10.00",
    *,
    mark: str = "CRDT",
    status: str = "<Sts>BOOK</Sts>",
    details: str = "",
    more: str = "",
) -> str:
    return (
        f"<Ntry><Amt Ccy='TRY'>{amount}</Amt><CdtDbtInd>{mark}</CdtDbtInd>{more}{status}"
        "<BookgDt><Dt>2026-03-02</Dt></BookgDt><ValDt><Dt>2026-03-03</Dt></ValDt>"
        f"<AcctSvcrRef>R1</AcctSvcrRef><NtryDtls>{details}</NtryDtls></Ntry>"
    )


OLD_PARTY = (
    "<TxDtls><Refs><EndToEndId>E1</EndToEndId></Refs><RltdPties><Dbtr><Nm>Ayşe</Nm></Dbtr>"
    f"<DbtrAcct><Id><IBAN>{IBAN}</IBAN></Id></DbtrAcct></RltdPties>"
    "<RmtInf><Ustrd>bir</Ustrd><Ustrd>iki</Ustrd></RmtInf></TxDtls>"
)
NEW_PARTY = (
    "<TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs><RltdPties><Dbtr><Pty><Nm>Ayşe</Nm>"
    "<Id><OrgId><Othr><Id>4540536920</Id></Othr></OrgId></Id></Pty></Dbtr></RltdPties>"
    "<RmtInf><Strd><CdtrRefInf><Ref>RF18</Ref></CdtrRefInf></Strd></RmtInf></TxDtls>"
)


def test_both_ages_of_camt_name_the_payer() -> None:
    (old,) = lines(camt(entry(details=OLD_PARTY), version="053.001.02"))
    (new,) = lines(camt(entry(details=NEW_PARTY, status="<Sts><Cd>BOOK</Cd></Sts>")))

    assert (old.counterparty_name, old.counterparty_iban) == ("Ayşe", IBAN)
    assert (old.description, old.reference, old.bank_id) == ("bir iki", "E1", "R1")
    assert (new.counterparty_name, new.counterparty_tax_id) == ("Ayşe", "4540536920")
    assert (new.description, new.reference) == ("RF18", "")
    assert (new.booked_on, new.value_on) == (date(2026, 3, 2), date(2026, 3, 3))


def test_a_batch_booking_gives_a_line_for_each_part() -> None:
    parts = "".join(
        f"<TxDtls><Refs><AcctSvcrRef>P{n}</AcctSvcrRef></Refs><Amt Ccy='TRY'>{n}.00</Amt></TxDtls>"
        for n in (4, 6)
    )
    unsure = "<TxDtls/><TxDtls/>"

    found = lines(camt(entry(details=parts) + entry(details=unsure)))

    assert [(one.amount_minor, one.bank_id) for one in found] == [
        (4_00, "P4"),
        (6_00, "P6"),
        (10_00, "R1"),
    ]


def test_pending_reversed_and_outgoing_entries_are_told_apart() -> None:
    found = lines(
        camt(
            entry(status="<Sts>PDNG</Sts>")
            + entry(mark="DBIT", more="<RvslInd>true</RvslInd>")
            + entry(mark="DBIT")
        )
    )

    assert [(one.amount_minor, one.is_pending, one.is_reversal) for one in found] == [
        (10_00, True, False),
        (-10_00, False, True),
        (-10_00, False, False),
    ]


def test_an_overdrawn_account_opens_below_zero() -> None:
    opened = read(camt(entry()))[0]

    assert isinstance(opened, StatementOpened)
    assert (opened.opening_minor, opened.iban) == (-100_00, IBAN)


@pytest.mark.parametrize(
    "content",
    [
        camt(entry(), head='<!DOCTYPE x [<!ENTITY a "b">]>'),
        camt(entry(), head='<!DOCTYPE x SYSTEM "http://127.0.0.1/x">'),
        camt(entry())[:-40],
        "<Document></Document>",
        "<a>" * 200,
        "<?xml version='1.0' encoding='klingon'?><Document/>",
    ],
)
def test_bombs_and_broken_xml_are_refused(content: str) -> None:
    with pytest.raises(StatementRefused):
        read(content)


def test_entries_without_what_they_need_are_told() -> None:
    bad = "<Ntry><Amt Ccy='TRY'>1.00</Amt></Ntry>" + entry("1.234,56") + entry("0.00")

    assert [one.is_harmless for one in problems(camt(bad))] == [False, False, True]


# -- CSV -------------------------------------------------------------------------------------


def test_a_csv_below_its_preamble_is_read() -> None:
    content = (
        "Örnek Bank;;;\nIBAN;TR33;;\n;;;\n"
        "Tarih;Açıklama;Tutar;Bakiye\n02.03.2026;a;1.234,56;2.000,00\n"
        '03.03.2026;"b;c";-1,50;1.998,50\n;TOPLAM;1.233,06;\n'
    )

    found = lines(content.encode("iso-8859-9"))

    assert [(one.row, one.amount_minor, one.description) for one in found] == [
        (5, 1234_56, "a"),
        (6, -1_50, "b;c"),
    ]
    assert found[1].balance_minor == 1998_50
    assert [one.is_harmless for one in problems(content)] == [True]


def test_debit_and_credit_columns_and_directions_give_the_sign() -> None:
    two = "Tarih;Açıklama;Borç;Alacak\n02.03.2026;x;5,00;\n02.03.2026;y;;7,00\n"
    marked = "Tarih;Açıklama;Tutar;B/A\n02.03.2026;x;5,00;B\n02.03.2026;y;7,00;A\n"

    assert [one.amount_minor for one in lines(two)] == [-5_00, 7_00]
    assert [one.amount_minor for one in lines(marked)] == [-5_00, 7_00]


def test_the_profile_says_how_numbers_are_written() -> None:
    garanti = (
        "ActivityDate,Explanation,Amount,Balance,TransactionId,CorrIBAN,CorrVKN\n"
        f'02.03.2026,GELEN EFT,"27,299.33","30,000.00",T1,{IBAN},4540536920\n'
    )
    (line,) = lines(garanti)
    assert (line.amount_minor, line.bank_id) == (27299_33, "T1")
    assert (line.counterparty_iban, line.counterparty_tax_id) == (IBAN, "4540536920")

    english = "Tarih;Açıklama;Tutar\n02.03.2026;x;1,234.56\n"
    assert [one.amount_minor for one in lines(english, profile="english")] == [1234_56]
    assert lines(english) == []  # never guessed: told as a bad row
    assert len(problems(english)) == 1


def test_dates_and_times_as_banks_write_them() -> None:
    content = (
        "Tarih;Saat;Açıklama;Tutar\n02.03.2026;10:43:07;x;1,00\n"
        "2026-03-02;;y;1,00\n02/03/2026 11:00;;z;1,00\n31.02.2026;;q;1,00\n"
    )

    assert [one.at for one in lines(content)] == [
        datetime(2026, 3, 2, 10, 43, 7, tzinfo=ISTANBUL),
        None,
        datetime(2026, 3, 2, 11, 0, tzinfo=ISTANBUL),
    ]
    assert [one.row for one in problems(content)] == [5]


def test_a_sellers_own_profile_is_read_or_refused() -> None:
    own = CsvProfile.from_json(
        {
            "headings": {"date": ["Gün"], "description": ["Not"], "amount": ["Para"]},
            "decimals": "point",
            "delimiter": "|",
        }
    )
    (line,) = lines("Gün|Not|Para\n02.03.2026|x|1,234.50\n", profile=own)
    assert line.amount_minor == 1234_50

    for bad in ({}, {"headings": {"date": ["Gün"]}}, {"headings": [], "x": 1}):
        with pytest.raises(ProfileUnknown):
            CsvProfile.from_json(bad)


def test_every_built_in_profile_is_whole() -> None:
    assert all(one.is_whole(one.headings) for one in BUILT_IN)


# -- everything else -------------------------------------------------------------------------

TEXTS = st.text(
    alphabet=st.sampled_from(list(":6125860FMCDR?20/,.;\n\r\t\"'<>&%TRY0123456789ABÇŞİ -")),
    max_size=400,
)


def survives(raw: bytes) -> None:
    with suppress(StatementRefused):
        for item in open_statement(io.BytesIO(raw), currency="TRY")[1]:
            if isinstance(item, Line):
                assert item.amount_minor
                assert "\x00" not in item.description


@settings(max_examples=300)
@given(st.binary(max_size=400))
def test_any_bytes_parse_or_are_refused(raw: bytes) -> None:
    survives(raw)


@settings(max_examples=300)
@given(TEXTS)
def test_any_damaged_mt940_parses_or_is_refused(text: str) -> None:
    survives((":20:A\n:25:X\n:60F:C260301TRY0,00\n:61:260302C1,00NTRFX\n:86:" + text).encode())
    survives((":20:A\n:61:" + text).encode("utf-16"))


@settings(max_examples=200)
@given(TEXTS, st.sampled_from(["utf-8", "cp1254", "utf-16"]))
def test_any_damaged_csv_parses_or_is_refused(text: str, encoding: str) -> None:
    survives(("Tarih;Açıklama;Tutar\n02.03.2026;x;1,00\n" + text).encode(encoding))


@settings(max_examples=200)
@given(TEXTS)
def test_any_damaged_camt_parses_or_is_refused(text: str) -> None:
    survives(camt(entry() + text).encode())
    survives(camt(entry(details=f"<TxDtls>{text}</TxDtls>")).encode())
