"""A seller's rules and its own accounts, as the matching needs them."""

from __future__ import annotations

from dataclasses import dataclass

from vezne.banking.matching.decide import Rules
from vezne.banking.matching.kinds import PAYOUT_NAMES
from vezne.banking.matching.normal import upper
from vezne.banking.models import BankAccount, MatchingRules


@dataclass(frozen=True, slots=True)
class SellerFacts:
    """Everything about a seller by which its lines are judged."""

    seller_id: int
    rules: Rules
    own_ibans: frozenset[str]
    payout_names: tuple[str, ...]  # as searched


def rules_of(seller_id: int) -> MatchingRules:
    """The seller's rules; the defaults, unsaved, where it has none."""
    found = MatchingRules.objects.filter(pk=seller_id).first()
    return found or MatchingRules(seller_id=seller_id)


def seller_facts(seller_id: int) -> SellerFacts:
    """The rules with the IBANs and names by which own transfers and payouts are told."""
    row = rules_of(seller_id)
    ibans = BankAccount.objects.filter(seller_id=seller_id).values_list("iban", flat=True)
    return SellerFacts(
        seller_id=seller_id,
        rules=Rules(
            uses_phones=row.uses_phones,
            iban_policy=row.iban_policy,
            tax_id_policy=row.tax_id_policy,
            other_amount=row.other_amount,
            limit_minor=row.automatic_limit_minor,
        ),
        own_ibans=frozenset(ibans),
        payout_names=(*PAYOUT_NAMES, *(upper(name) for name in row.payout_names if name.strip())),
    )
