"""The hosted form from the shop's call to the shop's answer."""

from tests.sandbox_server import Sandbox, Shop, order

INITIALIZE = "/payment/iyzipos/checkoutform/initialize/auth/ecom"
DETAIL = "/payment/iyzipos/checkoutform/auth/ecom/detail"


def test_a_holder_pays_with_threeds_and_the_shop_reads_it(sandbox: Sandbox, shop: Shop) -> None:
    opened = shop.call(INITIALIZE, order("1250.50", forceThreeDS=1))

    page = sandbox.pay(opened["paymentPageUrl"])

    action, fields = page.form(0)
    assert (action, fields) == ("http://127.0.0.1:9/odeme/donus", {"token": opened["token"]})
    detail = shop.call(DETAIL, {"token": opened["token"]})
    assert detail["status"] == "success"
    assert detail["paymentStatus"] == "SUCCESS"
    assert detail["paidPrice"] == 1250.5
    assert detail["mdStatus"] == 1
