"""NestPay's hash ver3 against published values (mewebstudio/pos, EstV3PosCryptTest, MIT)."""

from __future__ import annotations

import pytest

from vezne.payments.providers.http import read_form
from vezne.payments.providers.nestpay.signing import form_hash, signed_fields

STORE_KEY = "123456"
PAY_FORM = {
    "clientid": "190100000",
    "storetype": "3d_pay",
    "amount": "100.25",
    "oid": "order222",
    "okUrl": "https://domain.com/success",
    "failUrl": "https://domain.com/fail_url",
    "rnd": "rand",
    "lang": "tr",
    "currency": "949",
    "taksit": "",
    "islemtipi": "Auth",
    "firmaadi": "siparis veren",
    "Email": "test@test.com",
    "hashAlgorithm": "ver3",
}
SECURE_FORM = {
    name: value for name, value in PAY_FORM.items() if name not in ("firmaadi", "Email")
} | {"storetype": "3d", "rnd": "12345"}
ANSWER = {
    "ReturnOid": "202210308C0F",
    "TRANID": "",
    "hashAlgorithm": "ver3",
    "PAResSyntaxOK": "true",
    "firmaadi": "John Doe",
    "islemtipi": "Auth",
    "lang": "tr",
    "merchantID": "190200000",
    "maskedCreditCard": "4355 08** **** 4358",
    "amount": "1.01",
    "sID": "1",
    "ACQBIN": "454672",
    "Ecom_Payment_Card_ExpDate_Year": "26",
    "EXTRA_CARDBRAND": "VISA",
    "Email": "mail@customer.com",
    "MaskedPan": "435508***4358",
    "acqStan": "184784",
    "merchantName": "Ziraat 3D_Pay",
    "clientIp": "89.244.149.137",
    "EXTRA_KAZANILANPUAN": "000000010.00",
    "okUrl": "http://localhost/akbank/3d-pay/response.php",
    "md": "435508:51104213993AC8DFE8839C7F7E391B461115D09A1D88948C8ACE421D7D7EAA5A"
    ":3545:##190200000",
    "ProcReturnCode": "00",
    "payResults_dsId": "1",
    "taksit": "",
    "TransId": "22303RqiC11252",
    "EXTRA_TRXDATE": "20221030 17:42:33",
    "Ecom_Payment_Card_ExpDate_Month": "12",
    "storetype": "3d_pay",
    "Response": "Approved",
    "SettleId": "2383",
    "mdErrorMsg": "Y-status/Challenge authentication via ACS: "
    "https://3ds-acs.test.modirum.com/mdpayacs/creq?token=214711321.1667140951.Ud_jQl3B2l1",
    "ErrMsg": "",
    "PAResVerified": "true",
    "cavv": "ABABBCgghAAAAABllJMDdZdTdic=",
    "digest": "digest",
    "HostRefNum": "230317184784",
    "callbackCall": "true",
    "AuthCode": "216981",
    "failUrl": "http://localhost/akbank/3d-pay/response.php",
    "xid": "N1An1iS5iN4u/1VWS6CgzSGRtN0=",
    "encoding": "ISO-8859-9",
    "currency": "949",
    "oid": "202210308C0F",
    "mdStatus": "1",
    "dsId": "1",
    "eci": "05",
    "version": "2.0",
    "EXTRA_CARDISSUER": "AKBANK T.A.S.",
    "clientid": "190200000",
    "txstatus": "Y",
    "rnd": "J/jGATA5LLVaMfpU+Yyu",
}
ANSWER_HASH = (
    "jVgcwtx4vxxAcX8+ajsrrzp77k9uaGu1pjDQfCpoUG95y2MwwGipc6cF3kESiTphjV8/1ESSc6zg9KyTSxUnzA=="
)


@pytest.mark.parametrize(
    ("fields", "published"),
    [
        (
            PAY_FORM,
            "/uPxhEKWCEGi3NsDOOQ4u8Hu5g71v5GWspOid70WehTWEz97PqxG3IN1Jv5jsbOXOw3Z3Rr/0UtywzEgbqFfdA==",
        ),
        (
            SECURE_FORM,
            "4aUsG5hqlIFLc9s8PKc5rWb2OLhmxDDewNgKa2XrwoYCIxlyVq8Fjl4IVaZzoqL983CfTseicmnTA0PjZr74xg==",
        ),
        (
            PAY_FORM | {"firmaadi": "A|B\\C"},
            "lIP6Tii7I6vLA35BM8t2Kzn2mAwvdV69CpsRCEeIyWT47CwMz2yWDMe/1cQU0C0fLy0V5WFuWuTXSbrkimq0YA==",
        ),
        (ANSWER, ANSWER_HASH),
    ],
)
def test_a_form_is_signed_as_published(fields: dict[str, str], published: str) -> None:
    assert form_hash(fields, store_key=STORE_KEY) == published


def test_only_what_is_hashed_comes_through() -> None:
    posted = ANSWER | {"HASH": ANSWER_HASH, "NationalIdNo": "x", "encoding": "UTF-8"}

    signed = signed_fields(posted, store_key=STORE_KEY)

    assert signed is not None
    assert {"HASH", "encoding", "NationalIdNo"}.isdisjoint(signed)
    assert signed["amount"] == "1.01"


@pytest.mark.parametrize(
    "changed",
    [
        {"mdStatus": ""},
        {"amount": "1.02"},
        {"added": "1"},
        {"HASH": ""},
        {"HASH": ANSWER_HASH[:-1]},
    ],
)
def test_an_answer_that_was_touched_is_none(changed: dict[str, str]) -> None:
    posted = ANSWER | {"HASH": ANSWER_HASH} | changed

    assert signed_fields(posted, store_key=STORE_KEY) is None


def test_a_name_that_comes_twice_is_refused() -> None:
    with pytest.raises(ValueError):
        read_form(b"amount=1.01&amount=9.99")


def test_turkish_letters_are_read_in_both_of_the_banks_encodings() -> None:
    assert read_form(b"a=%C5%9Eule") == {"a": "Şule"}
    assert read_form(b"a=%DEule") == {"a": "Şule"}
