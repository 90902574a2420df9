"""The hosted form and the bank's page, from the shop's call to the shop's answer."""

import concurrent.futures

import httpx
import pytest

from tests.sandbox_server import Sandbox, Shop, order

INITIALIZE = "/payment/iyzipos/checkoutform/initialize/auth/ecom"
DETAIL = "/payment/iyzipos/checkoutform/auth/ecom/detail"
BACK = "http://127.0.0.1:9/odeme/donus"


def test_a_holder_pays_with_threeds_and_the_shop_reads_it(sandbox: Sandbox, shop: Shop) -> None:
    opened = shop.call(INITIALIZE, order("1250.50", forceThreeDS=1))

    page = sandbox.pay(opened["paymentPageUrl"])

    assert page.form(0) == (BACK, {"token": opened["token"]})
    detail = shop.call(DETAIL, {"token": opened["token"]})
    assert (detail["status"], detail["paymentStatus"]) == ("success", "SUCCESS")
    assert (detail["paidPrice"], detail["mdStatus"]) == (1250.5, 1)
    assert "cardToken" not in detail


def test_without_threeds_the_form_goes_straight_back(sandbox: Sandbox, shop: Shop) -> None:
    opened = shop.call(INITIALIZE, order())

    page = sandbox.pay(opened["paymentPageUrl"])

    assert page.form(0) == (BACK, {"token": opened["token"]})
    assert sandbox.sms() == []
    assert "mdStatus" not in shop.call(DETAIL, {"token": opened["token"]})


@pytest.mark.parametrize("number", ["5890040000000016", "5528790000000008"])
def test_debit_cards_and_holders_who_wish_it_go_to_the_bank(
    sandbox: Sandbox, shop: Shop, number: str
) -> None:
    opened = shop.call(INITIALIZE, order())
    wish = {} if number.startswith("589") else {"threeds": "1"}

    sandbox.pay(opened["paymentPageUrl"], card=number, **wish)

    assert len(sandbox.sms("0555 000 00 01")) == 1
    assert shop.call(DETAIL, {"token": opened["token"]})["mdStatus"] == 1


def test_an_unpaid_form_has_no_payment_status(shop: Shop) -> None:
    opened = shop.call(INITIALIZE, order())

    detail = shop.call(DETAIL, {"token": opened["token"]})

    assert detail["status"] == "success"
    assert "paymentStatus" not in detail


def test_a_form_at_the_bank_says_so(sandbox: Sandbox, shop: Shop) -> None:
    opened = shop.call(INITIALIZE, order(forceThreeDS=1))
    page = sandbox.pay(opened["paymentPageUrl"], code="000000")
    assert "2 deneme" in page.text

    detail = shop.call(DETAIL, {"token": opened["token"]})

    assert (detail["status"], detail["paymentStatus"]) == ("success", "INIT_THREEDS")


def test_three_wrong_codes_end_the_attempt(sandbox: Sandbox, shop: Shop) -> None:
    opened = shop.call(INITIALIZE, order(forceThreeDS=1))

    page = sandbox.pay(opened["paymentPageUrl"], code="000000")
    page = page.submit(0, {"code": "000000"}, leave_out=("give_up",))
    page = page.submit(0, {"code": "000000"}, leave_out=("give_up",))

    assert page.form(0) == (BACK, {"token": opened["token"]})
    detail = shop.call(DETAIL, {"token": opened["token"]})
    assert (detail["status"], detail["paymentStatus"]) == ("failure", "FAILURE")
    assert (detail["errorGroup"], detail["mdStatus"]) == ("THREEDS_FAILED", 0)


def test_the_right_code_after_the_end_changes_nothing(sandbox: Sandbox, shop: Shop) -> None:
    opened = shop.call(INITIALIZE, order(forceThreeDS=1))
    bank = sandbox.pay(opened["paymentPageUrl"], code="000000")
    right = sandbox.latest_code()
    bank.submit(0, {"give_up": "1"})

    bank.submit(0, {"code": right}, leave_out=("give_up",))

    assert [one["status"] for one in sandbox.payments()] == ["FAILURE"]


def test_a_new_code_can_be_asked_for(sandbox: Sandbox, shop: Shop) -> None:
    opened = shop.call(INITIALIZE, order(forceThreeDS=1))
    bank = sandbox.pay(opened["paymentPageUrl"], code="000000")

    page = bank.submit(1, {})

    assert "/banka/3d/" in page.url
    assert len(sandbox.sms()) == 2


@pytest.mark.parametrize(
    ("number", "md_status"),
    [("4131111111111117", 0), ("4141111111111115", 4), ("4151111111111112", 0)],
)
def test_cards_whose_threeds_fails(
    sandbox: Sandbox, shop: Shop, number: str, md_status: int
) -> None:
    opened = shop.call(INITIALIZE, order(forceThreeDS=1))

    sandbox.pay(opened["paymentPageUrl"], card=number)

    detail = shop.call(DETAIL, {"token": opened["token"]})
    assert (detail["status"], detail["errorCode"]) == ("failure", "10230")
    assert detail["mdStatus"] == md_status


