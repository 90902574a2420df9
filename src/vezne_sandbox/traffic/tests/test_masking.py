"""What the log may keep."""

from vezne_sandbox.traffic.masking import mask_card, scrub


def test_a_card_number_keeps_its_first_six_and_last_four() -> None:
    assert mask_card("5528 7900 0000 0008") == "552879******0008"


def test_numbers_and_codes_are_masked_wherever_they_stand() -> None:
    text = '{"cardNumber": "5528790000000008", "cvc": "123", "x": "kart 4603 4500 0000 0000"}'

    assert scrub(text) == (
        '{"cardNumber": "552879******0008", "cvc": "***", "x": "kart 460345******0000"}'
    )


def test_form_fields_are_masked() -> None:
    assert scrub("a=1&cardNumber=5528790000000008&cvc=123&code=445566") == (
        "a=1&cardNumber=552879******0008&cvc=***&code=***"
    )
    assert scrub("cardNumber=5528+7900+0000+0008") == "cardNumber=552879******0008"


def test_other_numbers_stay() -> None:
    text = '{"systemTime":1763769600000,"gsm":"+905550000001","iban":"TR330006100519786457841326"}'

    assert scrub(text) == text


def test_a_long_text_is_cut_and_zero_bytes_go() -> None:
    assert len(scrub("x" * 50_000)) == 20_000
    assert scrub("a\x00b") == "ab"
