"""What each provider is, apart from its calls: its hosts, its keys, what it can do.

Outside sandbox mode a contract may lead to these hosts only. Sources: the providers' documents;
the banks' hosts as in mewebstudio/pos (config/pos_production.php).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProviderTraits:
    """One provider as a seller chooses it."""

    name: str
    live: tuple[tuple[str, str], ...]  # address → whose; the same host may serve trials too
    trial: tuple[tuple[str, str], ...]
    keys: tuple[str, ...]  # what a seller enters, in this order
    currencies: tuple[str, ...]
    keeps_cards: bool  # stored cards, and so renewal without the payer
    notice_is_set_there: bool  # the seller enters our notice address in the provider's own panel
    sandbox_path: str = ""  # below the sandbox's address
    page_origins: tuple[str, ...] = ()  # where its pages live besides the address itself


TRAITS = {
    "iyzico": ProviderTraits(
        name="iyzico",
        live=(("https://api.iyzipay.com", "iyzico"),),
        trial=(("https://sandbox-api.iyzipay.com", "iyzico"),),
        keys=("api_key", "secret_key"),
        currencies=("TRY", "USD", "EUR", "GBP"),
        keeps_cards=True,
        notice_is_set_there=True,
        page_origins=("https://*.iyzipay.com",),
    ),
    "paytr": ProviderTraits(
        name="PayTR",
        live=(("https://www.paytr.com", "PayTR"),),
        trial=(("https://www.paytr.com", "PayTR"),),
        keys=("merchant_id", "merchant_key", "merchant_salt"),
        currencies=("TRY", "USD", "EUR", "GBP"),
        keeps_cards=True,
        notice_is_set_there=True,
        sandbox_path="/paytr",
    ),
    "nestpay": ProviderTraits(
        name="NestPay",
        live=(
            ("https://sanalpos.isbank.com.tr", "İş Bankası"),
            ("https://sanalpos.halkbank.com.tr", "Halkbank"),
            ("https://sanalpos2.ziraatbank.com.tr", "Ziraat Bankası"),
            ("https://sanalpos.teb.com.tr", "TEB"),
            ("https://sanalpos.sekerbank.com.tr", "Şekerbank"),
        ),
        trial=(("https://entegrasyon.asseco-see.com.tr", "Payten"),),
        keys=("client_id", "user_name", "password", "store_key"),
        currencies=("TRY", "USD", "EUR", "GBP"),
        keeps_cards=False,
        notice_is_set_there=False,
        sandbox_path="/nestpay",
    ),
}
"""Every provider of this installation, the first one first in lists."""


def addresses_of(provider: str) -> tuple[str, ...]:
    """The hosts that a contract with this provider may lead to outside sandbox mode."""
    traits = TRAITS[provider]
    return tuple(address for address, _whose in (*traits.live, *traits.trial))
