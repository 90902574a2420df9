"""The cards of this world, and how one is recognised without keeping its number.

The numbers are the providers' published test cards; any other number is refused, so that a real
card typed by mistake is never kept. Banks and programmes have invented names. ``error_code`` is
spelled as iyzico does; its last two digits are the banks' own ProcReturnCode.
"""

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings


@dataclass(frozen=True)
class TestCard:
    """One card of the simulated banks and what it always answers."""

    number: str
    association: str  # VISA, MASTER_CARD, AMERICAN_EXPRESS, TROY
    card_type: str  # CREDIT_CARD, DEBIT_CARD, PREPAID_CARD
    bank: str
    family: str
    note: str  # what it does, for the page
    error_code: str = ""  # the bank's answer to every charge; empty = approved
    md_status: str = "1"  # what the bank's 3D page ends with after the right code
    is_threeds_available: bool = True
    is_reversible: bool = True
    is_foreign: bool = False

    @property
    def bin_number(self) -> str:
        """The first eight digits."""
        return self.number[:8]

    @property
    def last_four(self) -> str:
        """The last four digits."""
        return self.number[-4:]

    @property
    def is_debit(self) -> bool:
        """Needs 3D for every charge by its holder."""
        return self.card_type == "DEBIT_CARD"

    @property
    def grouped(self) -> str:
        """In groups of four, as printed on a card."""
        return " ".join(self.number[at : at + 4] for at in range(0, len(self.number), 4))


BANK_CODES = {
    "Örnek Banka": 901,
    "Deneme Bankası": 902,
    "Numune Bank": 903,
    "Misal Katılım": 904,
    "Sample Bank": 990,
}
_CREDIT, _DEBIT = "CREDIT_CARD", "DEBIT_CARD"


def _failing(number: str, note: str, error_code: str) -> TestCard:
    return TestCard(number, "VISA", _CREDIT, "Numune Bank", "Numune Kart", note, error_code)


CARDS = (
    TestCard("5528790000000008", "MASTER_CARD", _CREDIT, "Örnek Banka", "Örnek Kart", "Onaylanır"),
    TestCard(
        "5526080000000006", "MASTER_CARD", _CREDIT, "Deneme Bankası", "Deneme Kart", "Onaylanır"
    ),
    TestCard("4603450000000000", "VISA", _CREDIT, "Misal Katılım", "Misal Kart", "Onaylanır"),
    TestCard("9792030000000000", "TROY", _CREDIT, "Numune Bank", "Numune Kart", "Onaylanır"),
    TestCard(
        "5890040000000016",
        "MASTER_CARD",
        _DEBIT,
        "Deneme Bankası",
        "",
        "Onaylanır; banka kartıdır, 3D ister",
    ),
    TestCard(
        "374427000000003", "AMERICAN_EXPRESS", _CREDIT, "Örnek Banka", "Örnek Kart", "Onaylanır"
    ),
    TestCard(
        "4054180000000007",
        "VISA",
        _CREDIT,
        "Sample Bank",
        "",
        "Onaylanır; yabancı kart, taksit yok",
        is_foreign=True,
    ),
    TestCard(
        "5400010000000004",
        "MASTER_CARD",
        _CREDIT,
        "Sample Bank",
        "",
        "Onaylanır; yabancı kart, taksit yok",
        is_foreign=True,
    ),
    TestCard(
        "5406670000000009",
        "MASTER_CARD",
        _CREDIT,
        "Örnek Banka",
        "Örnek Kart",
        "Onaylanır; iptal ve iade edilemez",
        is_reversible=False,
    ),
    TestCard(
        "4355084355084358", "VISA", _CREDIT, "Deneme Bankası", "Deneme Kart", "Onaylanır (PayTR)"
    ),
    TestCard(
        "5406675406675403",
        "MASTER_CARD",
        _CREDIT,
        "Örnek Banka",
        "Örnek Kart",
        "Onaylanır (PayTR, NestPay)",
    ),
    TestCard(
        "9792030394440796", "TROY", _CREDIT, "Numune Bank", "Numune Kart", "Onaylanır (PayTR)"
    ),
    TestCard(
        "4508034508034509", "VISA", _CREDIT, "Misal Katılım", "Misal Kart", "Onaylanır (NestPay)"
    ),
    _failing("4111111111111129", "Yetersiz bakiye", "10051"),
    _failing("4129111111111111", "İşlem onaylanmadı", "10005"),
    _failing("4128111111111112", "Geçersiz işlem", "10012"),
    _failing("4127111111111113", "Kayıp kart", "10041"),
    _failing("4126111111111114", "Çalıntı kart", "10043"),
    _failing("4125111111111115", "Süresi dolmuş kart", "10054"),
    _failing("4124111111111116", "CVC hatalı", "10084"),
    _failing("4123111111111117", "Kart sahibi bu işlemi yapamaz", "10057"),
    _failing("4122111111111118", "Terminal bu işlemi yapamaz", "10058"),
    _failing("4121111111111119", "Dolandırıcılık şüphesi", "10034"),
    _failing("4120111111111110", "Karta el konur, kısıtlı", "10093"),
    _failing("4130111111111118", "Genel hata", "10204"),
    TestCard(
        "4131111111111117",
        "VISA",
        _CREDIT,
        "Numune Bank",
        "Numune Kart",
        "3D sonucu 0: doğrulanamadı",
        md_status="0",
    ),
    TestCard(
        "4141111111111115",
        "VISA",
        _CREDIT,
        "Numune Bank",
        "Numune Kart",
        "3D sonucu 4: yarım doğrulama",
        md_status="4",
    ),
    TestCard(
        "4151111111111112",
        "VISA",
        _CREDIT,
        "Numune Bank",
        "Numune Kart",
        "3D başlatılamaz",
        is_threeds_available=False,
    ),
)


