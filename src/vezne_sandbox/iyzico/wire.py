"""JSON as iyzico writes it: decimals are numbers and keep their digits. Pure functions.

``json`` writes no Decimal, and a float would lose the scale that clients must be able to read
(``28.00000000`` and ``10.5`` are both seen in real answers).
"""

import json
from decimal import Decimal
from typing import Any

_NOT_JSON = "cannot write {} as JSON"


def encode(value: Any) -> str:
    """The value as JSON text."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dict):
        inner = ",".join(f"{json.dumps(str(key))}:{encode(item)}" for key, item in value.items())
        return "{" + inner + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(encode(item) for item in value) + "]"
    if value is None or isinstance(value, str | int | bool):
        return json.dumps(value, ensure_ascii=False)
    raise TypeError(_NOT_JSON.format(type(value).__name__))


def decode(body: bytes) -> dict[str, Any]:
    """The request's object; an empty body or ``null`` is an empty object.

    Raises:
        ValueError: it is not a JSON object.
    """
    if not body.strip():
        return {}
    value = json.loads(body, parse_float=Decimal, parse_int=int)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ValueError("not an object")
    return value


def short(amount: Decimal) -> Decimal:
    """Without superfluous zeros but with one decimal, as a price is written: 10.50 → 10.5."""
    whole, _, decimals = format(amount, "f").partition(".")
    return Decimal(f"{whole}.{decimals.rstrip('0') or '0'}")


def long(amount: Decimal) -> Decimal:
    """With eight decimals, as commissions and reports are written."""
    return amount.quantize(Decimal("0.00000001"))