def test_a_declined_card_goes_back_with_the_banks_word(sandbox: Sandbox, shop: Shop) -> None:
    opened = shop.call(INITIALIZE, order())

    page = sandbox.pay(opened["paymentPageUrl"], card="4111111111111129", registerCard="1")

    assert "Ödeme alınamadı" in page.text
    detail = shop.call(DETAIL, {"token": opened["token"]})
    assert (detail["paymentStatus"], detail["errorCode"]) == ("FAILURE", "10051")
    assert "cardToken" not in detail


def test_wrong_entries_stay_on_the_form_without_an_attempt(sandbox: Sandbox, shop: Shop) -> None:
    opened = shop.call(INITIALIZE, order())

    for wrong in ({"card": "1234"}, {"expiry": "01/20"}, {"cvc": "x"}, {"cardHolderName": ""}):
        page = sandbox.pay(opened["paymentPageUrl"], **wrong)
        assert "Ödeme yapılmadı" in page.text
    assert sandbox.payments() == []


def test_two_presses_at_once_charge_once(sandbox: Sandbox, shop: Shop) -> None:
    opened = shop.call(INITIALIZE, order())

    def press(_number: int) -> str | None:
        try:
            return sandbox.pay(opened["paymentPageUrl"]).form(0)[1]["token"]
        except httpx.ConnectError:  # too late: sent straight back to the shop, where nobody listens
            return None

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        tokens = set(pool.map(press, range(8)))

    assert opened["token"] in tokens
    assert tokens <= {opened["token"], None}
    assert [one["status"] for one in sandbox.payments()] == ["SUCCESS"]


def test_back_from_the_bank_another_card_ends_the_first_attempt(
    sandbox: Sandbox, shop: Shop
) -> None:
    opened = shop.call(INITIALIZE, order(forceThreeDS=1))
    bank = sandbox.pay(opened["paymentPageUrl"], code="000000")

    sandbox.pay(opened["paymentPageUrl"], card="4603450000000000")
    page = bank.submit(0, {"code": sandbox.latest_code()}, leave_out=("give_up",))

    assert page.form(0)[1] == {"token": opened["token"]}
    assert [one["status"] for one in sandbox.payments()] == ["SUCCESS", "FAILURE"]


def test_a_used_form_only_goes_back(sandbox: Sandbox, shop: Shop) -> None:
    opened = shop.call(INITIALIZE, order())
    sandbox.pay(opened["paymentPageUrl"])

    page = sandbox.open(opened["paymentPageUrl"])

    assert page.form(0) == (BACK, {"token": opened["token"]})


def test_a_stored_card_is_offered_and_needs_no_number(sandbox: Sandbox, shop: Shop) -> None:
    first = shop.call(INITIALIZE, order(registerCard=1))
    assert "checked" in sandbox.open(first["paymentPageUrl"]).text.split("registerCard")[1][:30]
    sandbox.pay(first["paymentPageUrl"], registerCard="1")
    kept = shop.call(DETAIL, {"token": first["token"]})

    second = shop.call(INITIALIZE, order(cardUserKey=kept["cardUserKey"], registerCard=0))
    assert "registerCard" not in sandbox.open(second["paymentPageUrl"]).text
    sandbox.pay(second["paymentPageUrl"], card=kept["cardToken"])

    detail = shop.call(DETAIL, {"token": second["token"]})
    assert (detail["paymentStatus"], detail["cardToken"]) == ("SUCCESS", kept["cardToken"])


def test_instalments_raise_what_is_paid_and_are_limited(sandbox: Sandbox, shop: Shop) -> None:
    asked = order("1000.00", enabledInstallments=[1, 3])
    opened = shop.call(INITIALIZE, asked)
    page = sandbox.pay(opened["paymentPageUrl"], installment="6")
    assert "Taksit seçeneği geçersiz" in page.text
    page = sandbox.pay(opened["paymentPageUrl"], card="4054180000000007", installment="3")
    assert "Taksit seçeneği geçersiz" in page.text

    sandbox.pay(opened["paymentPageUrl"], installment="3")

    detail = shop.call(DETAIL, {"token": opened["token"]})
    assert (detail["price"], detail["paidPrice"], detail["installment"]) == (1000.0, 1035.0, 3)


def test_another_shop_cannot_read_the_form(sandbox: Sandbox, shop: Shop) -> None:
    opened = shop.call(INITIALIZE, order())

    ceren = Shop(sandbox, sandbox.put_merchant())
    assert ceren.call(DETAIL, {"token": opened["token"]})["errorCode"] == "5115"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"price": "99"}, "5062"),
        ({"price": "0"}, "11"),
        ({"paidPrice": "x"}, "11"),
        ({"currency": "XXX"}, "11"),
        ({"buyer": {}}, "11"),
        ({"billingAddress": None}, "11"),
        ({"basketItems": []}, "11"),
        ({"callbackUrl": "javascript:alert(1)"}, "11"),
        ({"enabledInstallments": [5]}, "5117"),
        ({"cardUserKey": "nobody"}, "3001"),
    ],
)
def test_what_iyzico_refuses_is_refused(shop: Shop, change: dict[str, object], code: str) -> None:
    answer = shop.call(INITIALIZE, order() | change)

    assert (answer["status"], answer["errorCode"]) == ("failure", code)
