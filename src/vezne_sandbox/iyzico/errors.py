"""iyzico's refusals: code, group, and the message in both languages.

Codes and groups from docs.iyzico.com, Error Codes. The ones marked *own* stand where the public
documentation names no code for the situation.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Refusal:
    """One row of the error table."""

    code: str
    group: str
    tr: str
    en: str


_TABLE = (
    Refusal("1", "", "Sistem hatası", "System error"),
    Refusal("11", "", "Geçersiz istek", "Invalid request"),
    Refusal("12", "", "Kart numarası geçersizdir", "Invalid card number"),
    Refusal("13", "", "Son kullanma ayı geçersizdir", "Invalid expiry month"),
    Refusal("14", "", "Son kullanma yılı geçersizdir", "Invalid expiry year"),
    Refusal("15", "", "CVC geçersizdir", "Invalid cvc"),
    Refusal("17", "", "Son kullanma tarihi geçersizdir", "Invalid expiry date"),
    Refusal("1000", "", "Geçersiz imza", "Invalid signature"),
    Refusal("1001", "", "api bilgileri bulunamadı", "api credentials not found"),
    Refusal("3001", "", "Kart kullanıcısı bulunamadı", "Card user not found"),  # own
    Refusal("3005", "", "Kayıtlı kart bulunamadı", "Stored card not found"),  # own
    Refusal(
        "5062",
        "",
        "Gönderilen tutar tüm kırılımların toplam tutarına eşit olmalıdır",
        "The price must be equal to the sum of the basket items",
    ),
    Refusal("5085", "", "Ödeme bulunamadı", "Payment not found"),  # own
    Refusal("5088", "", "Ödeme kırılımı bulunamadı", "Payment item not found"),  # own
    Refusal("5092", "", "İade tutarı kalan tutardan büyük", "Refund exceeds the remainder"),  # own
    Refusal("5093", "", "Ödeme iptal edilemez", "The payment cannot be cancelled"),  # own
    Refusal("5094", "", "Ödeme bu adımda değil", "The payment is not at this step"),  # own
    Refusal("5095", "", "Gönderilen bilgiler ödemeyle uyuşmuyor", "Does not match the payment"),
    Refusal("5115", "", "Ödeme formu bulunamadı", "Checkout form not found"),  # own
    Refusal("5116", "", "Ödeme formunun süresi doldu", "Checkout form has expired"),  # own
    Refusal("5117", "", "Taksit seçeneği geçersiz", "Installment is not allowed"),  # own
    Refusal("10005", "DO_NOT_HONOUR", "İşlem onaylanmadı", "Do not honour"),
    Refusal("10012", "INVALID_TRANSACTION", "Geçersiz işlem", "Invalid transaction"),
    Refusal("10034", "FRAUD_SUSPECT", "Dolandırıcılık şüphesi", "Fraud suspect"),
    Refusal("10041", "LOST_CARD", "Kayıp kart, karta el koyunuz", "Lost card"),
    Refusal("10043", "STOLEN_CARD", "Çalıntı kart, karta el koyunuz", "Stolen card"),
    Refusal(
        "10051",
        "NOT_SUFFICIENT_FUNDS",
        "Kart limiti yetersiz, yetersiz bakiye",
        "Insufficient card limit, insufficient balance",
    ),
    Refusal("10054", "EXPIRED_CARD", "Son kullanma tarihi hatalı", "Expired card"),
    Refusal(
        "10057",
        "NOT_PERMITTED_TO_CARDHOLDER",
        "Kart sahibi bu işlemi yapamaz",
        "Not permitted to card holder",
    ),
    Refusal(
        "10058",
        "NOT_PERMITTED_TO_TERMINAL",
        "Terminalin bu işlemi yapmaya yetkisi yok",
        "Not permitted to terminal",
    ),
    Refusal("10084", "INVALID_CVC2", "CVC bilgisi hatalı", "Invalid cvc2"),
    Refusal(
        "10093",
        "RESTRICTED_CARD",
        "Kart kısıtlı; bankanızla görüşünüz",
        "Restricted card, call your bank",
    ),
    Refusal("10204", "UNKNOWN", "Ödeme sırasında genel bir hata oluştu", "General error"),
    Refusal("10213", "BIN_NOT_FOUND", "BIN bulunamadı", "Bin not found"),
    Refusal("10215", "INVALID_CARD_NUMBER", "Geçersiz kart numarası", "Invalid card number"),
    Refusal(
        "10217",
        "DEBIT_CARDS_REQUIRES_3DS",
        "Banka kartları sadece 3D Secure işleminde kullanılabilir",
        "Debit cards require 3D Secure",
    ),
    Refusal(
        "10219", "REQUEST_TIMEOUT", "Bankaya giden istek zaman aşımına uğradı", "Request timeout"
    ),
)
REFUSALS = {refusal.code: refusal for refusal in _TABLE}

# Also own: the contract gives mdStatus for a failed 3D, and no code of its own.
THREEDS_FAILED = Refusal(
    "10230", "THREEDS_FAILED", "3D Secure doğrulaması başarısız", "3D Secure failed"
)
REFUSALS[THREEDS_FAILED.code] = THREEDS_FAILED


class IyzicoError(Exception):
    """An expected refusal; the endpoint answers it as status failure."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.refusal = REFUSALS[code]
        self.detail = detail
        # What the answer says besides the error, for the calls that say more than that.
        self.fields: dict[str, Any] = {}

    def message(self, locale: str) -> str:
        """In the caller's language, with what was wrong."""
        text = self.refusal.en if locale == "en" else self.refusal.tr
        return f"{text}: {self.detail}" if self.detail else text
