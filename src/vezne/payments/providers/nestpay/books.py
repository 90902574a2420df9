"""An order's transactions at the bank (ORDERHISTORY), one line of tabs each.

`TRX1` = type (S sale, C credit), state, amount × 100, captured × 100, instants …, host reference,
approval, ProcReturnCode, transaction id: the order of fields as in mewebstudio/pos.
"""

from __future__ import annotations

from dataclasses import dataclass

from vezne.core.money import Money
from vezne.payments.providers.base import BookEntry, BookKind, ProviderInDoubt
from vezne.payments.providers.nestpay.client import ApiAnswer, NestPayClient
from vezne.payments.providers.nestpay.messages import read_hundredfold
from vezne.payments.providers.nestpay.verdicts import DONE, VOID, is_absent

MOST_LINES = 200


@dataclass(frozen=True, slots=True)
class Transaction:
    """One line of an order's history."""

    is_credit: bool
    state: str
    minor: int
    host_reference: str
    code: str
    trans_id: str

    @property
    def is_good(self) -> bool:
        """It took or gave money back and still stands."""
        return self.code == "00" and self.state in DONE


def history(client: NestPayClient, oid: str) -> list[Transaction]:
    """Every transaction under an order number; none for an order that the bank does not know.

    Raises: ProviderRetryable, ProviderInDoubt.
    """
    answer = client.call({"OrderId": oid}, {"ORDERHISTORY": "QUERY"})
    if is_absent(answer):
        return []
    if answer.code not in ("00", ""):
        raise ProviderInDoubt(answer.words)
    lines = [answer.extra.get(f"TRX{number}") for number in range(1, MOST_LINES)]
    return [_transaction(line) for line in lines if line]


def status_of(client: NestPayClient, oid: str) -> ApiAnswer:
    """ORDERSTATUS of an order. Raises: ProviderRetryable, ProviderInDoubt."""
    return client.call({"OrderId": oid}, {"ORDERSTATUS": "QUERY"})


def entries(
    transactions: list[Transaction], *, reference: str, currency: str
) -> tuple[BookEntry, ...]:
    """The history as lines of the books; a cancelled sale is a sale whose money went back."""
    found = []
    for one in transactions:
        amount = Money(one.minor, currency)
        if one.is_good:
            kind = BookKind.REFUND if one.is_credit else BookKind.SALE
            found.append(BookEntry(kind, reference, amount))
        elif one.code == "00" and one.state in VOID and not one.is_credit:
            found.append(BookEntry(BookKind.SALE, reference, amount))
            found.append(BookEntry(BookKind.REFUND, reference, amount))
    return tuple(found)


def _transaction(line: str) -> Transaction:
    parts = line.split("\t")
    minor = read_hundredfold(parts[2]) if len(parts) > 10 else None
    if minor is None:
        raise ProviderInDoubt("a line of the history cannot be read")
    return Transaction(
        is_credit=parts[0] == "C",
        state=parts[1],
        minor=minor,
        host_reference=parts[7],
        code=parts[9],
        trans_id=parts[10],
    )
