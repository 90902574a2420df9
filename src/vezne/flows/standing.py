"""May this buyer order from this seller at all?

An account that was closed here (an application, or staff) keeps what it has and what it may read;
it orders nothing new, takes no dearer plan and brings back nothing that it has cancelled, until the
seller opens it again.
"""

from __future__ import annotations

from vezne.core.scope import acting_as_system
from vezne.flows.errors import TradeClosed
from vezne.receivables.queries import is_trade_closed


def standing_need(*, buyer_id: int, seller_id: int) -> None:
    """Let nobody order whose account here is closed. Raises: TradeClosed."""
    with acting_as_system("flows: whether a buyer's account is closed"):
        if is_trade_closed(seller_id=seller_id, buyer_id=buyer_id):
            raise TradeClosed
