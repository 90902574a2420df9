"""The sandbox's own hash ver3 against published values (mewebstudio/pos, MIT)."""

from vezne_sandbox.nestpay.signatures import hash_of, is_genuine

FORM = {
    "clientid": "190100000",
    "storetype": "3d",
    "amount": "100.25",
    "oid": "order222",
    "okUrl": "https://domain.com/success",
    "failUrl": "https://domain.com/fail_url",
    "rnd": "12345",
    "hashAlgorithm": "ver3",
    "lang": "tr",
    "currency": "949",
    "islemtipi": "Auth",
    "taksit": "",
}
PUBLISHED = (
    "4aUsG5hqlIFLc9s8PKc5rWb2OLhmxDDewNgKa2XrwoYCIxlyVq8Fjl4IVaZzoqL983CfTseicmnTA0PjZr74xg=="
)


def test_a_form_is_signed_as_published() -> None:
    assert hash_of(FORM, "123456") == PUBLISHED
    assert is_genuine(FORM | {"hash": PUBLISHED}, "123456")
    assert not is_genuine(FORM | {"hash": PUBLISHED, "amount": "1.00"}, "123456")
