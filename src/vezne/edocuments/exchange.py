"""What a payment at another rate adds to a document in another currency (kur farkı); pure.

A document gives its amounts in TRY by the rate of the day its tax arose. Paid later, its currency
is worth more or less: in the seller's favour the seller bills the difference, with the KDV of the
day of the sale inside it; in the buyer's favour the buyer does (KDV K. m.24/c and the ministry's
general communiqué on KDV, III/A-5.3). What was exempt stays exempt, with the same code.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vezne.core.money import allocate, share
from vezne.edocuments.draft import Line
from vezne.invoicing.amounts import WHOLE_BP
from vezne.invoicing.rates import to_try


@dataclass(frozen=True, slots=True)
class DifferencePart:
    """What of a difference falls on the lines with the same taxes; net, in kuruş."""

    net_minor: int
    kdv_rate_bp: int
    oiv_rate_bp: int
    exemption_code: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One payment of a document, at the document's rate and at its own."""

    paid_minor: int  # in the document's currency
    document_rate_micro: int
    paid_rate_micro: int

    @property
    def minor(self) -> int:
        """Kuruş by which the payment is worth more than was billed."""
        paid = to_try(self.paid_minor, self.paid_rate_micro)
        return paid - to_try(self.paid_minor, self.document_rate_micro)


def parts_of(lines: Sequence[Line], difference_minor: int) -> list[DifferencePart]:
    """A difference above zero, taxes in, over the document's taxes by what each has of the total.

    Net and taxes computed upwards from the parts may differ from it by a kuruş each.
    """
    weights: dict[tuple[int, int, str], int] = {}
    for line in lines:
        taxes = (line.kdv_rate_bp, line.oiv_rate_bp, line.exemption_code)
        gross = line.net_minor + line.kdv_minor + line.oiv_minor
        weights[taxes] = weights.get(taxes, 0) + gross
    parts = allocate(difference_minor, list(weights.values()))
    found = [
        DifferencePart(share(part, WHOLE_BP, WHOLE_BP + kdv + oiv), kdv, oiv, code)
        for (kdv, oiv, code), part in zip(weights, parts, strict=True)
    ]
    return [part for part in found if part.net_minor]