def fingerprint(number: str) -> str:
    """Tells two cards apart without the number: keyed, so that it cannot be tried out."""
    return hmac.new(settings.SECRET_KEY.encode(), number.encode(), hashlib.sha256).hexdigest()


def find_by_fingerprint(value: str) -> TestCard | None:
    """The card with this fingerprint."""
    return next((card for card in CARDS if fingerprint(card.number) == value), None)


def find_by_bin(bin_number: str) -> TestCard | None:
    """The first card whose number starts with these six to eight digits."""
    return next((card for card in CARDS if card.number.startswith(bin_number)), None)


class CardError(Exception):
    """A card that was typed wrongly: which part, and what to say about it."""

    def __init__(self, part: str, words: str) -> None:
        super().__init__(part, words)
        self.part, self.words = part, words


@dataclass(frozen=True)
class TypedCard:
    """A card as its holder or a shop gives it, checked; it lives for one request only."""

    card: TestCard
    holder: str
    expire_month: str  # two digits
    expire_year: str  # four digits


def read_card(
    *, number: str, holder: str, month: str, year: str, cvc: str | None, now: datetime
) -> TypedCard:
    """Check the parts of a card; ``cvc`` None means that none is needed (the vault).

    Raises:
        CardError: number, month, year, expired, cvc, unknown.
    """
    digits = re.sub(r"[ -]", "", number)
    if not re.fullmatch(r"[0-9]{12,19}", digits):
        raise CardError("number", "Kart numarası geçersizdir")
    if not re.fullmatch(r"0?[1-9]|1[0-2]", month):
        raise CardError("month", "Son kullanma ayı geçersizdir")
    if not re.fullmatch(r"(20)?[0-9]{2}", year):
        raise CardError("year", "Son kullanma yılı geçersizdir")
    full_year = year if len(year) == 4 else f"20{year}"
    if (int(full_year), int(month)) < (now.year, now.month):
        raise CardError("expired", "Son kullanma tarihi geçmiş")
    if cvc is not None and not re.fullmatch(r"[0-9]{3,4}", cvc):
        raise CardError("cvc", "CVC geçersizdir")
    card = next((card for card in CARDS if card.number == digits), None)
    if card is None:
        raise CardError("unknown", "Yalnız deneme kartları geçer")
    return TypedCard(card, holder.strip(), month.zfill(2), full_year)
